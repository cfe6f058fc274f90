"""Each rung of the ladder in JupyterLab, by mouse and by keyboard alone, with the real checker behind."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import Locator, Page, expect

from curriculum.builder.units import Unit
from graders.checker import Checker
from tests.graders.exercise_widget.makers import Service
from tests.hub_config.single_user.conftest import TOKEN, Lab
from tests.hub_config.single_user.test_lab import AXE
from tests.ladder import QUERY, SERVER, answers_of, hand_out, write_ladder

pytestmark = [pytest.mark.browser, pytest.mark.sandbox]


@pytest.fixture(scope="module")
def unit(tmp_path_factory: pytest.TempPathFactory) -> Unit:
    """An exercise of each rung."""
    return write_ladder(tmp_path_factory.mktemp("echelle"))


@pytest.fixture(scope="module")
async def checker() -> AsyncIterator[Checker]:
    """The real one."""
    async with Checker(deadline_s=30) as checker:
        yield checker


@pytest.fixture
async def answering(service: Service, checker: Checker, unit: Unit) -> AsyncIterator[None]:
    """The stand-in service asks the real checker, as the real service does."""
    before, service.answer = service.answer, answers_of(service, checker, unit)
    yield
    service.answer = before


@pytest.fixture
async def ladder(page: Page, trainee_lab: Lab, unit: Unit, answering: None, request: pytest.FixtureRequest) -> Ladder:
    """The unit's notebook, handed out anew, open with all its exercises."""
    name = re.sub(r"\W", "-", request.node.name)
    hand_out(unit, trainee_lab.home / name)
    await page.goto(f"{trainee_lab.url}/lab/workspaces/{name}/tree/{name}/{unit.notebook_name}?token={TOKEN}")
    await page.locator(".jp-Notebook").wait_for()
    return Ladder(page, trainee_lab.home / name)


class Ladder:
    """The open notebook and the folder it lies in."""

    def __init__(self, page: Page, folder: Path) -> None:
        self.page = page
        self.folder = folder

    async def exercise(self, number: int) -> Locator:
        """The view of one exercise, in sight."""
        heading = self.page.get_by_role("heading", name=f"Exercice {number}")
        cell = self.page.locator(".jp-Cell", has=heading).locator("+ .jp-Cell")
        view = cell.locator(".atelier-exercise")
        await view.wait_for()
        await view.scroll_into_view_if_needed()
        return view

    async def keys(self, *keys: str) -> None:
        """Press these, one after the other."""
        for key in keys:
            await self.page.keyboard.press(key)

    async def tab_to(self, wanted: Locator, most: int = 40) -> None:
        """Press Tab until this has the focus."""
        for _ in range(most):
            if await wanted.evaluate("node => node === document.activeElement"):
                return
            await self.page.keyboard.press("Tab")
        await expect(wanted).to_be_focused()

    def written(self, name: str) -> str:
        """A file as it is on the disk."""
        return (self.folder / name).read_text(encoding="utf-8")


def check_button(view: Locator) -> Locator:
    """ "Vérifier"."""
    return view.get_by_role("button", name="Vérifier")


async def passes(view: Locator) -> None:
    """The card says so."""
    await expect(view.locator(".atelier-card")).to_contain_text(re.compile("Bravo|réussi", re.IGNORECASE))


async def fails(view: Locator) -> None:
    """The card says what is missing."""
    await expect(view.locator(".atelier-card")).to_contain_text("Ce n’est pas encore cela.")


async def lines(view: Locator) -> list[str]:
    """The lines as they stand, without their numbers."""
    return await view.get_by_role("option").locator("code").all_inner_texts()


async def drag(page: Page, line: Locator, to: Locator, dx: int = 0) -> None:
    """Drag a line to where another is, and this far to the side."""
    start, end = await line.bounding_box(), await to.bounding_box()
    assert start
    assert end
    x, y = start["x"] + 120, start["y"] + start["height"] / 2
    await page.mouse.move(x, y)
    await page.mouse.down()
    downward = 8 if end["y"] > start["y"] else -8
    await page.mouse.move(x + dx, end["y"] + end["height"] / 2 + downward, steps=6)
    await page.mouse.up()


