"""Puts a submitted notebook back into the shape it was handed out in, before nbgrader looks at it.

Learners delete cells, copy them, turn code into text, and some edit the file by hand. nbgrader stops a whole grading
run on a copied test cell ("old version of the metadata format"), and its own `OverwriteCells.add_missing_cells` fails
where a locked cell that is not graded stands before the missing one. So nothing is believed but a learner's own text:
graded, locked and task cells come from the released notebook, exactly once each; every other metadata is dropped.
"""

from __future__ import annotations

import base64
import binascii
import copy
import warnings
from pathlib import Path
from typing import Any

import nbformat
from nbgrader.coursedir import CourseDirectory
from nbgrader.preprocessors import NbGraderPreprocessor

from graders.notebook.learner_files import WORK_FILE_BYTES_MAX

NOTICES = frozenset({"notebook-missing", "notebook-unreadable"})
"""What `submission.py` may say of the whole notebook (in its metadata, `atelier.notice`), for the feedback page."""

# More than anyone writes by hand; beyond it a notebook is made to slow the grader down.
NOTEBOOK_BYTES_MAX = WORK_FILE_BYTES_MAX
CELLS_MAX = 1_000
PICTURES = frozenset({"image/png", "image/jpeg", "image/gif"})


def read_notebook(content: bytes) -> Any | None:
    """The notebook, None if it cannot be read, is no valid version 4, or is larger than anyone writes."""
    if len(content) > NOTEBOOK_BYTES_MAX:
        return None
    faults: dict[str, Any] = {}
    try:
        with warnings.catch_warnings(action="ignore"):  # nbformat gives cells new ids where two have the same
            notebook = nbformat.reads(content.decode("utf-8"), 4, capture_validation_error=faults)
    except (nbformat.ValidationError, RecursionError, ValueError, KeyError, TypeError, AttributeError):
        return None
    return None if faults or len(notebook.cells) > CELLS_MAX else notebook


def grade_id_of(cell: Any) -> str | None:
    """The nbgrader id of a graded, solution, task or locked cell; None for any other."""
    marks = cell.metadata.get("nbgrader")
    if not isinstance(marks, dict) or not any(marks.get(key) for key in ("grade", "solution", "task", "locked")):
        return None
    grade_id = marks.get("grade_id")
    return grade_id if isinstance(grade_id, str) else None


def restored(submitted: Any, released: Any) -> Any:
    """The released notebook's cells with the learner's answers and own notes in their places.

    Of a copied answer the last one counts, as in nbgrader's `DeduplicateIds`; the others become plain cells. A missing
    cell comes back behind the released cell that stood before it, marked `metadata.atelier.restored`. What was moved
    goes back to its place, with the learner's own cells behind it: a test must not run before the answer it tests.
    """
    wanted = {grade_id: cell for cell in released.cells if (grade_id := grade_id_of(cell)) is not None}
    last = {grade_id_of(cell): index for index, cell in enumerate(submitted.cells)}
    cells: list[Any] = []
    for index, cell in enumerate(submitted.cells):
        grade_id = grade_id_of(cell)
        if grade_id in wanted and last[grade_id] == index:
            cells.append(_as_released(cell, wanted[grade_id]))
        elif grade_id not in wanted or not wanted[grade_id].metadata.nbgrader["locked"]:
            cells.append(_plain(cell))
    cells = _in_order(cells, list(wanted))
    _add_missing(cells, released.cells)
    if (released.nbformat, released.nbformat_minor) >= (4, 5):  # the first version with cell ids
        for position, cell in enumerate(cells):
            cell.setdefault("id", f"note-{position:04d}")

    metadata = copy.deepcopy(released.metadata)
    if (notice := _notice(submitted)) is not None:
        metadata.setdefault("atelier", nbformat.NotebookNode())["notice"] = notice
    return nbformat.NotebookNode(
        nbformat=released.nbformat, nbformat_minor=released.nbformat_minor, metadata=metadata, cells=cells
    )


