"""*Premier objet* in JupyterLab, as somebody does it for the first time, with the real checker and its inspector."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Literal

import pytest
from playwright.async_api import Locator, Page, expect

from curriculum.builder.programme import load_programme
from curriculum.builder.units import Unit
from graders.checker import Checker
from hub_config.mesh_inspector import MeshInspector
from tests.graders.exercise_widget.makers import Service
from tests.hub_config.single_user.conftest import ROOT, TOKEN, Lab
from tests.hub_config.single_user.test_lab import AXE
from tests.ladder import answers_of, hand_out

SIZES: tuple[tuple[Literal["light", "dark"], int], ...] = (
    ("light", 1280),
    ("dark", 1280),
    ("light", 640),
    ("dark", 360),
)

pytestmark = [pytest.mark.browser, pytest.mark.sandbox]


@pytest.fixture(scope="module")
def unit() -> Unit:
    """The unit itself."""
    return next(unit for unit in load_programme(ROOT / "curriculum").units if unit.code == "FAB-01")


@pytest.fixture
async def answering(service: Service, unit: Unit) -> AsyncIterator[None]:
    """The stand-in service asks the real checker, as the real service does."""
    before = service.answer
    async with Checker(deadline_s=30, inspector=MeshInspector(within_s=60)) as checker:
        service.answer = answers_of(service, checker, unit)
        yield
    service.answer = before


@pytest.fixture
async def notebook(page: Page, trainee_lab: Lab, unit: Unit, answering: None, request: pytest.FixtureRequest) -> Path:
    """The unit's notebook, handed out anew and open; the folder it lies in."""
    name = re.sub(r"\W", "-", request.node.name)
    folder = trainee_lab.home / name
    hand_out(unit, folder)
    await page.goto(f"{trainee_lab.url}/lab/workspaces/{name}/tree/{name}/{unit.notebook_name}?token={TOKEN}")
    await page.locator(".jp-Notebook").wait_for()
    return folder


async def exercise(page: Page, number: int) -> Locator:
    """The view of one exercise, in sight; a studio may stand above it."""
    heading = page.get_by_role("heading", name=f"Exercice {number}")
    view = page.locator(".jp-Cell", has=heading).locator("~ .jp-Cell .atelier-exercise").first
    await view.wait_for()
    await view.scroll_into_view_if_needed()
    return view


def card(view: Locator) -> Locator:
    """What the checker says."""
    return view.locator(".atelier-card")


async def see_nothing_wrong(page: Page, view: Locator) -> None:
    """axe finds nothing, in light and in dark, at 200 % and on a telephone; nothing sticks out."""
    await page.evaluate(AXE.read_text(encoding="utf-8"))
    for scheme, width in SIZES:
        await page.emulate_media(color_scheme=scheme)
        await page.set_viewport_size({"width": width, "height": 900})
        found = await page.evaluate("node => axe.run(node)", await view.element_handle())
        assert [(rule["id"], [node["html"][:200] for node in rule["nodes"]]) for rule in found["violations"]] == []
        assert await view.evaluate("box => box.scrollWidth - box.clientWidth") == 0
    await page.emulate_media(color_scheme="light")
    await page.set_viewport_size({"width": 1280, "height": 900})


@pytest.mark.timeout(300)
async def test_somebody_makes_a_tag_and_it_has_all_its_points(page: Page, notebook: Path):
    """Type a name, keep it in the studio: the exercise sees the piece by itself; checked, it is right."""
    view = await exercise(page, 6)
    await expect(view.get_by_text("Il n’y a pas encore de pièce.")).to_be_visible()
    check = view.get_by_role("button", name="Vérifier")
    await check.click()
    await expect(card(view)).to_contain_text("Il n’y a pas encore de pièce.")

    studio = page.locator(".fab")
    await studio.get_by_role("textbox", name="Texte").fill("Amina")
    await studio.get_by_role("textbox", name="Nom de l’objet").fill("Étiquette d’Amina")
    await studio.get_by_role("button", name="Garder", exact=True).click()
    await expect(studio.get_by_role("status")).to_contain_text("est gardé")
    await expect(view.get_by_text("Votre pièce est prête : piece.3mf")).to_be_visible()
    await check.click()
    await expect(card(view)).to_contain_text(re.compile("Bravo|réussi", re.IGNORECASE))
    await expect(card(view)).to_contain_text("La pièce est étanche.")
    assert (notebook / "06-etiquette" / "piece.3mf").read_bytes()[:2] == b"PK"
    await see_nothing_wrong(page, view)


@pytest.mark.timeout(300)
async def test_a_wall_is_mended_and_the_quiz_needs_ten(page: Page, notebook: Path):
    """The pot is built from the settings and measured; nine right answers are not ten."""
    quiz = await exercise(page, 3)
    for number, letter in enumerate("bcabacabca", 1):
        question = quiz.get_by_role("radiogroup").nth(number - 1)
        await question.get_by_role("radio").nth("abc".index(letter)).check()
    await quiz.get_by_role("button", name="Vérifier").click()
    await expect(card(quiz)).to_contain_text("Question 10 : avec un plateau vide")
    await quiz.get_by_role("radiogroup").nth(9).get_by_role("radio").nth(1).check()
    await quiz.get_by_role("button", name="Vérifier").click()
    await expect(card(quiz)).to_contain_text(re.compile("Bravo|réussi", re.IGNORECASE))
    await see_nothing_wrong(page, quiz)

    pot = await exercise(page, 4)
    field = pot.locator(".cm-content")
    for paroi, words in (("0,8", "Une paroi fait 0,8 mm. Il faut 1,2 mm ou plus."), ("1,2", "La paroi fait 1,2 mm")):
        await field.fill(f"largeur = 40\nprofondeur = 40\nhauteur = 30\nparoi = {paroi}\n")
        await pot.get_by_role("button", name="Vérifier").click()
        await expect(card(pot)).to_contain_text(words)
    await expect(card(pot)).to_contain_text(re.compile("Bravo|réussi", re.IGNORECASE))
    assert "paroi = 1,2" in (notebook / "04-paroi" / "reglages.txt").read_text(encoding="utf-8")