@pytest.mark.timeout(300)
async def test_the_ladder_by_mouse(ladder: Ladder):
    """Choose and see, drag, mend, fill the gap, answer, ask a database, ask a server; wrong or empty, then right."""
    page = ladder.page

    view = await ladder.exercise(1)
    await check_button(view).click()
    await expect(view.locator(".atelier-card")).to_be_visible()
    await expect(view.locator("iframe")).to_have_count(0)
    await view.get_by_text("Le nombre 0").click()
    await check_button(view).click()
    await fails(view)
    await expect(view.frame_locator("iframe:not([inert])").locator("#n")).to_have_text("1")
    await view.get_by_text("Le nombre 1").click()
    await check_button(view).click()
    await passes(view)

    view = await ladder.exercise(2)
    options = view.get_by_role("option")
    await drag(page, options.nth(3), options.nth(0))
    assert await lines(view) == ["total = 0", "print(total)", "total = total + prix", "for prix in [4, 8]:"]
    await drag(page, options.nth(1), options.nth(3))
    await drag(page, options.nth(2), options.nth(1))
    await check_button(view).click()
    await fails(view)
    await drag(page, options.nth(2), options.nth(2), dx=40)
    await check_button(view).click()
    await passes(view)
    assert "    total = total + prix" in ladder.written("02-ranger/reponse.txt")
    await options.nth(0).click()
    await view.get_by_role("button", name="Descendre").click()
    await expect(options.nth(1)).to_contain_text("total = 0")
    await view.get_by_role("button", name="Vers la droite").click()
    await expect(view.get_by_role("status")).to_have_text(re.compile("Décalage.: 1."))

    view = await ladder.exercise(3)
    field = view.get_by_label(re.compile("index.html"))
    await field.locator(".cm-line", has_text="Horaires").click()
    await page.keyboard.press("End")
    await page.keyboard.insert_text("</h1>")
    await expect(view.frame_locator("iframe:not([inert])").locator("h1")).to_have_text(re.compile("Horaires"))
    await check_button(view).click()
    await passes(view)

    view = await ladder.exercise(4)
    field = view.get_by_label(re.compile("index.html"))
    await field.locator(".cm-line", has_text="Le Ruban").click()
    await page.keyboard.type("x")
    await expect(view.get_by_text("Cette ligne ne change pas. Écrivez dans le cadre.")).to_be_visible()
    await field.locator(".cm-line", has_text="ici").click()
    await page.keyboard.press("Control+a")
    await page.keyboard.insert_text("<h3>Horaires</h3>")
    await expect(view.get_by_text("Cette ligne ne change pas.")).to_have_count(0)
    await check_button(view).click()
    await fails(view)
    await page.keyboard.press("Shift+Tab")
    await field.locator(".cm-line", has_text="Horaires").click()
    await page.keyboard.press("Control+a")
    await page.keyboard.insert_text("<h2>Horaires</h2>")
    await check_button(view).click()
    await passes(view)

    view = await ladder.exercise(5)
    await view.get_by_role("textbox", name="Votre réponse").click()
    await page.keyboard.type("14")
    await page.keyboard.press("Enter")
    await page.keyboard.type(" heures")
    await check_button(view).click()
    await passes(view)

    view = await ladder.exercise(6)
    await view.get_by_text("objet : id, nom, prix, etat").click()
    await expect(view.get_by_role("cell", name="Vélo rouge")).to_be_visible()
    await view.get_by_label(re.compile("requete.sql")).click()
    await page.keyboard.press("Control+a")
    await page.keyboard.type("SELECT nom, prix, etat FROM objets")
    await view.get_by_role("button", name="Exécuter").click()
    await expect(view.get_by_role("alert")).to_contain_text("pas de table")
    await view.get_by_label(re.compile("requete.sql")).fill(QUERY)
    await view.get_by_role("button", name="Exécuter").click()
    table = view.get_by_role("group", name=re.compile("^Résultat"))
    await expect(table.get_by_role("row")).to_have_text(["nomprixetat", "Lampe bleue4.0bon", "Puzzle2.0NULL"])
    await check_button(view).click()
    await passes(view)

    view = await ladder.exercise(7)
    await view.get_by_role("button", name="Envoyer").click()
    await expect(view.get_by_role("alert")).to_contain_text("Le programme se termine")
    await view.get_by_label(re.compile("app.py")).fill(SERVER)
    await view.get_by_label("Chemin").fill("/objets")
    await view.get_by_role("button", name="Envoyer").click()
    await expect(view.get_by_role("alert")).to_contain_text("tout va bien.")
    await expect(view.get_by_role("group", name=re.compile("corps"))).to_contain_text('"Vélo rouge"')
    await expect(view.get_by_role("group", name="Ce que votre programme affiche")).to_contain_text("/objets")
    await check_button(view).click()
    await passes(view)

    view = await ladder.exercise(8)
    options = view.get_by_role("option")
    await drag(page, options.nth(2), options.nth(0))
    await drag(page, options.nth(1), options.nth(3))
    await check_button(view).click()
    await passes(view)
    await expect(view.frame_locator("iframe:not([inert])").locator("h1")).to_have_text("Horaires")


