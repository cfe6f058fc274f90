"""The exchange over HTTP: who may do what, whose is what, and what a broken or hostile request gets."""

import asyncio
import base64
import json
import re
from datetime import UTC, datetime

import pytest
from tornado.httpclient import AsyncHTTPClient, HTTPRequest
from tornado.iostream import StreamClosedError
from tornado.tcpclient import TCPClient

from graders.exchange.file_names import Limits
from graders.exchange.wire import encode_files
from hub_config.service.exchange_api import ROUTES
from tests.graders.exchange.makers import HOUR, MORNING, RELEASED, S04, a_store, blob_count, released, work
from tests.graders.exchange.served import served
from tests.hub_config.service.stand_in_hub import token_of

FILES = encode_files(work("<h1>Amina</h1>"))


@pytest.fixture
async def exchange(tmp_path):
    """S04 is handed out; amina and bruno each handed in and have feedback."""
    store = released(a_store(tmp_path))
    for name in ("amina", "bruno"):
        store.put_feedback(store.submit(name, S04, work(f"<h1>{name}</h1>")), {"s04-html-base.html": name.encode()})
    async with served(store) as exchange:
        yield exchange


async def ask(exchange, name, method, path, body=None, headers=None):
    """Status and JSON of one request."""
    sent = {"Authorization": f"token {token_of(name)}"} if name else {}
    request = HTTPRequest(
        f"{exchange.address}/{path}",
        method=method,
        headers=sent | (headers or {}),
        body=body if body is None or isinstance(body, str | bytes) else json.dumps(body),
        allow_nonstandard_methods=True,
    )
    response = await AsyncHTTPClient().fetch(request, raise_error=False)
    return response.code, json.loads(response.body or b"null")


def submission_of(exchange, name):
    """The one hand-in of a person."""
    return exchange.store.submissions(student_id=name)[0]


# Rights

REFUSED = {"message": "You do not have the right to do this."}
A = f"api/assignments/{S04}"
# method, path ({amina} and {bruno} are their submissions), body, what amina (trainee), farida (trainer), samir (fab
# manager), and a stranger get. Every route and method is here; the last test of this part sees to it.
RIGHTS = [
    ("GET", "api/assignments", None, 200, 200),
    ("GET", f"{A}/release", None, 200, 200),
    ("PUT", f"{A}/release", {"files": encode_files(RELEASED)}, 403, 201),
    ("DELETE", f"{A}/release", None, 403, 204),
    ("PUT", f"{A}/deadline", {"due_at": None}, 403, 200),
    ("GET", f"{A}/extensions", None, 403, 200),
    ("PUT", f"{A}/extensions/amina", {"due_at": "2026-12-01T12:00:00+00:00"}, 403, 200),
    ("DELETE", f"{A}/extensions/amina", None, 403, 204),
    ("POST", f"{A}/submissions", {"key": "k", "files": FILES}, 201, 201),
    ("GET", "api/submissions", None, 200, 200),
    ("GET", "api/submissions/{amina}/files", None, 200, 404),
    ("GET", "api/submissions/{amina}/feedback", None, 200, 404),
    ("GET", "api/submissions/{bruno}/files", None, 404, 404),
    ("GET", "api/submissions/{bruno}/feedback", None, 404, 404),
    ("GET", "api/class/submissions", None, 403, 200),
    ("GET", "api/class/submissions/{amina}/files", None, 403, 200),
    ("GET", "api/class/submissions/{bruno}/files", None, 403, 200),
    ("PUT", "api/class/submissions/{amina}/feedback", {"files": FILES}, 403, 200),
]


