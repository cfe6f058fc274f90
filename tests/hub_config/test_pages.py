"""The hub's pages in every state, in a real browser: light and dark, on a telephone and at 200 %."""

from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace

import pytest
from jinja2 import ChoiceLoader, Environment, FileSystemLoader, StrictUndefined
from playwright.async_api import async_playwright
from traitlets.config import Config

from hub_config.configure import set_pages
from hub_config.passwords import PasswordFault
from hub_config.people import NewPerson
from hub_config.roles import Role
from hub_config.sign_in import SignIn
from tests.end_to_end.browser import HEADLESS_SHELL

AXE = Path(__file__).parents[2] / ".venv/node_modules/axe-core/axe.min.js"
AMINA = NewPerson("amina", "Amina", "Benali", Role.TRAINEE)

# What JupyterHub gives every page, see BaseHandler.template_namespace; what it leaves out is nothing, as in the hub.
EVERY_PAGE = {
    "base_url": "/hub/",
    "prefix": "/",
    "login_url": "/hub/login",
    "logout_url": "/hub/logout",
    "xsrf": "hidden-value",
    "user": None,
    "login_error": None,
    "fault": None,
    "failed": False,
    "done": False,
    "shortest": 10,
}


@dataclass(frozen=True)
class State:
    """One page as someone meets it."""

    name: str
    template: str
    says: str
    """A part of what it has to say."""
    values: dict[str, object] = field(default_factory=dict)
    signed_in: bool = False
    group: str = Role.TRAINEE.group


STATES = [
    State("login", "login.html", "Identifiant", {"login_action": "/hub/login"}),
    State("wrong", "login.html", "ne va pas", {"login_action": "", "login_error": SignIn.WRONG.value}),
    State("wait", "login.html", "Attendez 2 minutes", {"login_action": "", "login_error": "wait", "wait_minutes": 2}),
    State("stale", "login.html", "ouverte depuis longtemps", {"login_action": "", "login_error": "XSRF"}),
    State("first", "first-password.html", "Bonjour Amina", {"person": AMINA}),
    *(
        State(fault.value, "first-password.html", "Choisissez", {"person": AMINA, "fault": fault})
        for fault in PasswordFault
    ),
    State("change", "change-password.html", "Ancien mot de passe", signed_in=True),
    State("old-wrong", "change-password.html", "L’ancien mot de passe ne va pas", {"fault": "wrong"}, signed_in=True),
    State("changed", "change-password.html", "C’est fait.", {"done": True}, signed_in=True),
    State("out", "logout.html", "À bientôt"),
    State("open", "home.html", "est ouvert", {"default_server": {"active": True}, "url": "/hub/spawn"}, signed_in=True),
    State("shut", "home.html", "est fermé", {"default_server": {"active": False}, "url": "/hub/spawn"}, signed_in=True),
    State("pending", "spawn_pending.html", "Vous n’avez rien à faire", {"progress_url": "/x"}, signed_in=True),
    State("stopping", "stop_pending.html", "Encore un instant", signed_in=True),
    State("stopped", "not_running.html", "se ferme tout seul", {"spawn_url": "/hub/spawn/amina"}, signed_in=True),
    State("failed", "not_running.html", "de notre côté", {"spawn_url": "/x", "failed": True}, signed_in=True),
    *(
        State(str(code), f"{code}.html" if code == 404 else "error.html", says, {"status_code": code}, signed_in=True)
        for code, says in (
            (403, "pas pour vous"),
            (404, "n’existe pas"),
            (429, "beaucoup de monde"),
            (424, "redémarre ou votre espace"),
            (500, "de notre côté"),
        )
    ),
]
SCREENS = [(360, 740, "light", 1), (360, 740, "dark", 1), (640, 450, "light", 2)]


def html_of(state: State) -> str:
    """The page, as the hub's own Jinja would make it; a name nobody gives is a fault here."""
    c = Config()
    set_pages(c)
    loader = ChoiceLoader([FileSystemLoader(path) for path in c.JupyterHub.template_paths])
    environment = Environment(loader=loader, autoescape=True, undefined=StrictUndefined)
    user = SimpleNamespace(name="amina", groups=[SimpleNamespace(name=state.group)]) if state.signed_in else None
    return environment.get_template(state.template).render({**EVERY_PAGE, "username": "", "user": user, **state.values})


