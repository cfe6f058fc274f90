"""Every page in every state, in a real browser: light and dark, on a telephone and at 200 %."""

import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.async_api import Browser, Page, Route, async_playwright

from tests.hub_config.service import gallery
from tests.hub_config.service.gallery import PICTURES, Picture
from tests.hub_config.service.makers import S04
from tests.hub_config.service.stand_in_hub import token_of
from tests.hub_config.service.visitor import cookies_of

ROOT = Path(__file__).parents[3]
AXE = ROOT / ".venv" / "node_modules" / "axe-core" / "axe.min.js"
CHROMIUM = shutil.which("chromium-headless-shell")

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="Debian's chromium-headless-shell is not installed"),
]


@dataclass(frozen=True)
class Screen:
    """How somebody looks: CSS pixels, colours, zoom."""

    name: str
    width: int
    height: int
    colours: str
    zoom: int = 1


SCREENS = [
    Screen("telephone-light", 360, 740, "light"),
    Screen("telephone-dark", 360, 740, "dark"),
    Screen("desk-at-200", 640, 450, "light", zoom=2),  # 1280 × 900 at 200 %
]


LOOK = """() => {
  const styles = (selector) => [...document.querySelectorAll(selector)].map((each) => getComputedStyle(each));
  return {
    overflow: document.documentElement.scrollWidth - innerWidth,
    smallest: Math.min(...styles("main :is(p, a, td, button)").map((style) => parseFloat(style.fontSize))),
    tightest: Math.min(...styles("main :is(p, td)").map((s) => parseFloat(s.lineHeight) / parseFloat(s.fontSize))),
  };
}"""
FOCUS = "[document.activeElement.innerText, getComputedStyle(document.activeElement).outlineStyle]"


@pytest.fixture(scope="module")
async def browser():
    """One for all pages."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM)
        yield browser
        await browser.close()


@pytest.fixture(scope="module")
async def windows(browser):
    """One on each screen: a browser that stays has axe and our scripts compiled."""
    return [(screen, await open_window(browser, screen)) for screen in SCREENS]


async def open_window(browser: Browser, screen: Screen) -> Page:
    """A window of this kind, with nothing in it."""
    context = await browser.new_context(
        viewport={"width": screen.width, "height": screen.height},
        device_scale_factor=screen.zoom,
        color_scheme=screen.colours,
        locale="fr-FR",
    )
    await context.route("**/retour/*", let_axe_run)
    return await context.new_page()


async def show(page: Page, stage, picture: Picture) -> None:
    """The page as this person sees it who never was here before."""
    await page.context.clear_cookies()
    await page.set_extra_http_headers({"Authorization": f"token {token_of(picture.who)}"})
    await page.goto(f"{stage.address}/services/atelier/{picture.path}")


async def axe_faults(page: Page) -> list[tuple[str, list[object]]]:
    """The rules that a page breaks, and where."""
    await page.evaluate(AXE.read_text(encoding="utf-8"))
    found = await page.evaluate("axe.run()")
    assert len(found["passes"]) > 10, "axe looked at nothing"
    return [(fault["id"], [node["target"] for node in fault["nodes"]]) for fault in found["violations"]]


async def let_axe_run(route: Route) -> None:
    """The feedback page without its `sandbox`: in one, not even a test's own script sees its timers end."""
    answer = await route.fetch()
    policy = [part for part in answer.headers["content-security-policy"].split("; ") if not part.startswith("sandbox")]
    await route.fulfill(response=answer, headers=answer.headers | {"content-security-policy": "; ".join(policy)})


