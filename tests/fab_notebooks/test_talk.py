"""What the studio's page sends to its kernel, and in which order: its module, run by node with a model that listens."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest

import fab_notebooks

TALK = Path(fab_notebooks.__file__).parent / "front" / "parts" / "talk.js"
LISTENS = """
import { changes } from "./talk.mjs";
const heard = [];
const send = ({ kind, name, value, count }) => heard.push([kind, name, value, count].filter(Boolean));
const talk = changes({ send });
%s
talk.stop();
console.log(JSON.stringify(heard));
"""


def heard(folder: Path, script: str) -> list[list[object]]:
    """What the kernel gets of this."""
    shutil.copy(TALK, folder / "talk.mjs")
    (folder / "page.mjs").write_text(LISTENS % script, encoding="utf-8")
    done = subprocess.run(["node", folder / "page.mjs"], capture_output=True, text=True, check=True)
    told: list[list[object]] = json.loads(done.stdout)
    return told


pytestmark = pytest.mark.skipif(shutil.which("node") is None, reason="node is not installed")


def test_one_change_is_under_way_and_the_newest_goes_next(tmp_path: Path):
    """What a slider passed in between is never sent."""
    script = "for (const value of [31, 32, 33]) talk.put('width', value, false); talk.answered(1);"
    assert heard(tmp_path, script) == [["set", "width", 31, 1], ["set", "width", 33, 2]]


@pytest.mark.parametrize("kind", ["preset", "undo", "redo", "export"])
def test_a_value_that_still_waits_goes_before_an_order_and_not_after(tmp_path: Path, kind: str):
    """After it, it would take the preset's place, or be what "Annuler" was to take back."""
    script = f"""
    talk.put('width', 31, false);
    talk.put('width', 32, true);
    talk.put('depth', 8, true);
    talk.order({{ kind: '{kind}' }});
    talk.answered(1);
    talk.put('width', 40, true);
    talk.answered(3);
    """
    assert heard(tmp_path, script) == [
        ["set", "width", 31, 1],
        ["set", "width", 32, 2],
        ["set", "depth", 8, 3],
        [kind],
        ["set", "width", 40, 4],
    ]
