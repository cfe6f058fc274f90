"""The main road, walked once from end to end: real hub, real sandbox, real browser, real nbgrader.

A class list becomes people; a trainee opens S04, gets an exercise wrong and then right, hands in and reads the score;
a trainer sees it, marks one cell by hand, regrades, and the mark is still there.
"""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from curriculum.builder.programme import load_programme
from hub_config.course import CURRICULUM
from tests.end_to_end.conftest import EnterPage
from tests.real_hub import Hub, wait_for

pytestmark = [pytest.mark.hub, pytest.mark.browser, pytest.mark.sandbox]

UNIT = "web-s04-html-base"


def exercise(page: Page, number: int):
    """The view of one exercise in the open notebook."""
    return page.locator(".atelier-exercise:not(.atelier-recall)").nth(number - 1)


def write(page: Page, number: int, html: str) -> None:
    """Replace what is in the exercise's editor, as someone who selects all and types."""
    editor = exercise(page, number).locator(".cm-content").first
    editor.scroll_into_view_if_needed()
    editor.fill(html)


def check(page: Page, number: int) -> None:
    """Press "Vérifier"."""
    exercise(page, number).get_by_role("button", name="Vérifier").click()


@pytest.mark.timeout(600)
def test_the_main_road(place: Hub, enter: EnterPage):
    """Wrong, right, handed in, graded, corrected by hand, regraded: everyone sees what is so."""
    (unit,) = (unit for unit in load_programme(CURRICULUM).units if unit.unit_id == UNIT)
    repair = next(each for each in unit.exercises if each.exercise.number == "03")
    wrong = repair.mistakes["fermer-trop-loin"]
    points = f"{repair.exercise.points:g}"

    amina = enter("amina")
    expect(amina.get_by_role("heading", name="Bonjour Amina")).to_be_visible()
    amina.get_by_role("link", name="Commencer").click()
    amina.wait_for_url(f"**/user/amina/lab/**/tree/{UNIT}/**", timeout=90_000)
    expect(exercise(amina, 3)).to_be_visible(timeout=60_000)

    write(amina, 3, wrong.files["index.html"].decode())
    check(amina, 3)
    message = repair.exercise.messages[wrong.message_id].say
    expect(exercise(amina, 3)).to_contain_text(message)
    write(amina, 3, repair.solution["index.html"].decode())
    check(amina, 3)
    expect(exercise(amina, 3).locator(".atelier-card")).not_to_contain_text(message)
    expect(exercise(amina, 3)).to_contain_text(re.compile("Bravo|réussi", re.IGNORECASE))

    restart_in_mid_edit(place, amina)
    last = amina.locator(".atelier-exercise").last
    last.get_by_role("button", name="Rendre mon travail").click()
    last.get_by_role("button", name="Oui, rendre").click()
    expect(last).to_contain_text("Rendu le")
    last.get_by_role("link", name="Aller à Ma semaine").click()
    week = amina.context.pages[-1]
    expect(week.get_by_text("Corrigé")).to_be_visible(timeout=30_000)
    expect(week.get_by_text(f"{points} points sur")).not_to_have_count(0)
    week.get_by_role("link", name="Lire mon retour").click()
    expect(week.locator("main")).to_contain_text(repair.exercise.title)

    claire = enter("claire")
    row = claire.get_by_role("row").filter(has_text="Amina Benali")
    expect(row).to_contain_text("1/6")
    expect(row).to_contain_text(re.compile(rf"\b{points}/\d+"))

    mark_by_hand(claire, "exercice-05", 1.5)
    the_class = place.url + "services/atelier/la-classe"
    claire.goto(f"{the_class}/amina")
    expect(claire.get_by_text("dont une note donnée à la main")).to_be_visible()
    claire.get_by_role("button", name=re.compile("Relancer|Corriger à nouveau")).first.click()
    by_hand = f"{repair.exercise.points + 1.5:g}/".replace(".", ",")
    wait_for(lambda: by_hand in reloaded(claire, the_class).inner_text("tbody"), "the regraded row", 30)


def restart_in_mid_edit(place: Hub, trainee: Page) -> None:
    """Hub and proxy are killed between two words: both are there, in the page and on the disk."""
    field = exercise(trainee, 3).locator(".cm-content")
    right = trainee.evaluate("node => node.innerText", field.element_handle())
    field.click()
    trainee.keyboard.press("Control+End")
    trainee.keyboard.type("<!-- avant")
    for program in ("jupyterhub", "configurable-http-proxy"):
        place.program(program).kill()
    trainee.keyboard.type(" et pendant -->")
    wait_for(place.is_up, "hub and proxy", 60)
    [file] = place.settings.homes_dir.glob(f"amina/**/{UNIT}/03-*/index.html")
    wait_for(lambda: "<!-- avant et pendant -->" in file.read_text(), "the text on the disk", 60)
    trainee.reload()
    expect(field).to_contain_text("<!-- avant et pendant -->", timeout=60_000)
    expect(exercise(trainee, 3).get_by_role("button", name="Vérifier")).to_be_visible()
    field.fill(right)
    check(trainee, 3)
    expect(exercise(trainee, 3).locator(".atelier-card")).to_contain_text(re.compile("Bravo", re.IGNORECASE))


def reloaded(page: Page, url: str) -> Page:
    """The page at `url`, asked for again."""
    page.goto(url)
    return page


def mark_by_hand(trainer: Page, grade_id: str, score: float) -> None:
    """Open the class's only submission in nbgrader's formgrader and write a manual score into one cell."""
    trainer.get_by_role("link", name="Ouvrir le carnet de notes").click()
    trainer.wait_for_url("**/formgrader/**", timeout=90_000)
    trainer.get_by_role("link", name="Submission #1").click()
    field = trainer.locator(f"input.score#{grade_id}[placeholder]")  # it has one once the gradebook has answered
    field.fill(str(score))
    with trainer.expect_response(lambda response: "/formgrader/api/grade/" in response.url):
        field.press("Tab")
