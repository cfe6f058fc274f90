"""Servers that attack: each is stopped within its deadline, learns nothing, and leaves nothing behind."""

import asyncio
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from graders.card import card_html
from graders.checker import Checker
from graders.http import grading
from graders.http.expectations.replies import expect_html, expect_json, expect_redirect
from graders.http.files import Stored, folder_of
from graders.http.program import PLANTED, Program, equipped
from graders.http.server import Server
from graders.processor import descendants
from graders.results import Outcome, Report
from tests.graders.exercises import IN_TIME_S
from tests.graders.http.servers import a_server_exercise, files, handling, raw

pytestmark = pytest.mark.sandbox
ROOT = Path(__file__).parents[3]


def answers(server: Server) -> None:
    """A plain question."""
    assert server.get("/").status == 200


def processes() -> set[int]:
    """Sandboxes of this account that run now."""
    found = set()
    for entry in Path("/proc").iterdir():
        try:
            if entry.name.isdecimal() and (entry / "exe").readlink().name == "bwrap":
                found.add(int(entry.name))
        except OSError:
            continue
    return found


def wait_for(holds: Callable[[], bool]) -> None:
    """Until it holds, at most 10 s."""
    end = time.monotonic() + 10
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.01)


async def ask(checker: Checker, source: str, path: str = "/") -> tuple[Report, list[str]]:
    """The report and what the server told at a path."""
    told: list[str] = []

    def tells(server: Server) -> None:
        told.append(server.get(path).text)

    return await checker.check(a_server_exercise(tells), files(source)), told


STOPPED = {
    "never listens": ("import time\nwhile True: time.sleep(1)", "server-never-listens"),
    "ends": ("print('bonjour')", "server-ended"),
    "falls": ("import os\n\nprint(nom)", "server-crashed"),
    "is no Python": ("def (:", "server-crashed"),
    "an address of its own": (handling("self.say()", "serve(Mine, '127.0.0.5')"), "server-wrong-address"),
    "an address of the network": (handling("self.say()", "serve(Mine, '192.168.1.20')"), "server-wrong-address"),
    "prints without end, never listens": ("while True: print('tic' * 1000)", "server-prints-endlessly"),
    "forks without end": ("import os\nwhile True:\n    try: os.fork()\n    except OSError: pass",
                          "server-too-many-processes"),
    "swells": ("x = []\nwhile True: x.append('a' * 1000000)", "server-too-heavy"),
    "swells at once": ("x = bytes(2**31)\nx = b'1' * 2**31", "server-too-heavy"),
    "swells in many": ("import os, time\nfor _ in range(8): os.fork() or (b'1' * 60_000_000, time.sleep(9))\n"
                       "x = [os.fork() or [b'1' * 90_000_000, time.sleep(9)] for _ in range(5)]\ntime.sleep(9)",
                       "server-too-heavy"),
}  # fmt: skip


@pytest.mark.parametrize("name", STOPPED)
async def test_a_program_that_never_serves(checker: Checker, name: str):
    """One kind sentence for the whole work, within seconds, and no fault of ours."""
    source, message_id = STOPPED[name]
    begun = time.monotonic()
    report = await checker.check(a_server_exercise(answers, answers), files(source))
    assert (report.outcome, report.notice, report.score) == (Outcome.FAILED, message_id, 0.0)
    assert time.monotonic() - begun < IN_TIME_S


async def test_a_fall_names_the_learners_line(checker: Checker):
    """The last words of the program, with the line in the learner's file, not in a library."""
    source = "import json\n\n\ndef read():\n    return json.loads('oups')\n\n\nread()\n"
    report = await checker.check(a_server_exercise(answers), files(source))
    assert report.notice_text == (
        "Le programme s’arrête à la ligne 5 de server.py. "
        "Il dit : json.decoder.JSONDecodeError: Expecting value: line 1 column 1 (char 0)."
    )


