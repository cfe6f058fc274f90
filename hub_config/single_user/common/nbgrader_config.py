"""nbgrader in a person's server: our exchange for everybody's commands and, for trainers, the formgrader.

`ATELIER_COURSE_ROOT` (set by the spawner for trainers) is the course folder; nbgrader's own default, the working
directory, stands for everyone else: their commands only list, fetch and submit.
"""

import os
from pathlib import Path
from typing import Any

from graders.notebook.configuration import configure_nbgrader

c: Any = get_config()  # type: ignore[name-defined]  # noqa: F821 # given by the loader

configure_nbgrader(c, course_root=Path(os.environ.get("ATELIER_COURSE_ROOT") or os.getcwd()))
