"""The doors of a person's own server: open an assignment, hand it in. French pages that work without JavaScript.

    GET  atelier/open/<assignment>          fetch what is missing, then JupyterLab on its notebook;
                                            with ?exercice=03 at this exercise
    GET  atelier/hand-in/<assignment>       what would be sent; POST sends it
    POST atelier/api/hand-in/<assignment>   the same for a program: 201 and the hand-in, or {"reason", "message"}

Sign-in and XSRF are the server's own; the exchange is asked with the server's hub token.
"""

from __future__ import annotations

import asyncio
import os
import re
import secrets
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from functools import cache, cached_property
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import quote, urlencode
from zoneinfo import ZoneInfo

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from jupyter_server.base.handlers import JupyterHandler
from jupyter_server.utils import url_path_join
from markupsafe import Markup
from tornado.web import HTTPError, authenticated

from graders.exchange.client import AnswerError, ExchangeClient, NoAnswerError, client_from
from graders.exchange.file_names import ASSIGNMENT_ID, FilesRefusedError, Limits, TooBigError
from graders.exchange.folder import Work, place_release, read_work
from graders.exchange.records import Assignment, Submission
from graders.exercise_widget.texts import full_date
from graders.notebook.sheet import SheetError, load_sheet

T = TypeVar("T")
PARIS = ZoneInfo("Europe/Paris")
EXERCISE_NUMBER = re.compile(r"\d\d", re.ASCII)
_REASONS = {401: "signed-out", 403: "signed-out", 404: "not-open", 409: "closed", 413: "too-big", 507: "too-big"}
_STATUS = {"no-answer": 503, "not-open": 404, "closed": 409, "signed-out": 403, "too-big": 413, "not-fetched": 404}


class SorryError(Exception):
    """The person's wish cannot be fulfilled now; `reason` names the page that says so."""

    def __init__(self, reason: str, message: str) -> None:
        super().__init__(message)
        self.reason = reason


class Door(JupyterHandler):
    """What the three doors share: the person's folder, the exchange, and kind refusals."""

    def initialize(self, environ: Mapping[str, str]) -> None:
        """The environment comes from the route table."""
        self.environ = environ

    @cached_property
    def style_nonce(self) -> str:
        """Names our own style to the browser for this one answer; headers want it before `initialize`."""
        return secrets.token_urlsafe(16)

    @property
    def content_security_policy(self) -> str:
        """Our own style and our own form, and nothing else."""
        return (
            f"default-src 'none'; style-src 'nonce-{self.style_nonce}'; form-action 'self'; base-uri 'none'; "
            "frame-ancestors 'none'"
        )

    @property
    def client(self) -> ExchangeClient:
        """The exchange, as the person whose server this is."""
        return client_from(self.environ)

    @property
    def week_url(self) -> str:
        """The page "Ma semaine"; the hub's front door where the server does not know its service."""
        try:
            return self.client.week_url
        except NoAnswerError:
            return "/"

    def folder(self, assignment_id: str) -> Path:
        """The person's folder of an assignment."""
        if not ASSIGNMENT_ID.fullmatch(assignment_id):
            raise HTTPError(404)
        serverapp: Any = self.serverapp
        return Path(serverapp.root_dir, assignment_id)

    async def ask(self, function: Callable[..., T], *arguments: Any) -> T:
        """What the function gives, from a thread; what it refuses as a SorryError."""
        try:
            return await asyncio.to_thread(function, *arguments)
        except AnswerError as error:
            raise SorryError(_REASONS.get(error.status, "ours"), str(error)) from error
        except NoAnswerError as error:
            raise SorryError("no-answer", str(error)) from error
        except TooBigError as error:
            raise SorryError("too-big", str(error)) from error
        except (FilesRefusedError, OSError) as error:
            raise SorryError("ours", str(error)) from error

    def read_folder(self, assignment_id: str) -> Work:
        """What would be handed in."""
        folder = self.folder(assignment_id)
        if not folder.is_dir():
            raise SorryError("not-fetched", f"there is no folder {assignment_id!r}")
        return read_work(folder, Limits())

    def hand_in(self, assignment_id: str, nonce: str | None) -> Submission:
        """Hand in the folder as it is now."""
        return self.client.submit(assignment_id, self.read_folder(assignment_id).files, nonce)

    def show(self, template: str, assignment_id: str, **values: Any) -> None:
        """Answer with a page."""
        html = (
            _templates()
            .get_template(template)
            .render(
                nonce=self.style_nonce,
                week_url=self.week_url,
                open_url=url_path_join(self.base_url, "atelier/open", quote(assignment_id)),
                xsrf=Markup(self.xsrf_form_html()),  # tornado's own, escaped
                **values,
            )
        )
        self.set_header("Content-Type", "text/html; charset=utf-8")
        self.set_header("Cache-Control", "no-store")
        self.finish(html)

    def apologise(self, assignment_id: str, sorry: SorryError, retry_nonce: str | None = None) -> None:
        """Say kindly why not, and what to do; the operator's sentence goes to the log."""
        self.log.warning("%s %s: %s", self.request.path, sorry.reason, sorry)
        self.set_status(_STATUS.get(sorry.reason, 500))
        again = retry_nonce if sorry.reason in {"no-answer", "signed-out", "too-big", "ours"} else None
        self.show("sorry.html", assignment_id, reason=sorry.reason, retry_nonce=again)


