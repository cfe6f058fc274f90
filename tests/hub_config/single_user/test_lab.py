"""What a trainee meets in JupyterLab: a calm page whose exercises are there without a click."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from playwright.async_api import Locator, Page, expect

from tests.hub_config.single_user.conftest import ROOT, TOKEN, Lab

AXE = ROOT / ".venv" / "node_modules" / "axe-core" / "axe.min.js"

pytestmark = pytest.mark.browser


async def open_notebook(page: Page, lab: Lab, name: str) -> None:
    """Open a copy's notebook as a link from "Ma semaine" does: each unit has a workspace of its own."""
    await page.goto(f"{lab.url}/lab/workspaces/{name}/tree/{name}/essai.ipynb?token={TOKEN}")
    await page.locator(".jp-Notebook").wait_for()


async def open_exercise(page: Page, lab: Lab, name: str, number: int) -> Locator:
    """One exercise of a fresh sample, once it is on the page."""
    if not (lab.home / name).exists():
        lab.an_assignment(name)
    await open_notebook(page, lab, name)
    cell = page.locator(".jp-Cell", has=page.get_by_role("heading", name=f"Exercice {number}")).locator("+ .jp-Cell")
    exercise = cell.locator(".atelier-exercise")
    await exercise.wait_for()
    return exercise


def add_cells(notebook: Path, *sources: str) -> None:
    """More code cells at the end of a notebook."""
    content = json.loads(notebook.read_text(encoding="utf-8"))
    for number, source in enumerate(sources):
        cell = {"cell_type": "code", "id": f"more-{number}", "metadata": {}, "outputs": [], "source": source}
        content["cells"].append({**cell, "execution_count": None})
    notebook.write_text(json.dumps(content), encoding="utf-8")


async def test_the_exercises_are_there_without_a_click(page: Page, trainee_lab: Lab):
    """Every locked cell has run, in order, and none shows its source."""
    await open_exercise(page, trainee_lab, "sans-clic", 6)
    await expect(page.locator(".atelier-exercise")).to_have_count(5)
    await expect(page.get_by_role("button", name="Rendre mon travail")).to_be_visible()
    await expect(page.locator(".jp-CodeCell .jp-Cell-inputWrapper:visible")).to_have_count(0)
    await expect(page.locator(".jp-OutputArea-output:has-text('Traceback')")).to_have_count(0)


async def test_leaving_asks_nothing(page: Page, trainee_lab: Lab):
    """Showing the exercises changes the notebook; it is saved by itself, so that the browser lets its reader go."""
    await open_exercise(page, trainee_lab, "partir", 6)
    await expect(page.get_by_role("button", name="Rendre mon travail")).to_be_visible()
    asked: list[str] = []
    page.on("dialog", lambda dialog: asked.append(dialog.type))
    await expect(page.locator(".lm-TabBar-tab.jp-mod-dirty")).to_have_count(0)
    await page.locator(".jp-MarkdownCell").first.click()
    await page.goto("about:blank")
    assert asked == []


async def test_only_the_locked_forms_run_by_themselves(page: Page, trainee_lab: Lab):
    """Other code, however like ours it begins or ends, waits for a hand."""
    folder = trainee_lab.an_assignment("intrus")
    trap = "open('run', 'a').write('x')"
    add_cells(
        folder / "essai.ipynb",
        trap,
        f'exercise("03"); {trap}',
        f'exercise("03")\n{trap}',
        f"{trap}\nhand_in()",
        f"from graders.exercise_widget import exercise, hand_in\n{trap}",
        f"hand_in({trap})",
    )
    await open_exercise(page, trainee_lab, "intrus", 6)
    await expect(page.get_by_role("button", name="Rendre mon travail")).to_be_visible()
    await expect(page.locator(".jp-CodeCell .jp-Cell-inputWrapper:visible")).to_have_count(6)
    assert not (folder / "run").exists()


