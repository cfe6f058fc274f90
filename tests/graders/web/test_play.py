"""A page that is used: trusted clicks and keys, its own time, boxes, storage, and pages that mean harm."""

import time
from collections.abc import Callable
from typing import Any

import pytest

from graders.checker import Checker
from graders.checks import Check
from graders.web.api import Api, reply
from graders.web.console import ConsoleLine, ScriptFault
from graders.web.expectations.roles import expect_role
from graders.web.page import Page
from graders.web.play import Dialog, Play
from tests.graders.exercises import IN_TIME_S, a_page, an_exercise
from tests.graders.web.plays import played_out, rows, told, with_script

pytestmark = pytest.mark.browser

BUTTON = '<h1>Titre</h1><button id="b">Ajouter</button> <output></output>'
SAY = 'const say = (text) => { document.querySelector("output").textContent = text; };'


def text_of(play: Play) -> str | None:
    """What the page's output says."""
    output = play.first("output")
    return output.text if output else None


def playing(act: Callable[[Play], Any], **how: Any) -> Callable[[Page], Any]:
    """A check that plays with the page and gives what `act` gives."""

    def check(page: Page) -> Any:
        with page.played(**how) as play:
            return act(play)

    return check


async def test_a_click_is_a_visitors(checker: Checker):
    """The event is trusted, and what the page becomes is read afresh, its title too."""
    page = with_script(SAY + 'b.onclick = (e) => { say(e.isTrusted); document.title = "Clic"; };', BUTTON)

    def act(play: Play) -> Any:
        before = play.title
        play.click("button", text="AJOUTER")
        return before, text_of(play), play.title

    assert await played_out(checker, page, playing(act)) == [("Horaires de la ressourcerie", "true", "Clic")]


async def test_what_happens_in_a_play_stays_in_it(checker: Checker):
    """Neither the page itself nor another play sees it, its storage included."""
    page = with_script(SAY + 'localStorage.n = 1 + Number(localStorage.n || 0); b.onclick = () => say("clic");', BUTTON)

    def check(page: Page) -> Any:
        with page.played() as first:
            first.click("#b")
            with page.played() as second:
                return text_of(first), text_of(second), first.storage, second.storage, page.all("output")[0].text

    assert await played_out(checker, page, check) == [("clic", "", {"n": "1"}, {"n": "1"}, "")]


async def test_typing_fires_what_a_keyboard_fires(checker: Checker):
    """Key, input and change events come, all trusted; accents and a long text too."""
    page = with_script(
        """const seen = [];
        for (const kind of ["keydown", "input", "change"])
          nom.addEventListener(kind, (e) => { seen.push(kind); if (!e.isTrusted) seen.push("faux"); });
        nom.addEventListener("change", () => { document.title = seen.join(" "); });""",
        '<h1>a</h1><label for="nom">Nom</label><input id="nom" value="É"> <textarea id="avis"></textarea>',
    )

    def act(play: Play) -> Any:
        play.type("#nom", "mi")
        focused = play.focused
        play.press("Tab")
        play.type("#avis", "a" * 300)
        name, long = play.value("#nom"), len(play.value("#avis") or "")
        play.clear("#nom")
        return focused and focused.attributes["id"], play.title, name, long, play.value("#nom")

    assert await played_out(checker, page, playing(act)) == [
        ("nom", "keydown input keydown input keydown change", "Émi", 300, "")
    ]


async def test_choices_are_made(checker: Checker):
    """Options by value or text, radio buttons also when a drawn one stands in their place, boxes, dates."""
    page = a_page(
        """<h1>a</h1><style>.vu { position: absolute; opacity: 0; width: 0; height: 0; }</style>
        <select id="s"><option value="a">Un</option><option value="b">Deux</option></select>
        <input type="radio" name="r" value="x" id="x"><label for="x">X</label>
        <input type="radio" name="r" value="y" id="y" class="vu"><label for="y">Y</label>
        <input type="checkbox" id="c"><input type="date" id="d">"""
    )

    def act(play: Play) -> Any:
        play.choose("#s", "Deux")
        play.choose("[name=r]", "y")
        play.choose("#c")
        play.choose("#d", "2027-03-15")
        return (
            play.value("#s"),
            [one.attributes["id"] for one in play.all(":checked") if "id" in one.attributes],
            play.value("#d"),
        )

    assert await played_out(checker, page, playing(act)) == [("b", ["y", "c"], "2027-03-15")]


