"""Who is who: passwords by NativeAuthenticator, first ones that must be changed, guessing slowed down.

NativeAuthenticator 1.3 keeps the hashes; of its pages only the idea is left, as they call what JupyterHub 6 no longer
has, in English. Accounts come from `hub_config.people_api` alone: there is no sign-up, and no flow by e-mail.
"""

from __future__ import annotations

import asyncio
import secrets
import time
from collections.abc import Sequence
from enum import Enum
from functools import cache
from pathlib import Path
from typing import Any

import bcrypt
import nativeauthenticator
from jupyterhub.handlers.base import BaseHandler
from nativeauthenticator import NativeAuthenticator
from traitlets import default

from hub_config import register
from hub_config.passwords import LONGEST_BYTES, Guesses, PasswordFault, fault_of, first_password, normal
from hub_config.people import NewPerson


class SignIn(Enum):
    """How a name and a password were received."""

    WELCOME = "welcome"
    MUST_CHOOSE = "must-choose"
    """Right, but the password is one that someone else made."""
    WRONG = "wrong"
    WAIT = "wait"
    """Too many wrong ones; whether this one is right was not looked at."""


class AtelierAuthenticator(NativeAuthenticator):  # type: ignore[misc]
    """Checks passwords without holding up the hub, and knows the people behind them."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.guesses = Guesses(time.monotonic)
        register.create_tables(self.db)
        # bcrypt keeps both cores busy: more at once would only make each of them later.
        self._hashing = asyncio.Semaphore(2)

    @default("db")
    def _hub_database(self) -> Any:
        # JupyterHub warns that this session will go one day; NativeAuthenticator is built on it.
        return self._deprecated_db_session

    async def received(self, name: str, password: str) -> SignIn:
        """Whether this is the person's password, and what they must do next."""
        if self.guesses.wait_s(name):
            return SignIn.WAIT
        self.guesses.count(name)
        right = await self.is_password_of(name, password)
        person = register.find(self.db, name)
        if not right or person is None:
            return SignIn.WRONG
        self.guesses.forget(name)
        return SignIn.MUST_CHOOSE if person.must_change_password else SignIn.WELCOME

    async def is_password_of(self, name: str, password: str) -> bool:
        """Whether it is; not counted as a guess, so only for someone who has shown to be this person."""
        hashed = register.password_hash(self.db, name)
        encoded = normal(password).encode()
        if len(encoded) > LONGEST_BYTES or b"\0" in encoded:
            return False
        async with self._hashing:
            # For a name nobody has the work is the same, so that the time tells nothing.
            matches = await asyncio.to_thread(bcrypt.checkpw, encoded, hashed or _nobodys_hash())
        return matches and hashed is not None

    async def authenticate(self, handler: BaseHandler, data: dict[str, str]) -> str | None:
        """The name, if a session may begin; the handler learns why not."""
        name = self.normalize_username(data["username"])
        handler.sign_in = await self.received(name, data["password"])
        return name if handler.sign_in is SignIn.WELCOME else None

    def password_fault(self, name: str, password: str) -> PasswordFault | None:
        """What is wrong with a password this person wants, if anything."""
        person = register.find(self.db, name)
        names = (name, person.first_name, person.last_name) if person else (name,)
        return fault_of(normal(password), names=names, common=_common_passwords())

    async def choose_password(self, name: str, password: str) -> None:
        """The person's own password, from now on."""
        register.set_password(self.db, name, await self._hash(password), must_change=False)
        self.guesses.forget(name)

    async def reset_password(self, name: str) -> str:
        """A new first password, which works until the person has chosen one."""
        password = first_password()
        register.set_password(self.db, name, await self._hash(password), must_change=True)
        self.guesses.forget(name)
        return password

    async def take_in(self, newcomers: Sequence[NewPerson]) -> dict[str, str]:
        """Adds all of them or none; their first passwords by name, which are kept nowhere."""
        passwords = {newcomer.name: first_password() for newcomer in newcomers}
        hashes = await asyncio.gather(*(self._hash(password) for password in passwords.values()))
        register.add(self.db, newcomers, dict(zip(passwords, hashes, strict=True)))
        return passwords

    def delete_user(self, user: Any) -> None:
        """The register forgets whom the hub forgets."""
        register.remove(self.db, user.name)
        super().delete_user(user)

    def get_handlers(self, app: Any) -> list[tuple[str, type[BaseHandler]]]:
        """Our pages and API; none of NativeAuthenticator's."""
        # Here, as the pages know this class.
        from hub_config import people_api, sign_in

        return [*sign_in.handlers, *people_api.handlers]

    async def _hash(self, password: str) -> bytes:
        async with self._hashing:
            return await asyncio.to_thread(lambda: bcrypt.hashpw(normal(password).encode(), bcrypt.gensalt()))


@cache
def _nobodys_hash() -> bytes:
    return bcrypt.hashpw(secrets.token_bytes(16).hex().encode(), bcrypt.gensalt())


@cache
def _common_passwords() -> frozenset[str]:
    """What guessers try first: NativeAuthenticator's list of ten thousand, and what French keyboards add to it."""
    listed = Path(nativeauthenticator.__file__).with_name("common-credentials.txt").read_text(encoding="utf-8")
    return frozenset(listed.lower().split()) | {
        "azertyuiop",
        "azertyuiopqsdfghjklm",
        "motdepasse",
        "bonjourbonjour",
        "jetaimejetaime",
        "doudoudoudou",
        "soleilsoleil",
        "marseille13",
        "123456azerty",
        "azerty123456",
        "azerty1234",
    }
