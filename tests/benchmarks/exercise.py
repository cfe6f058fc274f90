"""What hands and eyes wait for in an exercise of S04, in a real browser on a real hub: no peer has such a thing.

preview     from the press of a key in the editor to the page that shows it, drawn (aim: under 100 ms)
card        from the press of "Vérifier" to the card, the check in the service's browser included (aim: under 400 ms)
"""

from __future__ import annotations

from playwright.sync_api import Locator, Page

from curriculum.builder.programme import load_programme
from hub_config.course import CURRICULUM
from tests.benchmarks.report import line
from tests.end_to_end.browser import a_browser
from tests.end_to_end.conftest import sign_in
from tests.real_hub import Hub

UNIT = "web-s04-html-base"
KEYS = 30
CHECKS = 10
# Both run in the page, so that the way to it and back is not measured.
KEY_TO_PREVIEW = """exercise => {
  window.waited = new Promise(done => {
    let began = 0;
    addEventListener("keydown", () => { began = performance.now(); }, { capture: true, once: true });
    const watch = new MutationObserver(changes => {
      if (!began || !changes.some(({ target }) => target.isConnected && !target.inert)) return;
      watch.disconnect();
      requestAnimationFrame(() => done(performance.now() - began));
    });
    const stage = exercise.querySelector(".atelier-stage");
    watch.observe(stage, { subtree: true, attributes: true, attributeFilter: ["inert"] });
  });
}"""
PRESS_TO_CARD = """exercise => new Promise(done => {
  const began = performance.now();
  let isAsked = false;
  const watch = new MutationObserver(() => {
    isAsked ||= exercise.textContent.includes("Je regarde votre travail");
    if (!isAsked || !exercise.textContent.includes("Vérifié à")) return;
    watch.disconnect();
    requestAnimationFrame(() => done(performance.now() - began));
  });
  watch.observe(exercise, { subtree: true, childList: true, characterData: true });
  [...exercise.querySelectorAll("button")].find(button => button.textContent.includes("Vérifier")).click();
})"""


def measure(place: Hub) -> str:
    """The rows: keys in one exercise, checks of every exercise whose page is written."""
    (unit,) = (unit for unit in load_programme(CURRICULUM).units if unit.unit_id == UNIT)
    keys_ms, cards_ms = [], []
    with a_browser() as browser:
        page = browser.new_page(viewport={"width": 1280, "height": 800}, locale="fr-FR")
        page.set_default_timeout(90_000)
        sign_in(page, place, "bruno")
        page.goto(f"{place.url}hub/spawn/bruno?next=/user/bruno/atelier/open/{UNIT}")
        for index, taught in enumerate(unit.exercises):
            exercise = page.locator(".atelier-exercise:not(.atelier-recall)").nth(index)
            exercise.wait_for()
            if taught.gaps or exercise.locator(".cm-content").count() != 1:
                continue
            [text] = [content.decode() for name, content in taught.solution.items() if name.endswith(".html")]
            exercise.locator(".cm-content").fill(text)
            keys_ms += [key_ms(page, exercise) for _ in range(KEYS // 3)]
            exercise.locator(".cm-content").fill(text)
            cards_ms += [exercise.evaluate(PRESS_TO_CARD) for _ in range(CHECKS)]
    return "\n".join(
        [
            "An exercise of S04 in the browser",
            line("key to updated preview", keys_ms, None, "ms"),
            line('"Vérifier" to card', cards_ms, None, "ms"),
        ]
    )


def key_ms(page: Page, exercise: Locator) -> float:
    """One letter at the end of the page, until it is seen."""
    exercise.locator(".cm-content").focus()
    page.keyboard.press("Control+End")
    exercise.evaluate(KEY_TO_PREVIEW)
    page.keyboard.press("x")
    return float(page.evaluate("window.waited"))
