"""Classic notebooks as cells, and a sandbox that all tests share."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from graders.notebook.classic.cells import Cell, Kind
from graders.notebook.classic.judging import Judgement, Rules, judge
from graders.notebook.classic.reference import Reference, learned
from graders.notebook.classic.session import Files
from graders.notebook.classic.warm import WarmSandbox

TIMEOUT_S = 30.0


def setup(source: str) -> tuple[Kind, str, float]:
    """A locked cell that is worth nothing."""
    return Kind.SETUP, source, 0.0


def answer(source: str) -> tuple[Kind, str, float]:
    """What a learner writes."""
    return Kind.LEARNER, source, 0.0


def a_test(source: str, points: float = 1.0) -> tuple[Kind, str, float]:
    """A locked cell that is worth points."""
    return Kind.TEST, source, points


def a_notebook(*cells: tuple[Kind, str, float]) -> list[Cell]:
    """The cells in their order, named c0, c1 …"""
    return [
        Cell(at, at + 1, source, kind, f"c{at}" if kind is not Kind.LEARNER else None, points)
        for at, (kind, source, points) in enumerate(cells)
    ]


def judged(
    warm: WarmSandbox,
    cells: Sequence[Cell],
    solution: Sequence[Cell] | None = None,
    *,
    files: Mapping[str, bytes] | None = None,
    timeout_s: float = TIMEOUT_S,
) -> Judgement:
    """The notebook judged; held to what its solution showed, if one is given."""
    reference = learned(warm, solution, {}, TIMEOUT_S) if solution else Reference()
    return judge(warm, Files(files or {}, {}), cells, Rules(reference, timeout_s))


def scores(judgement: Judgement) -> list[float | None]:
    """What each test earned; None is held."""
    return [one.score for one in judgement.cells if one.cell.kind is Kind.TEST]


def text_of(outputs: Sequence[Any]) -> str:
    """All that these outputs show."""
    return "\n".join(
        "\n".join([output.ename, output.evalue, *output.traceback])
        if output.output_type == "error"
        else output.text
        if output.output_type == "stream"
        else str(output.data)
        for output in outputs
    )


def attacks(kind: str) -> list[Path]:
    """The files of one kind of attack."""
    return sorted((Path(__file__).parents[3] / "data" / "attacks" / kind).glob("*.py"))
