"""What a feedback page says of each graded cell, as data for the template: an autograded notebook in, parts out. Pure.

An exercise of the house (`check_exercises.py`) brings its own card. An ordinary nbgrader cell is told from its outputs:

    cell                              the page says
    test, all points                  right: « Ce test est réussi. »
    test, AssertionError("Aire ?")    to review: « Aire ? »
    test, NameError("x")              to review: « Votre code s’est arrêté : NameError, x »
    answer or task                    the learner's own text; a trainer gives the points

The answers that stand before a test and are not graded themselves belong to it, with the trainer's comments on them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from graders.notebook.hidden_tests import Region, hidden_quotes, readable

HEADING = re.compile(r"^ {0,3}#{1,6}\s+(?P<words>.+?)\s*#*$", re.MULTILINE)
MARKUP = re.compile(r"[*`]+")
ERROR_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_.]{0,60}")
MESSAGE_SIGNS_MAX = 500

PASSED = "Ce test est réussi."
PASSED_IN_PART = "Une partie est juste."
FAILED = "Ce test n’est pas encore réussi."
NOT_WRITTEN = "Cette partie n’est pas encore écrite."
STOPPED = "Votre code s’est arrêté sur une erreur"


@dataclass(frozen=True)
class Answer:
    """Something a learner wrote; `cell` is what it was written in, for its pictures."""

    cell: Any
    source: str
    comment: str | None


@dataclass(frozen=True)
class Part:
    """One graded cell. `marked_by` is "checker", "trainer" or "nobody"; `card` is HTML of the house's own.

    `kept`: an earlier hand-in was better, and its points count.
    """

    grade_id: str
    title: str
    score: float
    points: float
    marked_by: str
    restored: bool
    kept: bool
    right: tuple[str, ...]
    to_review: tuple[str, ...]
    cards: tuple[str, ...]
    answers: tuple[Answer, ...]


def parts_of(cells: Iterable[Any], regions: Iterable[Region]) -> tuple[Part, ...]:
    """The parts of a notebook, in its order; its cells carry `GetGrades`' marks and `metadata.atelier.marked_by`."""
    cells, regions = list(cells), list(regions)
    hidden = hidden_quotes(regions, (cell.source for cell in cells))
    parts: list[Part] = []
    heading, answers = "", list[Answer]()
    titles: dict[str, int] = {}
    for cell in cells:
        marks, house = cell.metadata.get("nbgrader", {}), cell.metadata.get("atelier", {})
        if cell.cell_type == "markdown" and not marks.get("solution") and (found := HEADING.search(cell.source)):
            heading = MARKUP.sub("", found["words"])
        if marks.get("solution") or marks.get("task"):
            answers.append(Answer(cell, _shown(cell, regions), marks.get("comment")))
        if "marked_by" in house:
            title = _title(house, heading, len(parts) + 1)
            titles[title] = titles.get(title, 0) + 1
            if titles[title] > 1:
                title = f"{title} ({titles[title]})"
            parts.append(_part(cell, title, tuple(answers), hidden))
            answers = []
    return tuple(parts)


def _part(cell: Any, title: str, answers: tuple[Answer, ...], hidden: frozenset[str]) -> Part:
    marks, house = cell.metadata.nbgrader, cell.metadata.atelier
    is_marked = house["marked_by"] != "nobody"
    is_test = cell.cell_type == "code" and not marks.get("solution") and "exercise" not in house
    right, to_review = _told(cell, hidden) if is_marked and is_test else ((), ())
    cards = _cards(cell) if is_marked and "exercise" in house else ()
    return Part(
        grade_id=marks["grade_id"],
        title=title,
        score=float(marks["score"]),
        points=float(marks["points"]),
        marked_by=house["marked_by"],
        restored=bool(house.get("restored")),
        kept=bool(house.get("kept")) and house["marked_by"] == "checker",
        right=right,
        to_review=to_review,
        cards=cards,
        answers=answers,
    )


def _title(house: Mapping[str, Any], heading: str, number: int) -> str:
    if "exercise" in house:
        title = f"Exercice {int(house['exercise'])}"
        return f"{title}\N{NO-BREAK SPACE}: {house['title']}" if house.get("title") else title
    return heading or f"Question {number}"


def _shown(cell: Any, regions: Iterable[Region]) -> str:
    """A learner's text, or a task's, without what the course hides (a task holds its scheme of marks)."""
    source: str = cell.source
    for region in regions:
        source = region.outside(source)
    return source


def _cards(cell: Any) -> tuple[str, ...]:
    outputs = (output.get("data", {}) for output in cell.outputs)
    return tuple(data["text/html"] for data in outputs if "text/html" in data)


def _told(cell: Any, hidden: frozenset[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What is right and what is to review, of an ordinary test; outputs and tracebacks are not shown."""
    score, points = float(cell.metadata.nbgrader["score"]), float(cell.metadata.nbgrader["points"])
    errors = [output for output in cell.outputs if output.output_type == "error"]
    if score >= points and (points or not errors):
        return (PASSED,), ()
    to_review = tuple(_error_words(error.ename, error.evalue, hidden) for error in errors) or (FAILED,)
    return ((PASSED_IN_PART,) if score > 0 else ()), to_review


def _error_words(name: str, message: str, hidden: frozenset[str]) -> str:
    words = readable(message[: 10 * MESSAGE_SIGNS_MAX], hidden)
    if words is not None and len(words) > MESSAGE_SIGNS_MAX:
        words = f"{words[:MESSAGE_SIGNS_MAX]}…"
    if name == "AssertionError":
        return words or FAILED
    if name == "NotImplementedError":
        return NOT_WRITTEN
    if not ERROR_NAME.fullmatch(name) or readable(name, hidden) is None:
        return f"{STOPPED}."
    return f"{STOPPED}\N{NO-BREAK SPACE}: {name}{f', {words}' if words else ''}"