FAILED_CLICKS: dict[str, tuple[str, tuple[str, str | None, str | None, int | None]]] = {
    "not-there": ("<h1>a</h1>", ("missing-element", "button", None, None)),
    "hidden": ("<button hidden>Ici</button>", ("hidden-element", "button : Ici", None, 8)),
    "covered": (
        '<button>Ici</button><div id="voile" style="position: fixed; inset: 0"></div>',
        ("covered-element", "button : Ici", "div#voile", 8),
    ),
}


@pytest.mark.parametrize(("body", "failure"), **rows(FAILED_CLICKS))
async def test_what_no_hand_can_click(
    checker: Checker, body: str, failure: tuple[str, str | None, str | None, int | None]
):
    """A click that no visitor could make says why."""
    assert await told(checker, a_page(body), playing(lambda play: play.click("button"))) == failure


async def test_ten_seconds_pass_in_no_time(checker: Checker):
    """Timers run and the date goes on, from the moment the check chose, in Paris; a page cannot tell."""
    page = with_script(
        SAY + 'const now = () => new Date().toLocaleString("fr"), start = now(); let n = 0;'
        'setInterval(() => { n += 1; say([start, n, now(), typeof Date()].join(" | ")); }, 1000);',
        BUTTON,
    )

    def act(play: Play) -> Any:
        begun = time.monotonic()
        play.pass_time(10)
        return text_of(play), time.monotonic() - begun < 2

    assert await played_out(checker, page, playing(act, clock="2027-03-15T10:00")) == [
        ("15/03/2027 10:00:00 | 10 | 15/03/2027 10:00:10 | string", True)
    ]


async def test_waiting_is_for_what_comes(checker: Checker):
    """An element that comes after three seconds is waited for; one that never comes is not there."""
    page = with_script('setTimeout(() => { document.body.append(document.createElement("dialog")); }, 3000);')
    act = lambda play: (play.wait_for(lambda: play.all("dialog")), play.wait_for("table", within=2))  # noqa: E731
    assert await played_out(checker, page, playing(act)) == [(True, False)]


async def test_boxes_are_answered(checker: Checker):
    """prompt and confirm get the scripted answers in turn, and what they asked is kept."""
    page = with_script(
        SAY + 'b.onclick = () => { say(prompt("Nom ?") + confirm("Sûr ?") + prompt("Rien ?")); alert("Fini"); };',
        BUTTON,
    )

    def act(play: Play) -> Any:
        play.click("#b")
        return text_of(play), play.dialogs

    assert await played_out(checker, page, playing(act, answers=["Amina", True, None])) == [
        (
            "Aminatruenull",
            [
                Dialog("prompt", "Nom ?"),
                Dialog("confirm", "Sûr ?"),
                Dialog("prompt", "Rien ?"),
                Dialog("alert", "Fini"),
            ],
        )
    ]


async def test_a_reload_keeps_what_was_stored(checker: Checker):
    """localStorage and sessionStorage outlive it, variables do not, and time goes on."""
    page = with_script(
        SAY + 'say([localStorage.n, sessionStorage.n, window.n, new Date().getMinutes()].join(" "));'
        "b.onclick = () => { localStorage.n = 1; sessionStorage.n = 2; window.n = 3; };",
        BUTTON,
    )

    def act(play: Play) -> Any:
        play.click("#b")
        play.pass_time(120)
        play.reload()
        play.click("#b")
        return text_of(play), play.storage, play.session_storage

    assert await played_out(checker, page, playing(act, clock="2027-03-15T10:00")) == [
        ("1 2 2", {"n": "1"}, {"n": "2"})
    ]


async def test_console_and_faults_have_their_line(checker: Checker):
    """Lines with their level, exceptions and promises nobody caught with the trainee's own line."""
    page = with_script(
        """console.log("un", 2, {a: [1]});
b.onclick = () => {
  console.error("trois");
  Promise.reject(new Error("quatre"));
  null.cinq;
};""",
        BUTTON,
    )

    def act(play: Play) -> Any:
        play.click("#b")
        return play.console, play.errors

    assert await played_out(checker, page, playing(act)) == [
        (
            [
                ConsoleLine("log", "un 2 {a: Array(1)}", "index.html", 9),
                ConsoleLine("error", "trois", "index.html", 11),
            ],
            [
                ScriptFault("Error: quatre", "Error", "index.html", 12, True),
                ScriptFault(
                    "TypeError: Cannot read properties of null (reading 'cinq')", "TypeError", "index.html", 13
                ),
            ],
        )
    ]


