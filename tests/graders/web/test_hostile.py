"""Pages that attack the grader: each is answered, hurts nobody beside it and gains nothing."""

import asyncio
import contextlib
import json
import os
import signal
import socket
import sys
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from graders.checker import Checker
from graders.checks import MachineBusy, check
from graders.processor import descendants
from graders.results import Outcome
from graders.web.expectations.document import expect_count, expect_one_h1, expect_text
from graders.web.page import Page
from graders.web.pool import TabPool
from graders.web.tab import PageStuck
from tests.graders.exercises import IN_TIME_S, PAGE, a_page, an_exercise

pytestmark = pytest.mark.browser


@check(points=1)
def one_heading(page: Page) -> None:
    """La page a un seul grand titre."""
    expect_one_h1(page)


@check(points=1)
def two_paragraphs(page: Page) -> None:
    """La page a 2 paragraphes."""
    expect_count(page, "p", exactly=2)


EXERCISE = an_exercise(one_heading, two_paragraphs)
BODY = "<h1>Titre</h1>\n<p>a</p>\n"  # one paragraph too few, so that the report says what else is wrong

ATTACKS = {
    "endless-loop": "while (true) {}",
    "promise-loop": "const again = () => Promise.resolve().then(again); again()",
    "loop-after-load": "setInterval(() => { const t = Date.now(); while (Date.now() - t < 9e3); }, 1)",
    "alert-storm": "while (true) alert(1)",
    "prompt-storm": "while (true) prompt('?')",
    "heap-bomb": "const a = []; while (true) a.push(new Array(1e6).fill(7))",
    "buffer-bomb": "const a = []; while (true) { const b = new Uint8Array(5e7); b.fill(1); a.push(b) }",
    "dom-bomb": "while (true) document.body.append(document.createElement('div'))",
    "worker-storm": """
        const busy = URL.createObjectURL(new Blob(["while (true) {}"]));
        for (let i = 0; i < 40; i++) new Worker(busy);
        while (true) {}""",
    "deep-recursion": "const f = () => { try { f() } finally { f() } }; f()",
    "history-storm": "while (true) history.pushState(0, '', '?' + Math.random())",
    "reload-storm": "location.reload(); while (true) {}",
    "request-storm": "for (let i = 0; i < 9999; i++) fetch('?' + i); while (true) {}",
}


@pytest.mark.parametrize("script", ATTACKS.values(), ids=ATTACKS.keys())
async def test_what_is_written_counts_whatever_the_scripts_do(checker: Checker, script: str):
    """The page is graded without its scripts, the learner is told, and a neighbour's page passes meanwhile."""
    hostile = a_page(f"{BODY}<script>{script}</script>")
    report, neighbour = await asyncio.gather(
        checker.check(EXERCISE, {"index.html": hostile}),
        checker.check(EXERCISE, {"index.html": a_page("<h1>Titre</h1><p>a</p><p>b</p>")}),
    )
    assert [result.outcome for result in report.results] == [Outcome.PASSED, Outcome.FAILED]
    # A loop that also grows ends by whichever limit it meets first.
    assert report.notice in {"endless-script", "too-heavy"}
    assert neighbour.outcome is Outcome.PASSED


async def test_a_script_beside_a_given_page_may_never_end(checker: Checker):
    """Where the learner writes the script alone, what the page shows without it counts, and they are told."""
    page = a_page("<h1>Titre</h1>\n<p>a</p><script src=app.js></script>")
    exercise = an_exercise(
        one_heading, two_paragraphs, learner_files=("app.js",), start={"index.html": page, "app.js": b""}
    )
    report = await checker.check(exercise, {"app.js": b"while (true) {}"})
    assert ([result.outcome for result in report.results], report.notice) == (
        [Outcome.PASSED, Outcome.FAILED],
        "endless-script",
    )