async def test_a_line_is_dragged_by_a_finger(ladder: Ladder):
    """By its grip; a finger elsewhere on a line scrolls the page, and moves nothing."""
    view = await ladder.exercise(8)
    options = view.get_by_role("option")
    before = await lines(view)
    cdp = await ladder.page.context.new_cdp_session(ladder.page)
    await cdp.send("Emulation.setTouchEmulationEnabled", {"enabled": True})

    async def swipe(start: Locator, end: Locator) -> None:
        boxes = [await each.bounding_box() for each in (start, end)]
        (x, y), (_, to) = [(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2) for box in boxes if box]
        points = [y + (to - 6 - y) * part / 5 for part in range(6)]
        for kind, at in [("touchStart", points[0]), *(("touchMove", point) for point in points[1:])]:
            await cdp.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": x, "y": at}]})
        await cdp.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})

    await swipe(options.nth(2).locator("code"), options.nth(0).locator("code"))
    assert await lines(view) == before
    for place in (0, 2):
        # In sight, and at rest: what was scrolled by the finger may still move.
        await options.nth(place).locator(".atelier-grip").click(trial=True)
    await swipe(options.nth(2).locator(".atelier-grip"), options.nth(0).locator(".atelier-grip"))
    await expect(options.nth(0)).to_contain_text("<!doctype html>")
    await expect(view.get_by_role("status")).to_have_text("Posée à la place 1 sur 4.")


async def test_a_file_changed_outside_its_gaps_is_all_the_learners(ladder: Ladder):
    """The disk is right: what lacks a locked part is not fought, and can be mended; mended, the gap is back."""
    view = await ladder.exercise(4)
    how = view.get_by_text("Ici, seules les lignes du cadre sont à vous.")
    await expect(how).to_be_visible()
    file = ladder.folder / "04-completer/index.html"
    start = file.read_text(encoding="utf-8")
    file.write_text(start.replace("<h1>Le Ruban</h1>", "<h1>Le Rub</h1>"), encoding="utf-8")
    await expect(how).to_be_hidden()
    await view.locator(".cm-line", has_text="Le Rub").click()
    await ladder.keys("Home", *["ArrowRight"] * len("<h1>Le Rub"))
    await ladder.page.keyboard.type("an")
    await expect(view).to_contain_text("Le Ruban")
    await expect(how).to_be_visible()
    await ladder.page.keyboard.type("s")
    await expect(view.get_by_text("Cette ligne ne change pas.")).to_be_visible()
    await view.get_by_text("Enregistré à").wait_for()
    assert file.read_text(encoding="utf-8") == start


