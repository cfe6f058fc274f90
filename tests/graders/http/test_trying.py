"""One request to a learner's server, as its panel sends it."""

from __future__ import annotations

import pytest

from graders.checker import Checker
from graders.http.trying import Request, RequestError
from graders.tried import Reply, Tried
from tests.graders.http.servers import PRELUDE_LINES, a_server_exercise, files, handling

pytestmark = pytest.mark.sandbox
EXERCISE = a_server_exercise()


async def tried(checker: Checker, source: str, request: Request | None = None) -> Tried:
    """What the real checker gives, and that it can be sent."""
    found = await checker.try_out(EXERCISE, files(source), request)
    assert Tried.from_json(found.to_json()) == found
    return found


async def test_a_reply_comes_whole(checker: Checker):
    """Status, headers, body, and what the program printed meanwhile."""
    source = handling(
        "length = int(self.headers['Content-Length'] or 0)\n"
        "print('reçu', self.command, self.path, self.headers['X-Jeton'])\n"
        "self.tell({'nom': self.rfile.read(length).decode()}, 201)"
    )
    request = Request("POST", "/objets?page=2", {"X-Jeton": "abc"}, "Thé")
    found = await tried(checker, source, request)
    assert found.reply is not None
    assert (found.said, found.trouble) == ("reçu POST /objets?page=2 abc", None)
    assert (found.reply.request, found.reply.status, found.reply.body) == (
        "POST /objets?page=2",
        201,
        '{"nom": "Th\\u00e9"}',
    )
    assert ("content-type", "application/json") in found.reply.headers


async def test_every_request_meets_a_server_that_just_began(checker: Checker):
    """Nothing of an earlier request is left."""
    source = handling("self.say(body=b'%d' % len(os.listdir()))\nopen('trace', 'w').close()")
    bodies = [(await tried(checker, source)).reply for _ in range(2)]
    assert [reply and reply.body for reply in bodies] == ["1", "1"]


async def test_a_program_that_falls_says_why(checker: Checker):
    """The sentence has the line; the program's own words are there, without the sandbox's folder."""
    found = await tried(checker, handling("pass", end="print('avant')\nsurve(Mine)"))
    assert found.reply is None
    assert found.trouble is not None
    assert (found.trouble.file, found.trouble.line) == ("server.py", PRELUDE_LINES + 6)
    assert "surve" in found.trouble.sentence
    assert found.said.startswith("avant\nTraceback")
    assert 'File "server.py"' in found.said
    assert "/tmp" not in found.said


async def test_a_fault_while_answering_is_told(checker: Checker):
    """The reply is shown all the same."""
    found = await tried(checker, handling("try: self.age\nexcept Exception:\n    self.say(500, body=b'aie'); raise"))
    assert found.reply == Reply("GET /", 500, found.reply.headers if found.reply else (), "aie", 3)
    assert found.trouble is not None
    assert (found.trouble.file, found.trouble.line) == ("server.py", PRELUDE_LINES + 3)


async def test_a_silent_server_is_told(checker: Checker):
    """It is ended, and says nothing more."""
    for silent in ("print('vu'); self.wfile.flush()", "print('vu'); time.sleep(60)"):
        found = await tried(checker, handling(silent))
        assert (found.reply, found.trouble is not None, found.said) == (None, True, "vu")


async def test_a_picture_is_no_text(checker: Checker):
    """Its bytes are counted, not shown; a long text is cut."""
    picture = await tried(checker, handling("self.say(kind='image/png', body=b'PNG')"))
    long = await tried(checker, handling("self.say(body=b'a' * 30_000)"))
    assert [(one.reply.body and len(one.reply.body), one.reply.size, one.reply.is_cut)
            for one in (picture, long) if one.reply] == [(None, 3, False), (20_000, 30_000, True)]  # fmt: skip


@pytest.mark.parametrize(
    ("data", "why"),
    [
        ({"method": "BREW"}, "the method is 'BREW'"),
        ({"method": "GET", "path": "objets"}, "expected one that begins with /"),
        ({"method": "GET", "path": "/a\r\nHost: b"}, "the path is"),
        ({"method": "GET", "path": "/", "headers": {"a b": "c"}}, "the header 'a b' is none"),
        ({"method": "GET", "path": "/", "headers": {"a": "b\nc"}}, "the header 'a' is none"),
        ({"method": "GET", "path": "/", "headers": {"a": 1}}, "no object of texts"),
        ({"method": "GET", "path": "/", "body": "a" * 100_001}, "too big"),
        ({"url": "/"}, "no object of method"),
        ([], "no object of method"),
    ],
)
def test_what_is_no_request_is_refused(data: object, why: str):
    """Before any server is started."""
    with pytest.raises(RequestError, match=why):
        Request.from_json(data)


def test_a_request_may_say_little():
    """What is left out is what a browser does first."""
    assert Request.from_json({}) == Request("GET", "/", {}, "")
