"""What somebody can do, where they left off, and what is never taken away."""

import re
from dataclasses import replace
from datetime import date
from urllib.parse import unquote

import pytest

from graders.results import Outcome
from hub_config.service.attempts import Attempt
from hub_config.service.mastery import Mastery, solid_notions, standings
from hub_config.service.progress import progress
from hub_config.service.recall_schedule import Card
from tests.hub_config.service import gallery
from tests.hub_config.service.makers import MONDAY, S04, S05, a_unit, some_questions

SOLID, KNOWN = Card(3, date(2026, 12, 1), True), Card(2, date(2026, 12, 1), False)


def tries(*outcomes: str) -> list[Attempt]:
    """Tries in their order: "03+" passed, "03-" did not."""
    return [
        Attempt("amina", S04, each[:2], Outcome.PASSED if each[2] == "+" else Outcome.FAILED, None, None, MONDAY)
        for each in outcomes
    ]


@pytest.mark.parametrize(
    ("attempts", "number"),
    [
        ([], "01"),
        (["01+"], "02"),
        (["01+", "04-"], "04"),
        (["01+", "04-", "02+"], "03"),
        (["01+", "04+", "04-"], "02"),
        (["06-"], "06"),
        (["06+"], "01"),
        ([f"0{each}+" for each in range(1, 6)], "06"),
        ([f"0{each}+" for each in range(1, 7)], None),
    ],
)
def test_one_goes_on_where_one_stopped(attempts, number):
    """At the exercise tried last, if it is not right yet; else what later units need comes before the challenge."""
    resume = progress(a_unit(), attempts=tries(*attempts)).resume
    assert (resume.number if resume else None) == number


def test_essential_exercises_come_first():
    """Though they stand later in the unit."""
    unit = a_unit()
    essential = tuple(replace(each, essential=each.number in {"03", "05"}) for each in unit.exercises)
    assert progress(replace(unit, exercises=essential), attempts=tries("03+")).resume.number == "05"


@pytest.mark.parametrize(
    ("attempts", "cards", "mastery"),
    [
        ([], {}, Mastery.AHEAD),
        (["02-"], {}, Mastery.UNDER_WAY),
        (["02-", "02+"], {}, Mastery.ACQUIRED),
        (["02+", "02-", "02-"], {}, Mastery.ACQUIRED),
        (["02+"], {f"{S05}-r1": SOLID, f"{S05}-r2": KNOWN}, Mastery.ACQUIRED),
        (["02+"], {f"{S05}-r1": SOLID, f"{S05}-r2": SOLID}, Mastery.SOLID),
        (["02-"], {f"{S05}-r1": SOLID, f"{S05}-r2": SOLID}, Mastery.UNDER_WAY),
    ],
)
def test_what_is_acquired_and_what_is_solid(attempts, cards, mastery):
    """Right once, alone; then each of its notions remembered after three days or more. A later slip takes nothing."""
    unit = a_unit(recall=some_questions())
    exercises = [replace(each, notions=("notion-1", "notion-2", "never-asked")) for each in unit.exercises]
    unit = replace(unit, exercises=tuple(exercises))
    found = standings(progress(unit, attempts=tries(*attempts)), solid_notions([unit], cards))
    assert found[1].mastery is mastery


def test_a_notion_is_solid_by_any_of_its_questions():
    """A revision asks what an earlier unit taught; an exercise that nothing asks about stays acquired."""
    first, again = some_questions(S04, 1), some_questions(S05, 2)
    units = [a_unit(recall=first), a_unit(S05, recall=again)]
    assert solid_notions(units, {f"{S05}-r1": SOLID}) == {"notion-1": True, "notion-2": False}
    assert standings(progress(a_unit(), attempts=tries("02+")), {"notion-1": True})[1].mastery is Mastery.ACQUIRED


async def test_the_week_leads_to_the_very_exercise(stage):
    """The big button and each line of the list: through the hub's page that starts the room, to its place."""
    gallery.started(stage)
    gallery.stumbles(stage, "amina", "05", 1)
    body = (await stage.ask("amina", "ma-semaine")).body.decode()
    big = re.search(r'class="button big" href="([^"]*)"', body)[1]
    assert unquote(big) == f"/hub/spawn/amina?next=/user/amina/atelier/open/{S04}?exercice=05"
    listed = re.findall(
        r'<li><a href="[^"]*exercice%3D(\d\d)">.*?aria-hidden="true">(.)</span> ([^<]*)</span>', body, re.S
    )
    assert listed == [
        ("01", "✓", "acquis, essentiel"), ("02", "✓", "acquis, essentiel"), ("03", "✓", "acquis, essentiel"),
        ("04", "○", "à venir, essentiel"), ("05", "◐", "en cours, essentiel"), ("06", "○", "à venir"),
    ]  # fmt: skip


async def test_who_helps_sees_what_is_solid(stage):
    """On the person's page, and nowhere else: no list compares people by it."""
    gallery.remembering(stage)
    assert "Réussi, et solide : encore su après 3 jours" in (
        " ".join((await stage.ask("farida", "la-classe/amina")).body.decode().split())
    )
    assert "solide" not in (await stage.ask("farida", f"la-classe?unite={S05}")).body.decode()
    assert "★</span> solide" in (await stage.ask("amina", "ma-semaine")).body.decode()
