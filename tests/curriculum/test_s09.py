"""The first milestone: fifteen rules over the four pages of a site, with a report to show."""

from pathlib import Path

import pytest

from curriculum.builder.programme import load_programme
from curriculum.builder.units import Unit
from graders.checker import Checker
from graders.exercise import Engine
from graders.results import Outcome

CURRICULUM = Path(__file__).parents[2] / "curriculum"
SITE = ("index.html", "ateliers.html", "inscription.html", "contact.html")


@pytest.fixture(scope="module")
def unit() -> Unit:
    """The unit *Révision 1*."""
    return next(unit for unit in load_programme(CURRICULUM).units if unit.code == "S09")


def test_the_whole_site_check_has_fifteen_rules(unit: Unit):
    """One point each, each of pages of the site; of RGAA only criteria that the exercise declares."""
    taught = unit.exercises[3]
    checks = taught.exercise.checks
    assert (len(checks), taught.exercise.report, taught.exercise.learner_files) == (15, True, SITE)
    assert {check.points for check in checks} == {1.0}
    assert all(check.files and set(check.files) <= set(SITE) for check in checks)
    assert {check.criterion for check in checks} - {None} <= set(taught.competences["rgaa"])


def test_the_sheet_of_the_record_is_only_counted(unit: Unit):
    """What somebody writes about their work is looked at by no browser and judged by no rule but its length."""
    taught = unit.exercises[4]
    assert taught.exercise.engine is Engine.FILES
    assert {check.title for check in taught.exercise.checks} == {
        "La fiche dit ce que vous avez fait.",
        "La fiche dit vos outils.",
        "La fiche dit avec qui.",
        "La fiche dit pour qui, et quand.",
    }


@pytest.mark.browser
async def test_a_rule_that_pages_lack_names_them_all(unit: Unit):
    """Two pages without a language are told at once, with the one criterion; all else is right."""
    taught = unit.exercises[3]
    files = {
        name: page.replace(b' lang="fr"', b"") if name in SITE[1:3] else page for name, page in taught.solution.items()
    }
    async with Checker() as checker:
        report = await checker.check(taught.exercise, files)
    wrong = [each for each in report.results if each.outcome is not Outcome.PASSED]
    assert [(each.criterion, each.file, each.also) for each in wrong] == [
        ("8.3", SITE[1], SITE[2:3]),
        ("8.2", SITE[1], SITE[2:3]),
    ]
