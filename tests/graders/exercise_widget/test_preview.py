"""The preview in a real browser, on a page with nothing else: what the learner's page shows, says, and cannot do."""

from __future__ import annotations

import base64
import json
from collections.abc import AsyncIterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from playwright.async_api import Browser, FrameLocator, Locator, Page, async_playwright, expect

from graders.exercise_widget import live_preview
from graders.exercise_widget.front_widget import MODULES
from graders.exercise_widget.texts import templates

pytestmark = pytest.mark.browser

CHROMIUM = Path("/usr/lib/chromium/chromium-headless-shell")
VIEW_CSS = Path(live_preview.__file__).with_name("view.css")
SVG = "data:image/svg+xml;base64," + base64.b64encode(b'<svg xmlns="http://www.w3.org/2000/svg"/>').decode()


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture(scope="module")
async def browser() -> AsyncIterator[Browser]:
    """Debian's headless browser; unlike a desktop's it gives such a frame a process of its own only if told."""
    if not CHROMIUM.exists():
        pytest.skip(f"{CHROMIUM} is not installed")
    expect.set_options(timeout=30_000)  # a machine may be busy with other tests
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=["--site-per-process"])
        yield browser
        await browser.close()


@pytest.fixture
async def page(browser: Browser) -> AsyncIterator[Page]:
    """An empty page with a preview on it."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=MODULES))
    Thread(target=server.serve_forever, daemon=True).start()
    page = await browser.new_page()
    await page.goto(f"http://127.0.0.1:{server.server_port}/")
    await page.add_style_tag(path=VIEW_CSS)
    await page.evaluate(
        """async (words) => {
          document.body.replaceChildren();
          document.body.style.width = "400px";
          const { preview } = await import("/preview.js");
          window.shown = preview(words);
          document.body.append(shown.node);
        }""",
        templates(*live_preview.WORDS),
    )
    yield page
    await page.close()
    server.shutdown()
    server.server_close()


async def show(page: Page, text: str, **files: Any) -> FrameLocator:
    """The page index.html in the preview, with these files beside it."""
    beside = {name.replace("_", "."): file for name, file in files.items()}
    await page.evaluate("files => shown.show('index.html', files)", {**beside, "index.html": {"text": text}})
    return page.frame_locator("iframe:not([inert])")


def lines(page: Page) -> Locator:
    """The lines of the console."""
    return page.locator(".atelier-console li")


async def test_a_page_is_shown_with_what_lies_beside_it(page: Page):
    """Style sheet, script and picture of the folder work; what is asked for in vain is told by name."""
    frame = await show(
        page,
        "<!doctype html>\n<link rel=stylesheet href='style.css'><script defer src=script.js></script>\n"
        "<p>Bonjour</p><img src='plan.svg' alt='Le plan'><img alt='> src=x' src=Plan.svg>",
        style_css={"text": "@import 'base.css'; p { background: url(plan.svg) }"},
        base_css={"text": "p { color: rgb(1, 2, 3) }"},
        script_js={"text": "document.querySelector('p').textContent += ' à tous';\n\nabsent();"},
        plan_svg={"data": SVG},
    )
    await expect(frame.locator("p")).to_have_text("Bonjour à tous")
    await expect(frame.locator("p")).to_have_css("color", "rgb(1, 2, 3)")
    assert "data:image/svg" in await frame.locator("p").evaluate("p => getComputedStyle(p).backgroundImage")
    assert await frame.get_by_alt_text("Le plan").get_attribute("src") == SVG
    await expect(lines(page)).to_have_text(
        [
            "Attention — La page demande Plan.svg. Il n’y a pas de fichier à cet endroit.",
            "Erreur — script.js, ligne 3 — Uncaught ReferenceError: absent is not defined",
        ],
        use_inner_text=True,
    )


async def test_an_address_out_of_the_folder_stays_as_written(page: Page):
    """Only files of the folder are put in, by their exact path; a tag half written is no reason to stop."""
    rows = ["images/plan.svg", "/autre.svg", "https://exemple.example/plan.svg", "http://[", "#", "l%00.svg"]
    pictures = "".join(f'<img src="{row}">' for row in rows)
    frame = await show(page, f'{pictures}<p>src=plan.svg<img data-src="plan.svg"><b>fin</b><img alt="a" src=')
    await expect(frame.locator("b")).to_have_text("fin")
    assert await frame.locator("img[src]").evaluate_all("all => all.map(each => each.getAttribute('src'))") == rows


async def test_the_page_is_read_in_standards_mode_line_for_line(page: Page):
    """The limits come behind the doctype and take no line: an error has the learner's own line."""
    frame = await show(page, "\n<!DOCTYPE html>\n<title>T</title>\n<script>\nabsent()</script><p>là")
    await expect(frame.locator("p")).to_have_text("là")
    assert await frame.locator("p").evaluate("() => document.compatMode") == "CSS1Compat"
    await expect(lines(page)).to_contain_text(["index.html, ligne 5"])


