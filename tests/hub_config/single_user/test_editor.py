"""The editor in JupyterLab as hands and eyes meet it: the keyboard, the size of type, colours, marks, voice."""

from __future__ import annotations

import pytest
from playwright.async_api import Browser, Page, expect

from tests.hub_config.single_user.conftest import Lab
from tests.hub_config.single_user.test_lab import AXE, open_exercise

pytestmark = pytest.mark.browser

FIELD = "Votre page : index.html"


async def test_keys_in_the_editor(page: Page, trainee_lab: Lab):
    """Tab indents; Escape, then Tab goes on; tags close by themselves, and the end may be typed all the same."""
    exercise = await open_exercise(page, trainee_lab, "touches", 3)
    field = exercise.get_by_label(FIELD)
    await field.fill("")
    await page.keyboard.type("<h2>Liste</h2><ul><li>un <b>deux</b></li></ul>")
    await expect(field).to_have_text("<h2>Liste</h2><ul><li>un <b>deux</b></li></ul>")
    await page.keyboard.type("<p>")
    await expect(field).to_have_text("<h2>Liste</h2><ul><li>un <b>deux</b></li></ul><p></p>")
    await page.keyboard.press("Home")
    await page.keyboard.press("Tab")
    await expect(field).to_be_focused()
    await page.keyboard.press("Escape")
    await page.keyboard.press("Tab")
    await expect(field).not_to_be_focused()
    await expect(exercise.get_by_role("button", name="Texte plus petit")).to_be_focused()
    await page.keyboard.press("Shift+Tab")
    await expect(field).to_be_focused()


async def test_the_type_has_the_size_one_wants(page: Page, trainee_lab: Lab):
    """Two presses make it bigger in every editor of the page, and after a reload."""
    exercise = await open_exercise(page, trainee_lab, "taille", 3)
    for _ in range(2):
        await exercise.get_by_role("button", name="Texte plus grand").press("Enter")
    await page.reload()
    for editor in (exercise, page.locator(".atelier-exercise").nth(3)):
        await expect(editor.locator(".cm-editor").first).to_have_css("font-size", "24px")


async def test_a_colour_is_seen_and_chosen(page: Page, trainee_lab: Lab):
    """Names and numbers of colours have a swatch; what is chosen there is written."""
    exercise = await open_exercise(page, trainee_lab, "couleurs", 3)
    field = exercise.get_by_label(FIELD)
    await field.fill("<style>p { color: gold; display: inherit; background: rgb(0, 0, 255) }</style><a href='#abc'>")
    swatches = exercise.locator(".atelier-swatch")
    await expect(swatches).to_have_count(2)
    assert [await each.input_value() for each in await swatches.all()] == ["#ffd700", "#0000ff"]
    await swatches.first.fill("#ff0000")
    await swatches.first.dispatch_event("change")
    await expect(field).to_contain_text("color: #ff0000;")


async def test_the_checkers_line_is_marked_until_it_is_changed(page: Page, trainee_lab: Lab):
    """The card's line is underlined, with the card's words; a change elsewhere leaves it, a change there takes it."""
    exercise = await open_exercise(page, trainee_lab, "marques", 3)
    marked = exercise.locator(".cm-lintRange-error")
    for _ in range(2):
        await exercise.get_by_role("button", name="Vérifier").click()
        await expect(marked).to_have_text("<h1>Bienvenue")
        await exercise.locator(".cm-lint-marker-error").hover()
        await expect(page.get_by_text("À revoir ici : Il manque une balise de fin.")).to_be_visible()
        await exercise.locator(".cm-line", has_text="charset").click()
        await page.keyboard.type("x")
        await expect(marked).to_have_text("<h1>Bienvenue")
        await exercise.locator(".cm-line", has_text="Bienvenue").click()
        await page.keyboard.press("End")
        await page.keyboard.type(" !")
        await expect(marked).to_have_count(0)
        await page.keyboard.press("Backspace")
        await page.keyboard.press("Backspace")


VOICE = """
window.read = [];
window.said = [];
Object.defineProperty(window, "speechSynthesis", { value: {
  getVoices: () => [{ lang: "fr-FR", name: "Camille" }], cancel: () => read.push("silence"),
  speak: (said) => read.push(said.text), addEventListener() {}, removeEventListener() {},
} });
window.SpeechSynthesisUtterance = class {
  constructor(text) { this.text = text; this.tell = {}; said.push(this); }
  addEventListener(what, call) { this.tell[what] = call; }
};
"""


