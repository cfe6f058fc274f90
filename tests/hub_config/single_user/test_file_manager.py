"""The file manager in JupyterLab: real files, moved by keyboard alone, and nothing that axe finds."""

from __future__ import annotations

import json

import pytest
from playwright.async_api import Locator, Page, expect

from tests.graders.exercise_widget.makers import PHOTOS, add_a_folder, files_below
from tests.hub_config.single_user.conftest import Lab
from tests.hub_config.single_user.test_lab import AXE, open_exercise

pytestmark = pytest.mark.browser


async def open_folder(page: Page, lab: Lab, name: str) -> Locator:
    """The folder exercise of a fresh sample, once it is on the page."""
    folder = lab.an_assignment(name)
    add_a_folder(folder)
    content = json.loads((folder / "essai.ipynb").read_text(encoding="utf-8"))
    cells = content["cells"]
    place = next(at for at, cell in enumerate(cells) if cell["id"] == "consigne-06")
    task, call = (json.loads(json.dumps(cell).replace("06", "04")) for cell in cells[place : place + 2])
    task["source"] = "## Exercice 4 : Ranger\n\n| Le nom | Le dossier |\n|---|---|\n| lampe | deee |\n"
    content["cells"] = [*cells[:place], task, call, *cells[place:]]
    (folder / "essai.ipynb").write_text(json.dumps(content), encoding="utf-8")
    return await open_exercise(page, lab, name, 4)


async def test_files_are_moved_by_keyboard_alone(page: Page, trainee_lab: Lab):
    """Make a folder, rename a file, move it, put one in the bin and take it back; the keyboard keeps its place."""
    exercise = await open_folder(page, trainee_lab, "fichiers")
    await expect(page.get_by_role("cell", name="lampe", exact=True)).to_have_css("font-size", "18px")  # as the text
    tree = exercise.get_by_label("Votre dossier : photos")
    await tree.focus()
    await exercise.get_by_role("button", name="Nouveau dossier").press("Enter")
    await expect(exercise.get_by_label("Le nom du nouveau dossier, dans photos")).to_be_focused()
    await page.keyboard.type("lampes")
    await page.keyboard.press("Enter")
    await expect(exercise.get_by_role("alert")).to_contain_text("Le dossier lampes est créé, dans photos.")
    await expect(tree).to_be_focused()

    await page.keyboard.press("End")
    await page.keyboard.press("ArrowUp")
    await expect(exercise.get_by_role("img", name="Lampe bleue")).to_be_visible()
    await exercise.get_by_role("button", name="Renommer").press("Enter")
    field = exercise.get_by_label("Le nouveau nom de IMG 1.svg")
    await expect(field).to_be_focused()
    await field.fill("lampe/bleue")
    await page.keyboard.press("Enter")
    await expect(exercise.get_by_role("alert").filter(has_text="Le signe / sépare")).to_be_visible()
    await expect(field).to_be_focused()
    await field.fill("lampe-bleue.svg")
    await page.keyboard.press("Enter")
    await expect(tree).to_be_focused()

    await exercise.get_by_role("button", name="Déplacer").press("Enter")
    await expect(exercise.get_by_label("Dans quel dossier mettre lampe-bleue.svg ?")).to_be_focused()
    await page.keyboard.press("Tab")
    await expect(exercise.get_by_role("button", name="Déplacer ici")).to_be_focused()
    await page.keyboard.press("Enter")
    await expect(exercise.get_by_role("alert")).to_contain_text("lampe-bleue.svg est maintenant dans photos > lampes.")
    await expect(tree).to_be_focused()
    await exercise.get_by_role("button", name="Mettre à la corbeille").press("Enter")
    await expect(exercise.get_by_label("La corbeille")).to_be_visible()
    await page.evaluate(AXE.read_text(encoding="utf-8"))
    found = await page.evaluate("node => axe.run(node)", await exercise.element_handle())
    assert [rule["id"] for rule in found["violations"]] == []
    await exercise.get_by_role("button", name="Reprendre").press("Enter")
    await expect(exercise.get_by_label("La corbeille")).to_have_count(0)
    assert files_below(trainee_lab.home / "fichiers/04-ranger") == {
        **{name: content for name, content in PHOTOS.items() if name != "photos/IMG 1.svg"},
        "photos/lampe-bleue.svg": PHOTOS["photos/IMG 1.svg"],
    }
