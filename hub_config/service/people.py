"""Who is in the house, as the hub knows it."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from aiohttp import ClientError
from jupyterhub.httpclient import fetch

# A page is loaded more often than somebody joins.
REMEMBER_S = 30.0


@dataclass(frozen=True)
class Person:
    """One account; `role` is trainee, trainer, resident, fab-manager or admin."""

    name: str
    first_name: str
    last_name: str
    role: str

    @property
    def full_name(self) -> str:
        """First and last name; the account's name for one that has neither."""
        return f"{self.first_name} {self.last_name}".strip() or self.name


class HubError(Exception):
    """The hub did not answer, or not as expected."""


class HubRefusedError(HubError):
    """The hub does not do this for us."""


class People:
    """The hub's people, asked with the service's own token."""

    def __init__(self, api_url: str, api_token: str, now: Callable[[], float] = time.monotonic) -> None:
        self._api_url = api_url.rstrip("/")
        self._headers = {"Authorization": f"token {api_token}"}
        self._now = now
        self._known: tuple[Person, ...] = ()
        self._known_until = 0.0

    async def everybody(self) -> tuple[Person, ...]:
        """All accounts, ordered as names are read; at most half a minute old. HubError if unknown."""
        if self._now() >= self._known_until:
            rows = await self._ask("GET", "people")
            people = (
                Person(row["name"], row["first_name"] or "", row["last_name"] or "", row["role"] or "") for row in rows
            )
            self._known = tuple(
                sorted(people, key=lambda person: (person.last_name.lower(), person.first_name.lower()))
            )
            self._known_until = self._now() + REMEMBER_S
        return self._known

    async def person(self, name: str) -> Person:
        """One account; for one that the hub does not know (any more), just the name."""
        known = {person.name: person for person in await self.everybody()}
        return known.get(name, Person(name, "", "", ""))

    async def full_names(self) -> dict[str, str]:
        """First and last name by account; nobody's while the hub does not answer."""
        try:
            return {person.name: person.full_name for person in await self.everybody()}
        except HubError:
            return {}

    async def new_first_password(self, name: str) -> str:
        """A new first password, to be read out once; HubRefusedError for those whose password is not ours to reset."""
        answer = await self._ask("POST", f"people/{quote(name, safe='')}/password")
        return str(answer["first_password"])

    async def _ask(self, method: str, path: str) -> Any:
        try:
            response = await fetch(
                f"{self._api_url}/{path}", method=method, headers=self._headers, raise_for_status=False
            )
            if response.status in {403, 404}:
                raise HubRefusedError(f"the hub answered {response.status} to {method} {path}")
            if response.status >= 300:
                raise HubError(f"the hub answered {response.status} to {method} {path}")
            return await response.json()
        except (ClientError, OSError, TimeoutError, ValueError) as error:
            raise HubError(f"the hub did not answer {method} {path}: {error}") from error