async def test_the_task_is_read_aloud(page: Page, trainee_lab: Lab, browser: Browser):
    """One press reads the cell above, the next one stops; without a French voice there is no button."""
    exercise = await open_exercise(page, trainee_lab, "voix", 3)
    await expect(exercise.get_by_role("button", name="Écouter la consigne")).to_have_count(0)
    await page.add_init_script(VOICE)
    exercise = await open_exercise(page, trainee_lab, "voix", 3)
    await exercise.get_by_role("button", name="Écouter la consigne").press("Enter")
    await exercise.get_by_role("button", name="Arrêter la lecture").press("Enter")
    await expect(exercise.get_by_role("button", name="Écouter la consigne")).to_be_focused()
    read = await page.evaluate("window.read")
    assert read[0] == read[-1] == "silence"
    assert "Exercice 3" in read[1]


async def test_the_voice_tells_of_its_end(page: Page, trainee_lab: Lab):
    """A reading that ends or fails gives the button back; the end of one stopped before, told late, stops no other."""
    await page.add_init_script(VOICE)
    exercise = await open_exercise(page, trainee_lab, "voix", 3)
    listen = exercise.get_by_role("button", name="Écouter la consigne")
    stop = exercise.get_by_role("button", name="Arrêter la lecture")
    await listen.press("Enter")
    await page.evaluate("window.before = said.at(-1)")
    await stop.press("Enter")
    for what in ("end", "error"):
        await listen.press("Enter")
        await page.evaluate("before.tell.end()")
        await expect(stop).to_be_visible()
        await page.evaluate("what => said.at(-1).tell[what]()", what)
        await expect(listen).to_be_visible()


async def test_a_hand_is_raised_and_taken_back(page: Page, trainee_lab: Lab):
    """By keyboard; the button stays where it is and says what it does next."""
    exercise = await open_exercise(page, trainee_lab, "main", 3)
    await exercise.get_by_role("button", name="J’appelle").press("Enter")
    await expect(exercise.get_by_role("alert").filter(has_text="Vous appelez depuis")).to_be_visible()
    await expect(exercise.get_by_role("button", name="Je n’appelle plus")).to_be_focused()
    await page.keyboard.press("Enter")
    await expect(exercise.get_by_role("button", name="J’appelle")).to_be_focused()
    await expect(exercise.get_by_text("Vous appelez depuis")).to_have_count(0)


async def test_the_contents_are_on_the_left(page: Page, trainee_lab: Lab):
    """A unit opens with its contents beside it, narrow enough for text and preview; a click leads to an exercise."""
    exercise = await open_exercise(page, trainee_lab, "sommaire", 3)
    contents = page.locator(".jp-TableOfContents:visible")
    await expect(contents.get_by_text("Exercice 1 :")).to_be_visible()
    width = await page.locator("#jp-left-stack").evaluate("node => node.offsetWidth")
    assert width < 260
    lefts = [await exercise.locator(part).bounding_box() for part in (".atelier-editor", ".atelier-preview")]
    assert [bool(left) for left in lefts] == [True, True]
    assert lefts[1]["x"] > lefts[0]["x"] + 400
    await contents.get_by_text("Exercice 6 :").click()
    await expect(page.get_by_role("heading", name="Exercice 6")).to_be_in_viewport()


@pytest.mark.parametrize(
    ("width", "height", "scheme"), [(1280, 800, "light"), (1280, 800, "dark"), (640, 400, "light"), (360, 740, "dark")]
)
async def test_axe_finds_nothing(browser: Browser, trainee_lab: Lab, width: int, height: int, scheme: str):
    """Light and dark, at 200 % and on a telephone: with marks, card and console; nothing sticks out."""
    context = await browser.new_context(
        viewport={"width": width, "height": height}, locale="fr-FR", color_scheme=scheme
    )
    context.set_default_timeout(30_000)
    page = await context.new_page()
    exercise = await open_exercise(page, trainee_lab, f"axe-{width}-{scheme}", 3)
    await exercise.get_by_label(FIELD).fill(
        "<!doctype html>\n<!-- un mot -->\n<style>p { color: #c00; margin: 1px }</style>\n\n\n\n\n"
        "<h1 class='a'>Titre\n<script>console.warn('a'); absent(); let n = 12; function f() { return null }</script>\n"
    )
    await exercise.get_by_role("button", name="Vérifier").click()
    await expect(exercise.locator(".cm-lintRange-error")).to_have_count(1)
    await expect(exercise.locator(".atelier-console li")).to_have_count(2)
    await page.evaluate(AXE.read_text(encoding="utf-8"))
    run = "node => axe.run(node, { iframes: false })"  # what is in the frame is the learner's own
    found = await page.evaluate(run, await exercise.element_handle())
    assert [(rule["id"], [node["html"][:200] for node in rule["nodes"]]) for rule in found["violations"]] == []
    assert await exercise.evaluate("box => box.scrollWidth - box.clientWidth") == 0
    await context.close()
