"""Lines in order, as the page of the notebook tells it: on disk, in the preview, and back."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from graders.exercise_widget.line_order import LineOrder
from graders.exercise_widget.sheet import read_sheet
from graders.exercise_widget.view import ExerciseView
from tests.graders.exercise_widget.makers import Alarms, a_place, a_sample

STEPS = ["print(total)", "for prix in prix_du_jour:", "total += prix", "total = 0"]


class Table:
    """A learner's copy of exercise 02 with these changes, and its view."""

    def __init__(self, tmp_path: Path, **changed: object) -> None:
        folder = a_sample(tmp_path)
        path = folder / "exercices.json"
        data = json.loads(path.read_text(encoding="utf-8"))
        data["exercises"]["02"] |= changed
        path.write_text(json.dumps(data), encoding="utf-8")
        self.alarms = Alarms()
        exercise = read_sheet(folder).exercises["02"]
        for name, content in exercise.start.items():
            (folder / exercise.folder / name).write_text(content, encoding="utf-8")
        self.file = folder / exercise.folder / exercise.files[0]
        self.view = ExerciseView(exercise, "web-essai", a_place(folder, self.alarms))
        assert isinstance(self.view.work, LineOrder)
        self.work = self.view.work

    def say(self, order: list[list[int]]) -> None:
        """What the page of the notebook says after a move."""
        self.work.lines._handle_custom_msg({"kind": "ordered", "order": order}, [])

    def put(self, *order: tuple[int, int]) -> list[str]:
        """The learner puts the lines in this order (number, depth); what is on the disk then."""
        self.say([list(each) for each in order])
        self.alarms.ring()
        return self.file.read_text(encoding="utf-8").splitlines()


def of_steps(tmp_path: Path, **changed: object) -> Table:
    """The exercise as one about steps of a program, whose depth counts."""
    start = "\n".join(STEPS) + "\n"
    steps = {"files": ["reponse.txt"], "start": {"reponse.txt": start}, "lines": STEPS, "indentation": True}
    return Table(tmp_path, **{**steps, **changed})


def test_lines_move_and_make_the_page(tmp_path: Path):
    """Each move is on disk and in the preview; the lines keep their own blanks."""
    table = Table(tmp_path)
    given = table.work.lines.given
    assert table.put((3, 0), (0, 0), (1, 0), (2, 0)) == [given[3], given[0], given[1], given[2]]
    shown = table.work.preview.widget.page
    assert shown.index(given[0]) > shown.index("doctype")


def test_steps_make_no_page(tmp_path: Path):
    """An answer's lines are called steps, and stand without a preview."""
    work = of_steps(tmp_path).work
    assert (work.lines.words["label"], work.widget.children) == ("Les étapes", (work.lines,))


def test_depth_is_written_as_blanks_and_read_back(tmp_path: Path):
    """Four for each step; a view made anew shows the same."""
    table = of_steps(tmp_path)
    order = ((3, 0), (1, 0), (2, 1), (0, 0))
    assert table.put(*order) == ["total = 0", "for prix in prix_du_jour:", "    total += prix", "print(total)"]
    table.work.refresh()
    assert table.work.lines.order == [list(each) for each in order]


@pytest.mark.parametrize(
    ("written", "depths"),
    [
        (["for prix in prix_du_jour:", "  total += prix", "print(total)", "total = 0"], [0, 1, 0, 0]),
        (["for prix in prix_du_jour:", "\ttotal += prix", "print(total)", "total = 0"], [0, 1, 0, 0]),
        (["    for prix in prix_du_jour:", "        total += prix", "print(total)", "total = 0"], [1, 2, 0, 0]),
    ],
)
def test_depth_written_elsewhere_is_understood(tmp_path: Path, written: list[str], depths: list[int]):
    """By our own step of four; other steps as Python counts them."""
    table = of_steps(tmp_path)
    table.file.write_text("\n".join(written), encoding="utf-8")
    table.alarms.ring()
    assert [depth for _, depth in table.work.lines.order] == depths


def test_twins_are_told_apart(tmp_path: Path):
    """The same line twice is two lines."""
    table = of_steps(tmp_path, lines=["a", "b", "a"], start={"reponse.txt": "a\nb\na\n"})
    assert table.put((2, 0), (0, 1), (1, 0)) == ["a", "    a", "b"]
    table.work.refresh()
    assert sorted(number for number, _ in table.work.lines.order) == [0, 1, 2]


@pytest.mark.parametrize("order", [[[0, 0]], [[0, 0], [0, 0], [1, 0], [2, 0]], [[0, 0], [1, 0], [2, 0], [3, 99]]])
def test_what_is_no_order_is_not_taken(tmp_path: Path, order: list[list[int]]):
    """A page that is out of step loses no line, and writes nothing."""
    table = of_steps(tmp_path)
    before = (table.file.read_text(encoding="utf-8"), table.work.lines.order)
    table.say(order)
    table.alarms.ring()
    assert (table.file.read_text(encoding="utf-8"), table.work.lines.order) == before


def test_lines_that_are_not_the_given_ones_give_way(tmp_path: Path):
    """A page changed beyond recognition elsewhere is shown as the given lines, and stays untouched until a move."""
    table = Table(tmp_path)
    table.file.write_text("autre chose", encoding="utf-8")
    table.alarms.ring()
    assert table.work.lines.order == [[0, 0], [1, 0], [2, 0], [3, 0]]
    assert table.file.read_text(encoding="utf-8") == "autre chose"


@pytest.mark.parametrize(
    ("name", "indentation", "are_sentences"),
    [("reponse.txt", False, True), ("reponse.txt", True, False), ("index.html", False, False)],
)
def test_sentences_are_shown_as_sentences(tmp_path: Path, name: str, indentation: bool, are_sentences: bool):
    """And code as code, a program's steps too, whose blanks mean something."""
    lines = ["Ouvrir le fichier", "Écrire le prix"]
    changes = {"files": [name], "start": {name: "\n".join(lines) + "\n"}, "lines": lines, "indentation": indentation}
    assert Table(tmp_path, **changes).work.lines.are_sentences is are_sentences