class OpenDoor(Door):
    """Opens an assignment in JupyterLab."""

    @authenticated
    async def get(self, assignment_id: str) -> None:
        """Fetch what is missing; where nobody answers, what is there already is good enough."""
        folder = self.folder(assignment_id)
        try:
            notebook = await self.ask(self._fetch, assignment_id, folder)
        except SorryError as sorry:
            notebook = _first_notebook(folder)
            if notebook is None:
                self.apologise(assignment_id, sorry)
                return
        path = quote(f"{assignment_id}/{notebook}" if notebook else assignment_id)
        # Our extension of JupyterLab reads it, once the exercises are on the page.
        number = self.get_query_argument("exercice", "")
        place = f"#exercice-{number}" if EXERCISE_NUMBER.fullmatch(number) else ""
        # A workspace of its own: in the default one JupyterLab brings back the notebooks of other days as tabs.
        self.redirect(url_path_join(self.base_url, "lab/workspaces", quote(assignment_id), "tree", path) + place)

    def _fetch(self, assignment_id: str, folder: Path) -> str | None:
        assignment, files, earlier = self.client.release(assignment_id)
        place_release(folder, files, earlier)
        return f"{assignment.notebooks[0]}.ipynb" if assignment.notebooks else None


class HandInDoor(Door):
    """Shows what would be handed in, then hands it in."""

    @authenticated
    async def get(self, assignment_id: str) -> None:
        """The page to confirm."""
        try:
            work = await self.ask(self.read_folder, assignment_id)
            assignment = await self.ask(self._assignment, assignment_id)
            before = await self.ask(self._handed_in_at, assignment_id)
        except SorryError as sorry:
            self.apologise(assignment_id, sorry)
            return
        now = datetime.now(UTC)
        if assignment.terms.is_closed(now):
            self.apologise(assignment_id, SorryError("closed", f"closed at {assignment.terms.closes_at}"))
            return
        self.show(
            "hand-in.html",
            assignment_id,
            title=_title(self.folder(assignment_id)),
            files=[(name, _size(len(content))) for name, content in work.files.items()],
            left_out=[(name, reason.value) for name, reason in work.left_out.items()],
            due=_date(assignment.terms.due_at),
            late=assignment.terms.is_late(now),
            extended=assignment.terms.extended,
            handed_in=_date(before),
            hand_in_nonce=secrets.token_hex(16),
        )

    @authenticated
    async def post(self, assignment_id: str) -> None:
        """Hand in; the form sent twice is one hand-in, unless the work changed in between."""
        nonce = self.get_body_argument("nonce", "") or secrets.token_hex(16)
        try:
            await self.ask(self.hand_in, assignment_id, nonce)
        except SorryError as sorry:
            self.apologise(assignment_id, sorry, nonce)
            return
        self.redirect(f"{self.week_url}?{urlencode({'rendu': assignment_id})}", status=303)

    def _assignment(self, assignment_id: str) -> Assignment:
        for assignment in self.client.assignments():
            if assignment.assignment_id == assignment_id:
                return assignment
        raise SorryError("not-open", f"{assignment_id!r} is not handed out")

    def _handed_in_at(self, assignment_id: str) -> datetime | None:
        own = [each.submitted_at for each in self.client.submissions() if each.assignment_id == assignment_id]
        return own[-1] if own else None


class HandInApi(Door):
    """Hands in for a program in the browser, such as a button in JupyterLab."""

    @authenticated
    async def post(self, assignment_id: str) -> None:
        """201 and the hand-in; otherwise a reason (the keys of `sorry.html`) and an English sentence."""
        body: Any = self.get_json_body()
        nonce = body.get("nonce") if isinstance(body, dict) else None
        try:
            submission = await self.ask(self.hand_in, assignment_id, nonce if isinstance(nonce, str) else None)
        except SorryError as sorry:
            self.set_status(_STATUS.get(sorry.reason, 500))
            self.finish({"reason": sorry.reason, "message": str(sorry)})
            return
        self.set_status(201)
        self.finish(submission.to_json())


@cache
def _templates() -> Environment:
    loader = FileSystemLoader(Path(__file__).with_name("templates"))
    return Environment(loader=loader, autoescape=True, trim_blocks=True, undefined=StrictUndefined)


def _first_notebook(folder: Path) -> str | None:
    return next((path.name for path in sorted(folder.glob("*.ipynb"))), None)


def _title(folder: Path) -> str:
    """The assignment's name for people; its id where the folder does not say."""
    try:
        sheet = load_sheet(folder)
    except SheetError:
        sheet = None
    return folder.name if sheet is None else sheet.title


def _date(moment: datetime | None) -> str | None:
    return None if moment is None else full_date(moment.astimezone(PARIS))


def _size(count: int) -> str:
    """A size as people read it: `812 octets`, `14 ko`, `2,5 Mo`."""
    if count < 1_000:
        return f"{count} octet{'s' if count > 1 else ''}"
    if count < 999_500:  # from there it rounds to a thousand of them
        return f"{round(count / 1_000)} ko"
    return f"{count / 1_000_000:.1f} Mo".replace(".", ",")


def _jupyter_server_extension_points() -> list[dict[str, str]]:
    """What jupyter_server asks an extension's module for."""
    return [{"module": __name__}]


def _load_jupyter_server_extension(serverapp: Any) -> None:
    """Add the doors to a person's server."""
    base_url = serverapp.web_app.settings["base_url"]
    options = {"environ": os.environ}
    serverapp.web_app.add_handlers(".*$", [(url_path_join(base_url, path), door, options) for path, door in ROUTES])


ROUTES: list[tuple[str, type[Door]]] = [
    (r"atelier/open/([^/]+)", OpenDoor),
    (r"atelier/hand-in/([^/]+)", HandInDoor),
    (r"atelier/api/hand-in/([^/]+)", HandInApi),
]