async def test_a_notebook_that_is_not_ours_is_left_alone(page: Page, trainee_lab: Lab):
    """Without our mark in its metadata a notebook stays an ordinary notebook."""
    folder = trainee_lab.an_assignment("autre")
    content = json.loads((folder / "essai.ipynb").read_text(encoding="utf-8"))
    del content["metadata"]["atelier"]
    (folder / "essai.ipynb").write_text(json.dumps(content), encoding="utf-8")
    await open_notebook(page, trainee_lab, "autre")
    await expect(page.locator(".jp-CodeCell .jp-Cell-inputWrapper:visible")).to_have_count(6)
    await expect(page.locator(".atelier-exercise")).to_have_count(0)


async def test_writing_checking_and_coming_back(page: Page, trainee_lab: Lab):
    """Typed text shows in the preview, is checked, and is still there with its card after a reload."""
    exercise = await open_exercise(page, trainee_lab, "ecrire", 3)
    field = exercise.get_by_label("Votre page : index.html")
    await exercise.get_by_role("button", name="Vérifier").click()
    await expect(exercise.locator(".atelier-card")).to_contain_text("Déjà juste : 1 sur 2.")
    await field.fill("<!doctype html>\n<h1>Bonjour</h1>")
    await expect(exercise.frame_locator("iframe:not([inert])").locator("h1")).to_have_text("Bonjour")
    await exercise.get_by_role("button", name="Vérifier").click()
    await expect(exercise.locator(".atelier-card")).to_contain_text("Bravo")
    written = trainee_lab.home / "ecrire" / "03-reparer" / "index.html"
    assert written.read_text(encoding="utf-8") == "<!doctype html>\n<h1>Bonjour</h1>"

    exercise = await open_exercise(page, trainee_lab, "ecrire", 3)
    await expect(exercise.get_by_label("Votre page : index.html")).to_have_text(re.compile("Bonjour"))
    await expect(exercise.locator(".atelier-card")).to_contain_text("Bravo")


async def test_a_new_kernel_brings_the_exercises_back(page: Page, trainee_lab: Lab):
    """When the kernel dies and starts afresh the cells run again, with the text that was typed."""
    exercise = await open_exercise(page, trainee_lab, "noyau", 3)
    await exercise.get_by_label("Votre page : index.html").fill("<p>gardé</p>")
    await expect(exercise).to_contain_text("Enregistré à")
    trainee_lab.kill_kernel("noyau")
    await expect(exercise).not_to_contain_text("Enregistré à", timeout=60_000)
    await expect(exercise.get_by_label("Votre page : index.html")).to_have_text("<p>gardé</p>")


async def test_the_learners_page_has_no_rights(page: Page, trainee_lab: Lab):
    """A script in the preview runs, and reaches neither our page, nor cookies, nor the server."""
    exercise = await open_exercise(page, trainee_lab, "droits", 3)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    await exercise.get_by_label("Votre page : index.html").fill(
        "<!doctype html><ul></ul><img src='/api/status'><link rel=stylesheet href='/api/me'><script>"
        "const tell = (what) => document.querySelector('ul').innerHTML += `<li>${what}</li>`;"
        "const attempt = (name, act) => { try { act(); tell(name + ' yes'); } catch { tell(name + ' no'); } };"
        "attempt('script', () => 1); attempt('parent', () => parent.document.title);"
        "attempt('cookie', () => document.cookie); attempt('top', () => { top.location = 'about:blank'; });"
        "fetch('/api/contents').then(() => tell('fetch yes'), () => tell('fetch no'));</script>"
    )
    await expect(exercise.frame_locator("iframe:not([inert])").locator("li")).to_have_text(
        ["script yes", "parent no", "cookie no", "top no", "fetch no"]
    )
    assert [url for url in asked if re.search(r"/api/(status|me|contents)$", url)] == []