@pytest.mark.parametrize(
    "leave",
    [
        "<script>location.href = 'https://example.org/'</script>",
        "<script>setTimeout(() => location.href = 'autre.html', 0)</script>",
        '<meta http-equiv="refresh" content="0; url=https://example.org/">',
    ],
    ids=["at-once", "to-another-file", "without-script"],
)
async def test_a_page_that_leaves_is_still_read(checker: Checker, leave: str):
    """A page that goes elsewhere by itself does not take its heading along."""
    report = await checker.check(EXERCISE, {"index.html": a_page(BODY + leave)})
    assert [result.outcome for result in report.results] == [Outcome.PASSED, Outcome.FAILED]


LIES = """
<script>
const lie = () => [{localName: 'h1'}];
document.querySelectorAll = Document.prototype.querySelectorAll = Element.prototype.querySelectorAll = lie;
Document.prototype.getElementsByTagNameNS = lie;
window.getComputedStyle = () => ({display: 'block'});
Object.defineProperty(Node.prototype, 'textContent', {get: () => 'BRAVO'});
Object.defineProperty(CharacterData.prototype, 'data', {get: () => 'BRAVO'});
Object.defineProperty(Node.prototype, 'childNodes', {get: () => []});
Array.prototype.map = Array.prototype.slice = String.prototype.slice = Function.prototype.call = () => 'BRAVO';
Object.getOwnPropertyDescriptor = JSON.stringify = () => 'BRAVO';
globalThis.reader = {all: lie, facts: () => ({doctype: 'html', lang: 'fr', title: 'BRAVO', charset: 'utf-8'})};
</script>
"""
HIDING = """
<form name="querySelectorAll"><input name="attributes"><input name="parentElement"><input name="childNodes"></form>
<form name="getElementsByTagNameNS"></form><img name="documentElement" src="" alt=""><img name="doctype" alt="">
"""


POLICY = """<meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src 'none'; sandbox">"""


@pytest.mark.parametrize(
    "around", [LIES, HIDING, POLICY], ids=["redefined-built-ins", "names-that-hide-properties", "policy"]
)
async def test_a_page_cannot_lie_about_itself(checker: Checker, around: str):
    """Checks read what the browser made, not what the page's scripts or names say it is."""
    seen: list[tuple[str, str | None, str | None, list[str]]] = []

    @check(points=1)
    def look(page: Page) -> None:
        """Regarder."""
        seen.append(
            (expect_text(page, "h1", "Vrai").text, page.lang, page.title, [one.tag for one in page.all("form *")])
        )

    report = await checker.check(an_exercise(look), {"index.html": a_page(f"{around}<h1>Vrai</h1>")})
    assert report.outcome is Outcome.PASSED
    fields = ["input"] * 3 if around is HIDING else []
    assert seen == [("Vrai", "fr", "Horaires de la ressourcerie", fields)]


@dataclass
class Listener:
    """A web server and a UDP socket on the loopback that count who calls."""

    tcp_port: int
    udp_port: int
    calls: list[str]


