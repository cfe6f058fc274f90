"""Who asks, and may they: the base of every handler of the service.

Each handler says which scope each of its methods needs, in one place:

    class Releases(ApiHandler):
        scopes = {"GET": OWN_WORK, "PUT": TEACH}

`prepare` looks at that table before anything else happens. A method that is not in it is refused, and so is a person
without the right to enter the service at all.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from functools import cached_property
from typing import Any, ClassVar

from jupyterhub.services.auth import HubOAuth, HubOAuthCallbackHandler, HubOAuthenticated
from markupsafe import Markup
from tornado.web import HTTPError, RequestHandler, StaticFileHandler

from hub_config.roles import ENTER_SERVICE as ENTER_SERVICE
from hub_config.roles import MANAGE_PRINTS as MANAGE_PRINTS
from hub_config.roles import OWN_WORK as OWN_WORK
from hub_config.roles import PRINT as PRINT
from hub_config.roles import TEACH as TEACH
from hub_config.service.parts import Parts
from hub_config.service.people import HubError, Person

PUBLIC = "public"
"""Not a scope: this method answers anyone and says nothing about anybody."""

Scopes = Mapping[str, str | tuple[str, ...]]
"""HTTP method → the scope it needs; of several, any one will do."""


class RefusedError(HTTPError):
    """A request that gets no answer but a status and one sentence, which the asker may read."""

    def __init__(self, status_code: int, message: str) -> None:
        super().__init__(status_code, log_message=message)
        self.message = message


class HubAwayError(RefusedError):
    """Only the hub knows it, and the hub does not answer."""

    def __init__(self) -> None:
        super().__init__(503, "The hub does not answer; try again in a moment.")


class AtelierHandler(HubOAuthenticated, RequestHandler):  # type: ignore[misc]
    """Knows who asks; lets a method run only for those who hold its scope."""

    scopes: ClassVar[Scopes] = {}
    max_body_bytes: ClassVar[int] = 1_000_000

    @property
    def parts(self) -> Parts:
        """What the service is made of."""
        parts: Parts = self.settings["parts"]
        return parts

    @property
    def hub_auth(self) -> HubOAuth:
        """How the hub is asked who holds a token."""
        return self.settings["hub_auth"]

    @property
    def current_user_name(self) -> str:
        """The hub's name of who asks; the only source of a `student_id` that may write."""
        name: str = self.current_user["name"]
        return name

    def holds(self, *scopes: str) -> bool:
        """Whether who asks has one of these scopes."""
        return bool(self.hub_auth.check_scopes(set(scopes), self.current_user))

    async def identify(self) -> dict[str, Any] | None:
        """The hub's model of who asks, with its scopes; None for a stranger.

        A cookie counts for a write only with the form's XSRF token; the hub's own code sees to that.
        """
        try:
            model: dict[str, Any] | None = await self.hub_auth.get_user(self, sync=False)
        except HTTPError as error:
            raise HubAwayError from error
        return model

    async def prepare(self) -> None:
        """Refuse before any work: unknown method, stranger, missing scope, too much data."""
        required = self.scopes.get(self.request.method or "")
        if required is None:
            raise RefusedError(405, f"{self.request.method} is not possible here.")
        if required == PUBLIC:
            return
        self.current_user = await self.identify()
        if self.current_user is None:
            self.turn_stranger_away()
        elif not (self.holds(ENTER_SERVICE) and self.holds(*([required] if isinstance(required, str) else required))):
            raise RefusedError(403, "You do not have the right to do this.")
        elif len(self.request.body) > self.max_body_bytes:
            raise RefusedError(413, f"This is too big: {len(self.request.body)} of {self.max_body_bytes} bytes.")

    def turn_stranger_away(self) -> None:
        """What a person gets whom the hub does not know."""
        raise RefusedError(401, "Sign in first, or send a valid token.")

    def set_default_headers(self) -> None:
        """Nothing of a person stays in a cache; nothing foreign loads in the page, nor the page in anything foreign."""
        self.set_header("Cache-Control", "no-store")
        self.set_header("Content-Security-Policy", self.content_security_policy)
        self.set_header("X-Content-Type-Options", "nosniff")
        self.set_header("Referrer-Policy", "no-referrer")
        self.clear_header("Server")

    @property
    def content_security_policy(self) -> str:
        """What the answer may load: nothing."""
        return "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"


