"""The kernel's end of the editor: which text counts when the page, the disk and a second page all write."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from graders.exercise_widget.editor import Editor, findings
from graders.exercise_widget.sheet import read_sheet
from graders.exercise_widget.view import ExerciseView
from graders.results import CheckResult, Outcome, Report
from tests.graders.exercise_widget.makers import Alarms, a_place, a_sample

KEPT = "index (votre version de 14 h 05).html"


class Table:
    """An editor on a copy of the sample's third exercise, and pages that type into it."""

    def __init__(self, tmp_path: Path) -> None:
        self.folder = a_sample(tmp_path)
        self.alarms = Alarms()
        exercise = read_sheet(self.folder).exercises["03"]
        self.view = ExerciseView(exercise, "web-essai", a_place(self.folder, self.alarms))
        assert isinstance(self.view.work, Editor)
        self.editor = self.view.work

    def type(self, text: str, version: int, client: str = "one", count: int = 1) -> None:
        message = {"kind": "typed", "name": "index.html", "text": text, "version": version}
        self.editor.fields._handle_custom_msg({**message, "client": client, "count": count}, [])

    def told(self) -> dict[str, Any]:
        [file] = self.editor.fields.files
        return {key: file[key] for key in ("text", "version", "author", "count", "saved")}

    def files(self) -> dict[str, str]:
        return {path.name: path.read_text(encoding="utf-8") for path in (self.folder / "03-reparer").iterdir()}


def test_typing_is_confirmed_and_then_saved(tmp_path: Path):
    """The page hears that its change was taken, and later that the disk has it."""
    table = Table(tmp_path)
    table.type("un", 0, count=7)
    assert table.told() == {"text": "un", "version": 1, "author": "one", "count": 7, "saved": False}
    table.alarms.ring()
    assert table.told() == {"text": "un", "version": 1, "author": "one", "count": 7, "saved": True}
    assert table.files() == {"index.html": "un"}


def test_keys_already_on_their_way_count(tmp_path: Path):
    """A page types on before it hears of its first key: what it sends names the version from before, and is taken."""
    table = Table(tmp_path)
    table.type("u", 0, count=1)
    table.type("un", 0, count=2)
    table.type("un ", 1, count=3)
    assert (table.told()["text"], table.told()["version"]) == ("un ", 3)


def test_a_version_from_elsewhere_is_never_overwritten_by_late_keys(tmp_path: Path):
    """Keys typed before the page saw the disk's new version are kept beside it, and told."""
    table = Table(tmp_path)
    table.type("un", 0)
    table.alarms.ring()
    (table.folder / "03-reparer" / "index.html").write_text("ailleurs", encoding="utf-8")
    table.alarms.ring()
    table.type("un deux", 1, count=2)
    table.alarms.ring()
    assert table.files() == {"index.html": "ailleurs", KEPT: "un deux"}
    assert table.told() == {"text": "ailleurs", "version": 2, "author": "", "count": 0, "saved": True}
    assert KEPT in table.view.status.value


def test_a_second_page_takes_over_and_the_first_is_told(tmp_path: Path):
    """The same exercise in two windows: the later one counts, and a late key of the first is kept."""
    table = Table(tmp_path)
    table.type("de la première", 0, "one")
    table.type("de la seconde", 1, "two")
    assert (table.told()["version"], table.told()["author"]) == (2, "two")
    table.type("de la première encore", 1, "one", 2)
    table.alarms.ring()
    assert table.files() == {"index.html": "de la seconde", KEPT: "de la première encore"}


def test_a_page_that_saw_the_first_key_of_another_replaces_no_later_one(tmp_path: Path):
    """Each text is a version of its own: whoever typed on an earlier one has it kept beside the newer."""
    table = Table(tmp_path)
    for version, text in enumerate(("p", "pr", "pre")):
        table.type(text, version, "one", version + 1)
    table.type("p2", 1, "two")
    table.alarms.ring()
    assert table.files() == {"index.html": "pre", KEPT: "p2"}
    table.type("pre 2", table.told()["version"], "two", 2)
    table.alarms.ring()
    assert table.files() == {"index.html": "pre 2", KEPT: "p2"}


@pytest.mark.parametrize("message", [{}, {"kind": "typed"}, {"kind": "typed", "name": "autre.html", "text": "x"}])
def test_other_messages_change_nothing(tmp_path: Path, message: dict[str, str]):
    """Only the files of the exercise are written."""
    table = Table(tmp_path)
    before = table.files()
    table.editor.fields._handle_custom_msg(message, [])
    table.alarms.ring()
    assert table.files() == before


def a_fault(line: int | None, file: str | None = None) -> CheckResult:
    """A failed check on this line."""
    return CheckResult("h1", "Le titre.", 1.0, Outcome.FAILED, "unclosed", f"Ligne {line}.", file=file, line=line)


def test_faults_with_a_line_are_marked():
    """Of one file no name is needed; of several the report names it; three are enough; a passed check marks nothing."""
    passed = replace(a_fault(2), outcome=Outcome.PASSED)
    report = Report("e/03", (passed, a_fault(None), a_fault(4), a_fault(6), a_fault(8), a_fault(9)))
    assert findings(report, ("index.html",)) == [
        {"file": "index.html", "line": line, "message": f"Ligne {line}."} for line in (4, 6, 8)
    ]
    report = Report("e/03", (a_fault(4), a_fault(5, "b.html"), a_fault(6, "c.html")))
    assert findings(report, ("a.html", "b.html")) == [{"file": "b.html", "line": 5, "message": "Ligne 5."}]


def test_what_is_told_first_marks_no_line():
    """An unchanged or empty file is one sentence, not red lines."""
    assert findings(Report("e/03", (a_fault(4),), notice="unchanged"), ("index.html",)) == []
