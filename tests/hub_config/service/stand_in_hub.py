"""A hub that knows a few tokens, for tests of handlers; the real hub is met in tests/end_to_end."""

from __future__ import annotations

import json
from contextlib import asynccontextmanager
from typing import Any

from jupyterhub.services.auth import HubOAuth
from tornado.httpserver import HTTPServer
from tornado.netutil import bind_sockets
from tornado.web import Application, HTTPError, RequestHandler

from hub_config.roles import OWN_WORK, SCOPES_OF_ROLE, TEACH, Role

PEOPLE: list[dict[str, Any]] = [
    {"name": "amina", "first_name": "Amina", "last_name": "Diallo", "role": "trainee"},
    {"name": "bruno", "first_name": "Bruno", "last_name": "Martin", "role": "trainee"},
    {"name": "farida", "first_name": "Farida", "last_name": "Benali", "role": "trainer"},
    {"name": "rosa", "first_name": "Rosa", "last_name": "Lopes", "role": "resident"},
    {"name": "paul", "first_name": "Paul", "last_name": "Adam", "role": "admin"},
    {"name": "samir", "first_name": "Samir", "last_name": "Petit", "role": "fab-manager"},
]


def token_of(name: str) -> str:
    """The token that this hub knows for a person."""
    return f"token-of-{name}"


def models() -> dict[str, dict[str, Any]]:
    """Who holds which token: everybody, and one person whom the hub knows but who may not enter the service."""
    known = {
        token_of(person["name"]): {
            "kind": "user",
            "name": person["name"],
            "admin": False,
            "groups": [Role(person["role"]).group],
            "scopes": [
                scope.replace("!user", f"!user={person['name']}") for scope in SCOPES_OF_ROLE[Role(person["role"])]
            ],
        }
        for person in PEOPLE
    }
    return known | {token_of("visitor"): {"kind": "user", "name": "visitor", "scopes": [OWN_WORK, TEACH]}}


class WhoAmI(RequestHandler):
    def get(self) -> None:
        token = self.request.headers.get("Authorization", "").partition(" ")[2]
        if token not in models():
            raise HTTPError(403)
        self.write(models()[token])


class ServiceOnly(RequestHandler):
    def prepare(self) -> None:
        if self.request.headers.get("Authorization") != "token service-token":
            raise HTTPError(403)


class People(ServiceOnly):
    def get(self) -> None:
        self.set_header("Content-Type", "application/json")
        self.write(json.dumps([person | {"must_change_password": False} for person in PEOPLE]))


class Password(ServiceOnly):
    def post(self, name: str) -> None:
        if name not in {person["name"] for person in PEOPLE if person["role"] in ("trainee", "resident")}:
            raise HTTPError(403)
        self.write({"name": name, "first_password": f"nouveau-{name}-1234"})


@asynccontextmanager
async def stand_in_hub():
    """The hub's `HubOAuth` for a service named atelier."""
    app = Application(
        [("/hub/api/user", WhoAmI), ("/hub/api/people", People), ("/hub/api/people/([^/]+)/password", Password)],
        log_function=lambda handler: None,
    )
    [socket] = bind_sockets(0, "127.0.0.1")
    server = HTTPServer(app)
    server.add_socket(socket)
    yield HubOAuth(
        api_url=f"http://127.0.0.1:{socket.getsockname()[1]}/hub/api",
        api_token="service-token",
        base_url="/services/atelier/",
        hub_prefix="/hub/",
        oauth_client_id="service-atelier",
    )
    server.stop()
    await server.close_all_connections()
