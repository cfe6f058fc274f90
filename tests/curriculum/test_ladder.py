"""A unit with every rung keeps its promises on the real checker; the builder refuses what a rung cannot be."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from curriculum.builder.check import check_units
from curriculum.builder.faults import CurriculumError
from curriculum.builder.notebooks import source_files
from curriculum.builder.programme import load_programme
from curriculum.builder.trials import run_on
from graders.checker import Checker
from tests.curriculum.makers import UNIT
from tests.ladder import write_ladder

EXERCISES = f"{UNIT}/exercises"


def test_the_sheet_says_what_each_rung_needs(tmp_path: Path):
    """What is shown after the choice, whether depth counts, the parts around a gap; and no solution."""
    files = source_files(write_ladder(tmp_path))
    entries = json.loads(files["exercices.json"])["exercises"]
    assert {number: entry["shows"] for number, entry in entries.items() if "shows" in entry} == {"01": "page.html"}
    assert [number for number, entry in entries.items() if "indentation" in entry] == ["02"]
    (start,) = entries["04"]["start"].values()
    assert {number: entry["locked"] for number, entry in entries.items() if "locked" in entry} == {
        "04": {"index.html": start.split("<!-- ici -->")}
    }
    assert [number for number, entry in entries.items() if "tables" in entry] == ["06"]
    assert [number for number, entry in entries.items() if "short" in entry] == ["05"]
    assert "01-predire/page.html" in files
    assert b"total = 0\\nfor" not in files["exercices.json"]


@pytest.mark.sandbox
@pytest.mark.browser
async def test_every_rung_is_judged_right(tmp_path: Path):
    """Solutions have full marks, each mistake its message."""
    unit = write_ladder(tmp_path)
    async with Checker(deadline_s=30) as checker:
        run = run_on(checker)
        said = [str(fault) for fault in await check_units((unit,), run, run)]
    assert [one for one in said if "variant" not in one and "mistake" not in one] == []


@pytest.mark.parametrize(
    ("name", "old", "new", "fault"),
    [
        ("01-predire/exercise.yml", "shows: page.html", "shows: pages.html",
         'exercise.yml:6: shows is \'pages.html\'; expected a page (.html) or a program (.js) of start/; '
         'did you mean "page.html"?'),
        ("03-reparer/exercise.yml", "minutes: 5", "minutes: 5\nshows: index.html",
         "exercise.yml:5: shows is there, but only a prediction with choices shows what happens"),
        ("03-reparer/exercise.yml", "minutes: 5", "minutes: 5\nindentation: true",
         "exercise.yml:5: indentation is there, but only lines to put in order (the rung parsons) are indented"),
        ("02-ranger/start/reponse.txt", "total = 0", "  total = 0",
         "start/reponse.txt:4: is indented, which gives the answer away"),
        ("02-ranger/solution/reponse.txt", "    total", "total",
         "exercise.yml:6: indentation is there, but no line of the solution is indented"),
        ("03-reparer/exercise.yml", "minutes: 5", 'minutes: 5\ngaps:\n  index.html: ["3"]',
         "exercise.yml:5: gaps is there, but only what is to be completed (the rung complete) has gaps"),
        ("04-completer/exercise.yml", "index.html: [", "page.html: [",
         "exercise.yml:7: gaps.page.html is no learner's file of start/; did you mean \"index.html\"?"),
        ("04-completer/exercise.yml", '["9"]', '["99"]',
         "exercise.yml:7: gaps.index.html has a gap that is none: "
         "'99' is no line or lines after line 0 of 12, such as \"9\" or \"9-10\""),
        ("04-completer/exercise.yml", '["9"]', '["10"]',
         "solution/index.html: cannot be typed into the gaps of exercise.yml"),
        ("03-reparer/exercise.yml", "minutes: 5", "minutes: 5\nstudio: name-tag",
         "exercise.yml:5: studio is there, but only a piece (a .3mf file, and the engine mesh) is made in the studio"),
        ("03-reparer/exercise.yml", "[index.html]", "[piece.3mf]",
         "exercise.yml:5: learner_files is ['piece.3mf']; expected 'piece.3mf' alone, and the engine mesh"),
        ("05-repondre/exercise.yml", "minutes: 5", 'minutes: 5\nquestions:\n  - {ask: "Oui ?", choices: ["Oui"]}',
         "exercise.yml:5: questions 1 has 1 choices; expected 2 to 8, all different"),
        ("06-chercher/start/boutique.sql", "CREATE TABLE", "CREATE TABEL",
         "exercise.yml:6: sample is 'boutique.sql', which makes no database: near \"TABEL\": syntax error"),
    ],
)  # fmt: skip
def test_what_a_rung_cannot_be_is_refused(tmp_path: Path, name: str, old: str, new: str, fault: str):
    """With its place, and what is expected."""
    write_ladder(tmp_path)
    path = tmp_path / EXERCISES / name
    before = path.read_text(encoding="utf-8")
    assert old in before
    path.write_text(before.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(CurriculumError) as caught:
        load_programme(tmp_path)
    folder = f"{tmp_path / EXERCISES / name.partition('/')[0]}/"
    assert fault in [str(one).removeprefix(folder) for one in caught.value.faults]
