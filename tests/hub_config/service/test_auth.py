"""Who is let in: scopes per method, before any work."""

import json
from typing import ClassVar

import pytest
from jupyterhub.services.auth import HubOAuth
from tornado.httpclient import AsyncHTTPClient, HTTPClientError, HTTPRequest
from tornado.httpserver import HTTPServer
from tornado.netutil import bind_sockets
from tornado.web import Application

from hub_config.service.__main__ import ask_the_hub
from hub_config.service.auth import OWN_WORK, TEACH, ApiHandler, ApiNotFound
from tests.hub_config.service.stand_in_hub import stand_in_hub, token_of

WORK_DONE: list[str] = []


class Grades(ApiHandler):
    """Anyone with own work reads; only teachers write; DELETE exists and was never declared."""

    scopes: ClassVar[dict[str, str]] = {"GET": OWN_WORK, "POST": TEACH}
    max_body_bytes = 100

    def get(self) -> None:
        self.write({"name": self.current_user_name})

    def post(self) -> None:
        WORK_DONE.append(self.current_user_name)
        self.write(self.json_body())

    def delete(self) -> None:
        WORK_DONE.append("deleted")

    def put(self) -> None:
        raise OSError("/srv/secret/path token-of-amina")


class Broken(ApiHandler):
    scopes: ClassVar[dict[str, str]] = {"GET": OWN_WORK}

    def get(self) -> None:
        raise OSError("/srv/secret/path token-of-amina")


@pytest.fixture(scope="module")
async def address():
    """A small service behind the stand-in hub."""
    async with stand_in_hub() as hub_auth:
        app = Application(
            [("/grades", Grades), ("/broken", Broken), (".*", ApiNotFound)],
            hub_auth=hub_auth,
            cookie_secret=b"x" * 32,
            log_function=lambda handler: None,
        )
        [socket] = bind_sockets(0, "127.0.0.1")
        server = HTTPServer(app)
        server.add_socket(socket)
        yield f"http://127.0.0.1:{socket.getsockname()[1]}"
        server.stop()


async def ask(address: str, path: str, name: str | None, method: str = "GET", body: str | None = None):
    """The status and the JSON of one request."""
    headers = {"Authorization": f"token {token_of(name)}"} if name else {}
    request = HTTPRequest(address + path, method=method, headers=headers, body=body, allow_nonstandard_methods=True)
    try:
        response = await AsyncHTTPClient().fetch(request)
    except HTTPClientError as error:
        response = error.response
    return response.code, json.loads(response.body)


REFUSED = {"message": "You do not have the right to do this."}


@pytest.mark.parametrize(
    ("name", "method", "status", "answer"),
    [
        ("amina", "GET", 200, {"name": "amina"}),
        ("amina", "POST", 403, REFUSED),
        ("farida", "POST", 200, {"score": 3}),
        ("samir", "GET", 403, REFUSED),
        ("visitor", "GET", 403, REFUSED),
        ("nobody", "GET", 401, {"message": "Sign in first, or send a valid token."}),
        (None, "POST", 401, {"message": "Sign in first, or send a valid token."}),
        ("farida", "DELETE", 405, {"message": "DELETE is not possible here."}),
        ("farida", "HEAD", 405, None),
    ],
)
async def test_each_method_has_its_own_scope(address, name, method, status, answer):
    """A method runs for those who hold its scope, for no one else, and never when it declares none."""
    WORK_DONE.clear()
    body = '{"score": 3}' if method == "POST" else None
    if method == "HEAD":
        with pytest.raises(HTTPClientError, match="405"):
            await AsyncHTTPClient().fetch(f"{address}/grades", method="HEAD")
        return
    assert await ask(address, "/grades", name, method, body) == (status, answer)
    may_write = (name, method) == ("farida", "POST")
    assert len(WORK_DONE) == may_write


async def test_too_much_data_is_refused(address):
    """A body over the handler's limit gets 413 and no work."""
    assert await ask(address, "/grades", "farida", "POST", "x" * 101) == (
        413,
        {"message": "This is too big: 101 of 100 bytes."},
    )


@pytest.mark.parametrize("body", ["", "no json", "[1]", "[" * 90])
async def test_a_body_that_is_no_object_is_refused(address, body):
    """Anything but a JSON object gets 400."""
    status, answer = await ask(address, "/grades", "farida", "POST", body)
    assert (status, list(answer)) == (400, ["message"])


async def test_errors_say_nothing_of_the_machine(address):
    """An unforeseen error shows neither a path nor a token."""
    assert await ask(address, "/broken", "amina") == (500, {"message": "The service could not do this (500)."})


async def test_an_unknown_address_is_json_too(address):
    """404 is one sentence."""
    assert await ask(address, "/nowhere", "amina") == (404, {"message": "There is nothing at this address."})


def test_what_was_taken_away_ends_within_half_a_minute(monkeypatch):
    """The service asks the hub again that soon: a reset password or a removed group counts here too."""
    monkeypatch.setenv("JUPYTERHUB_API_TOKEN", "service-token")
    monkeypatch.setenv("JUPYTERHUB_CLIENT_ID", "service-atelier")
    HubOAuth.clear_instance()
    try:
        hub_auth = ask_the_hub()
        assert (hub_auth.cache.max_age, HubOAuth.instance() is hub_auth) == (30, True)
    finally:
        HubOAuth.clear_instance()