class ApiHandler(AtelierHandler):
    """Speaks JSON: answers are objects, refusals are `{"message": "one sentence"}`."""

    def json_body(self) -> dict[str, Any]:
        """The request's JSON object; refused with 400 if it is anything else."""
        try:
            body = json.loads(self.request.body)
        except (ValueError, RecursionError) as error:
            raise RefusedError(400, "The request is not JSON.") from error
        if not isinstance(body, dict):
            raise RefusedError(400, "The request is not a JSON object.")
        return body

    def write_error(self, status_code: int, **kwargs: Any) -> None:
        """One sentence, ours; never that of an unforeseen error, which may hold a path or a token."""
        error = kwargs.get("exc_info", (None, None, None))[1]
        unforeseen = f"The service could not do this ({status_code})."
        message = error.message if isinstance(error, RefusedError) else unforeseen
        self.finish({"message": message})


class PageHandler(AtelierHandler):
    """Shows French pages; a stranger is sent to sign in and comes back."""

    user: Person | None = None

    @cached_property
    def nonce(self) -> str:
        """Names our own script to the browser for this one answer."""
        return secrets.token_urlsafe(16)

    @property
    def content_security_policy(self) -> str:
        """What the page may load: our style, our pictures, our one script; its forms come back here."""
        return (
            f"default-src 'none'; style-src 'self'; img-src 'self'; script-src 'nonce-{self.nonce}'; "
            "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
        )

    def turn_stranger_away(self) -> None:
        """Sign in and come back; but a form whose sign-in ran out is not sent twice."""
        if self.request.method != "GET":
            raise RefusedError(403, "The form is too old; open the page again.")
        self.redirect(self.get_login_url())

    async def identify(self) -> dict[str, Any] | None:
        """As for every handler; and find out how the person is called, so that a refusal too is a page of theirs."""
        model = await super().identify()
        if model is not None:
            try:
                self.user = await self.parts.people.person(model["name"])
            except HubError:
                self.user = Person(model["name"], "", "", "")
        return model

    def page(self, template: str, **values: Any) -> None:
        """Answer with a template, which sees `values` and what every page shows."""
        known = self._is_known()
        html = self.parts.templates.get_template(template).render(
            base=self.parts.base_url,
            hub=self.parts.hub_url,
            root=self.parts.hub_url.removesuffix("hub/"),
            now=self.parts.clock(),
            nonce=self.nonce,
            path=self.request.path,
            user=self.user,
            has_work=known and self.holds(OWN_WORK),
            teaches=known and self.holds(TEACH),
            prints=known and self.holds(PRINT),
            manages_prints=known and self.holds(MANAGE_PRINTS),
            xsrf=lambda: Markup(self.xsrf_form_html()),
            xsrf_token=self.xsrf_token.decode() if known else "",
            **values,
        )
        self.set_header("Content-Type", "text/html; charset=utf-8")
        self.finish(html)

    def write_error(self, status_code: int, **kwargs: Any) -> None:
        """A kind page that says what happened and where to go."""
        self.page("error.html", status=status_code)

    def _is_known(self) -> bool:
        return bool(getattr(self, "_current_user", None))


class ApiNotFound(ApiHandler):
    """The answer under `api/` where there is nothing."""

    async def prepare(self) -> None:
        """Refuse."""
        raise RefusedError(404, "There is nothing at this address.")


class PageNotFound(PageHandler):
    """The page where there is none."""

    async def prepare(self) -> None:
        """Refuse; who is signed in keeps the ways on at the top."""
        self.current_user = await self.identify()
        raise RefusedError(404, "There is nothing at this address.")


class SignedIn(HubOAuthCallbackHandler, PageHandler):  # type: ignore[misc]
    """Where the hub sends a person back after signing in; refusals are our page."""

    scopes: ClassVar[Scopes] = {"GET": PUBLIC}


class StaticFiles(StaticFileHandler):
    """Our style, script and pictures; they may stay in caches."""

    scopes: ClassVar[Scopes] = {"GET": PUBLIC, "HEAD": PUBLIC}

    def set_extra_headers(self, path: str) -> None:
        """As strict as a page."""
        self.clear_header("Server")
        self.set_header("X-Content-Type-Options", "nosniff")
        self.set_header("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'")
