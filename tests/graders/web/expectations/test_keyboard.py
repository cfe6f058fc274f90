"""Pages used with the keyboard alone, in the real browser."""

import time

import pytest

from graders.checker import Checker
from graders.web.expectations import keyboard as expect
from graders.web.keyboard import tab_stops, walk_through
from graders.web.page import Page
from graders.web.play import Play
from tests.graders.exercises import a_page
from tests.graders.web.expectations.verbs import Told, Verb, told, what_is_raised

pytestmark = pytest.mark.browser

THREE = '<a href="a" id="a">A</a>\n<button id="b">B</button>\n<input id="c">'
COUNTER = (
    "<script>const o = document.querySelector('output'); let n = 0; const plus = () => { o.value = ++n };</script>"
)
OUT = "<output></output>"
PLAIN = "<style>* { outline: none }</style>"
OPENS = (
    '<button id="o" aria-expanded="false">Menu</button><div id="m" hidden><a href="a">A</a></div>'
    "<script>const o = document.querySelector('#o'), m = document.querySelector('#m');"
    "o.onclick = () => m.hidden = false; addEventListener('keydown', e => { %s });</script>"
)
DIALOG = (
    '<button id="o">Ouvrir</button><dialog id="m"><button>Fermer</button></dialog>'
    "<script>document.querySelector('#o').onclick = () => document.querySelector('#m').showModal()</script>"
)
ROWS = (
    '<ul><li>Vase <button>Retirer</button></li></ul><h2 tabindex="-1">Panier</h2>'
    "<script>document.querySelector('button').onclick = e => { %s e.target.parentElement.remove() }</script>"
)
SKIP = "<style>.s { position: absolute; left: -9999px } %s</style>"
MENU = (
    '<div role="menu">%s</div><script>const items = [...document.querySelectorAll("[role=menuitem]")];'
    "addEventListener('keydown', e => { const i = items.indexOf(document.activeElement);"
    "const to = {ArrowDown: i + 1, ArrowUp: i - 1}[e.key]; if (i >= 0 && items[to]) items[to].focus() })</script>"
)
ITEMS = '<button role="menuitem">A</button><button role="menuitem" tabindex="-1">B</button>'


def counted(play: Play) -> bool:
    """The counter went up by one."""
    return play.one("output").text == "1"


def activates(page: Page) -> None:
    """The element of class x counts, by both keys."""
    expect.expect_activates(page, ".x", result=counted)


def closes(page: Page) -> None:
    """Escape closes the menu."""
    expect.expect_escape_closes(page, "#o", "#m")


def skips(page: Page) -> None:
    """The page begins with a skip link."""
    expect.expect_skip_link(page)


def arrows(page: Page) -> None:
    """The arrows go through the menu."""
    expect.expect_arrow_keys(page, "[role=menuitem]")


