"""The studio: from a slider's move to the new object on the screen, in a real JupyterLab and a real browser.

The plate with 24 countersunk holes of `meshes.py`. A move counts from the slider's event to the end of the first
drawing after the new vertices reached the page's graphics. The browser draws with the processor: there is no card.
"""

from __future__ import annotations

import json
import tempfile
from contextlib import contextmanager
from pathlib import Path

from fab_notebooks.design import Design
from fab_notebooks.parameters import fields_of
from fab_notebooks.studio import Studio
from fab_notebooks.studio_place import this_place
from tests.benchmarks.meshes import Plate, build_plate
from tests.benchmarks.report import line
from tests.end_to_end.browser import a_browser
from tests.hub_config.single_user.conftest import TOKEN, a_lab

SCREWS = [3.2, 5.8, 3.6, 5.4, 4.0, 5.0]

# Watches what reaches the graphics: big buffers, then the drawing that shows them.
WATCH = """
const proto = WebGL2RenderingContext.prototype;
let uploaded = false;
for (const name of ["bufferData", "bufferSubData"]) {
  const plain = proto[name];
  proto[name] = function (...values) {
    if (values.some((value) => value?.byteLength > 100000)) uploaded = true;
    return plain.apply(this, values);
  };
}
const draw = proto.drawArrays;
proto.drawArrays = function (...values) {
  draw.apply(this, values);
  if (!uploaded) return;
  uploaded = false;
  this.finish();
  window.drawn?.(performance.now());
};
"""

MOVE = """
(value) => new Promise((resolve) => {
  const slider = document.querySelector(".fab-fields input[type=range]");
  slider.value = value;
  const began = performance.now();
  window.drawn = (now) => { window.drawn = undefined; resolve(now - began); };
  slider.dispatchEvent(new Event("input"));
})
"""


def plate_studio() -> Studio:
    """A studio of the plate; the notebook of the benchmark calls it."""
    fields = fields_of(Plate)
    design = Design("plate", "Plaque", "", Plate, fields, {"M4": Plate()}, build_plate, lambda _: 1)
    return Studio(design, this_place())


def measure() -> str:
    """The row."""
    source = "from tests.benchmarks.studio import plate_studio\nplate_studio()"
    cell = {
        "cell_type": "code",
        "id": "plate",
        "metadata": {},
        "outputs": [],
        "execution_count": None,
        "source": source,
    }
    kernel = {"kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"}}
    content = {"cells": [cell], "metadata": kernel, "nbformat": 4, "nbformat_minor": 5}
    with tempfile.TemporaryDirectory() as name:
        home = Path(name) / "home"
        with (
            contextmanager(a_lab)("trainee", home, "http://127.0.0.1:9/services/atelier") as lab,
            a_browser() as browser,
        ):
            (home / "plaque.ipynb").write_text(json.dumps(content), encoding="utf-8")
            page = browser.new_page()
            page.set_default_timeout(60_000)
            page.add_init_script(WATCH)
            page.goto(f"{lab.url}/lab/tree/plaque.ipynb?token={TOKEN}")
            page.locator(".jp-CodeCell .cm-content").click()
            page.keyboard.press("Shift+Enter")
            taken = []
            for screw in SCREWS:
                # At rest: the last object's checks are done, its edges drawn.
                page.locator(".fab-best:not(.fab-is-checking)").wait_for()
                page.wait_for_timeout(600)
                taken.append(float(page.evaluate(MOVE, screw)))
    return line("slider to picture, 24 countersunk holes", taken[1:], None, "ms")


if __name__ == "__main__":
    print(measure())
