"""What nbgrader loads in everybody's server: the command line's verbs and, for trainers, the formgrader.

`ATELIER_COURSE_ROOT` (set by the spawner for trainers) is the course folder; nbgrader's own default, the working
directory, stands for everyone else: their commands only list, fetch and submit. nbgrader finds this file through
JUPYTER_CONFIG_PATH, or in the course folder.
"""

import os
from pathlib import Path

from graders.notebook.configuration import configure_nbgrader

c = get_config()  # type: ignore[name-defined]  # noqa: F821

configure_nbgrader(c, course_root=Path(os.environ.get("ATELIER_COURSE_ROOT") or os.getcwd()))
