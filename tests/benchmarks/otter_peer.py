"""The peer: otter-grader's local run, in an environment of its own that is made once, below `var`.

Its tests are doctests in a zip file and its notebooks carry no marks, so each submission is written again in its form:
the same answer and the two tests that both can express (`mean-test`, `mean-empty`).

ref: https://otter-grader.readthedocs.io/en/stable/otter_run/index.html
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import nbformat

from tests.graders.notebook.classic.courses import SOURCE

VERSION = "7.0.0"
PLACE = Path("var/cache/benchmark-peers/otter")
COMMON = ("mean-test", "mean-empty")

LOOP = """
import subprocess, sys
for notebook in sys.argv[2:]:
    command = [sys.argv[1], "run", "--no-logo", "-a", "autograder.zip", "-o", "out/" + notebook, notebook]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
"""


def otter_environment() -> dict[str, str]:
    """The environment variables in which `otter` is the peer's; installs it at the first call."""
    programs = PLACE.absolute() / "bin"
    if not (programs / "otter").exists():
        subprocess.run(["uv", "venv", "-q", "--clear", "--python", sys.executable, str(PLACE)], check=True)
        wanted = [f"otter-grader=={VERSION}", "ipykernel"]
        subprocess.run(["uv", "pip", "install", "-q", "--python", str(programs / "python"), *wanted], check=True)
    own = {name: value for name, value in os.environ.items() if name not in ("VIRTUAL_ENV", "PYTHONPATH")}
    return own | {"PATH": f"{programs}:{os.environ['PATH']}"}


def lay_out(folder: Path, answers: Mapping[str, Mapping[str, str]], environment: Mapping[str, str]) -> list[str]:
    """Writes the tests and one notebook per person into `folder`; the command that grades them all."""
    tests = folder / "tests"
    tests.mkdir()
    for name in COMMON:
        (tests / f"{name}.py").write_text(_test_file(name))
    command = ["otter", "generate", "-t", "tests", "-o", "autograder.zip"]
    command += ["--no-config", "--no-requirements", "--no-environment"]
    subprocess.run(command, cwd=folder, env=dict(environment), check=True, capture_output=True)
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    for student_id, own in answers.items():
        sources = ["import numpy as np", own.get("mean", "raise NotImplementedError()")]
        cells = [nbformat.v4.new_code_cell(source) for source in sources]
        notebook = nbformat.v4.new_notebook(cells=cells, metadata={"kernelspec": kernel})
        nbformat.write(notebook, folder / f"{student_id}.ipynb")
        (folder / "out" / f"{student_id}.ipynb").mkdir(parents=True)
    program = str(PLACE.absolute() / "bin" / "otter")
    return [sys.executable, "-c", LOOP, program, *(f"{student_id}.ipynb" for student_id in answers)]


def otter_scores(folder: Path) -> dict[str, float]:
    """What it gave each person."""
    found = {}
    for path in (folder / "out").glob("*/results.json"):
        results = json.loads(path.read_text())["tests"]
        found[path.parent.name.removesuffix(".ipynb")] = sum(result.get("score", 0.0) for result in results)
    return found


def _test_file(name: str) -> str:
    _, points, source = SOURCE[name]
    lines = [line for line in source.splitlines() if not line.startswith("###")]
    follows = (" ", "except", "else")
    written = "".join(f"{'...' if line.startswith(follows) else '>>>'} {line}\n" for line in lines)
    suite = {"cases": [{"code": written, "hidden": False, "locked": False}], "scored": True, "type": "doctest"}
    test = {"name": name, "points": points, "suites": [suite | {"setup": "", "teardown": ""}]}
    return f"OK_FORMAT = True\ntest = {test!r}\n"
