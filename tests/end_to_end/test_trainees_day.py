"""A day with questions and a call for help: the same things on the page, in the notebook and before the trainer."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.end_to_end.conftest import EnterPage
from tests.end_to_end.test_main_road import UNIT, check, exercise, write
from tests.real_hub import Hub

pytestmark = [pytest.mark.hub, pytest.mark.browser, pytest.mark.sandbox]

RAISE = """async (address) => {
  const headers = {"X-XSRFToken": document.querySelector("[name=_xsrf]").value};
  return (await fetch(address, {method: "POST", headers})).status;
}"""


def opens(page: Page, link: str) -> None:
    """From "Ma semaine" into the notebook."""
    page.get_by_role("link", name=link).click()
    page.wait_for_url(f"**/user/remi/lab/**/tree/{UNIT}/**", timeout=90_000)
    expect(exercise(page, 3)).to_be_visible(timeout=60_000)


@pytest.mark.timeout(300)
def test_questions_help_and_the_way_back(place: Hub, enter: EnterPage):
    """A first try brings questions; a raised hand is seen at once and answered; one goes on where one stopped."""
    claire = enter("claire")
    expect(claire.get_by_text("Personne n’appelle pour le moment.")).to_be_visible()

    remi = enter("remi")
    remi.goto(place.url + "services/atelier/ma-semaine")
    opens(remi, "Commencer")
    expect(remi.locator(".atelier-recall")).to_contain_text("Pas de question pour le moment.")
    write(remi, 3, "<h1>La ressourcerie")
    check(remi, 3)
    expect(exercise(remi, 3).locator(".atelier-card")).to_be_visible()

    remi.goto(place.url + "services/atelier/ma-semaine")
    remi.get_by_role("link", name="Répondre").click()
    # As the notebook's button does, there with the person's token.
    assert remi.evaluate(RAISE, f"/services/atelier/api/hands/{UNIT}/03") == 200
    expect(claire.get_by_role("heading", name="Rémi Duval")).to_be_visible()
    expect(claire.get_by_text("S04, exercice 3 : Réparer un titre.")).to_be_visible()
    claire.get_by_role("button", name=re.compile("Vu, j’arrive")).click()

    for _ in range(5):
        remi.get_by_role("button", name="Je ne sais pas").click()
        remi.get_by_role("link", name=re.compile("Question suivante|Terminer")).click()
    expect(remi.get_by_text("C’est fait pour aujourd’hui")).to_be_visible()
    remi.goto(place.url + "services/atelier/ma-semaine")
    expect(remi.get_by_text("C’est vu. Quelqu’un arrive.")).to_be_visible()
    opens(remi, "Reprendre ici")
    expect(remi.get_by_role("heading", name=re.compile("Exercice 3"))).to_be_focused(timeout=60_000)
    expect(remi.locator(".atelier-recall")).to_contain_text("C’est fait pour aujourd’hui.")

    claire.get_by_role("button", name=re.compile("J’ai aidé")).click()
    expect(claire.get_by_text("Personne n’appelle pour le moment.")).to_be_visible()