async def test_the_console_shows_text_within_limits(page: Page):
    """Every level, in words; markup stays text; long lines and many lines are cut; a message box stops nobody."""
    await show(
        page,
        "<script>console.log('salut', {a: 1}, [2]); console.warn('<b>gras</b>'); console.error('x'.repeat(9999));"
        "confirm('Sûr ?'); alert('Stop'); Promise.reject(new Error('promis'));"
        "setTimeout(() => { for (let n = 0; n < 500; n++) console.log(n); }, 50)</script>",
    )
    await expect(lines(page)).to_have_count(101)
    told = await lines(page).all_inner_texts()
    assert told[:2] == ['salut {"a":1} [2]', "Attention — <b>gras</b>"]
    assert told[2] == "Erreur — " + "x" * 500
    assert told[3:6] == ["Message — Sûr ?", "Message — Stop", "Erreur — Error: promis"]
    assert told[-1] == "Il y a encore d’autres lignes. Elles ne sont pas montrées."
    assert await page.locator(".atelier-console b").count() == 0


async def test_a_page_without_end_leaves_the_notebook_alone(page: Page):
    """An endless loop is told, at once or later; the next text is shown; the notebook's page answers meanwhile."""
    frame = await show(page, "<p>avant")
    await expect(frame.locator("p")).to_have_text("avant")
    await show(page, "<p>boucle<script>while (true) {}</script>")
    assert await page.evaluate("new Promise(done => setTimeout(() => done('là'), 20))") == "là"
    stage = page.locator(".atelier-stage")
    await expect(stage).to_contain_text("L’aperçu ne répond plus")
    frame = await show(page, "<p>plus tard<script>onmessage = ({ data }) => { while (data === 'boucle') {} }</script>")
    await expect(frame.locator("p")).to_have_text("plus tard")
    await page.evaluate("document.querySelector('iframe:not([inert])').contentWindow.postMessage('boucle', '*')")
    await expect(stage).to_contain_text("L’aperçu ne répond plus")
    frame = await show(page, "<p>réparé")
    await expect(frame.locator("p")).to_have_text("réparé")
    await expect(page.locator("iframe")).to_have_count(1)


async def test_a_hostile_page_gains_nothing(page: Page):
    """Neither page, window, storage nor network; its forged messages say nothing; a flood of them ends it."""
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    asked.clear()
    address = page.url
    tries = {
        "parent": "parent.document.title",
        "top": "top.location = 'about:blank'",
        "storage": "localStorage.length",
        "cookie": "document.cookie = 'a=1'; if (!document.cookie) throw 0",
        "window": "if (!open('about:blank')) throw 0",
        "body": "parent.document.body.innerHTML",
        "key": r"if (!/\d{6,}-\d{6,}/.test(document.documentElement.outerHTML)) throw 0",
    }
    forged = (
        "for (const kind of ['line', 'ready', 'go']) parent.postMessage({kind, text: 'faux', address: 'b.html'}, '*');"
    )
    await show(
        page,
        "<!doctype html><ul></ul><form action=/form><input name=a></form><script>"
        + "".join(f"try {{ {act}; console.log('{name}') }} catch {{}}" for name, act in tries.items())
        + "fetch('/secret').then(() => console.log('fetch'), () => console.log('rien'));"
        + "new Image().src = '/image'; navigator.sendBeacon('/beacon', 'a'); document.forms[0].submit();"
        + forged
        + "</script><script src='/script.js'></script><link rel=stylesheet href=/style.css>",
        b_html={"text": "<p>b"},
    )
    await expect(lines(page).filter(has_text="rien")).to_have_count(1)
    told = await lines(page).all_inner_texts()
    assert [line for line in told if line in {*tries, "fetch", "faux"}] == []
    assert page.url == address
    assert [url for url in asked if url.startswith("http")] == []
    await show(page, "<script>for (let n = 0; n < 3000; n++) parent.postMessage({n}, '*')</script>")
    await expect(page.locator(".atelier-stage")).to_contain_text("L’aperçu ne répond plus")


async def test_no_page_ends_the_script_that_guards_it(page: Page):
    """Whatever the page says, it says it inside its frame."""
    for text in ('"></iframe><b>dehors</b>', "</script><p>là", "<!-- </script>", "&quot;&gt;"):
        await show(page, f"<p>dedans</p>{text}")
        await expect(page.frame_locator("iframe:not([inert])").locator("p").first).to_have_text("dedans")
    assert await page.locator("body > b").count() == 0


async def test_screens_of_three_widths(page: Page):
    """A telephone first; another width is a choice, drawn to fit, and remembered."""
    frame = await show(page, "<!doctype html><p>Bonjour")
    sizes = []
    for name in ("Téléphone", "Tablette", "Ordinateur"):
        await page.get_by_role("radio", name=name).check()
        sizes.append(await frame.locator("p").evaluate("() => innerWidth"))
    assert sizes == [360, 768, 1280]
    box = await page.locator("iframe").bounding_box()
    assert box is not None
    assert box["width"] <= 400
    assert json.loads(await page.evaluate("JSON.stringify(localStorage['atelier:screen'])")) == "desktop"


async def test_an_empty_page_has_a_sentence(page: Page):
    """Nothing to show is said, and the next letter is shown."""
    await show(page, " \n")
    await expect(page.locator(".atelier-stage")).to_have_text(
        "Votre page est vide. Écrivez à gauche : elle apparaît ici."
    )
    frame = await show(page, "a")
    await expect(frame.locator("body")).to_have_text("a")
    await expect(page.locator(".atelier-stage p")).to_have_count(0)
