"""The parts of a view that run in the browser: `front/*.js`, made into modules at install time, shown by anywidget.

`hub_config/enter.sh` bundles them with three.js into `share/atelier/labextensions/atelier-studio` of the environment.
JupyterLab and Voilà serve that folder to their pages: nothing is loaded from elsewhere, and a browser keeps it.
"""

from __future__ import annotations

import hashlib
import sys
from functools import cache
from pathlib import Path

import anywidget

from fab_notebooks.sentences import catalogue, say

MODULES = Path(sys.prefix) / "share" / "atelier" / "labextensions" / "atelier-studio"
STYLE = (Path(__file__).parent / "front" / "studio.css").read_text(encoding="utf-8")
PREFIX = "page-"

# What travels with each widget: where its module is. Both servers write their addresses into their page.
_LOADER = """
const config = JSON.parse(document.getElementById("jupyter-config-data").textContent);
const folder = new URL(config.fullLabextensionsUrl + "/atelier-studio/", location.origin);
export default async () => (await import(new URL("MODULE", folder).href)).default;
"""


class FrontWidget(anywidget.AnyWidget):
    """A widget drawn by a module of `front/`; a kind sentence where no widget can be shown."""

    _css = STYLE

    def __repr__(self) -> str:
        return say("page-printed")


@cache
def front_module(name: str) -> str:
    """The `_esm` of the widget drawn by `front/<name>.js`."""
    return _LOADER.replace("MODULE", f"{name}.js?v={_version(MODULES)}")


def page_words() -> dict[str, str]:
    """The words of the page by their ids, without the prefix."""
    return {name.removeprefix(PREFIX): each.say for name, each in catalogue().items() if name.startswith(PREFIX)}


@cache
def _version(folder: Path) -> str:
    """Changes with the modules, so that no browser keeps old ones."""
    digest = hashlib.sha256()
    for path in sorted(folder.glob("*.js")):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]
