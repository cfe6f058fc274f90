"""What every person's server has in common; found through JUPYTER_CONFIG_PATH."""

import sys
from pathlib import Path
from typing import Any

from fab_notebooks.pages_without_code import configure_voila

c: Any = get_config()  # type: ignore[name-defined] # noqa: F821 # given by the loader
here = Path(__file__).parent

# Ours, and the modules of the exercise view and of the studio that `enter.sh` made
# (`graders/exercise_widget/front_widget.py`, `fab_notebooks/front_module.py`).
c.LabApp.extra_labextensions_path = [
    str(here / "labextensions"),
    str(Path(sys.prefix) / "share" / "atelier" / "labextensions"),
]
# Nobody installs extensions from here, and nothing is fetched from outside.
c.LabApp.extension_manager = "readonly"
c.LabApp.news_url = None
c.LabApp.check_for_updates_class = "jupyterlab.NeverCheckForUpdate"
c.ServerApp.open_browser = False
# So long a sign-in that the hub ended (a new password) still opens this server; five minutes by default.
c.HubOAuth.cache_max_age = 30

configure_voila(c, c.LabApp.extra_labextensions_path)