async def test_a_page_may_move_within_itself_only(checker: Checker):
    """Hash and history change its address; another page is refused and noted."""
    page = with_script(
        'b.onclick = () => { history.pushState({}, "", "/liste?page=2"); location.hash = "fin"; };'
        'document.querySelector("output").onclick = () => { location.href = "https://ailleurs.test/"; };',
        BUTTON.replace("<output>", "<output>ici"),
    )

    def act(play: Play) -> Any:
        play.click("#b")
        moved = play.address
        play.click("output")
        return moved, play.address, play.left_for

    assert await played_out(checker, page, playing(act)) == [
        ("/liste?page=2#fin", "/liste?page=2#fin", ["https://ailleurs.test/"])
    ]


async def test_chance_is_the_same_if_asked(checker: Checker):
    """A page that draws lots draws the same ones with the same seed."""
    page = with_script(SAY + "say(Math.random());", BUTTON)

    def check(page: Page) -> Any:
        drawn = []
        for seed in (7, 7, 8):
            with page.played(seed=seed) as play:
                drawn.append(text_of(play))
        return drawn[0] == drawn[1], drawn[0] == drawn[2]

    assert await played_out(checker, page, check) == [(True, False)]


async def test_time_does_not_wait_for_an_answer_that_is_held_back(checker: Checker):
    """Not even if the page asks while time passes; it does wait for one that is on its way."""
    page = with_script(
        SAY + 'setTimeout(() => fetch("/a").then((a) => a.text()).then(say), 1000);'
        'setTimeout(() => fetch("/b").then((b) => b.text()).then(say), 2000); setTimeout(() => say("trois"), 3000);',
        BUTTON,
    )

    def act(play: Play) -> Any:
        seen = []
        for seconds in (1.5, 1, 1):
            play.pass_time(seconds)
            seen.append(text_of(play))
        play.release()
        return [*seen, text_of(play)]

    api = Api({"GET /a": reply(text="un", held=True), "GET /b": reply(text="deux")})
    assert await played_out(checker, page, playing(act, api=api)) == [["", "deux", "trois", "un"]]


async def test_a_function_that_finds_nothing_answers_404(checker: Checker):
    """A check writes `by_id[…]`; the page that asks for what is not there learns so, as from any server."""
    known = {"1": "un"}
    api = Api({"GET /objets/*": lambda request: reply(json=known[request.path.rsplit("/")[-1]])})
    page = with_script(
        'b.onclick = async () => { const r = await fetch("/objets/9"); '
        'document.querySelector("output").textContent = r.status; };',
        BUTTON,
    )
    act = lambda play: (play.click("#b"), text_of(play))[1]  # noqa: E731
    assert await played_out(checker, page, playing(act, api=api)) == ["404"]


async def test_chance_follows_the_work(checker: Checker):
    """The same files draw the same lots in each grading; any change of them draws others."""
    draw = lambda page: page.random("prix").random()  # noqa: E731
    one, again, other = [
        (await played_out(checker, a_page(body), draw))[0] for body in ("<h1>a</h1>", "<h1>a</h1>", "<h1>a</h1> ")
    ]
    assert (one == again, one == other) == (True, False)


async def test_a_click_that_swells_is_named_so(checker: Checker):
    """A page that takes all memory is stopped by itself."""
    page = with_script(
        "b.onclick = () => { const all = []; while (true) all.push(new Uint8Array(1e7).fill(1)); };", BUTTON
    )
    found = await told(checker, page, playing(lambda play: play.click("#b")))
    assert found == ("play-too-heavy", None, None, None)


ENDLESS = {
    "loop": "while (true) {}",
    "alerts": "while (true) alert(1);",
    "console": 'while (true) console.log("x".repeat(100000));',
    "debugger": "while (true) { debugger; }",
    "timers": "const f = () => { setTimeout(f, 0); setTimeout(f, 0); }; f();",
    "requests": 'while (true) fetch("/a?" + Math.random());',
}


