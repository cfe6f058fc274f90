"""Every address and every person: who gets in, and that nobody is forgotten in the table of rights."""

import re

import pytest
from tornado.web import RequestHandler

from hub_config.roles import ENTER_SERVICE, MANAGE_PRINTS, OWN_WORK, PRINT, SCOPES_OF_ROLE, TEACH, Role
from hub_config.service import app, exchange_api
from hub_config.service.auth import PUBLIC, ApiHandler, ApiNotFound, AtelierHandler, PageHandler, StaticFiles
from hub_config.service.checks_api import Checks
from tests.hub_config.service.makers import S04
from tests.hub_config.service.stand_in_hub import PEOPLE

ROUTES = {path: handler for path, handler, *_ in [*exchange_api.ROUTES, *app.ROUTES]}
GUARDED = {
    path: handler
    for path, handler in ROUTES.items()
    if issubclass(handler, AtelierHandler) and handler is not ApiNotFound and PUBLIC not in handler.scopes.values()
}
# Who only teaches may ask for a check to grade, not to practise; test_checks_api.py has both.
PRACTISING = OWN_WORK
METHODS = ("GET", "HEAD", "POST", "DELETE", "PATCH", "PUT", "OPTIONS")


def answered(handler: type) -> set[str]:
    """The methods that a handler (or one of our bases of it) has code for."""
    return {
        method for method in METHODS if getattr(handler, method.lower()) is not getattr(RequestHandler, method.lower())
    }


@pytest.mark.parametrize("path", ROUTES)
def test_every_method_declares_its_scope(path):
    """What a handler answers is what it declares: no method without a scope, no scope without a method."""
    handler = ROUTES[path]
    assert issubclass(handler, (AtelierHandler, StaticFiles))
    assert set(handler.scopes) == answered(handler)


@pytest.mark.parametrize("path", GUARDED)
def test_every_scope_is_one_of_ours(path):
    """A misspelt scope would lock everybody out, or be somebody else's."""
    for scopes in GUARDED[path].scopes.values():
        assert (
            {scopes}
            if isinstance(scopes, str)
            else set(scopes)
            <= {
                ENTER_SERVICE,
                OWN_WORK,
                TEACH,
                PRINT,
                MANAGE_PRINTS,
            }
        )


def test_what_is_public_says_nothing_of_anybody():
    """The list of addresses open to all is short, and known."""
    public = {path for path, handler in ROUTES.items() if PUBLIC in getattr(handler, "scopes", {}).values()}
    assert public == {"api/health", "oauth_callback", r"static/(card\.css)", "static/(.*)"}


def an_address(path: str) -> str:
    """One that the pattern matches; of Bruno, where a name is asked."""
    if "impr" in path or "parts" in path:
        words = {"a-f": "f00d", r"\d": "1", "accepter": "accepter", "a-z0-9-": "simulee"}
        groups = re.findall(r"\([^)]*\)", path)
        for group in groups:
            path = path.replace(group, next(word for part, word in words.items() if part in group), 1)
        return path.replace("\\", "")
    names = iter(["bruno", S04, "03"] if path.startswith("la-classe") else [S04, "03"])
    return re.sub(r"\([^)]*\)", lambda _: next(names), path)


def may(name: str | None, needed: str | tuple[str, ...]) -> bool:
    """Whether the roles of `hub_config` give this person what is needed."""
    role = next((Role(person["role"]) for person in PEOPLE if person["name"] == name), None)
    held = SCOPES_OF_ROLE[role] if role else []
    return any(scope in held for scope in ((needed,) if isinstance(needed, str) else needed))


@pytest.mark.parametrize("name", [*(person["name"] for person in PEOPLE), "visitor", "nobody", None])
async def test_every_address_lets_in_who_may_and_nobody_else(stage, name):
    """For each address, method and person: in with the right scope, out without, before any work."""
    stage.released()
    for path, handler in GUARDED.items():
        for method in METHODS:
            body = "" if method in {"POST", "PUT", "PATCH"} else None
            answer = await stage.ask(name, an_address(path), method=method, body=body)
            where = (name, method, path)
            if method not in handler.scopes:
                assert answer.code == 405, where
            elif name in {"nobody", None}:
                is_page = issubclass(handler, PageHandler)
                assert answer.code == (401 if not is_page else 302 if method == "GET" else 403), where
            elif not may(name, PRACTISING if handler is Checks else handler.scopes[method]):
                assert answer.code == 403, where
            else:
                assert answer.code not in {401, 403, 405, 500}, where
    assert stage.checker.asked == []


@pytest.mark.parametrize("path", ["", "ma-semaine", "la-classe", "nowhere", "api/assignments", "static/atelier.css"])
async def test_every_answer_is_told_to_be_strict(stage, path):
    """No answer may be framed elsewhere, guessed at, or leak where it was; personal ones stay in no cache."""
    headers = (await stage.ask("farida", path)).headers
    policy = headers["Content-Security-Policy"]
    assert {"default-src 'none'", "frame-ancestors 'none'"} <= set(policy.split("; "))
    assert "unsafe" not in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert "TornadoServer" not in headers.get("Server", "")
    if not path.startswith("static"):
        assert (headers["Cache-Control"], headers["Referrer-Policy"]) == ("no-store", "no-referrer")


def test_pages_speak_html_and_the_api_json():
    """Below `api/` refusals are JSON, elsewhere they are pages."""
    for path, handler in ROUTES.items():
        if issubclass(handler, AtelierHandler):
            assert issubclass(handler, ApiHandler if path.startswith("api/") else PageHandler), path
