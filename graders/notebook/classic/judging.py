"""A whole notebook: every cell's outputs, and for each test a score or the reason why a person has to look.

**Apart**, the usual case. The learner's cells run in one process, the tests in another, which asks the first for the
values of names and the results of calls. The test, its `assert`, its `isclose` and what it compares with are out of the
learner's reach, and hidden tests never enter the learner's process. Whatever that process does, it can only answer
questions; the answers are data, and judged as the submission's work. So these earn nothing: hooks of IPython, patched
built-ins and libraries, replaced modules, threads, `atexit`, made-up messages on any open descriptor, objects that
compare equal to everything, numbers written by an object. What is not defended: a test that asks too little. If it only
checks `square(2) == 4` and `square(3) == 9`, a function of two ifs passes, as it would before a person.

**Beside**, only where the trainer's solution shows that the test needs live objects (it patches what the learner calls,
reads their source, looks into the notebook's own variables). Then the test runs in the learner's process, in a run of
its own that no other output is taken from, and its word is only taken if the submission is plain Python (see
`plain_python.py`), in which the tampering above cannot be written. Other submissions that pass are held for a person.
What is not defended: an attack that plain Python can express after all, for example a library function on the list of
allowed modules that runs code from a string; the test to extend is `attacks/beside`.

A test whose solution is not known is judged apart first; what fails there is tried beside, under the same reserve.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from graders.notebook.classic.bindings import bindings_in
from graders.notebook.classic.cells import Cell, Kind
from graders.notebook.classic.child import Ending, Ran
from graders.notebook.classic.outputs import OutputArea, error_output
from graders.notebook.classic.plain_python import suspicion
from graders.notebook.classic.reference import Place, Reference
from graders.notebook.classic.session import Files, Session
from graders.notebook.classic.verdict import InvalidScoreError, score_of, with_refusal
from graders.notebook.classic.warm import WarmSandbox

TIMEOUT = ("CellTimeoutError", "No reply from kernel before timeout")
ENDINGS: Mapping[Ending, tuple[str, str]] = {
    Ending.LATE: TIMEOUT,
    Ending.DEAF: TIMEOUT,
    Ending.TALKATIVE: ("OutputTooLong", "The cell wrote more than a notebook can show"),
    Ending.DIED: ("DeadKernelError", "The process of this notebook ended"),
    Ending.SWOLLEN: ("MemoryError", "The cell took more memory than there is for a submission"),
}


@dataclass(frozen=True)
class Judged:
    """One cell: its outputs, and for a test the score, or `held`: why there is none."""

    cell: Cell
    outputs: list[Any]
    score: float | None = None
    held: str | None = None


@dataclass
class Judgement:
    """A notebook's cells in order, and the learner's files as its run left them."""

    cells: list[Judged] = field(default_factory=list)
    files: Mapping[str, bytes] = field(default_factory=dict)


@dataclass(frozen=True)
class Rules:
    """What a notebook is judged by."""

    reference: Reference
    timeout_s: float | None = 30.0
    environment: Mapping[str, str] = field(default_factory=dict)


def judge(warm: WarmSandbox, files: Files, cells: Sequence[Cell], rules: Rules, leavings: Any = None) -> Judgement:
    """Runs the notebook and judges its tests; `leavings` is given the learner's open folder at the end."""
    judgement = Judgement()
    area = OutputArea()
    undecided: list[int] = []
    has_tests = any(cell.kind is Kind.TEST for cell in cells)
    with Session(warm, files, apart=has_tests, timeout_s=rules.timeout_s, environment=rules.environment) as session:
        for cell in cells:
            rule = rules.reference.rule(cell)
            if cell.kind is Kind.TEST and rule.place is Place.BESIDE:
                judgement.cells.append(Judged(cell, []))
            else:
                ran = session.run(cell, rule.held_to, strict=True)
                judgement.cells.append(_judged(cell, ran, area, names_score=rule.names_score))
            last = judgement.cells[-1]
            if cell.kind is Kind.TEST and rule.place is not Place.APART and not last.score:
                undecided.append(len(judgement.cells) - 1)
        if leavings is not None and session.folder is not None:
            judgement.files = leavings(session.folder)
    if undecided:
        _judge_beside(warm, files, rules, judgement, undecided)
    return judgement


def _judge_beside(
    warm: WarmSandbox, files: Files, rules: Rules, judgement: Judgement, undecided: Sequence[int]
) -> None:
    """Judges these cells in a fresh process that all cells run in, in their order."""
    cells = [judged.cell for judged in judgement.cells]
    doubt = _doubt(cells, rules.reference)
    area = OutputArea()
    with Session(warm, files, apart=False, timeout_s=rules.timeout_s, environment=rules.environment) as session:
        for at in range(undecided[-1] + 1):
            names_score = rules.reference.rule(cells[at]).names_score
            judged = _judged(cells[at], session.run(cells[at]), area, names_score=names_score)
            if at not in undecided:
                continue
            earlier = judgement.cells[at]
            if doubt is None:
                judgement.cells[at] = judged
            elif judged.score:
                judgement.cells[at] = _held(earlier, doubt)
            elif not earlier.outputs:
                judgement.cells[at] = _without_details(judged)


def _judged(cell: Cell, ran: Ran, area: OutputArea, *, names_score: bool = False) -> Judged:
    messages = list(ran.messages)
    failure = ran.done.get("failure")
    if isinstance(failure, dict) and failure not in messages:
        messages.append({**failure, "out": "error"})
    outputs = area.outputs(messages, cell.count)
    if ran.ending is not Ending.DONE:
        outputs.append(error_output(*ENDINGS[ran.ending]))
    if cell.kind is not Kind.TEST:
        return Judged(cell, outputs)
    is_silent = not any(output.output_type == "error" for output in outputs)
    if ran.ending is Ending.DONE and ran.done.get("ok") is not True and is_silent:
        outputs.append(error_output("CellError", "the cell did not end well"))
    try:
        is_trusted = not ran.done.get("remote_value")
        score = score_of(outputs, cell.points, is_trusted_value=is_trusted, names_score=names_score)
        return Judged(cell, outputs, score)
    except InvalidScoreError as error:
        return Judged(cell, with_refusal(outputs, str(error)), 0.0)


def _doubt(cells: Sequence[Cell], reference: Reference) -> str | None:
    """Why a pass beside the learner's code is not believed; None if it is."""
    of_tests = bindings_in(cell.source for cell in cells if cell.kind is not Kind.LEARNER)
    learners = [cell for cell in cells if cell.kind is Kind.LEARNER]
    sources = [cell.source for cell in learners]
    for cell in learners:
        if (found := suspicion(cell.source, reference.sources, of_tests, sources)) is not None:
            return f"cell {cell.count}, {found}"
    return None


def _held(judged: Judged, doubt: str) -> Judged:
    reason = f"the test passes, but runs beside code that could change it ({doubt}); a person decides"
    return Judged(judged.cell, [error_output("HeldForReview", reason)], None, reason)


def _without_details(judged: Judged) -> Judged:
    """A failure without its traceback: code that reads the test's frames could write it there."""
    errors = [one for one in judged.outputs if one.output_type == "error"]
    name = errors[-1].ename if errors else "CellError"
    return Judged(judged.cell, [error_output(name, "the test did not pass")], 0.0)
