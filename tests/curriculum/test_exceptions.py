"""Exceptions to plain French: they cover what they name, and nothing that is not needed stays."""

from pathlib import Path

from curriculum.builder.exceptions import FEW, FILE, without_excused
from curriculum.builder.faults import Fault

UNIT = Path("/c/web/s01-essai")
LESSON, TASK = Fault(UNIT / "lesson.md", 3, "says « CSS », a word"), Fault(UNIT / "task.md", 3, "says « CSS », a word")
ROW = '  - {{file: web/s01-essai/{file}, fault: "{fault}", reason: "{reason}"}}\n'


def listed(folder: Path, *rows: str) -> Path:
    """A list of exceptions."""
    path = folder / "exceptions.yml"
    path.write_text("exceptions:\n" + "".join(rows), encoding="utf-8")
    return path


def test_an_exception_covers_one_fault_of_one_file(tmp_path: Path):
    """The same sentence in another file is told."""
    path = listed(tmp_path, ROW.format(file="lesson.md", fault="says « CSS »", reason="Parce que."))
    assert without_excused([LESSON, TASK], [UNIT], path) == [TASK]


def test_an_exception_nobody_needs_is_a_fault(tmp_path: Path):
    """But only where its unit was looked at."""
    path = listed(tmp_path, ROW.format(file="lesson.md", fault="says « tu »", reason="Parce que."))
    assert without_excused([LESSON], [UNIT], path) == [
        LESSON,
        Fault(path, 2, "excuses what web/s01-essai/lesson.md no longer says; take it out"),
    ]
    assert without_excused([LESSON], [UNIT.with_name("s02-autre")], path) == [LESSON]


def test_an_exception_needs_a_reason_and_there_are_few(tmp_path: Path):
    """One without a reason is a fault, and so are too many."""
    row = ROW.format(file="lesson.md", fault="says « CSS »", reason="")
    path = listed(tmp_path, *[row] * (FEW + 1))
    assert {fault.sentence for fault in without_excused([], [], path)} == {
        "exceptions.reason is empty; expected a text",
        f"exceptions holds {FEW + 1}; expected at most {FEW}: change the text, or the rule",
    }


def test_this_house_has_a_readable_list():
    """Whatever is in it is read without a fault."""
    assert without_excused([], [], FILE) == []