@pytest.mark.parametrize(
    ("role", "home"),
    [
        (Role.TRAINEE, "Ma semaine"),
        (Role.TRAINER, "La classe"),
        (Role.ADMIN, "La classe"),
        (Role.FAB_MANAGER, "Les imprimantes"),
        (Role.RESIDENT, "Accueil"),
    ],
)
def test_the_way_back_has_the_name_of_the_place_it_leads_to(role: Role, home: str):
    """One place has one name, on the hub's pages and on the service's."""
    html = html_of(State("change", "change-password.html", "", signed_in=True, group=role.group))
    assert f'<a href="/services/atelier/">{home}</a>' in html


@pytest.mark.parametrize("state", STATES, ids=lambda state: state.name)
def test_a_page_says_what_is_to_be_said_in_french(state: State):
    """Every page is French, has one heading, and shows nothing of the machine."""
    html = html_of(state)
    assert (state.says in html, '<html lang="fr">' in html, html.count("<h1>")) == (True, True, 1)
    assert html.startswith("<!DOCTYPE html>")


def test_what_someone_typed_is_no_part_of_the_page():
    """A name with a script in it is shown, not run."""
    html = html_of(State("hostile", "login.html", "", {"login_action": "", "username": '"><script>alert(1)</script>'}))
    assert "<script>alert(1)" not in html


@pytest.mark.parametrize("state", STATES, ids=lambda state: state.name)
def test_after_a_fault_the_keyboard_is_in_the_field_to_fill_again(state: State):
    """Never in two places; and in one on every page that says what was wrong with what was typed."""
    html = html_of(state)
    assert html.count(" autofocus") == (state.name == "login" or 'id="erreur"' in html)


@pytest.fixture(scope="module")
async def browser():
    """One for all pages."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=HEADLESS_SHELL)
        yield browser
        await browser.close()


@pytest.fixture(scope="module")
async def windows(browser):
    """One on each screen: a browser that stays has axe compiled."""
    contexts = [
        await browser.new_context(
            viewport={"width": width, "height": height}, color_scheme=colours, device_scale_factor=zoom
        )
        for width, height, colours, zoom in SCREENS
    ]
    return [(screen, await context.new_page()) for screen, context in zip(SCREENS, contexts, strict=True)]


@pytest.mark.browser
@pytest.mark.parametrize("state", STATES, ids=lambda state: state.name)
async def test_axe_finds_nothing_and_nothing_sticks_out(windows, state: State):
    """No fault by axe's rules, no sideways scrolling, on a telephone, in the dark, at 200 %."""
    for screen, page in windows:
        await page.goto("about:blank")  # nothing is left of the page before
        await page.set_content(html_of(state))
        await page.evaluate(AXE.read_text(encoding="utf-8"))
        found = await page.evaluate("axe.run()")
        faults = [(fault["id"], [node["target"] for node in fault["nodes"]]) for fault in found["violations"]]
        overflow = await page.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert (faults, overflow, len(found["passes"]) > 10) == ([], 0, True), screen


@pytest.mark.browser
async def test_a_page_that_asks_for_patience_tries_again(browser):
    """Whoever opens a page while the service restarts sees it as soon as it is back, without a click."""
    answers = [html_of(State("wait", "error.html", "", {"status_code": 503})), "<h1>Ma semaine</h1>"]
    page = await browser.new_page()
    await page.clock.install()
    await page.route("**/ma-semaine", lambda route: route.fulfill(body=answers.pop(0), content_type="text/html"))
    await page.goto("http://atelier.test/services/atelier/ma-semaine")
    assert await page.locator("h1").inner_text() == "Un instant"
    await page.clock.run_for(5000)
    await page.get_by_role("heading", name="Ma semaine").wait_for()
    await page.close()


@pytest.mark.browser
async def test_one_can_look_at_what_one_types(browser):
    """The box shows both fields of a new password, and hides them again."""
    page = await browser.new_page()
    await page.set_content(html_of(State("first", "first-password.html", "", {"person": AMINA})))
    kinds = "[...document.querySelectorAll('[autocomplete=new-password]')].map((field) => field.type)"
    seen = [await page.evaluate(kinds)]
    for _ in range(2):
        await page.get_by_label("Montrer ce que je tape").click()
        seen.append(await page.evaluate(kinds))
    assert seen == [["password"] * 2, ["text"] * 2, ["password"] * 2]
    await page.close()
