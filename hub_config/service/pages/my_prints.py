"""A person's own prints: send a part, see what it takes, send it off, watch it, cancel it."""

from __future__ import annotations

import asyncio
import uuid
from typing import ClassVar

from tornado.httputil import HTTPFile, HTTPHeaders, parse_body_arguments
from tornado.web import stream_request_body

from fab_notebooks.printing.jobs import Job, NoSuchJobError, NotReadyError, QuotaError
from fab_notebooks.slicer import COPIES_MAX
from hub_config.service.auth import MANAGE_PRINTS, PRINT, PageHandler, RefusedError, Scopes
from hub_config.service.print_views import profile_label, views
from hub_config.service.received_part import ReceivesPart

SHOWN = 20
"""The newest; of older ones a manager has the list."""


class PrintPage(PageHandler):
    """What the pages about prints share."""

    def job_of(self, job_id: str, owner: str | None) -> Job:
        """One job; refused with 404 if it is not there, or somebody else's."""
        try:
            return self.parts.prints.store.job(job_id, owner)
        except NoSuchJobError as error:
            raise RefusedError(404, "There is no such print.") from error

    def back(self, path: str = "mes-impressions", **query: str) -> None:
        """To the page where the form was."""
        self.parts.prints.dispatcher.wake()
        words = "&".join(f"{name}={value}" for name, value in query.items())
        self.redirect(f"{self.parts.base_url}{path}{'?' if words else ''}{words}", status=303)


@stream_request_body
class MyPrints(ReceivesPart, PrintPage):
    """The page, and where its form sends a part.

    Rights are looked at before the part is read: the form's proof of its origin is in the address, for that.
    """

    scopes: ClassVar[Scopes] = {"GET": PRINT, "POST": PRINT}

    def get(self) -> None:
        """One's own prints, the newest first, and the form."""
        shop = self.parts.prints
        own = sorted(shop.store.jobs(owner=self.current_user_name), key=lambda job: job.created_at, reverse=True)[
            :SHOWN
        ]
        self.page(
            "mes-impressions.html",
            views=views(shop, own),
            choices=[
                (f"{place.name}/{name}", f"{place.label} – {profile_label(name)}")
                for place in shop.places
                for name in place.profiles
            ],
            has_simulated=any(place.is_simulated for place in shop.places),
            rights=[place.label for place in shop.places if shop.rights.may_print(self.current_user_name, place.name)],
            copies_max=COPIES_MAX,
            key=uuid.uuid4().hex,
            refused=self.get_query_argument("refus", ""),
            quotas=shop.store.quotas,
        )

    async def post(self) -> None:
        """Keep the part as a draft; the slicer then finds out what it takes."""
        async with self.opened() as body:
            fields, file = await asyncio.to_thread(self._form, body)
            if file is None or not file.body:
                self.checked(fields)
                return self.back(refus="file")
            title = fields.get("titre", "").strip() or file.filename.rpartition(".")[0] or file.filename
            try:
                await self.keep(file.body, title, fields)
            except QuotaError as error:
                return self.back(refus=error.fault.value)
        return self.back()

    def _form(self, body: bytes) -> tuple[dict[str, str], HTTPFile | None]:
        """The fields of the form, and its file."""
        arguments: dict[str, list[bytes]] = {}
        files: dict[str, list[HTTPFile]] = {}
        kind = self.request.headers.get("Content-Type", "")
        try:
            parse_body_arguments(kind, body, arguments, files, HTTPHeaders())
        except Exception as error:  # tornado's own, of several kinds: a body that is no form
            raise RefusedError(400, "The form cannot be read.") from error
        fields = {name: values[-1].decode("utf-8", "replace") for name, values in arguments.items()}
        return fields, next(iter(files.get("fichier", [])), None)


class SendPrint(PrintPage):
    """Sends a draft off."""

    scopes: ClassVar[Scopes] = {"POST": PRINT}

    def post(self, job_id: str) -> None:
        """To the manager, or into the lane for who has the printing right."""
        self.job_of(job_id, self.current_user_name)
        try:
            self.parts.prints.store.submit(job_id, self.current_user_name)
        except QuotaError as error:
            return self.back(refus=error.fault.value)
        except NotReadyError as error:
            raise RefusedError(409, f"{error}.") from error
        return self.back()


class CancelPrint(PrintPage):
    """Takes one's own print back."""

    scopes: ClassVar[Scopes] = {"POST": PRINT}

    def post(self, job_id: str) -> None:
        """At once, or as soon as the printer has heard it."""
        self.job_of(job_id, self.current_user_name)
        self.parts.prints.store.cancel(job_id, self.current_user_name, self.current_user_name)
        self.back()


class PrintPicture(PrintPage):
    """The picture of a part, for its owner and for who approves."""

    scopes: ClassVar[Scopes] = {"GET": (PRINT, MANAGE_PRINTS)}

    def get(self, job_id: str) -> None:
        """The PNG; 404 while it is not drawn yet."""
        self.job_of(job_id, None if self.holds(MANAGE_PRINTS) else self.current_user_name)
        picture = self.parts.prints.store.files.get(job_id, "picture.png")
        if picture is None:
            raise RefusedError(404, "It is not drawn yet.")
        self.set_header("Content-Type", "image/png")
        self.finish(picture)
