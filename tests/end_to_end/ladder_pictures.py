"""Pictures of each rung of the ladder in JupyterLab, with the real checker behind: part of `make pictures`."""

from __future__ import annotations

import asyncio
import sys
import tempfile
from collections.abc import Awaitable, Callable
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.async_api import Locator, Page, async_playwright

from curriculum.builder.programme import load_programme
from curriculum.builder.units import Unit
from graders.checker import Checker
from hub_config.course import CURRICULUM
from tests.graders.exercise_widget.makers import a_service
from tests.hub_config.single_user.conftest import CHROMIUM, TOKEN, Lab, a_lab
from tests.ladder import QUERY, SERVER, answers_of, hand_out, write_ladder

S04 = "web-s04-html-base"


async def take(folder: Path) -> None:
    """One PNG for each rung and engine, of the exercise alone."""
    folder.mkdir(parents=True, exist_ok=True)
    (s04,) = (unit for unit in load_programme(CURRICULUM).units if unit.unit_id == S04)
    with tempfile.TemporaryDirectory() as place, a_service() as service:
        ladder = write_ladder(Path(place) / "programme")
        async with Checker() as checker, async_playwright() as playwright:
            service.answer = answers_of(service, checker, s04, ladder)
            browser = await playwright.chromium.launch(executable_path=CHROMIUM)
            with contextmanager(a_lab)("trainee", Path(place) / "home", service.url) as lab:
                for unit, shots in ((s04, shots_of_s04(s04)), (ladder, SHOTS)):
                    page = await browser.new_page(viewport={"width": 1280, "height": 1700}, locale="fr-FR")
                    page.set_default_timeout(90_000)
                    await open_unit(page, lab, unit)
                    for shot in shots:
                        view = await exercise(page, shot.number)
                        await shot.act(view)
                        await page.mouse.move(0, 0)
                        await view.screenshot(path=folder / f"{shot.name}.png")
            await browser.close()


@dataclass(frozen=True)
class Shot:
    """A picture of one exercise, after `act`."""

    name: str
    number: int
    act: Callable[[Locator], Awaitable[None]]


async def open_unit(page: Page, lab: Lab, unit: Unit) -> None:
    """The unit's notebook, handed out."""
    hand_out(unit, lab.home / unit.unit_id)
    name = unit.unit_id
    await page.goto(f"{lab.url}/lab/workspaces/{name}/tree/{name}/{unit.notebook_name}?token={TOKEN}")
    await page.locator(".jp-Notebook").wait_for()


async def exercise(page: Page, number: int) -> Locator:
    """The view of one exercise, in sight."""
    cell = page.locator(".jp-Cell", has=page.get_by_role("heading", name=f"Exercice {number}")).locator("+ .jp-Cell")
    view = cell.locator(".atelier-exercise")
    await view.wait_for()
    await view.scroll_into_view_if_needed()
    return view


async def check(view: Locator) -> None:
    """Press "Vérifier" and wait for the card."""
    await view.get_by_role("button", name="Vérifier").click()
    await view.locator(".atelier-card").wait_for()


def shots_of_s04(unit: Unit) -> tuple[Shot, ...]:
    """The six rungs as S04 has them."""

    async def predict(view: Locator) -> None:
        await view.get_by_role("radio").nth(2).check()
        await check(view)
        await view.frame_locator("iframe:not([inert])").get_by_role("heading").wait_for()

    async def parsons(view: Locator) -> None:
        await view.get_by_role("listbox").focus()
        for key in ("ArrowDown", "ArrowDown", "Space", "ArrowUp"):
            await view.page.keyboard.press(key)

    async def written(view: Locator, name: str, number: str) -> None:
        files = next(taught for taught in unit.exercises if taught.number == number).mistakes[name].files
        for file, content in files.items():
            if await view.get_by_role("tab").count():
                await view.get_by_role("tab", name=file).click()
            await view.get_by_label(f"Votre page : {file}").fill(content.decode())
        await check(view)

    async def complete(view: Locator) -> None:
        await view.get_by_role("textbox").focus()
        await view.page.keyboard.insert_text("<h2>Horaires</h2>\n    ")
        for _ in range(4):
            await view.page.keyboard.press("ArrowUp")
        await view.page.keyboard.type("x")
        await view.get_by_text("Cette ligne ne change pas.").wait_for()

    first = {taught.number: next(iter(taught.mistakes)) for taught in unit.exercises}
    return (
        Shot("predire", 1, predict),
        Shot("ordonner", 2, parsons),
        Shot("reparer", 3, lambda view: written(view, "fermer-trop-loin", "03")),
        Shot("completer", 4, complete),
        Shot("ecrire", 5, lambda view: written(view, first["05"], "05")),
        Shot("defi", 6, lambda view: written(view, first["06"], "06")),
    )


async def indent(view: Locator) -> None:
    """The lines of a program in order, one of them indented."""
    await view.get_by_role("listbox").focus()
    first, loop, step = ("End", "Space", "Home", "Space"), ("End", "Space", *["ArrowUp"] * 2, "Space"), ("End", "Space")
    for key in (*first, *loop, *step, "ArrowUp", "Space", "ArrowRight"):
        await view.page.keyboard.press(key)


async def query(view: Locator) -> None:
    """A query and its rows."""
    await view.locator("summary").click()
    await view.get_by_role("textbox").first.fill(QUERY)
    await view.get_by_role("button", name="Exécuter").click()
    await view.get_by_role("group", name="Résultat").wait_for()


async def send(view: Locator) -> None:
    """A server and its reply."""
    await view.get_by_role("textbox").first.fill(SERVER)
    await view.get_by_label("Chemin").fill("/objets")
    await view.get_by_role("button", name="Envoyer").click()
    await view.get_by_role("group", name="Le corps de la réponse").wait_for()


async def answer(view: Locator) -> None:
    """A short answer, checked."""
    await view.get_by_role("textbox").first.fill("14 heures")
    await check(view)


SHOTS = (Shot("programme", 2, indent), Shot("reponse", 5, answer), Shot("sql", 6, query), Shot("serveur", 7, send))

if __name__ == "__main__":
    asyncio.run(take(Path(sys.argv[1])))
