"""What was typed is there, to the last key, whatever goes away: the tab, the kernel, the server, or all of them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.async_api import Page, expect

from tests.hub_config.single_user.conftest import Lab
from tests.hub_config.single_user.test_lab import open_exercise
from tests.real_hub import wait_for_async

pytestmark = pytest.mark.browser

FIELD = "Votre page : index.html"
WHOLE = "<p>jusqu’à la dernière touche !"


def read(path: Path) -> str:
    """The file's text; empty if there is none."""
    return path.read_text(encoding="utf-8") if path.exists() else ""


def holds(folder: Path, text: str) -> bool:
    """Whether a file of the folder has this text."""
    return text in map(read, folder.iterdir())


async def test_a_kernel_that_dies_under_the_keys(page: Page, trainee_lab: Lab):
    """Typing goes on while the kernel dies and comes back: nothing is missing, and the keyboard has kept its place."""
    exercise = await open_exercise(page, trainee_lab, "mort", 3)
    await exercise.get_by_label(FIELD).fill("<p>un")
    await page.keyboard.type(" deux")
    trainee_lab.kernel("mort").kill()
    await exercise.locator(".cm-editor").evaluate("node => { node.dataset.old = 'yes' }")
    await page.keyboard.type(" trois</p>")
    await expect(exercise.locator(".cm-editor")).not_to_have_attribute("data-old", "yes", timeout=60_000)
    await expect(exercise.get_by_label(FIELD)).to_be_focused()
    await page.keyboard.type(" quatre")
    await expect(exercise.get_by_label(FIELD)).to_have_text("<p>un deux trois</p> quatre")
    written = trainee_lab.home / "mort/03-reparer/index.html"
    await wait_for_async(lambda: read(written) == "<p>un deux trois</p> quatre", "the text on the disk")


async def test_a_kernel_that_does_not_answer_is_gone_round(page: Page, trainee_lab: Lab):
    """The server saves in its place, beside a version written elsewhere if there is one; a calm line says so."""
    exercise = await open_exercise(page, trainee_lab, "arret", 3)
    folder = trainee_lab.home / "arret/03-reparer"
    await exercise.get_by_label(FIELD).fill("<p>avant")
    await wait_for_async(lambda: read(folder / "index.html") == "<p>avant", "the text on the disk")
    kernel = trainee_lab.kernel("arret")
    kernel.suspend()
    try:
        await page.keyboard.type(" pendant")
        await wait_for_async(lambda: read(folder / "index.html") == "<p>avant pendant", "the server's saving")
        told = exercise.get_by_role("status").filter(has_text="Votre texte est enregistré quand même.")
        await expect(told).to_be_visible()
        (folder / "index.html").write_text("<p>ailleurs", encoding="utf-8")
        await page.keyboard.type(" encore")
        await expect(exercise).to_contain_text("Le fichier index.html a changé ailleurs. Votre version est gardée dans")
        assert read(folder / "index.html") == "<p>ailleurs"
        assert [read(copy) for copy in folder.glob("*votre version*")] == ["<p>avant pendant encore"]
    finally:
        kernel.resume()
    await expect(exercise.get_by_label(FIELD)).to_have_text("<p>ailleurs")
    await expect(exercise.locator(".atelier-editor [role=status]")).to_have_text("")


async def close_while_nothing_answers(page: Page, lab: Lab, name: str) -> Path:
    """Write WHOLE and go, with kernel and server away; the file as it was, with both back."""
    exercise = await open_exercise(page, lab, name, 3)
    written = lab.home / name / "03-reparer/index.html"
    lab.kernel(name).suspend()
    await page.route("**/api/contents/**", lambda route: route.abort())
    await exercise.get_by_label(FIELD).fill("<p>jusqu’à")
    await expect(exercise).to_contain_text("Votre texte est gardé dans ce navigateur.")
    async with page.expect_event("requestfailed"):
        await page.keyboard.press("Control+s")  # as JupyterLab saves by itself; its window about it takes no key
    await page.keyboard.type(" la dernière touche !")
    await expect(exercise.get_by_label(FIELD)).to_have_text(WHOLE)
    await page.goto("about:blank")
    lab.kernel(name).kill()
    await page.unroute("**/api/contents/**")
    assert "touche" not in read(written)
    return written


async def test_a_tab_closed_while_nothing_answers(page: Page, trainee_lab: Lab):
    """With kernel and server away the browser keeps the text and says so; the next visit goes on with it."""
    written = await close_while_nothing_answers(page, trainee_lab, "ferme")
    exercise = await open_exercise(page, trainee_lab, "ferme", 3)
    await expect(exercise.get_by_label(FIELD)).to_have_text(WHOLE, timeout=60_000)
    await wait_for_async(lambda: read(written) == WHOLE, "the text on the disk")


async def test_a_draft_beside_a_version_from_elsewhere(page: Page, trainee_lab: Lab):
    """It becomes a copy, at a later visit if the disk refuses it at first; no key typed meanwhile replaces it."""
    written = await close_while_nothing_answers(page, trainee_lab, "ferme-ailleurs")
    written.write_text("<p>ailleurs", encoding="utf-8")
    written.parent.chmod(0o555)
    try:
        exercise = await open_exercise(page, trainee_lab, "ferme-ailleurs", 3)
        field = exercise.get_by_label(FIELD)
        await expect(field).to_have_text("<p>ailleurs", timeout=60_000)
        await field.press("Control+End")
        await page.keyboard.type(" aussi")
        await expect(field).to_have_text("<p>ailleurs aussi")
        assert not holds(written.parent, WHOLE)
    finally:
        written.parent.chmod(0o755)
    await page.reload()
    await wait_for_async(lambda: holds(written.parent, WHOLE), "the copy on the disk")
    await wait_for_async(lambda: read(written) == "<p>ailleurs aussi", "the text on the disk")
    await page.reload()
    await expect(field).to_have_text("<p>ailleurs aussi")
    assert {read(copy) for copy in written.parent.glob("*votre version*")} == {WHOLE}


async def test_undo_survives_a_reload(page: Page, trainee_lab: Lab):
    """What was undone before a reload can be undone after it; not what belongs to another text."""
    exercise = await open_exercise(page, trainee_lab, "annuler", 3)
    field = exercise.get_by_label(FIELD)
    await field.fill("<p>un")
    await expect(exercise).to_contain_text("Enregistré à")
    await page.reload()
    await field.click()
    await page.keyboard.press("Control+z")
    await expect(field).to_have_text(re.compile("Nous réparons"))