FADING = (
    '<button>Ouvrir</button><dialog aria-label="Panier"><button>Fermer</button></dialog>'
    "<script>const box = document.querySelector('dialog');"
    "document.querySelector('button').onclick = () => setTimeout(() => box.showModal(), 300);"
    "box.oncancel = event => { event.preventDefault(); setTimeout(() => box.close(), 300); }</script>"
)
RIGHT: dict[str, tuple[Verb, str]] = {
    "reachable": (lambda page: expect.expect_reachable(page, "#c"), THREE),
    "reachable by role and name": (lambda page: expect.expect_reachable(page, ("button", "b")), THREE),
    "reachable by tabindex": (lambda page: expect.expect_reachable(page, "div"), '<div tabindex="0">a</div>'),
    "one of its round buttons": (
        lambda page: expect.expect_all_reachable(page, "input"),
        '<input type="radio" name="r" value="1"><input type="radio" name="r" value="2"><input type="date">',
    ),
    "a box that fades": (
        lambda page: expect.expect_escape_closes(page, ("button", "Ouvrir"), ("dialog", "Panier")),
        FADING,
    ),
    "focus after a while": (
        lambda page: expect.expect_focus_moves_to(
            page, ("dialog", "Panier"), after=lambda play: play.click("button", "Ouvrir")
        ),
        FADING,
    ),
    "in order": (lambda page: expect.expect_tab_order(page, ["#a", "#c"]), THREE),
    "in the order of tabindex": (
        lambda page: expect.expect_tab_order(page, ["#y", "#x"]),
        '<a href="a" id="x" tabindex="2">x</a><a href="a" id="y" tabindex="1">y</a>',
    ),
    "the browser's focus is seen": (expect.expect_visible_focus, THREE),
    "a background is seen": (
        expect.expect_visible_focus,
        f"{PLAIN}<style>:focus {{ background: gold }}</style>{THREE}",
    ),
    "a shadow under focus-visible is seen": (
        expect.expect_visible_focus,
        f"{PLAIN}<style>:focus-visible {{ box-shadow: 0 0 0 3px navy; transition: all 5s }}</style>{THREE}",
    ),
    "a drawn box is seen": (
        expect.expect_visible_focus,
        f"{PLAIN}<style>input {{ opacity: 0 }} input:focus + span {{ outline: 2px solid }}</style>"
        '<label><input type="checkbox"><span>Oui</span></label>',
    ),
    "what is around is seen": (
        expect.expect_visible_focus,
        f"{PLAIN}<style>p:focus-within {{ border: 3px solid }}</style><p><button>a</button></p>",
    ),
    "no trap": (expect.no_keyboard_trap, THREE),
    "a modal may keep the focus": (
        expect.no_keyboard_trap,
        "<dialog><button>a</button><button>b</button></dialog><a href=a>c</a>"
        "<script>document.querySelector('dialog').showModal()</script>",
    ),
    "many places within one": (expect.no_keyboard_trap, '<input type="datetime-local"><button>a</button>'),
    "no stop at all": (expect.no_keyboard_trap, "<p>a"),
    "a button answers": (activates, f'<button class="x" onclick="plus()">+</button>{OUT}{COUNTER}'),
    "a listener answers": (
        activates,
        f'<button class="x">+</button>{OUT}{COUNTER}'
        "<script>document.querySelector('.x').addEventListener('click', plus)</script>",
    ),
    "a div with everything answers": (
        activates,
        f'<div class="x" role="button" tabindex="0" onclick="plus()">+</div>{OUT}{COUNTER}'
        "<script>document.querySelector('.x').onkeydown = e => [' ', 'Enter'].includes(e.key) && plus()</script>",
    ),
    "some change is enough": (
        lambda page: expect.expect_activates(page, "button"),
        '<button onclick="this.ariaExpanded = true">a</button>',
    ),
    "a link is followed": (lambda page: expect.expect_activates(page, "a", keys=["Enter"]), '<a href="b.html">a</a>'),
    "details open": (lambda page: expect.expect_activates(page, "summary"), "<details><summary>a</summary>b</details>"),
    "closed by a script": (closes, OPENS % "if (e.key === 'Escape') { m.hidden = true; o.focus() }"),
    "a dialog closes by itself": (closes, DIALOG),
    "the focus moves": (
        lambda page: expect.expect_focus_moves_to(page, "dialog", after=lambda play: play.click("#o")),
        DIALOG,
    ),
    "the focus is kept": (
        lambda page: expect.expect_focus_kept(page, after=lambda play: play.click("button")),
        ROWS % "document.querySelector('h2').focus();",
    ),
    "a skip link": (skips, '<a href="#t">Aller au texte</a><nav><a href="a">a</a></nav><main id="t"><a href="b">b</a>'),
    "a skip link shown by its focus": (
        skips,
        SKIP % ".s:focus { left: 0 }"
        + '<a class="s" href="#t">Aller au texte</a><a href="a">a</a><main id="t">b</main>',
    ),
    "arrows": (arrows, MENU % ITEMS),
}
WRONG: dict[str, tuple[Verb, str, Told]] = {
    "a div with a click": (
        lambda page: expect.expect_reachable(page, ".x"),
        '<div class="x" onclick="plus()">Ouvrir</div>',
        ("not-reachable", None, "div : Ouvrir", 8),
    ),
    "left out": (
        lambda page: expect.expect_all_reachable(page, "a, button"),
        '<a href="a">A</a>\n<button tabindex="-1">B</button>',
        ("not-reachable", None, "button : B", 9),
    ),
    "the focus is thrown away": (
        lambda page: expect.expect_reachable(page, "button"),
        '<a href="a">A</a>\n<button onfocus="this.blur()">B</button>\n<a href="c">C</a>',
        ("not-reachable", None, "button : B", 9),
    ),
    "nothing there": (
        lambda page: expect.expect_reachable(page, ("button", "Envoyer")),
        "<p>a",
        ("missing-element", "button : Envoyer", None, None),
    ),
    "another order": (
        lambda page: expect.expect_tab_order(page, ["#a", "#b"]),
        '<button id="b">B</button>\n<a href="a" id="a">A</a>',
        ("tab-order", "a : A", "button : B", 8),
    ),
    "unseen": (expect.expect_visible_focus, f"{PLAIN}\n{THREE}", ("focus-unseen", None, "a : A", 9)),
    "unseen in one place": (
        expect.expect_visible_focus,
        f"<style>#c {{ outline: none }}</style>\n{THREE}",
        ("focus-unseen", None, "input#c", 11),
    ),
    "an outline of no colour": (
        expect.expect_visible_focus,
        "<style>button:focus { outline: 3px solid transparent }</style>\n<button>a</button>",
        ("focus-unseen", None, "button : a", 9),
    ),
    "Tab is taken": (
        expect.no_keyboard_trap,
        f"{THREE}<script>c.onkeydown = e => e.preventDefault()</script>",
        ("keyboard-trap", None, "input#c", 10),
    ),
    "Tab is sent back": (
        expect.no_keyboard_trap,
        f"{THREE}<a href=d>D</a><script>c.onblur = () => setTimeout(() => a.focus())</script>",
        ("keyboard-trap", None, "input#c", 10),
    ),
    "a div answers to no key": (
        activates,
        f'<div class="x" role="button" tabindex="0" onclick="plus()">+</div>{OUT}{COUNTER}',
        ("key-does-nothing", "Entrée", "div : +", 8),
    ),
    "a div answers to one key": (
        activates,
        f'<div class="x" role="button" tabindex="0" onclick="plus()">+</div>{OUT}{COUNTER}'
        "<script>document.querySelector('.x').onkeydown = e => e.key === 'Enter' && plus()</script>",
        ("key-does-nothing", "Espace", "div : +", 8),
    ),
    "a press does nothing": (
        lambda page: expect.expect_activates(page, "button"),
        "<button>a</button>",
        ("key-does-nothing", "Entrée", "button : a", 8),
    ),
    "Escape is ignored": (closes, OPENS % "", ("escape-ignored", None, "button : Menu", 8)),
    "the focus does not return": (
        closes,
        OPENS % "if (e.key === 'Escape') { m.hidden = true; document.activeElement.blur() }",
        ("focus-not-back", "button : Menu", None, 8),
    ),
    "the focus stays": (
        lambda page: expect.expect_focus_moves_to(page, "#m", after=lambda play: play.click("#o")),
        OPENS % "",
        ("focus-elsewhere", "div : A", "button : Menu", 8),
    ),
    "the focus is lost": (
        lambda page: expect.expect_focus_kept(page, after=lambda play: play.click("button")),
        ROWS % "",
        ("focus-lost", None, "cliquer sur button : Retirer", None),
    ),
    "no skip link": (skips, THREE, ("skip-missing", None, "a : A", 8)),
    "a skip link that stays away": (
        skips,
        SKIP % "" + '\n<a class="s" href="#t">Aller au texte</a><main id="t">b</main>',
        ("skip-hidden", None, "a : Aller au texte", 9),
    ),
    "a skip link to nowhere": (
        skips,
        '<a href="#texte">Aller au texte</a><main id="t"><a href="b">b</a></main>',
        ("skip-target", "texte", "a : Aller au texte", 8),
    ),
    "no arrows": (
        arrows,
        f"<div>{ITEMS}</div>",
        ("arrows-ignored", "la flèche vers le bas", "button : A", 8),
    ),
    "five thousand fields": (expect.no_keyboard_trap, "<script>document.write('<input>'.repeat(5000))</script>", (
        "too-many-stops", None, "120", None
    )),
}  # fmt: skip


