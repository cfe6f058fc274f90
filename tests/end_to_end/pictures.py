"""The READMEs' pictures, taken from the running product: `make pictures FOLDER=…`."""

from __future__ import annotations

import asyncio
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Page

from curriculum.builder.programme import load_programme
from hub_config.course import CURRICULUM
from tests.end_to_end import ladder_pictures
from tests.end_to_end.browser import a_browser
from tests.end_to_end.conftest import sign_in
from tests.real_hub import Hub, real_hub, wait_for

UNIT = "web-s04-html-base"


def main(folder: Path) -> None:
    """Walks the road once and writes one PNG per stop."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as data, real_hub(Path(data) / "place") as place, a_browser() as browser:
        place.hand_out_only(UNIT)
        amina = browser.new_context(locale="fr-FR", viewport={"width": 1280, "height": 860}).new_page()
        amina.set_default_timeout(90_000)
        sign_in(amina, place, "amina")
        amina.screenshot(path=folder / "ma-semaine.png")
        amina.get_by_role("link", name="Commencer").click()
        try_exercise(amina, 3)
        amina.screenshot(path=folder / "exercice.png")
        hand_in(amina, place)
        amina.screenshot(path=folder / "retour.png")
        claire = browser.new_context(locale="fr-FR", viewport={"width": 1100, "height": 560}).new_page()
        sign_in(claire, place, "claire")
        claire.screenshot(path=folder / "la-classe.png")
        remi = browser.new_context(locale="fr-FR", viewport={"width": 1280, "height": 1100}).new_page()
        remi.set_default_timeout(120_000)
        sign_in(remi, place, "remi")
        design(remi)
        remi.screenshot(path=folder / "studio.png")
        send(remi, place)
        fanny = browser.new_context(locale="fr-FR", viewport={"width": 1100, "height": 860}).new_page()
        sign_in(fanny, place, "fanny")
        fanny.goto(f"{place.url}services/atelier/les-imprimantes")
        fanny.screenshot(path=folder / "les-imprimantes.png")


def try_exercise(page: Page, number: int) -> None:
    """A page with its first mistake, checked, the card in sight."""
    (unit,) = (unit for unit in load_programme(CURRICULUM).units if unit.unit_id == UNIT)
    taught = unit.exercises[number - 1]
    view = page.locator(".atelier-exercise:not(.atelier-recall)").nth(number - 1)
    view.locator(".cm-content").fill(taught.mistakes["fermer-trop-loin"].files["index.html"].decode())
    view.get_by_role("button", name="Vérifier").click()
    view.locator(".atelier-card").wait_for()
    view.get_by_role("button", name="Vérifier").evaluate("button => button.scrollIntoView({block: 'center'})")


def hand_in(page: Page, place: Hub) -> None:
    """To the feedback, through the last cell and Ma semaine."""
    last = page.locator(".atelier-exercise").last
    last.get_by_role("button", name="Rendre mon travail").click()
    last.get_by_role("button", name="Oui, rendre").click()
    last.get_by_text("Rendu le").wait_for()
    week = f"{place.url}services/atelier/ma-semaine"
    wait_for(lambda: page.goto(week) and page.get_by_role("link", name="Lire mon retour").count(), "the feedback")
    page.get_by_role("link", name="Lire mon retour").click()
    page.get_by_text("Exercice 3").wait_for()


def design(page: Page) -> None:
    """A knob in the studio, found fit to print."""
    page.get_by_role("link", name="Créer un objet en 3D").click()
    page.get_by_role("link", name="Bouton de réparation").click()
    page.locator(".fab-best").get_by_text("s’imprime bien tel qu’il est").wait_for()


def send(page: Page, place: Hub) -> None:
    """To the printers, as a resident does; a manager has to look at it."""
    page.get_by_label("Nom de l’objet").fill("Bouton du four")
    page.get_by_role("button", name="Envoyer à l’imprimante").click()
    page.get_by_text("Prêt à envoyer.").first.wait_for()
    page.goto(f"{place.url}services/atelier/mes-impressions")
    page.get_by_role("button", name="Envoyer Bouton du four").click()
    page.wait_for_load_state()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
    asyncio.run(ladder_pictures.take(Path(sys.argv[1]) / "ladder"))
