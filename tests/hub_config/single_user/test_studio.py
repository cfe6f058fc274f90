"""The studio in a real browser: as a page without code, which is how a resident meets it, and in JupyterLab."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from urllib.parse import quote

import pytest
from playwright.async_api import Browser, Locator, Page, async_playwright, expect

from fab_notebooks.handing_out import FOLDER, OWN_DESIGN, OWN_NOTEBOOK, hand_out
from tests.hub_config.single_user.conftest import CHROMIUM, ROOT, TOKEN, Lab

AXE = ROOT / ".venv" / "node_modules" / "axe-core" / "axe.min.js"
# Debian's browser draws WebGL with the processor if it is told to; without the word it has no WebGL at all.
DRAWS = "--enable-unsafe-swiftshader"

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
async def drawing_browser() -> AsyncIterator[Browser]:
    """A browser that can draw in three dimensions."""
    if not CHROMIUM.exists():
        pytest.skip(f"{CHROMIUM} is not installed")
    expect.set_options(timeout=30_000)  # a machine may be busy with other tests
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=[DRAWS])
        yield browser
        await browser.close()


def is_ours(url: str) -> bool:
    """Whether nothing was asked of another server."""
    return url.startswith("http://127.0.0.1:") or not url.startswith("http")


@pytest.fixture
async def studio_page(drawing_browser: Browser) -> AsyncIterator[Page]:
    """A French reader's window; whatever it asks of another server, or says in error, fails the test."""
    context = await drawing_browser.new_context(viewport={"width": 1280, "height": 1400}, locale="fr-FR")
    context.set_default_timeout(30_000)
    page = await context.new_page()
    troubles: list[str] = []
    page.on("pageerror", lambda error: troubles.append(str(error)))
    page.on("request", lambda request: is_ours(request.url) or troubles.append(request.url))
    yield page
    await context.close()
    assert troubles == []


async def open_page(page: Page, lab: Lab, name: str) -> None:
    """Open one of our notebooks as a page without code."""
    hand_out(lab.home)
    await page.goto(f"{lab.url}/voila/render/{quote(FOLDER)}/{name}.ipynb?token={TOKEN}")


async def see_nothing_wrong(page: Page) -> None:
    """axe finds nothing, in light and in dark, at 200 % and on a telephone, where nothing is cut off."""
    await page.evaluate(AXE.read_text(encoding="utf-8"))
    for scheme, width in (("light", 1280), ("dark", 1280), ("light", 640), ("dark", 360)):
        await page.emulate_media(color_scheme=scheme)
        await page.set_viewport_size({"width": width, "height": 1400})
        found = await page.evaluate("axe.run(document, { resultTypes: ['violations'] })")
        assert [(each["id"], [node["html"] for node in each["nodes"]]) for each in found["violations"]] == []
        assert await page.evaluate("document.documentElement.scrollWidth") <= width
    await page.emulate_media(color_scheme="light")
    await page.set_viewport_size({"width": 1280, "height": 1400})


async def pixels(page: Page) -> bytes:
    """The view as it is on the screen."""
    return await page.locator(".fab-stage canvas").screenshot()


def slider(page: Page, label: str) -> Locator:
    """A slider by its name."""
    return page.get_by_role("slider", name=label, exact=True)


async def press(page: Page, control: Locator, *keys: str) -> None:
    """Keys on a control that Tab reaches."""
    assert await control.evaluate("node => node.tabIndex") == 0
    await control.focus()
    for key in keys:
        await page.keyboard.press(key)


