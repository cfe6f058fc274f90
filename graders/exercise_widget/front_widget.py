"""The parts of a view that run in the browser: JavaScript made into modules at install time, shown by anywidget.

`hub_config/enter.sh` bundles `front/*.js`, one module per widget, with what they share (`front/parts/`, the locked npm
packages) in chunks of its own, into `share/atelier/labextensions/atelier-exercise` of the environment. JupyterLab
serves that folder to the page: nothing is loaded from elsewhere, and a page with ten exercises reads the code once.

Another widget is a file and a class:

1. `front/tokens.js`: `export default { render({ model, el }) { …; return () => …tidy up… } }`; it may import from
   "./parts/…" and from the packages of package.json. `enter.sh` finds it by itself.
2. a subclass of `FrontWidget` whose traits the module reads:

       class Tokens(FrontWidget):
           _esm = front_module("tokens")
           lines = traitlets.List().tag(sync=True)

Sentences come from `fr.yml`, as a trait; the module has none of its own. The page's style is in `view.css`.
"""

from __future__ import annotations

import hashlib
import sys
from functools import cache
from pathlib import Path

import anywidget

from graders.exercise_widget.texts import text

MODULES = Path(sys.prefix) / "share" / "atelier" / "labextensions" / "atelier-exercise"

# What travels with each widget: where its module is. JupyterLab writes its addresses into its page.
_LOADER = """
const config = JSON.parse(document.getElementById("jupyter-config-data").textContent);
const folder = new URL(config.fullLabextensionsUrl + "/atelier-exercise/", location.origin);
export default async () => (await import(new URL("MODULE", folder).href)).default;
"""


class FrontWidget(anywidget.AnyWidget):
    """A widget drawn by a module of `front/`; a kind sentence where no widget can be shown."""

    def __repr__(self) -> str:
        return text("printed")


@cache
def front_module(name: str) -> str:
    """The `_esm` of the widget drawn by `front/<name>.js`."""
    return _LOADER.replace("MODULE", f"{name}.js?v={_version(MODULES)}")


def is_bundled(folder: Path) -> bool:
    """Whether the modules were made there; a plain `pip install` of this package does not make them."""
    return any(folder.glob("*.js"))


@cache
def _version(folder: Path) -> str:
    """Changes with the modules, so that no browser keeps old ones."""
    digest = hashlib.sha256()
    for path in sorted(folder.glob("*.js")):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]