@pytest.fixture
async def listener() -> AsyncIterator[Listener]:
    """A listener that answers nobody and forgets nothing."""
    calls: list[str] = []

    class Udp(asyncio.DatagramProtocol):
        def datagram_received(self, data: bytes, addr: object) -> None:
            calls.append("udp")

    def on_connection(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        calls.append("tcp")
        writer.close()

    server = await asyncio.start_server(on_connection, "127.0.0.1", 0)
    transport, _ = await asyncio.get_running_loop().create_datagram_endpoint(Udp, local_addr=("127.0.0.1", 0))
    yield Listener(server.sockets[0].getsockname()[1], transport.get_extra_info("sockname")[1], calls)
    transport.close()
    server.close()


CALLING = """
<link rel="stylesheet" href="http://HERE/css"><link rel="preconnect" href="http://HERE">
<link rel="prefetch" href="http://HERE/prefetch"><link rel="dns-prefetch" href="//HERE">
<img src="http://HERE/img" alt=""><iframe src="http://HERE/frame"></iframe><video src="http://HERE/video"></video>
<object data="http://HERE/object"></object><script src="http://HERE/script"></script>
<form id="post" method="post" action="http://HERE/form" target="_blank"><input name="a" value="b"></form>
<a id="link" href="http://HERE/link" target="_blank" ping="http://HERE/ping">a</a>
<script>
const tries = [
  () => fetch('http://HERE/fetch', {mode: 'no-cors'}),
  () => { const x = new XMLHttpRequest(); x.open('GET', 'http://HERE/xhr'); x.send(); },
  () => new WebSocket('ws://HERE/socket'),
  () => new EventSource('http://HERE/events'),
  () => navigator.sendBeacon('http://HERE/beacon', 'a'),
  () => window.open('http://HERE/popup'),
  () => window.open('data:text/html,<img src="http://HERE/popup-img">', '_blank', 'noopener'),
  () => document.getElementById('post').submit(),
  () => document.getElementById('link').click(),
  () => new Worker(URL.createObjectURL(new Blob(["fetch('http://HERE/worker', {mode: 'no-cors'})"]))),
  () => new SharedWorker(URL.createObjectURL(new Blob(["fetch('http://HERE/shared', {mode: 'no-cors'})"]))),
  () => import('http://HERE/module.js'),
  () => new WebTransport('https://HERE/transport'),
  () => {
    const peer = new RTCPeerConnection({iceServers: [{urls: 'stun:127.0.0.1:UDP'}]});
    peer.createDataChannel('a');
    peer.createOffer().then((offer) => peer.setLocalDescription(offer));
  },
];
for (const attempt of tries) try { Promise.resolve(attempt()).catch(() => 0); } catch { }
setTimeout(() => { document.title = 'essayé'; }, 700);
</script>
"""


async def test_a_page_reaches_nobody(pool: TabPool, listener: Listener):
    """No request, socket, popup, worker or WebRTC packet of a page arrives, not even on the loopback."""
    here = f"127.0.0.1:{listener.tcp_port}"
    page = a_page(CALLING.replace("HERE", here).replace("UDP", str(listener.udp_port)) + "<h1>a</h1>")
    async with pool.tab() as tab:
        facts = await tab.load("index.html", {"index.html": page})
        async with asyncio.timeout(10):
            while facts["title"] != "essayé":
                facts = await tab.read("facts")
        assert f"http://{here}/fetch" in tab.refused
        targets = await tab.browser.connection.call("Target.getTargets", timeout_s=5)
        assert [one["url"] for one in targets["targetInfos"] if here in one["url"]] == []
    assert listener.calls == []
    # The listener does hear: a call from outside the browser is counted.
    socket.create_connection(("127.0.0.1", listener.tcp_port)).close()
    socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b"a", ("127.0.0.1", listener.udp_port))
    async with asyncio.timeout(5):
        while sorted(listener.calls) != ["tcp", "udp"]:
            await asyncio.sleep(0)


async def test_a_page_that_keeps_computing_waits_behind_the_others(pool: TabPool):
    """Forty busy workers have the lowest priority, all of them; a page that is well-behaved keeps its own."""
    page = a_page(
        "<script>const busy = URL.createObjectURL(new Blob(['while (true) {}']));"
        "for (let i = 0; i < 40; i++) new Worker(busy);</script>"
    )
    async with pool.tab() as hostile, pool.tab() as neighbour:
        await neighbour.load("index.html", {"index.html": PAGE.encode()})
        with contextlib.suppress(PageStuck, MachineBusy):  # it need not even load
            await hostile.load("index.html", {"index.html": page})
        browser = await pool.browser()
        behind: list[list[int]] = []
        async with asyncio.timeout(IN_TIME_S):
            while [len(one) > 40 for one in behind] != [True]:  # a busy machine starts them one by one
                await asyncio.sleep(0.01)
                behind = [one for one in _nice_values(browser.process.pid) if min(one) == 19]
        assert {nice for one in _nice_values(browser.process.pid) if one not in behind for nice in one} == {0}


async def test_a_page_reads_no_file_and_no_neighbour(pool: TabPool):
    """Neither the machine's files nor what another page stored are there."""
    page = a_page(
        "<h1>a</h1><script>"
        "localStorage.seen = (localStorage.seen || '') + 'x'; document.title = localStorage.seen + document.cookie;"
        "document.cookie = 'seen=1; secure';"
        "fetch('file:///etc/passwd').then(() => { document.title = 'lu' }, () => 0)</script>"
    )
    titles = []
    for _ in range(2):
        async with pool.tab() as tab:
            titles.append((await tab.load("index.html", {"index.html": page}))["title"])
    assert titles == ["x", "x"]