@pytest.mark.parametrize(("method", "path", "body", "trainee", "trainer"), RIGHTS)
async def test_rights(exchange, method, path, body, trainee, trainer):
    """A trainee has their own work and what is handed out, a trainer has the class, others have nothing."""
    ids = {name: submission_of(exchange, name).submission_id for name in ("amina", "bruno")}
    path = path.format(**ids)
    before = exchange.store.submissions()
    for name, status in ((None, 401), ("samir", 403), ("visitor", 403), ("amina", trainee)):
        found, answer = await ask(exchange, name, method, path, body)
        assert (name, found) == (name, status)
        assert answer == REFUSED or status != 403
    if trainee != 201:
        assert exchange.store.submissions() == before
    assert (await ask(exchange, "farida", method, path, body))[0] == trainer


def test_every_route_is_tried():
    """A new route or method has to be added to the table of rights."""
    declared = {(method, pattern) for pattern, handler in ROUTES for method in handler.scopes}
    tried = {(method, pattern) for method, path, *_ in RIGHTS for pattern, _ in ROUTES if re.fullmatch(pattern, path)}
    assert tried == declared
    for method, path, *_ in RIGHTS:
        assert sum(bool(re.fullmatch(pattern, path)) for pattern, _ in ROUTES) == 1, (method, path)


async def test_a_trainee_is_whom_their_token_says(exchange):
    """Nothing in a request makes work somebody else's."""
    body = {"key": "k", "files": FILES, "student_id": "bruno", "submitted_at": "2020-01-01T00:00:00+00:00"}
    status, answer = await ask(exchange, "amina", "POST", f"{A}/submissions?student_id=bruno", body)
    assert (status, answer["student_id"], answer["submitted_at"]) == (
        201,
        "amina",
        MORNING.isoformat().replace("09:00:00", "09:00:00.000001"),
    )
    assert len(exchange.store.submissions(student_id="bruno")) == 1
    _, mine = await ask(exchange, "amina", "GET", "api/submissions?student_id=bruno")
    assert {each["student_id"] for each in mine["submissions"]} == {"amina"}


async def test_one_sees_ones_own(exchange):
    """Files, feedback and list of each of two trainees are their own."""
    for name in ("amina", "bruno"):
        own = submission_of(exchange, name)
        assert await ask(exchange, name, "GET", "api/submissions") == (200, {"submissions": [own.to_json()]})
        path = f"api/submissions/{own.submission_id}"
        assert await ask(exchange, name, "GET", f"{path}/files") == (
            200,
            {"files": encode_files(work(f"<h1>{name}</h1>"))},
        )
        feedback = encode_files({"s04-html-base.html": name.encode()})
        assert await ask(exchange, name, "GET", f"{path}/feedback") == (200, {"files": feedback})


async def test_somebody_elses_looks_like_nothing(exchange):
    """Nobody learns which submissions exist."""
    theirs = submission_of(exchange, "bruno").submission_id
    answers = [await ask(exchange, "amina", "GET", f"api/submissions/{each}/files") for each in (theirs, "0" * 32)]
    assert [(status, answer["message"].replace(theirs, "0" * 32)) for status, answer in answers] == [
        (404, f"there is no submission '{'0' * 32}'.")
    ] * 2


async def test_one_persons_extension_is_not_told_to_another(exchange):
    """Each has their own terms in the list and with the release."""
    exchange.store.set_deadline(S04, MORNING, MORNING + HOUR)
    exchange.store.grant_extension("amina", S04, MORNING + 2 * HOUR)
    later = (MORNING + 2 * HOUR).isoformat()
    expected = {"amina": (later, later, True), "bruno": (MORNING.isoformat(), (MORNING + HOUR).isoformat(), False)}
    for name, terms in expected.items():
        _, listed = await ask(exchange, name, "GET", "api/assignments")
        _, fetched = await ask(exchange, name, "GET", f"{A}/release")
        for found in (listed["assignments"][0], fetched["assignment"]):
            assert (found["due_at"], found["closes_at"], found["extended"]) == terms


# Handing in