@pytest.mark.parametrize(("verb", "body"), RIGHT.values(), ids=RIGHT.keys())
async def test_pages_for_the_keyboard_pass(checker: Checker, verb: Verb, body: str):
    """Every right way is accepted: the browser's own elements, or scripts that do all they do."""
    assert told(await what_is_raised(checker, verb, {"index.html": a_page(body)})) is None


@pytest.mark.parametrize(("verb", "body", "failure"), WRONG.values(), ids=WRONG.keys())
async def test_pages_that_need_a_mouse_fail_with_what_was_seen(checker: Checker, verb: Verb, body: str, failure: Told):
    """The failure names the element and the key."""
    assert told(await what_is_raised(checker, verb, {"index.html": a_page(body)})) == failure


async def test_the_walk_is_the_browsers_own(checker: Checker):
    """The order is the order of the focus: what is hidden, inert or disabled is passed over."""
    found: list[str] = []

    def walk(page: Page) -> None:
        with page.played() as play:
            found.extend(stop.attributes["id"] for stop in tab_stops(play))

    body = (
        f'{THREE}<button hidden>x</button><div inert><a href="x">x</a></div><button disabled>x</button>'
        '<p style="visibility: hidden"><a href="x">x</a></p><select id="d"></select>'
        '<details><summary id="e">e</summary><a href="x">x</a></details><textarea id="f"></textarea>'
    )
    await what_is_raised(checker, walk, {"index.html": a_page(body)})
    assert found == ["a", "b", "c", "d", "e", "f"]


async def test_a_page_cannot_feign_where_the_focus_is(checker: Checker):
    """A redefined activeElement, querySelector or matches is not believed."""
    lies = (
        "<script>Object.defineProperty(document, 'activeElement', {get: () => document.querySelector('div')});"
        "Element.prototype.matches = () => true; HTMLElement.prototype.focus = () => {};</script>"
    )
    body = f'{lies}\n<a href="a">A</a><div class="x">Ouvrir</div>'
    raised = await what_is_raised(
        checker, lambda page: expect.expect_reachable(page, ".x"), {"index.html": a_page(body)}
    )
    assert told(raised) == ("not-reachable", None, "div : Ouvrir", 9)


async def test_a_walk_takes_little_time(checker: Checker):
    """Twenty stops with their looks, within a second on a busy machine."""
    took: list[float] = []

    def walk(page: Page) -> None:
        with page.played() as play:
            begun = time.monotonic()
            assert len(walk_through(play, looks=True).stops) == 20
            took.append(time.monotonic() - begun)

    await what_is_raised(checker, walk, {"index.html": a_page('<a href="a">a</a>' * 20)})
    assert took[0] < 1