async def test_a_link_in_the_preview_opens_the_exercises_other_page(page: Page, trainee_lab: Lab):
    """As typed, at the place it names; a page that is not there is told; the preview never turns into JupyterLab."""
    exercise = await open_exercise(page, trainee_lab, "liens", 6)
    await exercise.get_by_label("Votre page : index.html").fill(
        "<!doctype html><h1>Accueil</h1><a href='adresse.html#bas'>Adresse</a> <a href='Adresse.html'>Casse</a> "
        "<a href='/lab'>Ailleurs</a> <a href='https://exemple.example/'>Site</a>"
    )
    await exercise.get_by_role("tab", name="adresse.html").click()
    await exercise.get_by_label("Votre page : adresse.html").fill(
        "<!doctype html><a href='./'>Retour</a><p style='margin-top:200vh' id=bas>Fin"
    )
    await exercise.get_by_role("tab", name="index.html").click()
    preview = exercise.frame_locator("iframe:not([inert])")
    await preview.get_by_text("Adresse").click()
    await expect(preview.locator("#bas")).to_be_in_viewport()
    await preview.get_by_text("Retour").press("Enter")
    await expect(preview.get_by_role("heading")).to_have_text("Accueil")
    for name, link in (("Adresse.html", "Casse"), ("lab", "Ailleurs")):
        await preview.get_by_text(link).click()
        await expect(preview.locator("body")).to_contain_text(f"Le lien mène à {name}. Il n’y a pas de page")
        await preview.get_by_text("Revenir à la page d’avant").click()
    await preview.get_by_text("Site").click()
    await expect(preview.get_by_role("heading")).to_have_text("Accueil")
    await expect(exercise).to_contain_text("Ici, les liens ouvrent seulement les pages de cet exercice.")


async def test_lines_are_ordered_by_buttons(page: Page, trainee_lab: Lab):
    """Tab to the list, choose with the arrows, Tab to the button, move with Enter; focus stays on the button."""
    exercise = await open_exercise(page, trainee_lab, "clavier", 2)
    await exercise.get_by_role("listbox", name="Les lignes de la page").focus()
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("Tab")
    await page.keyboard.press("Enter")
    options = exercise.get_by_role("option").locator("code")
    await expect(options.nth(0)).to_have_text("<h1>Horaires</h1>")
    await expect(exercise.get_by_role("button", name="Monter")).to_be_focused()
    await page.keyboard.press("Tab")
    await page.keyboard.press("Enter")
    await expect(options.nth(1)).to_have_text("<h1>Horaires</h1>")


async def test_a_choice_is_one_stop_for_the_keyboard(page: Page, trainee_lab: Lab):
    """The answers are one named group: the arrows choose, Tab goes on; no caption has the tooltip "null"."""
    exercise = await open_exercise(page, trainee_lab, "choix", 1)
    group = exercise.get_by_role("radiogroup", name="Choisissez une réponse")
    await group.get_by_role("radio").first.focus()
    await page.keyboard.press("Space")
    await page.keyboard.press("ArrowDown")
    await expect(group.get_by_role("radio").nth(1)).to_be_checked()
    await page.keyboard.press("Tab")
    await expect(exercise.get_by_role("button", name="Vérifier")).to_be_focused()
    await expect(page.locator(".atelier-exercise [title=null]")).to_have_count(0)


async def test_the_keyboard_keeps_its_place(page: Page, trainee_lab: Lab):
    """After "Vérifier" the focus is where it was; when the button of the hints goes, on what is left."""
    exercise = await open_exercise(page, trainee_lab, "place", 3)
    await exercise.get_by_role("button", name="Vérifier").press("Enter")
    await exercise.get_by_text("Vérifié à").wait_for()
    await expect(exercise.get_by_role("button", name="Vérifier")).to_be_focused()
    for number in (1, 2, 3):
        await exercise.get_by_role("button", name=re.compile(f"Ouvrir l’aide {number} sur 3$")).press("Enter")
    await expect(exercise.locator(":focus")).to_contain_text("Toutes les aides sont ouvertes.")