async def test_a_resident_makes_a_knob_by_keyboard_alone(studio_page: Page, trainee_lab: Lab):
    """From the gallery to a kept object: the view changes, a thin wall is explained and mended, nothing is lost."""
    page = studio_page
    await open_page(page, trainee_lab, "galerie")
    await press(page, page.get_by_role("link", name="Bouton de réparation"), "Enter")
    best = page.locator(".fab-best")
    summary = page.locator(".fab-summary")
    await expect(best).to_contain_text("s’imprime bien tel qu’il est")
    await expect(page.locator(".fab-stage canvas")).to_be_visible()
    await see_nothing_wrong(page)
    first = await pixels(page)

    # The view itself: turned, seen from above, cut, measured.
    view = page.get_by_role("application")
    await press(page, view, "ArrowLeft", "ArrowUp", "+")
    await press(page, page.get_by_role("button", name="De dessus"), "Enter")
    assert await pixels(page) != first
    await press(page, page.get_by_role("button", name="Mesurer"), "Enter")
    await press(page, view, "ArrowDown", "ArrowDown", "Enter", "ArrowLeft", "ArrowLeft", "Enter")
    await expect(page.locator(".fab-measured")).to_contain_text("Distance :")
    await press(page, page.get_by_role("button", name="Mesurer"), "Enter")
    await press(page, page.get_by_role("combobox", name="Voir l’intérieur"), "ArrowDown", "ArrowDown")
    await expect(page.get_by_role("slider", name="Où couper")).to_be_visible()
    await press(page, page.get_by_role("combobox", name="Voir l’intérieur"), "ArrowUp", "ArrowUp")

    # A wall too thin: said, shown, and drawn with dots that need no colour.
    before = await pixels(page)
    await press(page, slider(page, "Diamètre du bouton"), "Home")
    await expect(summary).to_contain_text("12 × 12 × 18 mm")
    assert await pixels(page) != before
    await press(page, slider(page, "Diamètre de l’axe"), "End")
    await press(page, slider(page, "Jeu autour de l’axe"), "End")
    await expect(best).to_contain_text("Une paroi fait 0,6")
    await expect(best).to_contain_text("À faire : Épaississez cette paroi à 0,8 mm ou plus.")
    await expect(page.locator(".fab-legend")).to_contain_text("Points : paroi fine")
    await expect(summary).to_contain_text("Une paroi fait 0,6")
    hidden = await pixels(page)
    await press(page, best.get_by_role("button", name="Montrer où"), "Enter")
    assert await pixels(page) != hidden
    await see_nothing_wrong(page)

    # Mended by typing a number; undone and done again; kept under a name.
    await press(page, page.get_by_role("spinbutton", name="Diamètre du bouton"), "Control+a", *"20", "Enter")
    await expect(best).to_contain_text("s’imprime bien tel qu’il est")
    await press(page, page.get_by_role("button", name="Annuler"), "Enter")
    await expect(best).to_contain_text("Une paroi fait 0,6")
    await press(page, page.get_by_role("button", name="Rétablir"), "Enter")
    await expect(best).to_contain_text("s’imprime bien tel qu’il est")
    await press(page, page.get_by_role("textbox", name="Nom de l’objet"), *"Radio", "Enter")
    await expect(page.get_by_role("status").last).to_contain_text("« Radio » est gardé")
    kept = json.loads((trainee_lab.home / "Mes objets 3D" / "Radio.json").read_text(encoding="utf-8"))
    assert (kept["design"], kept["values"]["diameter"], kept["values"]["shaft"]) == ("repair-knob", 20, 9)

    # Taken away as a file, and come back to with another kernel.
    async with page.expect_download() as taken:
        await press(page, page.get_by_role("button", name="Télécharger STL"), "Enter")
    assert (await taken.value).suggested_filename == "Radio.stl"
    await page.reload()
    await expect(page.get_by_role("spinbutton", name="Diamètre du bouton")).to_have_value("20")
    await expect(page.get_by_role("status").last).to_contain_text("comme vous l’avez laissé")