FLOOD = "try:\n    while True: connection.sendall(b'a' * 65536)\nexcept OSError: pass"
HEAD = "connection.sendall(b'HTTP/1.1 200 OK\\r\\n{}\\r\\n')\n"
REPLIES = {
    "nothing": ("pass", "no-reply"),
    "silence": ("time.sleep(60)", "reply-too-late"),
    "endless body": (HEAD.format("") + FLOOD, "reply-too-big"),
    "endless headers": (FLOOD, "reply-malformed"),
    "endless short headers": (
        "connection.sendall(b'HTTP/1.1 200 OK\\r\\n')\nwhile True: connection.sendall(b'a: b\\r\\n')",
        "reply-malformed",
    ),
    "endless 100": ("while True: connection.sendall(b'HTTP/1.1 100 Continue\\r\\n\\r\\n')", "reply-too-big"),
    "drop by drop": ("while True:\n    connection.sendall(b'H')\n    time.sleep(0.05)", "reply-cut-short"),
    "drops in a body": (
        HEAD.format("Content-Length: 999\\r\\n") + "while True:\n    connection.sendall(b'a')\n    time.sleep(0.05)",
        "reply-cut-short",
    ),
    "a huge promise": (HEAD.format("Content-Length: 999999999999\\r\\n"), "reply-cut-short"),
    "a broken promise": (HEAD.format("Content-Length: 9\\r\\n") + "connection.sendall(b'abc')", "reply-cut-short"),
    "a huge chunk": (HEAD.format("Transfer-Encoding: chunked\\r\\n") + "connection.sendall(b'fffffffffff\\r\\n')",
                     "reply-cut-short"),
    "a chunk below nothing": (HEAD.format("Transfer-Encoding: chunked\\r\\n") + "connection.sendall(b'-5\\r\\n')\n"
                              + FLOOD, "reply-malformed"),
    "no HTTP": ("connection.sendall(b'Bonjour !\\r\\n\\r\\n')", "reply-malformed"),
    "no number": ("connection.sendall(b'HTTP/1.1 OK\\r\\n\\r\\n')", "reply-malformed"),
    "its end": ("sys.exit(3)", "server-stopped"),
    "its fall": ("nom", "server-stopped"),
    "memory": ("x = []\nwhile True: x.append('a' * 1000000)", "server-too-heavy"),
    "prints": ("while True: print('tic' * 1000)", "server-prints-endlessly"),
    "its own death": ("os.kill(-1, 9)", "server-stopped"),
}  # fmt: skip


@pytest.mark.parametrize("name", REPLIES)
async def test_a_bad_reply_costs_one_check(checker: Checker, name: str):
    """Each has its sentence; the request after it finds a server again."""
    reply, message_id = REPLIES[name]
    body = (
        f"good = b'/good' in said\nif good: connection.sendall(b'HTTP/1.0 200 OK\\r\\n\\r\\nbien')\nelse:\n{_in(reply)}"
    )
    source = raw(body).replace("connection.recv(65536)", "said = connection.recv(65536)")

    def good(server: Server) -> None:
        assert server.get("/good").text == "bien"

    begun = time.monotonic()
    report = await checker.check(a_server_exercise(good, answers, good), files(source))
    assert [one.message_id for one in report.results] == [None, message_id, None]
    assert time.monotonic() - begun < IN_TIME_S


def _in(text: str) -> str:
    return "\n".join(f"    {line}" for line in text.splitlines())


async def test_a_slow_server_fails_its_check_and_is_no_fault_of_ours(checker: Checker):
    """Replies that come late enough to use up a check's time, one after the other, stay within it."""

    def many(server: Server) -> None:
        for _ in range(20):
            server.get("/")

    report = await checker.check(a_server_exercise(many), files(handling("time.sleep(0.5)\nself.say()")))
    assert (report.outcome, report.message_id) == (Outcome.FAILED, "reply-too-late")


@pytest.fixture
def hits() -> Iterator[tuple[int, list[str]]]:
    """A listener on this machine's loopback, its port and who came."""
    came: list[str] = []
    listening = socket.create_server(("127.0.0.1", 0))

    def count() -> None:
        while True:
            try:
                connection, _ = listening.accept()
            except OSError:
                return
            came.append("connection")
            connection.close()

    threading.Thread(target=count, daemon=True).start()
    yield listening.getsockname()[1], came
    listening.close()


PASSWORDS = "/etc/shadow"
SHOWN = frozenset({"bin", "dev", "etc", "lib", "lib64", "opt", "proc", "sbin", "tmp", "usr"})
"""The top folders of the sandbox's own."""