async def test_the_browser_keeps_its_own_sandbox(pool: TabPool):
    """Whoever breaks out of a page is still behind the browser's own filter of system calls, beside the sandbox's."""
    browser = await pool.browser()
    filters = {pid: int(_status(pid, "Seccomp_filters")) for pid in descendants(browser.process.pid)}
    renderers = [pid for pid in filters if b"--type=renderer" in _proc(pid, "cmdline")]
    assert {filters[pid] for pid in renderers} == {2}
    assert min(filters.values()) == 1


async def test_the_browser_knows_nothing_of_the_place(pool: TabPool):
    """It has neither our environment nor our network, files or processes."""
    browser = await pool.browser()
    inside = descendants(browser.process.pid)
    strange = {name for pid in inside for name in _environment(pid)} & set(os.environb)
    assert strange <= {b"HOME", b"LANG", b"PWD"}
    for kind in ("net", "pid", "mnt", "ipc", "user"):  # of the browser itself; a page's process may be on its way out
        assert os.readlink(f"/proc/{inside[1]}/ns/{kind}") != os.readlink(f"/proc/self/ns/{kind}")


async def test_a_browser_killed_in_mid_check_is_replaced(pool: TabPool):
    """kill -9 of the browser costs the learner nothing: the check is made again and answers."""
    fresh = TabPool(warm=1)
    await fresh.start()
    victim = await fresh.browser()
    tries: list[int] = []

    @check(points=1)
    def look_twice(page: Page) -> None:
        """Regarder deux fois."""
        tries.append(page.all("h1")[0].level)
        if len(tries) == 1:
            for pid in reversed(descendants(victim.process.pid)):
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
        expect_one_h1(page)

    async with Checker(pool=fresh) as checker:
        report = await checker.check(an_exercise(look_twice), {"index.html": PAGE.encode()})
        assert (report.outcome, tries) == (Outcome.PASSED, [1, 1])
        assert (await fresh.browser()).process.pid != victim.process.pid


async def test_a_killed_grader_leaves_no_browser_behind(pool: TabPool):
    """kill -9 of our own process ends every process of its browser."""
    script = (
        "import asyncio, json\n"
        "from graders.processor import descendants\nfrom graders.web.browser import Browser\n"
        "async def main():\n"
        "    browser = await Browser.launch()\n"
        "    print(json.dumps([browser.process.pid, *descendants(browser.process.pid)]), flush=True)\n"
        "    await asyncio.sleep(60)\n"
        "asyncio.run(main())\n"
    )
    ours = await asyncio.create_subprocess_exec(sys.executable, "-c", script, stdout=asyncio.subprocess.PIPE)
    assert ours.stdout is not None
    pids = json.loads(await ours.stdout.readline())
    assert len(pids) > 3
    ours.kill()
    await ours.wait()
    async with asyncio.timeout(10):
        while any(_state(pid) not in {"", "Z"} for pid in pids):
            await asyncio.sleep(0.01)


def _nice_values(browser: int) -> list[list[int]]:
    """For each page's process of a browser, the nice values of its threads."""
    pages = [pid for pid in descendants(browser) if b"--type=renderer" in _proc(pid, "cmdline")]
    return [[_nice_value(pid, thread) for thread in os.listdir(f"/proc/{pid}/task")] for pid in pages]


def _nice_value(pid: int, thread: str) -> int:
    return int(_proc(pid, f"task/{thread}/stat").rpartition(b")")[2].split()[16])


def _proc(pid: int, name: str) -> bytes:
    try:
        return Path(f"/proc/{pid}/{name}").read_bytes()
    except OSError:
        return b""


def _status(pid: int, field: str) -> str:
    lines = _proc(pid, "status").decode().splitlines()
    return next((line.split()[1] for line in lines if line.startswith(f"{field}:")), "")


def _environment(pid: int) -> set[bytes]:
    """The names of its environment variables."""
    return {part.partition(b"=")[0] for part in _proc(pid, "environ").split(b"\0") if part}


def _state(pid: int) -> str:
    return _status(pid, "State")
