"""Puts what someone handed in where nbgrader looks for it: `submitted/<student>/<assignment>/`, whole or not at all."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import nbformat

from graders.exchange.file_names import ASSIGNMENT_ID, STUDENT_ID, check_id, check_names
from graders.notebook.restore_cells import grade_id_of, read_notebook

TIMESTAMP = "timestamp.txt"
TIMESTAMP_FORMAT = "%Y-%m-%d %H:%M:%S.%f UTC"


def place_submission(
    course_root: Path, student_id: str, assignment_id: str, files: Mapping[str, bytes], submitted_at: datetime
) -> bool:
    """Replaces the person's earlier submission; False, and nothing is touched, if that one is newer.

    FilesRefusedError for names that are not plain: the exchange refused them before.

    `files` are names relative to the assignment's folder, with "/". The time is the server's: a `timestamp.txt` of the
    learner's own is left out. A notebook that is missing or that nobody can read is replaced by the learner's copy of
    it under another name ("aires-Copy1.ipynb"), else by the released one, which says so to the feedback page: exercises
    in files beside it are graded all the same, and what was written in the notebook waits for a person.
    """
    check_id(STUDENT_ID, student_id)
    check_id(ASSIGNMENT_ID, assignment_id)
    final = course_root / "submitted" / student_id / assignment_id
    if (earlier := submitted_at_of(final)) is not None and earlier > submitted_at:
        return False
    released = sorted((course_root / "release" / assignment_id).glob("*.ipynb"))
    # nbgrader would copy a learner's page of that name beside the feedback page, read-only, and then not write its own.
    left_out = {TIMESTAMP, *(f"{notebook.stem}.html" for notebook in released)}
    laid_out = {name: content for name, content in files.items() if name not in left_out}
    laid_out |= _fresh_notebooks(released, files)
    laid_out[TIMESTAMP] = submitted_at.astimezone(UTC).strftime(TIMESTAMP_FORMAT).encode()
    check_names({*files, *laid_out})

    final.parent.mkdir(parents=True, exist_ok=True)
    for leftover in final.parent.glob(f".{assignment_id}.*"):  # of a run that was killed here
        shutil.rmtree(leftover)
    fresh = Path(tempfile.mkdtemp(prefix=f".{assignment_id}.", dir=final.parent))
    for name, content in laid_out.items():
        (fresh / name).parent.mkdir(parents=True, exist_ok=True)
        (fresh / name).write_bytes(content)
    fresh.chmod(0o755)
    if final.exists():
        os.replace(final, Path(tempfile.mkdtemp(prefix=f".{assignment_id}.", dir=final.parent)))
    os.replace(fresh, final)
    for leftover in final.parent.glob(f".{assignment_id}.*"):
        shutil.rmtree(leftover)
    return True


def submitted_at_of(folder: Path) -> datetime | None:
    """When the submission in `folder` was handed in; None if there is none."""
    try:
        text = (folder / TIMESTAMP).read_text(encoding="utf-8")
        return datetime.strptime(text.strip(), TIMESTAMP_FORMAT).replace(tzinfo=UTC)
    except (FileNotFoundError, ValueError):
        return None


def _fresh_notebooks(released: Sequence[Path], files: Mapping[str, bytes]) -> dict[str, bytes]:
    """Something readable for each released notebook that the learner's files lack, or hold in an unreadable state."""
    names = {path.name for path in released}
    others = {name: content for name, content in files.items() if _is_notebook(name) and name not in names}
    replaced = {}
    for path in released:
        if path.name in files and read_notebook(files[path.name]) is not None:
            continue
        fresh = nbformat.read(path, as_version=4)
        if (copy := _copy_of(fresh, others)) is not None:
            replaced[path.name] = copy
            continue
        notice = "notebook-unreadable" if path.name in files else "notebook-missing"
        fresh.metadata.setdefault("atelier", {})["notice"] = notice
        replaced[path.name] = nbformat.writes(fresh).encode()
    return replaced


def _is_notebook(name: str) -> bool:
    return name.endswith(".ipynb") and "/" not in name


def _copy_of(released: Any, others: Mapping[str, bytes]) -> bytes | None:
    """The one of these notebooks with the most cells of the released one; None if there is none, or more than one."""
    wanted = {grade_id_of(cell) for cell in released.cells} - {None}
    shared = {}
    for name, content in others.items():
        notebook = read_notebook(content)
        shared[name] = 0 if notebook is None else len(wanted & {grade_id_of(cell) for cell in notebook.cells})
    most = max(shared.values(), default=0)
    best = [name for name, count in shared.items() if count == most > 0]
    return others[best[0]] if len(best) == 1 else None
