"""Puts the notebooks of the house into a person's home, where JupyterLab and Voilà find them, and the file that begins
a design of one's own.

Runs inside the person's own sandbox when their server starts. What is there already is theirs and stays.
"""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

FOLDER = "Impression 3D"
OWN_DESIGN, OWN_NOTEBOOK = "mon-objet.py", "votre-propre-objet.ipynb"
"""A design to change as one likes, and the notebook that shows it."""
NOTEBOOKS = Path(__file__).parent / "notebooks"


def hand_out(home: Path, notebooks: Path = NOTEBOOKS) -> None:
    """Copy what is missing; OSError if the home takes no files."""
    folder = home / FOLDER
    folder.mkdir(exist_ok=True)
    for source in sorted([*notebooks.glob("*.ipynb"), notebooks / OWN_DESIGN]):
        if not (folder / source.name).exists():
            # Whole or not at all: a server may be ended while it starts.
            handle, temporary = tempfile.mkstemp(dir=folder, prefix=".", suffix=".part")
            with os.fdopen(handle, "wb") as target:
                target.write(source.read_bytes())
            os.chmod(temporary, 0o644)
            os.replace(temporary, folder / source.name)