@pytest.mark.parametrize("picture", PICTURES, ids=lambda picture: picture.name)
async def test_axe_finds_nothing_and_nothing_sticks_out(windows, stage, picture):
    """No fault by axe's rules (WCAG 2.2 AA and good practice), no sideways scrolling, letters of 18 px or more."""
    picture.arrange(stage)
    for screen, page in windows:
        await show(page, stage, picture)
        await page.evaluate("document.querySelectorAll('details').forEach((each) => { each.open = true; })")
        assert await axe_faults(page) == [], screen.name
        look = await page.evaluate(LOOK)
        assert (look["overflow"], look["smallest"] >= 18, look["tightest"] >= 1.5) == (0, True, True), screen.name
        await page.goto("about:blank")  # it would ask a service that ends with the test


async def test_the_history_of_a_print_is_read_by_all(windows, stage):
    """Its address is the job's: it stands in no gallery."""
    job = gallery.print_under_way(stage)
    stage.parts.prints.store.set_doubt(job.job_id, "the printer's record: waiting; it is idle")
    for screen, page in windows:
        await show(page, stage, Picture("", "samir", f"les-imprimantes/travail/{job.job_id}"))
        assert await page.get_by_role("heading", name="Historique").count() == 1
        look = await page.evaluate(LOOK)
        assert (await axe_faults(page), look["overflow"], look["smallest"] >= 18) == ([], 0, True), screen.name


async def test_the_keyboard_reaches_the_big_button_and_shows_where_it_is(browser, stage):
    """From the top: skip link, the page's head, then the one thing to do; each with a visible ring."""
    gallery.started(stage)
    page = await open_window(browser, SCREENS[0])
    await show(page, stage, Picture("", "amina", "ma-semaine"))
    reached = []
    for _ in range(7):
        await page.keyboard.press("Tab")
        reached.append(
            await page.evaluate(
                "[document.activeElement.innerText, getComputedStyle(document.activeElement).outlineStyle]"
            )
        )
    assert reached == [
        ["Aller au contenu", "solid"],
        ["Atelier", "solid"],
        ["Ma semaine", "solid"],
        ["Mes impressions", "solid"],
        ["Changer mon mot de passe", "solid"],
        ["Se déconnecter", "solid"],
        ["Reprendre ici", "solid"],
    ]
    await page.context.close()


async def a_signed_in_page(browser: Browser, stage, name: str) -> Page:
    """A browser that holds the service's cookie, as after signing in at the hub."""
    context = await browser.new_context()
    cookie, _, value = cookies_of(name).partition("=")
    await context.add_cookies(
        [{"name": cookie, "value": value.strip('"'), "url": f"{stage.address}/services/atelier/"}]
    )
    return await context.new_page()


async def test_a_new_password_is_given_by_a_form(browser, stage):
    """With the mouse alone: the form carries its secret, the password stands on the page, axe is content."""
    gallery.to_do(stage)
    page = await a_signed_in_page(browser, stage, "farida")
    await page.goto(f"{stage.address}/services/atelier/la-classe/amina")
    await page.get_by_role("button", name="Donner un nouveau mot de passe").click()
    await page.get_by_text("nouveau-amina-1234").wait_for(timeout=5000)
    assert await axe_faults(page) == []
    await page.context.close()


async def test_a_waiting_page_changes_when_the_work_is_graded(browser, stage):
    """The script asks with the person's own cookie and secret, and shows the page anew."""
    gallery.grading(stage)
    page = await a_signed_in_page(browser, stage, "amina")
    await page.goto(f"{stage.address}/services/atelier/ma-semaine")
    assert await page.get_by_text("Correction en cours").is_visible()
    [job] = [stage.parts.queue.claim()]
    [submission] = stage.parts.store.submissions()
    stage.parts.store.put_feedback(submission, {"page.html": b"<main>Bravo</main>"})
    stage.parts.queue.finish(job.submission_id)
    await page.get_by_role("link", name="Lire mon retour").wait_for(timeout=5000)
    await page.context.close()


