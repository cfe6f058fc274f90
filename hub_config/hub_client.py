"""Talks to the running hub from this machine, with the command line's own token."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from collections.abc import Sequence
from typing import Any
from urllib.parse import quote

from hub_config.people import NewPerson
from hub_config.roles import COMMAND_LINE, SERVICE
from hub_config.secret_files import secret, service_token_name
from hub_config.settings import Settings

TIMEOUT_S = 60
"""Thirty newcomers' passwords take ten seconds to hash on a slow machine."""

# Everything is on this machine: a proxy for the outside world has no business here.
_open = urllib.request.build_opener(urllib.request.ProxyHandler({})).open


class HubClientError(Exception):
    """The hub did not do it; the message is a sentence for whoever typed the command."""


class HubClient:
    """The hub's API about people, and whether hub and service are up."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    @property
    def token(self) -> str:
        """The command line's token."""
        return secret(self._settings.secrets_dir, service_token_name(COMMAND_LINE))

    def people(self) -> list[dict[str, Any]]:
        """Everyone in the register."""
        found: list[dict[str, Any]] = self._ask("GET", "people")
        return found

    def take_in(self, newcomers: Sequence[NewPerson]) -> tuple[dict[str, str], list[str]]:
        """First passwords of those who are new, by name; and the names of those who were here already."""
        people = [
            {
                "name": person.name,
                "first_name": person.first_name,
                "last_name": person.last_name,
                "role": person.role.value,
            }
            for person in newcomers
        ]
        answer = self._ask("POST", "people", {"people": people})
        return {item["name"]: item["first_password"] for item in answer["people"]}, answer["already_here"]

    def reset_password(self, name: str) -> str:
        """A new first password for someone who forgot theirs."""
        answer = self._ask("POST", f"people/{quote(name, safe='')}/password")
        return str(answer["first_password"])

    def check_proxy(self) -> None:
        """Has the hub look at the proxy's routes now, and add what is missing."""
        self._ask("POST", "proxy")

    def is_up(self) -> bool:
        """Whether both hub and service answer through the proxy, as they would a browser."""
        door = self._settings.door_url
        # First what listens last, and directly: until then the proxy would log a complaint for every question.
        return all(
            self._answers(url)
            for url in (
                f"{self._settings.hub_api_url}/health",
                f"{self._settings.service_url}/api/health",
                f"{door}/hub/health",
                f"{door}/services/{SERVICE}/api/health",
            )
        )

    def _answers(self, url: str) -> bool:
        try:
            with _open(url, timeout=5) as answer:
                return bool(answer.status == 200)
        except OSError:
            return False

    def _ask(self, method: str, path: str, body: object = None) -> Any:
        request = urllib.request.Request(
            f"{self._settings.hub_api_url}/{path}",
            method=method,
            data=None if body is None else json.dumps(body).encode(),
            headers={"Authorization": f"token {self.token}", "Content-Type": "application/json"},
        )
        try:
            with _open(request, timeout=TIMEOUT_S) as answer:
                return json.loads(answer.read() or b"null")
        except urllib.error.HTTPError as error:
            raise HubClientError(_message(error)) from error
        except OSError as error:
            raise HubClientError("the hub does not answer; start it with `atelier up`") from error


def _message(error: urllib.error.HTTPError) -> str:
    try:
        return str(json.load(error)["message"])
    except (ValueError, KeyError):
        return f"the hub refused ({error.code})"
