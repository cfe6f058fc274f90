"""The coverage: what serves what, hours against the plan, and a page that everyone can read and print."""

import re
import shutil
from datetime import date
from html import unescape
from pathlib import Path

import pytest
from playwright.async_api import async_playwright

from curriculum.builder.coverage import Row, coverage
from curriculum.builder.coverage_page import coverage_page, day, hours, runs
from curriculum.builder.programme import Programme, load_programme
from curriculum.builder.units import Minutes
from tests.curriculum.makers import EXERCISE, a_track, changed, write_programme

ROOT = Path(__file__).parents[2]
AXE = ROOT / ".venv" / "node_modules" / "axe-core" / "axe.min.js"
CHROMIUM = shutil.which("chromium-headless-shell")
ENTRIES = """\
aims: [CP3, CP4]
entries:
  "BC01": "Le front-end"
  "CP4": "Développer"
  "CP5": "Ranger des données"
"""


def a_programme(root: Path) -> Programme:
    """The small programme; its second exercise trains nothing, and nobody serves CP4."""
    return load_programme(
        write_programme(
            root,
            {
                **changed("referentials/dwwm.yml", "entries:\n", ENTRIES),
                **changed("programme.yml", "[web-s01-essai]", "[web-s01-essai], exercises: 4"),
            },
        )
    )


def test_what_serves_a_competence_is_gathered(tmp_path: Path):
    """Exercises by their numbers; what is only wanted stands there with nothing; what nobody wants is left out."""
    (frame,) = coverage(a_programme(tmp_path)).frames
    assert frame.rows == (
        Row("CP4", "Développer", True, {}),
        Row("CP3", "Réaliser des interfaces", True, {"web-s01-essai": ("01",)}),
    )
    assert (frame.taught, frame.missing, frame.referential.criteria) == (1, frame.rows[:1], ("CP4", "CP5", "CP3"))


def test_an_outcome_alone_serves_too(tmp_path: Path):
    """A competence that only unit.yml names is taught, by no exercise."""
    root = write_programme(tmp_path, changed(f"{EXERCISE}/exercise.yml", "competences: {dwwm: [CP3]}\n", ""))
    (frame,) = coverage(load_programme(root)).frames
    assert [row.served for row in frame.rows] == [{"web-s01-essai": ()}]


def test_hours_stand_against_the_plan(tmp_path: Path):
    """A unit's own minutes beside those of its week, and its exercises beside those planned."""
    (row,) = coverage(a_programme(tmp_path)).hours
    assert (row.unit.minutes, row.planned) == (Minutes(10, 20, 30), Minutes(180, 420, 480))
    assert (row.exercise_minutes, len(row.unit.exercises), row.planned_exercises) == (10, 2, 4)


def test_figures_read_as_people_say_them():
    """Hours as in a timetable, numbers in a row drawn together, dates in words."""
    space = "\N{NO-BREAK SPACE}"
    assert [hours(minutes) for minutes in (0, 45, 60, 90, 1560)] == [
        f"0{space}min", f"45{space}min", f"1{space}h", f"1{space}h{space}30", f"26{space}h",
    ]  # fmt: skip
    assert [runs(row) for row in (["01"], ["01", "02", "03", "05"], ["02", "04", "05"])] == ["1", "1–3, 5", "2, 4–5"]
    assert [day(date(2026, 11, 23)), day(date(2026, 8, 1))] == [f"23{space}novembre 2026", f"1er{space}août 2026"]


def test_the_page_says_it_all(tmp_path: Path):
    """A row for each unit and each competence; the same programme gives the same page."""
    page = coverage_page(a_programme(tmp_path))
    rows = [" ".join(unescape(re.sub(r"<[^>]+>", " ", row)).split()) for row in re.findall(r"<tr>.*?</tr>", page, re.S)]
    assert rows == [
        "Semaine Séance Leçon Exercices Leur somme Projet Exercices notés",
        "1 S01 Dire bonjour 10 min sur 3 h 20 min sur 7 h 10 min 30 min sur 8 h 2 sur 4 prévus",
        "En tout 10 min 20 min 10 min 30 min 2",
        "Repère S01",
        "CP4 Développer (pas encore) –",
        "CP3 Réaliser des interfaces 1",
    ]
    assert page == coverage_page(a_programme(tmp_path / "again"))
    assert not re.search(r"<(link|script|img|iframe)\b|@import|url\(", page)


def test_a_unit_without_a_week_stands_under_its_track(tmp_path: Path):
    """Beside no week's plan, which it does not have."""
    page = coverage_page(load_programme(write_programme(tmp_path, a_track())))
    [row] = [row for row in re.findall(r"<tr>.*?</tr>", page, re.S) if "FAB-01 " in row and "<td>" in row]
    words = " ".join(unescape(re.sub(r"<[^>]+>", " ", row)).split())
    assert words == "Impression 3D FAB-01 Dire bonjour 10 min 20 min 10 min 30 min 2"


def test_the_frames_of_this_house_are_whole():
    """The counts their publishers give: RGAA 106 criteria, RGESN 78, Pix 16, DWWM 8 and 3; 25 of RGAA are aimed at."""
    frames = load_programme(ROOT / "curriculum").referentials
    counts = {name: len(frame.criteria) for name, frame in frames.items()}
    assert counts | {"mdn": 0} == {"dwwm": 11, "fab": 4, "mdn": 0, "pix": 16, "rgaa": 106, "rgesn": 78}
    assert len(frames["rgaa"].aims) == 25
    by_theme = [sum(each.startswith(f"{theme}.") for each in frames["rgaa"].entries) for theme in range(1, 14)]
    assert by_theme == [9, 2, 3, 13, 8, 2, 5, 10, 4, 14, 13, 11, 12]


@pytest.mark.browser
@pytest.mark.skipif(CHROMIUM is None, reason="Debian's chromium-headless-shell is not installed")
async def test_axe_finds_nothing_on_screen_and_on_paper(tmp_path: Path):
    """In light, in dark, on paper and on a telephone, which is not made to scroll sideways."""
    (tmp_path / "page.html").write_text(coverage_page(a_programme(tmp_path / "programme")), encoding="utf-8")
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM)
        for colours, media in (("light", "screen"), ("dark", "screen"), ("dark", "print")):
            shown = await browser.new_page(viewport={"width": 360, "height": 740})
            await shown.emulate_media(media=media, color_scheme=colours)
            await shown.goto((tmp_path / "page.html").as_uri())
            await shown.evaluate(AXE.read_text(encoding="utf-8"))
            found = await shown.evaluate("axe.run()")
            assert len(found["passes"]) > 10, "axe looked at nothing"
            assert [(each["id"], each["nodes"][0]["target"]) for each in found["violations"]] == [], (colours, media)
            if media == "screen":
                assert await shown.evaluate("document.documentElement.scrollWidth - innerWidth") == 0
            await shown.close()
        await browser.close()
