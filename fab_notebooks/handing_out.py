"""Puts the notebooks of the house into a person's home, where JupyterLab and Voilà find them, and the file that begins
a design of one's own.

Runs inside the person's own sandbox when their server starts. What somebody has written in is theirs and stays; what
says word for word what it said when it was handed out is replaced when the house has a newer one.
"""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from collections.abc import Mapping
from pathlib import Path

FOLDER = "Impression 3D"
OWN_DESIGN, OWN_NOTEBOOK = "mon-objet.py", "votre-propre-objet.ipynb"
"""A design to change as one likes, and the notebook that shows it."""
HANDED_OUT = ".remis.json"
"""What each file said when it was handed out: a digest by its name."""
NOTEBOOKS = Path(__file__).parent / "notebooks"


def hand_out(home: Path, notebooks: Path = NOTEBOOKS) -> None:
    """Copy what is missing, and what is new where nobody has written; OSError if the home takes no files."""
    folder = home / FOLDER
    folder.mkdir(exist_ok=True)
    before = _handed_out(folder / HANDED_OUT)
    after = dict(before)
    for source in sorted([*notebooks.glob("*.ipynb"), notebooks / OWN_DESIGN]):
        target, content = folder / source.name, source.read_bytes()
        new, here = words_of(content), _words_there(target)
        if here is None or here == before.get(source.name) != new:
            _write(target, content)
            here = new
        if here == new:
            after[source.name] = new
    if after != before:
        _write(folder / HANDED_OUT, json.dumps(after, indent=0).encode())


def words_of(content: bytes) -> str:
    """A digest of what a notebook says, whatever it showed when it was run; of all that another file holds."""
    try:
        cells = [[cell["cell_type"], "".join(cell["source"])] for cell in json.loads(content)["cells"]]
    except (ValueError, KeyError, TypeError, RecursionError):
        return hashlib.sha256(content).hexdigest()
    return hashlib.sha256(json.dumps(cells).encode()).hexdigest()


def _words_there(path: Path) -> str | None:
    """None where nothing is; empty for what can't be read as a file, and is theirs all the same."""
    if not os.path.lexists(path):
        return None
    try:
        return words_of(path.read_bytes()) if path.is_file() else ""
    except OSError:
        return ""


def _handed_out(path: Path) -> Mapping[str, str]:
    try:
        said = json.loads(path.read_bytes())
    except (OSError, ValueError, RecursionError):
        return {}
    return said if isinstance(said, dict) else {}


def _write(target: Path, content: bytes) -> None:
    """Whole or not at all: a server may be ended while it starts."""
    handle, temporary = tempfile.mkstemp(dir=target.parent, prefix=".", suffix=".part")
    with os.fdopen(handle, "wb") as file:
        file.write(content)
    os.chmod(temporary, 0o644)
    os.replace(temporary, target)
