"""A hand-in looked at on another machine: what goes there, what comes back, and how it enters the gradebook here.

    there (`examine`)                                here (`course.autograde(…, examined)`)
    a `Parcel`: the assignment's source and the      nbgrader's converters, with `TakeExamined` in the place of the
    learner's files, nobody's name                   steps that look: its outputs and verdicts are saved as always
    → a course folder for this once, nbgrader's
      converters, the checks
    → `Examined`: the notebooks with their outputs,
      and the verdicts

So the gradebook, the exchange, people's names and the service's token never leave this machine, and all that is written
here is written by the process that always writes it. The other machines are trusted as this one is: they hold hidden
tests and solutions while they work, and their word counts. It counts within bounds: a verdict outside a cell's points
is none, and a notebook that is not, cell by cell, the one we have is refused (another version of the course).
"""

from __future__ import annotations

import base64
import hashlib
import json
import math
import shutil
import tempfile
import threading
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

import nbformat
from nbgrader.preprocessors import NbGraderPreprocessor
from traitlets import Dict

from graders.notebook.course import CourseError, autograde, generate_assignment
from graders.notebook.learner_files import read_folder
from graders.notebook.save_verdicts import VERDICTS
from graders.notebook.service_checker import CheckExercise
from graders.notebook.submission import place_submission

NOBODY = "learner"
"""In whose name a hand-in is graded there."""

# nbgrader changes the process's working directory.
_one_at_a_time = threading.Lock()


@dataclass(frozen=True)
class Parcel:
    """A hand-in on its way: `source` are the files of the course's `source/<assignment_id>`, `files` the learner's."""

    assignment_id: str
    submitted_at: datetime
    source: Mapping[str, bytes]
    files: Mapping[str, bytes]

    def to_bytes(self) -> bytes:
        """As it travels."""
        data = {
            "assignment_id": self.assignment_id,
            "submitted_at": self.submitted_at.isoformat(),
            "source": _encoded(self.source),
            "files": _encoded(self.files),
        }
        return zlib.compress(json.dumps(data).encode())

    @classmethod
    def from_bytes(cls, data: bytes) -> Parcel:
        """The parcel that `to_bytes` wrote."""
        read = json.loads(zlib.decompress(data))
        submitted_at = datetime.fromisoformat(read["submitted_at"])
        return cls(read["assignment_id"], submitted_at, _decoded(read["source"]), _decoded(read["files"]))


def pack(course_root: Path, assignment_id: str, submitted_at: datetime, files: Mapping[str, bytes]) -> Parcel:
    """The parcel for another machine; CourseError if the assignment has no source here."""
    source = course_root / "source" / assignment_id
    if not source.is_dir():
        raise CourseError(f"there is no {source}")
    return Parcel(assignment_id, submitted_at, read_folder(source), files)


def examine(parcel: Parcel, check: CheckExercise) -> dict[str, Any]:
    """What comes back: `{"notebooks": {name: notebook}, "verdicts": {name: {grade_id: score}}}`, as JSON has it."""
    with _one_at_a_time, tempfile.TemporaryDirectory(prefix="atelier-elsewhere-") as folder:
        generated = _generated(parcel.assignment_id, _Source(parcel.source))
        root = Path(shutil.copytree(generated.name, Path(folder, "course")))
        place_submission(root, NOBODY, parcel.assignment_id, parcel.files, parcel.submitted_at)
        autograde(root, NOBODY, parcel.assignment_id, check, save=False)
        paths = sorted((root / "autograded" / NOBODY / parcel.assignment_id).glob("*.ipynb"))
        notebooks = {path.stem: nbformat.read(path, as_version=4) for path in paths}
    verdicts = {name: notebook.metadata.pop(VERDICTS, {}) for name, notebook in notebooks.items()}
    return {"notebooks": notebooks, "verdicts": verdicts}


def answer(parcel: bytes, check: CheckExercise) -> bytes:
    """`examine`'s result as JSON; `{"failed": reason}` for whatever went wrong, so that no exception travels."""
    try:
        return json.dumps(examine(Parcel.from_bytes(parcel), check)).encode()
    except Exception as error:
        return json.dumps({"failed": f"{type(error).__name__}: {error}"}).encode()


class _Source(dict[str, bytes]):
    """An assignment's files, told from another version of them by their contents."""

    def __hash__(self) -> int:  # type: ignore[override]
        digest = hashlib.sha256()
        for name, content in sorted(self.items()):
            digest.update(f"{name}\0{len(content)}\0".encode() + content)
        return int.from_bytes(digest.digest()[:8])


@lru_cache(maxsize=16)
def _generated(assignment_id: str, source: _Source) -> tempfile.TemporaryDirectory[str]:
    """A course folder with this assignment generated; kept, as it takes two seconds, and gone with the process."""
    folder = tempfile.TemporaryDirectory(prefix="atelier-course-")
    root = Path(folder.name)
    for name, content in source.items():
        path = root / "source" / assignment_id / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    generate_assignment(root, assignment_id)
    return folder


class NoteVerdicts(NbGraderPreprocessor):  # type: ignore[misc]
    """There, in the place of `SaveVerdicts`: writes the verdicts into the notebook's own metadata."""

    def preprocess(self, nb: Any, resources: Any) -> tuple[Any, Any]:
        """The notebook with them."""
        nb.metadata[VERDICTS] = resources.get(VERDICTS, {})
        return nb, resources


class TakeExamined(NbGraderPreprocessor):  # type: ignore[misc]
    """Here, in the place of the steps that look at a hand-in: takes what was seen elsewhere."""

    examined = Dict(help="what `examine` gave").tag(config=True)

    def preprocess(self, nb: Any, resources: Any) -> tuple[Any, Any]:
        """The notebook with outputs and verdicts; CourseError if it is not the notebook that was looked at."""
        name = resources["nbgrader"]["notebook"]
        seen = nbformat.from_dict(self.examined["notebooks"].get(name, {"cells": []}))
        if [(cell.cell_type, cell.source) for cell in nb.cells] != [(c.cell_type, c.source) for c in seen.cells]:
            raise CourseError(f"{name}: the other machine graded another version of this notebook")
        for cell, other in zip(nb.cells, seen.cells, strict=True):
            if cell.cell_type == "code":
                cell.update(outputs=other.outputs, execution_count=other.execution_count)
            if "atelier" in other.metadata:
                cell.metadata["atelier"] = other.metadata["atelier"]
        verdicts = self.examined["verdicts"].get(name, {})
        points = {
            cell.metadata.nbgrader["grade_id"]: cell.metadata.nbgrader["points"]
            for cell in nb.cells
            if cell.metadata.get("nbgrader", {}).get("grade")
        }
        resources[VERDICTS] = {
            grade_id: score
            for grade_id, score in verdicts.items()
            if grade_id in points and _is_score(score, points[grade_id])
        }
        return nb, resources


def _is_score(score: Any, points: float) -> bool:
    is_number = isinstance(score, int | float) and not isinstance(score, bool)
    return is_number and math.isfinite(score) and 0 <= score <= points


def _encoded(files: Mapping[str, bytes]) -> dict[str, str]:
    return {name: base64.b64encode(content).decode("ascii") for name, content in files.items()}


def _decoded(files: Mapping[str, str]) -> dict[str, bytes]:
    return {name: base64.b64decode(content) for name, content in files.items()}