async def test_accepted_is_queued_and_said(exchange):
    """The hook in the transaction and the one after it both get the hand-in; a repetition wakes but queues nothing."""
    answers = [await ask(exchange, "amina", "POST", f"{A}/submissions", {"key": "k", "files": FILES}) for _ in range(2)]
    new = exchange.store.submissions(student_id="amina")[-1]
    assert answers == [(201, new.to_json())] * 2
    assert (exchange.queued, exchange.woken) == ([new.submission_id], [new.submission_id] * 2)


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ("", "The request cannot be read: Expecting value"),
        ("[]", "The request cannot be read: expected a JSON object."),
        ("{", "The request cannot be read: Expecting property name"),
        ("[" * 100_000, "The request cannot be read: maximum recursion depth"),
        (b"\xff\xfe{}", "The request cannot be read: "),
        ({"key": "k"}, "expected files as an object of name and Base64"),
        ({"key": "k", "files": []}, "expected files as an object of name and Base64"),
        ({"key": "k", "files": {"a": 1}}, "expected files as an object of name and Base64"),
        ({"key": "k", "files": {"a": "no base64!"}}, "The request cannot be read: "),
        ({"key": "k", "files": {}}, "there is no file in it; expected at least one."),
        ({"files": FILES}, "key is None; expected a text of up to 64 signs."),
        ({"key": "", "files": FILES}, "key is ''; expected a text of up to 64 signs."),
        ({"key": 7, "files": FILES}, "key is 7; expected a text of up to 64 signs."),
        ({"key": "k" * 65, "files": FILES}, "expected a text of up to 64 signs."),
    ],
)
async def test_what_is_no_hand_in_is_refused(exchange, body, message):
    """400, one sentence, nothing stored."""
    status, answer = await ask(exchange, "amina", "POST", f"{A}/submissions", body)
    assert (status, message in answer["message"]) == (400, True), answer
    assert len(exchange.store.submissions()) == 2


@pytest.mark.parametrize(
    "name",
    [
        "../bruno/index.html",
        "/etc/passwd",
        "a/../../b",
        "a\0b",
        "a\\b",
        "\ud800",
        "x" * 500,
        "",
        ".",
        "a//b",
        "\u202eb",
    ],
)
async def test_paths_that_attack_are_refused(exchange, tmp_path, name):
    """Neither a trainee's hand-in nor a trainer's release leaves its folder."""
    before = blob_count(tmp_path)
    body = {"key": "k", "files": {name: base64.b64encode(b"x").decode()}}
    for who, method, path in (("amina", "POST", "submissions"), ("farida", "PUT", "release")):
        status, answer = await ask(exchange, who, method, f"{A}/{path}", body)
        assert (status, "file name" in answer["message"]) == (400, True)
    assert blob_count(tmp_path) == before


@pytest.mark.parametrize("assignment_id", ["..%2F..%2Fetc", "%2e%2e", "web-s99", "*", "%00", "a%2Fb"])
async def test_assignments_that_are_none_are_not_found(exchange, assignment_id):
    """A name from the address is a key to look up, never a path."""
    status, _ = await ask(
        exchange, "amina", "POST", f"api/assignments/{assignment_id}/submissions", {"key": "k", "files": FILES}
    )
    assert status == 404


async def test_closed_is_said(exchange):
    """409, and the sentence says since when."""
    exchange.store.set_deadline(S04, MORNING - 2 * HOUR, MORNING - HOUR)
    status, answer = await ask(exchange, "amina", "POST", f"{A}/submissions", {"key": "k", "files": FILES})
    assert (status, answer) == (409, {"message": "web-s04-html-base closed at 2026-11-03 08:00:00+00:00."})


async def test_a_trainers_dates_are_checked(exchange):
    """A date that says no time zone, or no date, is refused."""
    for due_at in ("2026-11-03T10:00:00", "tomorrow", 7):
        status, answer = await ask(exchange, "farida", "PUT", f"{A}/deadline", {"due_at": due_at})
        assert (status, answer["message"].startswith("due_at is not a time: ")) == (400, True)