@pytest.mark.timeout(300)
async def test_the_ladder_by_keyboard_alone(ladder: Ladder):
    """The same by Tab, arrows, Space, Enter and Escape; each move of a line is said; no key is lost to JupyterLab."""
    page, keys = ladder.page, ladder.keys
    cells = await page.locator(".jp-Cell").count()

    view = await ladder.exercise(1)
    await view.get_by_role("radio").first.focus()
    await keys("Space", "ArrowDown")
    await ladder.tab_to(check_button(view))
    await keys("Enter")
    await passes(view)
    await expect(view.frame_locator("iframe:not([inert])").locator("#n")).to_have_text("1")

    view = await ladder.exercise(2)
    said = view.get_by_role("status")
    listbox = view.get_by_role("listbox", name="Les étapes")
    await ladder.tab_to(listbox)
    await keys("End", "Space")
    await expect(said).to_have_text(re.compile("Prise.: total = 0. Les flèches la déplacent"))
    await keys("ArrowUp")
    await expect(said).to_have_text("Place 3 sur 4.")
    await keys("Escape")
    await expect(said).to_have_text("Remise à la place 4 sur 4.")
    await keys("Space", "Home", "Space")
    await expect(said).to_have_text("Posée à la place 1 sur 4.")
    await keys("ArrowDown", "Space", "End", "Enter", "ArrowUp", "Space", "ArrowUp", "Space", "ArrowDown", "ArrowRight")
    await expect(said).to_have_text(re.compile("Décalage.: 1."))
    assert await lines(view) == ["total = 0", "for prix in [4, 8]:", "total = total + prix", "print(total)"]
    await ladder.tab_to(view.get_by_role("button", name="Vers la gauche"))
    await keys("Enter")
    await expect(said).to_have_text(re.compile("Décalage.: 0."))
    await ladder.tab_to(check_button(view))
    await keys("Enter")
    await fails(view)
    await listbox.focus()
    await keys("ArrowRight")
    await ladder.tab_to(check_button(view))
    await keys("Enter")
    await passes(view)

    view = await ladder.exercise(3)
    await ladder.tab_to(view.get_by_label(re.compile("index.html")))
    await keys("Control+Home", *["ArrowDown"] * 7, "End")
    await page.keyboard.insert_text("</h1>")
    await keys("Escape")
    await ladder.tab_to(check_button(view))
    await keys("Enter")
    await passes(view)

    view = await ladder.exercise(4)
    await ladder.tab_to(view.get_by_label(re.compile("index.html")))
    await keys("ArrowUp")
    await page.keyboard.type("x")
    said = view.get_by_role("status").first
    await expect(said).to_have_text("Cette ligne ne change pas. Écrivez dans le cadre.")
    await keys("ArrowDown", "Control+a")
    await page.keyboard.insert_text("<h2>Horaires</h2>")
    await expect(said).to_have_text("")
    await keys("Escape")
    await ladder.tab_to(check_button(view))
    await keys("Enter")
    await passes(view)
    assert "<h1>Le Ruban</h1>\n<h2>Horaires</h2>\n<p>" in ladder.written("04-completer/index.html")

    view = await ladder.exercise(5)
    await ladder.tab_to(view.get_by_role("textbox", name="Votre réponse"))
    await page.keyboard.type("14 h")
    await ladder.tab_to(check_button(view))
    await keys("Enter")
    await passes(view)

    view = await ladder.exercise(6)
    await ladder.tab_to(view.locator("summary"))
    await keys("Enter")
    await expect(view.get_by_role("cell", name="Vélo rouge")).to_be_visible()
    await ladder.tab_to(view.get_by_role("group", name=re.compile("^objet")))
    await ladder.tab_to(view.get_by_label(re.compile("requete.sql")))
    await keys("Control+a")
    await page.keyboard.type("SELECT nom, prix, etat FROM objet WHERE prix < 5")
    await keys("Escape")
    await ladder.tab_to(view.get_by_role("button", name="Exécuter"))
    await keys("Enter")
    await expect(view.get_by_role("alert")).to_contain_text("2 lignes")
    await ladder.tab_to(view.get_by_role("group", name=re.compile("^Résultat")))
    await ladder.tab_to(check_button(view))
    await keys("Enter")
    await passes(view)

    view = await ladder.exercise(7)
    await view.get_by_label(re.compile("app.py")).fill(SERVER)
    await keys("Escape")
    await ladder.tab_to(view.get_by_label("Méthode"))
    await keys("Tab")
    await expect(view.get_by_label("Chemin")).to_be_focused()
    await keys("End")
    await page.keyboard.type("objets")
    await keys("Enter")
    await expect(view.get_by_role("alert")).to_contain_text("tout va bien.")
    await ladder.tab_to(view.get_by_role("group", name=re.compile("corps")))
    await ladder.tab_to(check_button(view))
    await keys("Enter")
    await passes(view)
    assert await page.locator(".jp-Cell").count() == cells

    for scheme in ("light", "dark"):
        await page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        await expect(
            page.locator(f"body[data-jp-theme-light={'true' if scheme == 'light' else 'false'}]")
        ).to_be_attached()
        await page.evaluate(AXE.read_text(encoding="utf-8"))
        found = await page.evaluate("axe.run([...document.querySelectorAll('.atelier-exercise')])")
        assert [(rule["id"], [node["target"] for node in rule["nodes"]]) for rule in found["violations"]] == [], scheme

    await page.set_viewport_size({"width": 360, "height": 740})
    wide = "views => views.filter(view => view.scrollWidth > view.clientWidth + 1).map(view => view.innerText)"
    await expect(page.locator("#jp-left-stack")).to_be_hidden()
    await page.wait_for_function("document.querySelector('.jp-Notebook').clientWidth > 250")  # the layout has followed
    assert await page.locator(".atelier-exercise").evaluate_all(wide) == []