async def test_a_broken_file_is_opened_and_repaired(studio_page: Page, trainee_lab: Lab):
    """What was wrong and what was changed stand on the page; the camera keeps its place while sliders move."""
    page = studio_page
    await open_page(page, trainee_lab, "crochet-mural")
    await expect(page.locator(".fab-best")).to_contain_text("s’imprime")
    corners = [(0, 0, 0), (30, 0, 0), (0, 30, 0), (0, 0, 30)]
    faces = [(0, 2, 1), (0, 1, 3), (0, 3, 2)]
    solid = "solid x\n" + "\n".join(
        "facet normal 0 0 0\nouter loop\n"
        + "\n".join("vertex {} {} {}".format(*corners[corner]) for corner in face)
        + "\nendloop\nendfacet"
        for face in faces
    )
    file = {"name": "coin.stl", "mimeType": "model/stl", "buffer": (solid + "\nendsolid x\n").encode()}
    async with page.expect_file_chooser() as chooser:
        await page.get_by_role("button", name="Ouvrir un fichier 3D…").click()
    await (await chooser.value).set_files([file])
    await expect(page.locator(".fab-imported")).to_contain_text("Il mesure 30 × 30 × 30 mm et a 3 triangles.")
    await expect(page.locator(".fab-best")).to_contain_text("La surface a des trous")
    await see_nothing_wrong(page)
    await page.get_by_role("button", name="Réparer").click()
    await expect(page.locator(".fab-imported")).to_contain_text("J’ai bouché 1 trou")
    await page.get_by_role("button", name="Revenir au modèle").click()
    await expect(page.locator(".fab-summary")).to_contain_text("Crochet mural")


async def test_an_object_of_ones_own_follows_its_file(studio_page: Page, trainee_lab: Lab):
    """From the gallery, without code: saved, the object changes; a fault is told with its line, the object stays."""
    page = studio_page
    file = trainee_lab.home / FOLDER / OWN_DESIGN
    await open_page(page, trainee_lab, "galerie")
    await press(page, page.get_by_role("link", name="Votre propre objet"), "Enter")
    source, summary = page.locator(".fab-source"), page.locator(".fab-summary")
    await expect(source).to_contain_text("« mon-objet.py » est lu.")
    await expect(page.locator(".fab-best")).to_contain_text("s’imprime bien tel qu’il est")
    await expect(summary).to_contain_text("Porte-clés : 50 × 20 × 3 mm")
    await see_nothing_wrong(page)
    await press(page, slider(page, "Longueur"), "End")
    await expect(summary).to_contain_text("80 × 20 × 3 mm")

    before = await pixels(page)
    good = file.read_text(encoding="utf-8")
    longer = good.replace('Range(20, 80, step=1, label="Longueur")', 'Range(20, 90, step=1, label="De long")')
    file.write_text(longer, encoding="utf-8")
    await press(page, slider(page, "De long"), "End")
    await expect(summary).to_contain_text("90 × 20 × 3 mm")
    assert await pixels(page) != before

    file.write_text(longer.replace("    solid = plate", "    solid = plaque"), encoding="utf-8")
    await expect(source).to_contain_text("« mon-objet.py », ligne 45 : le nom « plaque » n’existe pas.")
    await expect(source).to_contain_text("J’ai gardé l’objet d’avant.")
    await expect(source).not_to_contain_text("Traceback")
    await see_nothing_wrong(page)
    await press(page, slider(page, "De long"), "Home")
    await expect(summary).to_contain_text("20 × 20 × 3 mm")

    # The way to the file, for who came here without code.
    address = await page.get_by_role("link", name="Ouvrir le fichier").get_attribute("href")
    assert address == f"/lab/tree/{quote(FOLDER)}/{OWN_DESIGN}"
    await page.goto(f"{trainee_lab.url}{address.replace('/lab/', '/lab/workspaces/fichier/')}")
    await expect(page.locator(".jp-FileEditor .cm-content")).to_contain_text("solid = plaque")
    file.write_text(good, encoding="utf-8")


async def test_in_jupyterlab_only_the_houses_own_cell_opens_a_file_unasked(studio_page: Page, trainee_lab: Lab):
    """The one of "Votre propre objet"; a downloaded notebook's file is run when its reader says so."""
    hand_out(trainee_lab.home)
    notebook = json.loads((trainee_lab.home / FOLDER / OWN_NOTEBOOK).read_text(encoding="utf-8"))
    code = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]
    other = {**code[1], "id": "other", "source": 'studio("autre.py")'}
    notebook["cells"].append(other)
    (trainee_lab.home / FOLDER / "deux.ipynb").write_text(json.dumps(notebook), encoding="utf-8")
    await studio_page.goto(f"{trainee_lab.url}/lab/workspaces/deux/tree/{quote(FOLDER)}/deux.ipynb?token={TOKEN}")
    await expect(studio_page.locator(".fab-source")).to_contain_text("« mon-objet.py » est lu.")
    await expect(studio_page.locator(".fab-studio")).to_have_count(1)
    await expect(studio_page.get_by_text('studio("autre.py")')).to_be_visible()