def _as_released(cell: Any, released: Any) -> Any:
    """The released cell; with the learner's text where that is what a learner fills in."""
    whole = _copy(released)
    if released.metadata.nbgrader["solution"]:
        whole.source = cell.source
        if whole.cell_type == "markdown" and cell.get("attachments"):
            whole.attachments = _pictures(cell.attachments)
    return whole


def _plain(cell: Any) -> Any:
    """A learner's own cell: its text and pictures, nothing else."""
    plain = nbformat.NotebookNode(cell_type=cell.cell_type, metadata=nbformat.NotebookNode(), source=cell.source)
    if cell.cell_type == "code":
        plain.update(outputs=[], execution_count=None)
    elif cell.get("attachments"):
        plain.attachments = _pictures(cell.attachments)
    return plain


def _pictures(attachments: Any) -> Any:
    """The attachments that are pictures, in one type each; a data URL is made of them unread."""
    kept = nbformat.NotebookNode()
    for name, variants in attachments.items():
        for media_type, content in variants.items():
            if media_type in PICTURES and _is_base64(content):
                kept[name] = nbformat.NotebookNode({media_type: content})
                break
    return kept


def _is_base64(content: object) -> bool:
    try:
        return isinstance(content, str) and bool(base64.b64decode("".join(content.split()), validate=True))
    except (binascii.Error, ValueError):
        return False


def _in_order(cells: list[Any], grade_ids: list[str]) -> list[Any]:
    """The cells with these ids in the order of the ids; the others stay behind the one they stand behind."""
    segments: list[list[Any]] = [[]]
    for cell in cells:
        if grade_id_of(cell) is not None:
            segments.append([])
        segments[-1].append(cell)
    first, *rest = segments
    rest.sort(key=lambda segment: grade_ids.index(str(grade_id_of(segment[0]))))
    return [*first, *(cell for segment in rest for cell in segment)]


def _add_missing(cells: list[Any], released: list[Any]) -> None:
    """Puts every graded, solution, task or locked cell that is not in `cells` back, in its place."""
    before = -1  # where the last released cell that we passed stands
    for cell in released:
        here = next((at for at, mine in enumerate(cells) if _is_same(mine, cell)), None)
        if here is not None:
            before = here
        elif grade_id_of(cell) is not None:
            missing = _copy(cell)
            missing.metadata["atelier"] = nbformat.NotebookNode(restored=True)
            before += 1
            cells.insert(before, missing)


def _is_same(mine: Any, released: Any) -> bool:
    grade_id = grade_id_of(released)
    if grade_id is not None:
        return grade_id_of(mine) == grade_id
    return bool(grade_id_of(mine) is None and mine.cell_type == released.cell_type and mine.source == released.source)


def _copy(released: Any) -> Any:
    """A released cell with no metadata but nbgrader's."""
    whole = copy.deepcopy(released)
    whole.metadata = nbformat.NotebookNode(nbgrader=whole.metadata.nbgrader)
    if whole.cell_type == "code":
        whole.update(outputs=[], execution_count=None)
    return whole


def _notice(submitted: Any) -> str | None:
    own = submitted.metadata.get("atelier")
    notice = own.get("notice") if isinstance(own, dict) else None
    return notice if isinstance(notice, str) and notice in NOTICES else None


class RestoreCells(NbGraderPreprocessor):  # type: ignore[misc]
    """First of nbgrader's sanitising steps: `restored`, against the notebook in `release/`."""

    def preprocess(self, nb: Any, resources: Any) -> tuple[Any, Any]:
        """The notebook in its released shape; FileNotFoundError if the assignment was never generated."""
        course = CourseDirectory(parent=self)
        release = course.format_path(course.release_directory, ".", resources["nbgrader"]["assignment"])
        path = Path(release, f"{resources['nbgrader']['notebook']}.ipynb")
        return restored(nb, nbformat.read(path, as_version=4)), resources
