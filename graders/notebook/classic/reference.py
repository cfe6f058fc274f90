"""How each test of a notebook is to be run, learned from the trainer's own solution.

The source notebook is run twice: once with everything in one process, as Jupyter does, and once with the tests apart.
A test that the solution passes both ways is judged apart, and the examiner's report on it (which names are a library's,
which operations ask a learner's object about a value of the test's) is what every submission is held to. A test that
passes only together needs live objects, and is run beside the learner's code. One that the solution does not pass, or
a notebook without its source, tells nothing.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path
from typing import Any

import nbformat

from graders.notebook.classic.cells import Cell, Kind, cells_of
from graders.notebook.classic.child import Ending, Ran
from graders.notebook.classic.session import Files, Session, run_together
from graders.notebook.classic.verdict import is_number
from graders.notebook.classic.warm import WarmSandbox


class Place(Enum):
    """Where a test is judged. APART: by the examiner alone. BESIDE: in the learner's process. EITHER: apart, and only
    if it fails there, beside."""

    APART = "apart"
    BESIDE = "beside"
    EITHER = "either"


@dataclass(frozen=True)
class Rule:
    """How one test is run."""

    place: Place = Place.EITHER
    held_to: Mapping[str, Any] | None = None
    names_score: bool = False
    """Whether the test ends in a number, the points it gives."""


@dataclass(frozen=True)
class Reference:
    """The rules of a notebook by grade_id, and the trainer's own answers, which are above suspicion."""

    rules: Mapping[str, Rule] = field(default_factory=dict)
    sources: tuple[str, ...] = ()

    def rule(self, cell: Cell) -> Rule:
        """The rule for a test cell."""
        return self.rules.get(cell.grade_id or "", Rule())


_known: dict[str, Reference] = {}


def reference_for(
    warm: WarmSandbox,
    source: Path,
    submitted: Sequence[Cell],
    course_files: Mapping[str, bytes],
    timeout_s: float | None,
) -> Reference:
    """The rules for a notebook whose source is at `source`; made once per process for the same text and files."""
    if not source.is_file():
        return Reference()
    cells = solved(nbformat.read(source, as_version=4), submitted)
    listed = [[cell.kind.value, cell.grade_id, cell.source] for cell in cells]
    key = hashlib.sha256(json.dumps([listed, timeout_s]).encode())
    for name, content in sorted(course_files.items()):
        key.update(name.encode() + b"\0" + hashlib.sha256(content).digest())
    if key.hexdigest() not in _known:
        _known[key.hexdigest()] = learned(warm, cells, course_files, timeout_s)
    return _known[key.hexdigest()]


def solved(source: Any, submitted: Sequence[Cell]) -> list[Cell]:
    """The trainer's cells, with the text of tests as it was released: nbgrader may have written them anew
    (`### AUTOTEST`)."""
    released = {cell.grade_id: cell.source for cell in submitted if cell.kind is not Kind.LEARNER}
    for cell in source.cells:
        grade_id = cell.metadata.get("nbgrader", {}).get("grade_id")
        if grade_id in released and cell.cell_type == "code":
            cell.source = released[grade_id]
    return cells_of(source)


def learned(
    warm: WarmSandbox, cells: Sequence[Cell], course_files: Mapping[str, bytes], timeout_s: float | None
) -> Reference:
    """The rules that a run of the solution, together and apart, gives."""
    sources = tuple(cell.source for cell in cells if cell.kind is Kind.LEARNER)
    if not any(cell.kind is Kind.TEST for cell in cells):
        return Reference(sources=sources)
    files = Files(course_files, course_files)
    together = run_together(warm, files, cells, timeout_s)
    with Session(warm, files, apart=True, timeout_s=timeout_s) as session:
        apart = [session.run(cell) for cell in cells]
    others_agree = all(
        passed(one) == passed(other)
        for cell, one, other in zip(cells, together, apart, strict=True)
        if cell.kind is not Kind.TEST
    )
    rules = {}
    for cell, one, other in zip(cells, together, apart, strict=True):
        if cell.kind is Kind.TEST and cell.grade_id is not None:
            rules[cell.grade_id] = _rule(one, other, others_agree)
    return Reference(rules, sources)


def passed(ran: Ran) -> bool:
    """Whether the cell ran to its end without an error or a word on stderr."""
    quiet = not any(message.get("name") == "stderr" for message in ran.messages)
    return ran.ending is Ending.DONE and ran.done.get("ok") is True and quiet


def _rule(together: Ran, apart: Ran, others_agree: bool) -> Rule:
    if not passed(together):
        return Rule(Place.EITHER)
    if not others_agree or not passed(apart) or _value(together) != _value(apart):
        return Rule(Place.BESIDE, names_score=is_number(str(_value(together))))
    held_to = {"operations": apart.done.get("operations", []), "libraries": apart.done.get("libraries", {})}
    return Rule(Place.APART, held_to, is_number(str(_value(apart))))


def _value(ran: Ran) -> Any:
    """The text of the last value: partial credit must be the same number."""
    results = [message for message in ran.messages if message.get("out") == "execute_result"]
    return results[-1]["data"].get("text/plain") if results else None