async def test_leaving_a_page_ends_its_kernel(studio_page: Page, trainee_lab: Lab):
    """Ten designs looked at are not ten kernels."""
    before = {kernel["id"] for kernel in trainee_lab.get("/api/kernels")}
    await open_page(studio_page, trainee_lab, "galerie")
    await studio_page.locator(".fab-gallery").wait_for()
    await studio_page.get_by_role("link", name="Pied rehausseur").click()
    await expect(studio_page.locator(".fab-best")).to_contain_text("s’imprime")
    await studio_page.goto("about:blank")
    async with asyncio.timeout(30):
        while {kernel["id"] for kernel in trainee_lab.get("/api/kernels")} - before:
            await asyncio.sleep(0.1)


async def test_only_our_own_notebooks_are_pages(studio_page: Page, trainee_lab: Lab):
    """A link to somebody's notebook runs nothing; one that took the name of ours shows ours."""
    hand_out(trainee_lab.home)
    trap = {"cell_type": "code", "id": "trap", "metadata": {}, "outputs": [], "execution_count": None}
    cell = {**trap, "source": "open('/'.join([__import__('os').environ['HOME'], 'run']), 'w').close()"}
    for name, title in (("trap", "Trap"), ("trap-galerie", "Galerie des objets")):
        content = {"cells": [cell], "metadata": {"title": title}, "nbformat": 4, "nbformat_minor": 5}
        (trainee_lab.home / FOLDER / f"{name}.ipynb").write_text(json.dumps(content))
    answer = await studio_page.goto(f"{trainee_lab.url}/voila/render/{quote(FOLDER)}/trap.ipynb?token={TOKEN}")
    assert answer is not None
    assert answer.status == 403
    await expect(studio_page.get_by_role("heading")).to_have_text("Cette page ne s’ouvre pas")
    await open_page(studio_page, trainee_lab, "trap-galerie")
    await expect(studio_page.locator(".fab-gallery li")).to_have_count(9)
    assert not (trainee_lab.home / "run").exists()


async def test_in_jupyterlab_the_studio_is_there_without_a_click(studio_page: Page, trainee_lab: Lab):
    """No source is shown, and the gallery's links open the next notebook."""
    hand_out(trainee_lab.home)
    page = studio_page
    await page.goto(f"{trainee_lab.url}/lab/tree/{quote(FOLDER)}/etiquette-a-votre-nom.ipynb?token={TOKEN}")
    await expect(page.locator(".fab-best")).to_contain_text("s’imprime")
    await expect(page.locator(".jp-CodeCell .jp-Cell-inputWrapper:visible")).to_have_count(0)
    stage = await page.locator(".fab-stage").bounding_box()
    assert stage is not None
    assert stage["width"] > 300
    before = await pixels(page)
    name = page.get_by_role("textbox", name="Texte")
    await name.fill("Zoé")
    await expect(page.locator(".fab-facts")).to_contain_text("Taille")
    beside = "facts => facts.filter(({ children: [term, value] }) => term.offsetTop === value.offsetTop).length"
    assert await page.locator(".fab-facts > div").evaluate_all(beside) == 0
    await expect(page.locator(".fab-verdict")).to_contain_text("s’imprime")
    assert await pixels(page) != before


async def test_without_graphics_there_is_a_picture(page: Page, trainee_lab: Lab):
    """An old machine: the same words, a still picture that follows the sliders, everything else works."""
    await page.add_init_script("HTMLCanvasElement.prototype.getContext = () => null")
    await open_page(page, trainee_lab, "boite-avec-couvercle")
    still = page.locator(".fab-still")
    await expect(still).to_be_visible()
    await expect(page.get_by_text("Ce navigateur ne sait pas montrer la 3D.")).to_be_visible()
    await expect(page.locator(".fab-summary")).to_contain_text("Boîte avec couvercle :")
    before = await still.get_attribute("src")
    await press(page, page.get_by_role("slider").first, "End")
    await expect(still).not_to_have_attribute("src", str(before))
