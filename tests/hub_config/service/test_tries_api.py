"""Running one exercise's work over HTTP, to look at what comes."""

import asyncio
import base64
import json
from dataclasses import replace

import pytest

from graders.checks import GraderBroken, MachineBusy
from graders.exercise import Engine
from graders.tried import Tried
from tests.hub_config.service.makers import S04, a_stage, a_unit

FILES = {"app.py": base64.b64encode(b"serve()").decode()}


@pytest.fixture
async def stage(tmp_path, empty_gradebook):
    """A unit with an exercise of each engine: 01 web, 02 sql, 03 http, 04 answer, 05 files."""
    unit = a_unit(exercises=5)
    engines = (Engine.WEB, Engine.SQL, Engine.HTTP, Engine.ANSWER, Engine.FILES)
    taught = tuple(
        replace(one, exercise=replace(one.exercise, engine=engine))
        for one, engine in zip(unit.exercises, engines, strict=True)
    )
    async with a_stage(tmp_path / "service", empty_gradebook, replace(unit, exercises=taught)) as stage:
        yield stage


@pytest.mark.parametrize(
    ("number", "request_to_send", "said"),
    [("02", None, "GET /"), ("03", {"method": "POST", "path": "/objets", "body": "{}"}, "POST /objets")],
)
async def test_what_is_run_is_answered_and_not_remembered(stage, number, request_to_send, said):
    """The answer is what came of it; it counts as no try."""
    data = {"files": FILES, **({"request": request_to_send} if request_to_send else {})}
    answer = await stage.ask("amina", f"api/tries/{S04}/{number}", method="POST", data=data)
    assert Tried.from_json(json.loads(answer.body)) == Tried(said=said)
    assert stage.checker.asked == [(f"{S04}/{number}", {"app.py": b"serve()"})]
    assert stage.parts.attempts.read() == ()


@pytest.mark.parametrize(
    ("name", "path", "data", "status", "message"),
    [
        ("amina", f"{S04}/01", {"files": FILES}, 404, "There is nothing to run in '01' of 'web-s04-html-base'."),
        ("amina", f"{S04}/99", {"files": FILES}, 404, "There is nothing to run in '99' of 'web-s04-html-base'."),
        ("amina", f"{S04}/02", {}, 400, 'The request has no "files", an object of base64 texts by name.'),
        ("amina", f"{S04}/03", {"files": FILES, "request": {"path": "a"}}, 400,
         "The request to send cannot be sent: the path is 'a'; expected one that begins with /, on one line."),
        ("paul", f"{S04}/02", {"files": FILES}, 403, "You do not have the right to do this."),
    ],
)  # fmt: skip
async def test_what_cannot_be_run_is_refused(stage, name, path, data, status, message):
    """One sentence says why; nothing is run."""
    answer = await stage.ask(name, f"api/tries/{path}", method="POST", data=data)
    assert (answer.code, json.loads(answer.body)) == (status, {"message": message})
    assert stage.checker.asked == []


@pytest.mark.parametrize("fault", [GraderBroken("no sandbox in /srv"), MachineBusy("busy")])
async def test_a_fault_of_ours_is_told_as_one(stage, monkeypatch, fault):
    """Without its words, which may hold a path."""

    async def broken(*_):
        raise fault

    monkeypatch.setattr(stage.checker, "try_out", broken)
    answer = await stage.ask("amina", f"api/tries/{S04}/02", method="POST", data={"files": FILES})
    message = "This could not be run just now; try again in a moment."
    assert (answer.code, json.loads(answer.body)) == (503, {"message": message})


async def test_checks_and_tries_take_the_same_turns(stage, monkeypatch):
    """Whoever has four of either under way waits; the fifth is refused."""
    going = asyncio.Event()

    async def slow(*_):
        await going.wait()
        return Tried()

    monkeypatch.setattr(stage.checker, "try_out", slow)

    async def ask(kind):
        return await stage.ask("amina", f"api/{kind}/{S04}/02", method="POST", data={"files": FILES})

    waiting = [asyncio.create_task(ask("tries")) for _ in range(4)]
    while stage.parts.turns._waiting["amina"] < 4:
        await asyncio.sleep(0)
    refused = [(await ask(kind)).code for kind in ("checks", "tries")]
    going.set()
    assert (refused, [(await one).code for one in waiting]) == ([429, 429], [200] * 4)