async def test_hand_ins_do_not_close_before_they_are_due(exchange):
    """The page's own rule, for a program too; what was set before stays."""
    first = {"due_at": "2026-11-03T10:00:00+00:00", "closes_at": "2026-11-03T10:00:00+00:00"}
    assert (await ask(exchange, "farida", "PUT", f"{A}/deadline", first))[0] == 200
    wrong = {"due_at": "2026-11-05T10:00:00+00:00", "closes_at": "2026-11-04T10:00:00+00:00"}
    assert await ask(exchange, "farida", "PUT", f"{A}/deadline", wrong) == (
        400,
        {
            "message": "web-s04-html-base would close at 2026-11-04 10:00:00+00:00, "
            "before it is due at 2026-11-05 10:00:00+00:00."
        },
    )
    assert exchange.store.deadline_of(None, S04) == datetime(2026, 11, 3, 10, tzinfo=UTC)


# Size


@pytest.fixture
async def small(tmp_path):
    """An exchange that takes 1 kB."""
    async with served(released(a_store(tmp_path, limits=Limits(600, 1_000, 3)))) as exchange:
        yield exchange


async def test_too_big_is_refused(small):
    """A file, and the whole, have their limits."""
    for files in ({"a": b"x" * 601}, {"a": b"x" * 600, "b": b"x" * 600}):
        body = {"key": "k", "files": encode_files(files)}
        assert (await ask(small, "amina", "POST", f"{A}/submissions", body))[0] == 413
    assert small.store.submissions() == ()


@pytest.mark.parametrize("bomb", ["[],", '{"a":[0]},', "0,"])
async def test_a_body_of_a_million_values_is_not_parsed(exchange, bomb):
    """Within the bytes of a hand-in a parser could be made to take a gigabyte; there are no more values than files."""
    body = f'{{"key": "k", "files": {{}}, "x": [{bomb * 1_000_000}0]}}'
    assert await ask(exchange, "amina", "POST", f"{A}/submissions", body) == (
        413,
        {"message": "The request holds too many values."},
    )


async def test_what_is_announced_as_too_big_is_not_read(small):
    """The refusal comes before the body; the same holds for a body that grows beyond what it said."""
    host, port = re.findall(r"//(.*):(\d+)", small.address)[0]
    head = f"POST /services/atelier/{A}/submissions HTTP/1.1\r\nHost: x\r\nAuthorization: token {{}}\r\n{{}}\r\n\r\n"
    for token, length, expected in (
        (token_of("amina"), "Content-Length: 99999999", b"HTTP/1.1 4"),
        (token_of("nobody"), "Content-Length: 99999999", b"HTTP/1.1 401"),
        (token_of("amina"), "Transfer-Encoding: chunked", b"HTTP/1.1 4"),
    ):
        stream = await TCPClient().connect(host, int(port))
        await stream.write(head.format(token, length).encode())
        if "chunked" in length:
            try:
                for _ in range(1_000):
                    await stream.write(b"400\r\n" + b"x" * 1024 + b"\r\n")
            except StreamClosedError:
                continue  # cut off while still sending
        answer = await asyncio.wait_for(stream.read_until_close(), 10)
        assert answer.startswith(expected)
        stream.close()
    assert small.store.submissions() == ()


async def test_a_hand_in_that_breaks_off_is_none(small):
    """Half a request leaves nothing behind, and the next one works."""
    host, port = re.findall(r"//(.*):(\d+)", small.address)[0]
    body = json.dumps({"key": "k", "files": encode_files({"a": b"x"})})
    stream = await TCPClient().connect(host, int(port))
    head = f"POST /services/atelier/{A}/submissions HTTP/1.1\r\nHost: x\r\nAuthorization: token {token_of('amina')}\r\n"
    await stream.write(f"{head}Content-Length: {len(body)}\r\n\r\n{body[:-5]}".encode())
    stream.close()
    status, _ = await ask(small, "amina", "POST", f"{A}/submissions", body)
    assert (status, len(small.store.submissions())) == (201, 1)