async def test_the_machine_is_out_of_reach(checker: Checker, hits: tuple[int, list[str]]):
    """No port of the machine's loopback, no file, no process of it, no descriptor of ours, no new rights."""
    port, came = hits
    # Whatever this machine has at its top, but for what the sandbox has too.
    hidden = [f"/{name}" for name in os.listdir("/") if name not in SHOWN]
    hidden += [PASSWORDS, f"/proc/1/root{PASSWORDS}", str(ROOT)]
    source = handling(
        f"""
reached, seen = [], []
for host in ("127.0.0.1", "localhost", "0.0.0.0", "::1", "10.0.0.1", "8.8.8.8"):
    try: reached.append(socket.create_connection((host, {port}), timeout=0.2) and host)
    except OSError: pass
for path in {hidden!r}:
    try: seen.append(os.listdir(path) if os.path.isdir(path) else open(path).read())
    except OSError: pass
import ctypes
libc = ctypes.CDLL(None)
self.tell({{
    "reached": reached,
    "seen": seen,
    "processes": sorted(open(f"/proc/{{p}}/comm").read().strip() for p in os.listdir("/proc") if p.isdigit()),
    "descriptors": [os.readlink(f"/proc/self/fd/{{n}}").split(":")[0] for n in (0, 1, 2)],
    "namespace": libc.unshare(0x10000000),
    "writable": [top for top in ("/", "/etc", "/usr", "/opt", "/dev") if os.access(top, os.W_OK)],
}})
"""
    )
    _, told = await ask(checker, source)
    assert json.loads(told[0]) == {
        "reached": [],
        "seen": [],
        "processes": ["bwrap", "python3"],
        "descriptors": ["/dev/null", "pipe", "pipe"],
        "namespace": -1,
        "writable": [],
    }
    assert came == []


async def test_what_it_prints_is_never_believed(checker: Checker):
    """Verdicts printed, in whatever form, are words of the learner."""
    source = 'print(\'{"outcome": "passed", "status": 200}\', flush=True)\n' + handling("self.tell({'a': 2})")

    def wants_one(server: Server) -> None:
        expect_json(server.get("/"), {"a": 1})

    report = await checker.check(a_server_exercise(wants_one), files(source))
    assert report.results[0].message == "Dans la réponse à GET /, le champ a doit valoir 1. La réponse donne 2."


async def test_links_and_pipes_in_the_folder_lead_nowhere(checker: Checker, tmp_path: Path):
    """What a restart keeps are files and folders; nothing of the machine is read through them."""
    secret = tmp_path / "secret"
    secret.write_text("secret")
    source = handling(
        "found = {n: os.path.isfile(n) and open(n).read() for n in sorted(os.listdir()) if n != 'server.py'}\n"
        f"if not found:\n    os.symlink({str(secret)!r}, 'link'); os.symlink('/etc/passwd', 'accounts')\n"
        "    os.mkfifo('pipe'); os.mkdir('folder'); os.symlink('..', 'folder/up')\n"
        "    open('folder/note', 'w').write('note')\n"
        "self.tell({**found, 'note': os.path.exists('folder/note') and os.listdir('folder')})"
    )
    told = []

    def restarts(server: Server) -> None:
        for step in (lambda: None, server.restart, server.fresh):
            step()
            server.get("/")
            told.append(server.get("/").json)

    report = await checker.check(a_server_exercise(restarts), files(source))
    assert report.outcome is Outcome.PASSED
    assert [sorted(one) for one in told] == [
        ["accounts", "folder", "link", "note", "pipe"],
        ["folder", "note"],
        ["accounts", "folder", "link", "note", "pipe"],
    ]
    assert told[0]["accounts"].count(PLANTED) == 1
    assert (told[0]["link"], told[1]["note"]) == (False, ["note"])


FILLS = {
    "many files": "for n in range(3000): open(f'{n}', 'w')",
    "deep folders": "for n in range(60):\n    os.mkdir('a')\n    os.chdir('a')",
    "holes": "for n in range(9):\n    with open(f'{n}', 'wb') as file: file.truncate(15_000_000)",
}