async def test_a_class_being_graded_says_how_far_it_is_until_it_is_done(browser, stage):
    """Bar and words move without a reload; at the end the page is shown anew; the button stops the rest."""
    gallery.all_again(stage)
    page = await a_signed_in_page(browser, stage, "farida")
    await page.goto(f"{stage.address}/services/atelier/la-classe")
    card = page.get_by_role("region", name="Correction automatique")
    bar, status = card.get_by_role("progressbar"), card.get_by_role("status")
    assert [await bar.get_attribute("value"), await status.inner_text()] == [
        "1", "Correction en cours : 1 travail sur 2. Encore moins d’une minute."
    ]  # fmt: skip
    stage.clock.move(minutes=2)
    await page.get_by_text("Encore 3 minutes environ.").wait_for(timeout=10000)
    await page.get_by_role("button", name="Arrêter la correction").click()
    await page.get_by_text("Correction arrêtée : 1 travail sur 2.").wait_for(timeout=10000)

    await page.get_by_role("button", name="Tout corriger à nouveau").click()
    await page.get_by_text("Correction en cours : 0 travail sur 2.").wait_for(timeout=10000)
    while job := stage.parts.queue.claim():
        stage.parts.queue.finish(job.submission_id)
    await page.get_by_role("button", name="Tout corriger à nouveau").wait_for(timeout=10000)
    assert await status.inner_text() == "Correction terminée : 2 travaux sur 2."
    await page.context.close()


async def test_raised_hands_appear_at_once_and_the_keyboard_keeps_its_place(browser, stage):
    """In two tabs, without a reload; the focus stays on its button, and goes to the head when that is gone."""
    gallery.calling(stage)
    one, other = [await a_signed_in_page(browser, stage, name) for name in ("farida", "paul")]
    await one.goto(f"{stage.address}/services/atelier/la-classe")
    await other.goto(f"{stage.address}/services/atelier/la-classe/mains")
    helped = one.get_by_role("button", name="J’ai aidé (Bruno Martin)")
    await helped.focus()
    await one.evaluate("window.same = true")
    stage.parts.hands.put_up("rosa", S04, "01")
    for page in (one, other):
        await page.get_by_role("heading", name="Rosa Lopes").wait_for(timeout=5000)
        await page.get_by_text("3 mains levées.").wait_for(timeout=5000)
    assert await one.evaluate("[window.same, document.title]") == [True, "(3) La classe – Atelier"]
    assert await one.evaluate(FOCUS) == ["J’ai aidé\n(Bruno Martin)", "solid"]
    stage.parts.hands.put_down("bruno", S04, "02")
    await one.get_by_text("2 mains levées.").wait_for(timeout=5000)
    assert await one.evaluate("document.activeElement.innerText") == "Mains levées"
    await other.get_by_role("button", name="Vu, j’arrive (Rosa Lopes)").click()
    await one.get_by_text("Vu à 10 h 09").wait_for(timeout=5000)
    assert await axe_faults(one) == []
    for page in (one, other):
        await page.context.close()


async def test_hostile_feedback_does_nothing_and_leads_back(browser, stage):
    """A script, an event or a form in the feedback is dead; the way back works, still signed in."""
    gallery.graded_in_part(stage)
    [submission] = stage.parts.store.submissions()
    hostile = """<main><h1>Retour</h1><script>window.name = "taken"; document.cookie = "taken=1"</script>
        <img src="x" onerror="window.name = 'taken'"><form action="/services/atelier/la-classe/date" method="post">
        <button>Voler</button></form><iframe srcdoc="<script>parent.name = 'taken'</script>"></iframe></main>"""
    stage.parts.store.put_feedback(submission, {"page.html": hostile.encode()})
    page = await a_signed_in_page(browser, stage, "amina")
    await page.goto(f"{stage.address}/services/atelier/retour/{S04}")
    await page.get_by_role("button", name="Voler").click()
    assert page.url.endswith(f"retour/{S04}")
    assert await page.evaluate("[window.name, window.origin]") == ["", "null"]
    await page.get_by_role("link", name="← Ma semaine").click()
    await page.get_by_role("heading", name="Bonjour Amina").wait_for(timeout=5000)
    await page.context.close()