async def test_the_hints_of_a_step_come_after_its_card(page: Page, trainee_lab: Lab):
    """Before a check there are none; then they open by keyboard, one at a time; the exercise's stay below."""
    exercise = await open_exercise(page, trainee_lab, "etape", 3)
    ours = exercise.get_by_role("button", name="pour cette étape")
    await expect(exercise.get_by_role("button", name=re.compile("Ouvrir l’aide 1 sur 3$"))).to_be_visible()
    await expect(ours).to_have_count(0)
    await exercise.get_by_role("button", name="Vérifier").press("Enter")
    for number in (1, 2, 3):
        await exercise.get_by_role("button", name=f"Ouvrir l’aide {number} sur 3 pour cette étape").press("Enter")
        await expect(exercise.get_by_role("alert").filter(has_text="ligne 8").last).to_be_visible()
    await expect(exercise.locator(":focus")).to_contain_text("Toutes les aides de cette étape sont ouvertes.")
    await expect(exercise.locator(".atelier-hint")).to_have_text(
        [re.compile("ligne 8"), re.compile("une barre"), re.compile("Par exemple : <em>très</em>.")]
    )
    await expect(exercise.get_by_role("button", name=re.compile("Ouvrir l’aide 1 sur 3$"))).to_be_visible()
    await page.evaluate(AXE.read_text(encoding="utf-8"))
    found = await page.evaluate("axe.run([...document.querySelectorAll('.atelier-hint, .atelier-hint ~ *')])")
    assert found["violations"] == []


async def test_letters_do_not_touch_the_notebook(page: Page, trainee_lab: Lab):
    """JupyterLab's one-key commands neither add nor delete cells, whatever has the focus."""
    exercise = await open_exercise(page, trainee_lab, "lettres", 3)
    cells = await page.locator(".jp-Cell").count()
    await page.locator(".jp-MarkdownCell").first.click()
    await page.keyboard.type("abddxyvm")
    await exercise.get_by_role("button", name="Recommencer").focus()
    await page.keyboard.type("abddxyvm")
    await exercise.get_by_label("Votre page : index.html").fill("<p>un</p>")
    await page.keyboard.type("deux")
    await page.keyboard.press("Control+z")
    await expect(exercise.get_by_label("Votre page : index.html")).not_to_have_text("<p>un</p>deux")
    assert await page.locator(".jp-Cell").count() == cells


async def test_tabs_turn_by_keyboard(page: Page, trainee_lab: Lab):
    """The second file of a challenge is reached without a mouse."""
    exercise = await open_exercise(page, trainee_lab, "onglets", 6)
    await exercise.get_by_role("tab", name="index.html").focus()
    await page.keyboard.press("ArrowRight")
    await expect(exercise.get_by_label("Votre page : adresse.html")).to_be_visible()


async def test_the_window_is_calm_and_french(page: Page, trainee_lab: Lab):
    """Two menus, one tool, the files; no launcher, terminal, kernel name, inspector or extension manager."""
    faults: list[str] = []
    page.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
    await open_exercise(page, trainee_lab, "calme", 6)
    await expect(page.locator(".lm-MenuBar-item:visible")).to_have_text(["Fichier", "Paramètres"])
    await expect(
        page.locator(".jp-NotebookPanel-toolbar button:visible, .jp-NotebookPanel-toolbar select")
    ).to_have_count(1)
    await expect(page.locator(".jp-SideBar .lm-TabBar-tab:visible")).to_have_count(2)
    await expect(page.locator("#jp-bottom-panel:visible, .jp-Launcher:visible, #jp-right-stack:visible")).to_have_count(
        0
    )
    assert await page.evaluate("document.documentElement.lang.slice(0, 2)") == "fr"
    assert faults == []


@pytest.mark.parametrize(("width", "height"), [(1280, 900), (640, 450)], ids=["100 %", "200 %"])
async def test_nothing_sticks_out(page: Page, trainee_lab: Lab, width: int, height: int):
    """At 100 % and at 200 % on a usual screen the page scrolls one way only."""
    await page.set_viewport_size({"width": width, "height": height})
    await open_exercise(page, trainee_lab, "largeur", 6)
    excess = "[document.documentElement, ...document.querySelectorAll('.jp-WindowedPanel-outer, .atelier-exercise')]"
    assert await page.evaluate(f"{excess}.map((box) => box.scrollWidth - box.clientWidth)") == [0] * 7
