"""The hub's pages about passwords: sign in, choose a first one, change one's own. Their words are in `templates/`."""

from __future__ import annotations

import hashlib
import math
from typing import Any

from jupyterhub.handlers.base import BaseHandler
from jupyterhub.handlers.login import LoginHandler, LogoutHandler
from tornado import web
from tornado.httputil import url_concat

from hub_config import register
from hub_config.authenticator import AtelierAuthenticator, SignIn
from hub_config.passwords import SHORTEST, PasswordFault

COOKIE = "atelier-first-password"
COOKIE_DAYS = 15 / 24 / 60
"""Time enough to think of a password; the page says so."""


class SignInHandler(LoginHandler):  # type: ignore[misc]
    """Name and password; with a first password no session begins, but the way to choose another opens."""

    sign_in: SignIn

    @property
    def keeper(self) -> AtelierAuthenticator:
        """Who knows the passwords."""
        return self.authenticator  # type: ignore[no-any-return]

    def _render(self, login_error: str | None = None, username: str | None = None, **ns: Any) -> Any:
        """The page; `login_error` is the word for what went wrong, or the hub's own sentence about a stale form."""
        page = self.keeper.login_url(self.hub.base_url)
        action = url_concat(page, {"next": self.get_argument("next")}) if self.get_argument("next", "") else page
        ns |= {"login_error": login_error, "username": username, "login_action": action}
        return self.render_template("login.html", **ns)

    async def post(self) -> None:
        """A session, or the page again with the reason."""
        name = self.get_body_argument("username", default="")
        password = self.get_body_argument("password", default="", strip=False)
        user = await self.login_user({"username": name, "password": password})
        if user:
            self._jupyterhub_user = user
            self.redirect(self.get_next_url(user))
        elif self.sign_in is SignIn.MUST_CHOOSE:
            self.let_choose(self.keeper.normalize_username(name))
        else:
            self.set_status(429 if self.sign_in is SignIn.WAIT else 403)
            minutes = math.ceil(self.keeper.guesses.wait_s(self.keeper.normalize_username(name)) / 60)
            self.finish(await self._render(self.sign_in.value, name[:32], wait_minutes=minutes))

    def let_choose(self, name: str) -> None:
        """Remember, signed and for some minutes, that this browser knew the first password."""
        value = f"{name}:{self.fingerprint(name)}"
        self._set_cookie(COOKIE, value, expires_days=COOKIE_DAYS, path=self.hub.base_url, samesite="Strict")
        self.redirect(self.append_query_parameters(f"{self.hub.base_url}first-password", exclude=["_xsrf"]))

    def fingerprint(self, name: str) -> str:
        """Tells one password of the person from the next, so that the cookie works once."""
        return hashlib.sha256(register.password_hash(self.keeper.db, name) or b"").hexdigest()[:16]


class FirstPasswordHandler(SignInHandler):
    """Choose a password of one's own; the first session begins with it."""

    def chooser(self) -> str | None:
        """Whose first password this browser knew just now."""
        cookie = self.get_secure_cookie(COOKIE, max_age_days=COOKIE_DAYS)
        name, _, fingerprint = (cookie or b"").decode().partition(":")
        return name if name and fingerprint == self.fingerprint(name) else None

    async def get(self) -> None:
        """The page; whoever comes too late or from nowhere signs in first."""
        if name := self.chooser():
            await self.show(name)
        else:
            self.redirect(self.keeper.login_url(self.hub.base_url))

    async def post(self) -> None:
        """The new password counts and the person is in, or the page says what is wrong with it."""
        name = self.chooser()
        if name is None:
            self.redirect(self.keeper.login_url(self.hub.base_url))
            return
        password, fault = new_password(self, name)
        if not fault and await self.keeper.is_password_of(name, password):
            fault = PasswordFault.NOT_NEW
        if fault:
            self.set_status(400)
            await self.show(name, fault)
            return
        await self.keeper.choose_password(name, password)
        self.clear_cookie(COOKIE, path=self.hub.base_url)
        self._jupyterhub_user = await self.login_user({"username": name, "password": password})
        self.redirect(self.get_next_url(self._jupyterhub_user))

    async def show(self, name: str, fault: PasswordFault | None = None) -> None:
        """The form, with what was wrong before."""
        person = register.find(self.keeper.db, name)
        html = await self.render_template("first-password.html", person=person, fault=fault, shortest=SHORTEST)
        self.finish(html)


class ChangePasswordHandler(BaseHandler):  # type: ignore[misc]
    """Change one's own password."""

    @property
    def keeper(self) -> AtelierAuthenticator:
        """Who knows the passwords."""
        return self.authenticator  # type: ignore[no-any-return]

    @web.authenticated
    async def get(self) -> None:
        """The page."""
        await self.show()

    @web.authenticated
    async def post(self) -> None:
        """The password counts from now on; other sessions of the person are over, this one goes on."""
        user = self.current_user
        password, fault = new_password(self, user.name)
        old = self.get_body_argument("old_password", default="", strip=False)
        if fault:
            self.set_status(400)
            await self.show(fault=fault.value)
            return
        if (received := await self.keeper.received(user.name, old)) is not SignIn.WELCOME:
            self.set_status(403)
            await self.show(fault=received.value)
            return
        await self.keeper.choose_password(user.name, password)
        self.set_login_cookie(user)
        await self.show(done=True)

    async def show(self, *, fault: str | None = None, done: bool = False) -> None:
        """The form, with what was wrong before, or that all is well."""
        html = await self.render_template("change-password.html", fault=fault, done=done, shortest=SHORTEST)
        self.finish(html)


class SignOutHandler(LogoutHandler):  # type: ignore[misc]
    """Says good-bye, so that the next person at the machine sees that nobody is signed in."""

    async def render_logout_page(self) -> None:
        """A page of its own instead of the form: on a shared machine nobody signs in again by mistake."""
        self.finish(await self.render_template("logout.html"))


def new_password(handler: BaseHandler, name: str) -> tuple[str, PasswordFault | None]:
    """The password typed twice, and what is wrong with it."""
    password = handler.get_body_argument("new_password", default="", strip=False)
    if password != handler.get_body_argument("new_password_again", default="", strip=False):
        return password, PasswordFault.NOT_TWICE
    return password, handler.authenticator.password_fault(name, password)


handlers = [
    (r"/login", SignInHandler),
    (r"/logout", SignOutHandler),
    (r"/first-password", FirstPasswordHandler),
    (r"/change-password", ChangePasswordHandler),
]
