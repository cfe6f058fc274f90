"""Voilà in a person's server: our own notebooks as pages without code, and no others.

Opening such a page runs its notebook. A link anywhere could open one, so only the cells that the software itself brings
are ever run this way: whatever lies in a home under the same name, the page is made from the software's copy.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import nbformat
from tornado.web import HTTPError

EXTENSIONS = ["@voila-dashboards/widgets-manager8", "@jupyter-widgets/jupyterlab-manager", "anywidget"]
"""What shows widgets; the rest of JupyterLab's extensions want a JupyterLab around them."""

NO_MATHJAX = "data:text/javascript,MathJax={Hub:{Config(){},Configured(){},Queue(){},Register:{StartupHook(){}}}};//"
"""In the place of MathJax, which Voilà would fetch from elsewhere; our pages have no formulas."""


NOTEBOOKS = Path(__file__).parent / "notebooks"


def configure_voila(c: Any, labextensions: list[str], notebooks: Path = NOTEBOOKS) -> None:
    """Tell Voilà what our pages are like."""

    def ours(handler: Any, notebook: Any, cwd: str) -> Any:
        """The software's copy of the notebook of this title; refused if it has none."""
        # Asked for, it becomes a cookie; without it the page could not end its kernel when it is left.
        handler.xsrf_token  # noqa: B018
        title = notebook.metadata.get("title")
        for path in sorted(notebooks.glob("*.ipynb")):
            own: Any = nbformat.read(path, as_version=4)
            if title and own.metadata.get("title") == title:
                return own
        raise HTTPError(403, "this notebook is none of the house's")

    def without_mathjax(page_config: dict[str, Any], **_: Any) -> dict[str, Any]:
        """The page's settings, with nothing to fetch from outside."""
        return {**page_config, "fullMathjaxUrl": NO_MATHJAX}

    c.VoilaConfiguration.template = "atelier"
    c.VoilaConfiguration.allow_template_override = "NO"
    c.VoilaConfiguration.allow_theme_override = "NO"
    c.VoilaConfiguration.extra_labextensions_path = labextensions
    c.VoilaConfiguration.extension_allowlist = EXTENSIONS
    c.VoilaConfiguration.file_allowlist = []
    c.VoilaConfiguration.prelaunch_hook = ours
    c.VoilaConfiguration.page_config_hook = without_mathjax
    c.HTMLExporter.language_code = "fr"