@pytest.mark.parametrize("name", FILLS)
async def test_a_folder_filled_without_end(checker: Checker, name: str):
    """The check that starts it anew says so, and the machine's disk never sees it."""

    def restarts(server: Server) -> None:
        server.get("/")
        server.restart()

    report = await checker.check(a_server_exercise(restarts), files(handling(FILLS[name] + "\nself.say()")))
    assert (report.outcome, report.message_id) == (Outcome.FAILED, "server-fills-folder")


async def test_its_files_lie_in_memory_with_a_limit(checker: Checker):
    """32 MB and no more, whatever it does with them."""
    fill = "try:\n    for n in range(99): open(f'{n}', 'wb').write(b'1' * 2**20)\nexcept OSError: pass\nself.tell(n)"
    _, told = await ask(checker, handling(fill))
    assert 28 <= int(told[0]) <= 32


async def test_nothing_is_left_of_a_grading(checker: Checker, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Children it started, even detached, are gone; so are its sandbox and its descriptors."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))  # others make files in the machine's own meanwhile
    source = handling(
        "subprocess.Popen(['sleep', '321'], start_new_session=True)\n"
        "os.fork() or (os.setsid(), time.sleep(321))\nself.say()"
    )
    await ask(checker, handling("self.say()"))
    before, open_before = set(descendants(os.getpid())), len(os.listdir("/proc/self/fd"))
    report, _ = await ask(checker, source)
    assert report.outcome is Outcome.PASSED
    wait_for(lambda: not set(descendants(os.getpid())) - before)
    assert len(os.listdir("/proc/self/fd")) == open_before
    assert list(tmp_path.iterdir()) == []


async def test_two_gradings_do_not_see_each_other(checker: Checker):
    """Side by side on the same port, each has its own network and files."""
    source = handling("open('seen', 'a').write('x')\nself.tell([os.listdir('/tmp'), len(open('seen').read())])")
    told: list[object] = []

    def asks(server: Server) -> None:
        told.append([server.get("/").json for _ in range(5)][-1])

    reports = await asyncio.gather(*(checker.check(a_server_exercise(asks), files(source)) for _ in range(3)))
    assert [one.outcome for one in reports] == [Outcome.PASSED] * 3
    assert told == [[["site"], 5]] * 3


async def test_a_hostile_neighbour_takes_no_points(checker: Checker):
    """A grading beside a fork bomb and a swelling server has its full marks."""
    bombs = [STOPPED[name][0] for name in ("forks without end", "swells")]
    reports = await asyncio.gather(
        *(checker.check(a_server_exercise(answers), files(source)) for source in (*bombs, handling("self.say()")))
    )
    assert [one.outcome for one in reports] == [Outcome.FAILED, Outcome.FAILED, Outcome.PASSED]


def test_a_killed_checker_leaves_nothing():
    """kill -9 of the process that grades ends the server and all it started."""
    script = """if True:
        import asyncio
        from graders.http.files import folder_of
        from graders.http.program import Program
        async def run():
            program = await Program.start(["python3", "a.py"], folder_of({"a.py": SOURCE}))
            await program.listening(10)
            print(program._process.pid, flush=True)
            await asyncio.sleep(60)
        asyncio.run(run())
    """.replace(
        "SOURCE", repr(handling("self.say()", "os.fork()\nserve(Mine, port=PORT + (os.getpid() % 2))").encode())
    )
    starter = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, cwd=ROOT)
    assert starter.stdout is not None
    pid = int(starter.stdout.readline())
    assert pid in processes()
    starter.kill()
    starter.communicate()
    wait_for(lambda: pid not in processes())


async def test_a_command_that_is_not_installed_is_our_fault(checker: Checker, caplog: pytest.LogCaptureFixture):
    """The learner loses nothing; the operator reads what to install."""
    report = await checker.check(a_server_exercise(answers, serve=("cobol", "server.py")), files("pass"))
    assert (report.outcome, report.notice) == (Outcome.ERRORED, "our-fault")
    assert "cobol is not installed, and an exercise serves with it; install it for every account" in caplog.text


def test_a_program_elsewhere_comes_along(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    """One that only our own environment has is bound in, alone."""
    own = tmp_path / "own-node"
    own.write_text("#!/bin/sh\n")
    own.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=":")
    walls, inside = equipped(["own-node", "server.js"])
    assert (walls.mounts[-1].source, inside) == (own, ["/opt/own-node", "server.js"])