@pytest.mark.usefixtures("quiet_machine")
@pytest.mark.parametrize("script", **rows(ENDLESS))
async def test_a_click_without_end_fails_its_check_only(checker: Checker, script: str):
    """The check that clicked fails within its deadline; one after it passes, with the page's scripts."""

    def clean(page: Page) -> None:
        with page.played() as play:
            play.click("output")
            assert text_of(play) == "bien"

    exercise = an_exercise(
        Check("endless", "Sans fin.", 1.0, playing(lambda play: play.click("#b"))), Check("clean", "Bien.", 1.0, clean)
    )
    page = with_script(
        f'b.onclick = () => {{ {script} }}; document.querySelector("output").onclick = () => {{ '
        'document.querySelector("output").textContent = "bien"; };',
        BUTTON.replace("<output>", "<output>ici"),
    )
    begun = time.monotonic()
    report = await checker.check(exercise, {"index.html": page})
    assert [result.message_id for result in report.results] == ["play-endless", None]
    assert report.notice is None
    assert time.monotonic() - begun < IN_TIME_S


@pytest.mark.usefixtures("quiet_machine")
async def test_a_page_without_its_scripts_gets_no_points_for_silence(checker: Checker):
    """A page graded once more without its scripts is not played with: nothing breaks off where nothing runs."""

    def check(page: Page) -> None:
        page.one("h1")
        with page.played() as play:
            assert play.errors == []

    report = await checker.check(
        an_exercise(Check("one", "Sans faute.", 1.0, check)), {"index.html": with_script("while (true) {}")}
    )
    assert (report.results[0].message_id, report.notice) == ("scripts-stopped", "endless-script")


@pytest.mark.usefixtures("quiet_machine")
async def test_a_play_that_cannot_begin_fails_its_check(checker: Checker):
    """A page that does not even load is named as endless, after opening it."""
    assert await told(checker, with_script("while (true) {}"), playing(lambda play: play.errors)) == (
        "play-endless",
        None,
        None,
        None,
    )


LIES = {
    "listener": "EventTarget.prototype.addEventListener = () => {};",
    "trusted": 'Object.defineProperty(Event.prototype, "isTrusted", { get: () => true });',
    "fake-click": 'b.click(); b.dispatchEvent(new MouseEvent("click"));',
    "date": "Date = class { static now() { return 0; } }; Math.random = () => 0.5;",
    "timers": "window.requestAnimationFrame = () => 0; window.setTimeout = () => 0;",
    "prototypes": "Element.prototype.getClientRects = () => []; document.elementFromPoint = () => null;",
    "leaving": 'addEventListener("beforeunload", (e) => { e.preventDefault(); return "non"; });',
    "windows": 'open("https://ailleurs.test/"); open("/index.html");',
    "worker": 'navigator.serviceWorker?.register("/sw.js").catch(() => {});',
    "clobber": 'document.body.insertAdjacentHTML("beforeend", "<form name=querySelectorAll></form>");',
}


@pytest.mark.parametrize("script", **rows(LIES))
async def test_a_page_that_lies_changes_nothing(checker: Checker, script: str):
    """What a click did and what was stored are seen as they are, whatever the page redefines."""
    page = with_script(f"{script} b.onclick = null; localStorage.n = 1;", BUTTON)

    def act(play: Play) -> Any:
        play.click("#b")
        play.reload()
        return text_of(play), play.storage

    assert await played_out(checker, page, playing(act)) == [("", {"n": "1"})]


async def test_faults_cannot_be_kept_quiet(checker: Checker):
    """An exception is seen though window.onerror swallows it, or the console is gone."""
    page = with_script("window.onerror = () => true; console = null; null.x;")
    (faults,) = await played_out(checker, page, playing(lambda play: play.errors))
    assert [(fault.kind, fault.line) for fault in faults] == [("TypeError", 9)]


@pytest.mark.parametrize(
    ("script", "told_of"),
    [
        ("null.x; document.body.append(document.createElement('ul'))", ("fault-of-nothing", 9)),
        ("document.body.append(document.createElement('ol'))", ("missing-role", None)),
    ],
    ids=["broke-off", "made-something-else"],
)
async def test_what_is_missing_because_a_script_broke_off_is_told_by_the_script(
    checker: Checker, script: str, told_of: tuple[str, int | None]
):
    """Any verb that finds nothing in a play says where the script stopped; if none did, what is missing."""
    message_id, _, _, line = await told(checker, with_script(script), playing(lambda play: expect_role(play, "table")))
    assert (message_id, line) == told_of
