"""The whole programme is built to the same bytes by two processes that order sets and read folders differently."""

import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path

from curriculum.builder.coverage_page import coverage_page
from curriculum.builder.notebooks import build_source
from curriculum.builder.programme import load_programme
from curriculum.builder.red_thread_files import red_thread_files

ROOT = Path(__file__).parents[2]
ELSEWHERE = "import sys; from tests.curriculum.test_two_builds import main; main(sys.argv[1])"


def built(folder: Path) -> dict[str, str]:
    """What each file that is made of the programme holds, in short, by its path."""
    programme = load_programme(ROOT / "curriculum")
    for unit in programme.units:
        build_source(unit, folder)
    files = {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    files |= red_thread_files(programme.red_thread) | {"couverture.html": coverage_page(programme).encode()}
    return {name: hashlib.sha256(data).hexdigest() for name, data in files.items()}


def main(folder: str) -> None:
    """What the other process says."""
    print(json.dumps(built(Path(folder))))


def test_two_builds_of_the_programme_are_the_same(tmp_path: Path):
    """Another hash seed, another time zone, another language, another folder: the same files, byte for byte."""
    here = built(tmp_path / "one")
    other = subprocess.run(
        [sys.executable, "-c", ELSEWHERE, str(tmp_path / "two")],
        cwd=ROOT,
        env={**os.environ, "PYTHONHASHSEED": "11", "TZ": "Pacific/Auckland", "LC_ALL": "C.UTF-8", "LANG": "C.UTF-8"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert json.loads(other.stdout) == here
    assert {"ressourcerie.db", "couverture.html"} < here.keys()
    assert sum(name.endswith(".ipynb") for name in here) == len(load_programme(ROOT / "curriculum").units)