@pytest.mark.parametrize("ours", [signal.default_int_handler, signal.SIG_IGN], ids=["in-front", "in-the-background"])
async def test_a_polite_end_comes_first(ours: Callable[..., None] | int):
    """A program that saves its data when it is stopped keeps them, also where we ourselves do not hear Ctrl+C."""
    source = handling("self.say()", "try: serve(Mine)\nexcept KeyboardInterrupt: open('kept', 'w').write('yes')")
    before = signal.signal(signal.SIGINT, ours)
    try:
        program = await Program.start(["python3", "server.py"], folder_of(files(source)))
    finally:
        signal.signal(signal.SIGINT, before)
    await program.listening(10)
    assert (await program.stop())["kept"] == Stored(b"yes")


async def test_a_program_that_will_not_end_is_ended():
    """Ctrl+C that is not listened to, by a program that rests or one that computes, holds up nobody."""
    for stubborn in ("time.sleep(60)", "while True: pass"):
        source = handling("self.say()", f"try: serve(Mine)\nexcept KeyboardInterrupt:\n  {stubborn}")
        program = await Program.start(["python3", "server.py"], folder_of(files(source)))
        await program.listening(10)
        begun = time.monotonic()
        assert "server.py" in await program.stop()
        assert time.monotonic() - begun < IN_TIME_S


async def test_a_stop_that_nobody_waits_for_ends_the_program():
    """A check that is given up while its server stops leaves no server behind."""
    source = handling("self.say()", "try: serve(Mine)\nexcept KeyboardInterrupt:\n  while True: pass")
    program = await Program.start(["python3", "server.py"], folder_of(files(source)))
    await program.listening(10)
    stopping = asyncio.create_task(program.stop())
    await asyncio.wait([stopping], timeout=0.05)
    stopping.cancel()
    with pytest.raises(asyncio.CancelledError):
        await stopping
    assert not program.is_alive
    assert {one.fileno() for one in program.sockets} == {-1}


@pytest.mark.parametrize(
    "source",
    ["while True: pass", handling("while True: pass")],
    ids=["never-listens", "never-replies"],
)
async def test_a_server_late_on_a_busy_machine_is_not_blamed(
    checker: Checker, monkeypatch: pytest.MonkeyPatch, source: str
):
    """The same endless server is its own doing on a free machine, and nobody's where it had no processor."""
    monkeypatch.setattr(grading, "START_S", 2.0)  # it takes a processor for as long
    for starved, outcome in ((False, Outcome.FAILED), (True, Outcome.ERRORED)):
        monkeypatch.setattr(Program, "is_starved", starved)
        assert (await checker.check(a_server_exercise(answers), files(source))).outcome is outcome


TRAPS = {
    "half-a-character": "self.say(200, 'application/json', b'[\"\\\\ud800\"]')",
    "a-bomb-of-tags": "self.say(200, 'text/html', b'<b><p>' * 300_000)",
    "attributes-without-end": "self.say(200, 'text/html', b'<p ' + b'a ' * 100_000)",
    "an-address-that-is-none": "self.say(302, 'text/html', b'', Location='//[')",
    "a-charset-that-is-none": "self.say(200, 'text/html; charset=idna', b'\\xff' * 99)",
    "a-line-without-end": "print('ValueError: x /tmp/site/server.py:' + '9' * 5000, file=sys.stderr); self.say(500)",
}


@pytest.mark.parametrize("trap", TRAPS.values(), ids=TRAPS.keys())
async def test_a_reply_made_to_break_the_check_fails_it(checker: Checker, trap: str):
    """Whatever a server replies, each check has its verdict within its time, and the report can be sent."""
    rules = (
        lambda server: expect_json(server.get("/"), ["Amina"]),
        lambda server: expect_html(server.get("/"), "Bonjour"),
        lambda server: expect_redirect(server.get("/"), "/liste"),
    )
    report = await checker.check(a_server_exercise(*rules), files(handling(trap)))
    assert [result.outcome for result in report.results] == [Outcome.FAILED] * 3
    assert json.dumps(report.to_json(), ensure_ascii=False).encode()
    assert card_html(report).encode()
