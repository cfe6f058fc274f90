"""Live news of prints, as server-sent events: one line of JSON whenever something that the page shows has changed.

    data: {"jobs": [{"job_id": "5f0c…", "state": "printing", "percent": 41, "words": "Impression en cours : 41 %."}]}

and an event `still` without data while nothing has.

ref: https://html.spec.whatwg.org/multipage/server-sent-events.html
"""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from typing import Any, ClassVar

from tornado.iostream import StreamClosedError
from tornado.web import stream_request_body

from fab_notebooks.printing.jobs import ENDED, JobState, NoSuchJobError, QuotaError
from fab_notebooks.recipe import Recipe, RecipeError, read_recipe
from hub_config.service.auth import MANAGE_PRINTS, PRINT, ApiHandler, RefusedError, Scopes
from hub_config.service.pages.my_prints import SHOWN
from hub_config.service.print_views import JobView, views
from hub_config.service.received_part import ReceivesPart

HEARTBEAT_S = 10.0
"""A word in between: a proxy does not take the silence for the end, and a page knows that somebody is there."""
STREAM_FOR_S = 600.0
"""Then the browser asks again, and with it whether the person is still signed in."""


class PrintNews(ApiHandler):
    """One's own prints."""

    scopes: ClassVar[Scopes] = {"GET": PRINT}

    is_left = False

    def on_connection_close(self) -> None:
        """The page is gone; nobody listens any more."""
        self.is_left = True
        self.parts.prints.dispatcher.changes.ring()

    async def get(self) -> None:
        """A stream until the page is left, or ten minutes; one object for who asks for no stream."""
        if "text/event-stream" not in self.request.headers.get("Accept", ""):
            self.write({"jobs": self.news()})
            return
        self.set_header("Content-Type", "text/event-stream")
        self.set_header("X-Accel-Buffering", "no")  # what nginx keeps back otherwise
        changes, before = self.parts.prints.dispatcher.changes, ""
        ends_at_s = time.monotonic() + STREAM_FOR_S
        try:
            while time.monotonic() < ends_at_s and not self.is_left:
                count, now = changes.count, json.dumps({"jobs": self.news()}, ensure_ascii=False)
                self.write(f"data: {now}\n\n" if now != before else "event: still\ndata:\n\n")
                await self.flush()
                before = now
                await changes.after(count, HEARTBEAT_S)
        except StreamClosedError:
            return

    def news(self) -> list[dict[str, Any]]:
        """What the page shows of each."""
        shop = self.parts.prints
        own = sorted(shop.store.jobs(owner=self.current_user_name), key=lambda job: job.created_at, reverse=True)
        return [self.line(view) for view in views(shop, own[:SHOWN])]

    def line(self, view: JobView) -> dict[str, Any]:
        """One job; the words are those of the page."""
        macros: Any = self.parts.templates.get_template("print_words.html").module
        words = " ".join(str(macros.state_words(view)).split())
        estimate = {"seconds": view.job.seconds, "grams": view.job.grams, "euros": view.job.euros}
        return {"job_id": view.job.job_id, "state": view.key, "percent": view.percent, "words": words, **estimate}


@stream_request_body
class NewPart(ReceivesPart, ApiHandler):
    """Takes a part from a notebook: the file is the body, the choices are in the address, as the form names them.

    `POST api/parts?titre=Bouton&imprimante=simulee/simulee-pla&exemplaires=1&cle=…`, and where a design made it
    `&modele=repair-knob&reglages={"diameter":30.0}&mots=Bouton de réparation : diamètre 30 mm`
    """

    scopes: ClassVar[Scopes] = {"POST": PRINT}

    async def post(self) -> None:
        """201, the job, and the page where its owner sends it off."""
        choices = {name: self.get_query_argument(name) for name in self.request.query_arguments}
        async with self.opened() as part:
            if not part:
                raise RefusedError(400, "There is no part in the request.")
            recipe = self.recipe(choices)
            try:
                job = await self.keep(part, choices.get("titre", ""), choices, recipe)
            except QuotaError as error:
                raise RefusedError(409, f"{error}.") from error
        self.set_status(201)
        self.write({"job_id": job.job_id, "page": f"{self.parts.base_url}mes-impressions"})

    def recipe(self, choices: Mapping[str, str]) -> Recipe | None:
        """What the part was made with, if that is said; refused with 400 if it is no recipe."""
        if "modele" not in choices:
            return None
        try:
            return read_recipe(choices["modele"], choices.get("reglages", ""), choices.get("mots", ""))
        except RecipeError as error:
            raise RefusedError(400, f"{error}.") from error


class SentPart(ApiHandler):
    """What a part of one's own was made with: a studio takes it up again from there."""

    scopes: ClassVar[Scopes] = {"GET": PRINT}

    def get(self, job_id: str) -> None:
        """The design and its values; both null for a file that somebody brought."""
        try:
            job = self.parts.prints.store.job(job_id, self.current_user_name)
        except NoSuchJobError as error:
            raise RefusedError(404, "There is no such print.") from error
        self.write({"job_id": job_id, "design": job.design, "values": json.loads(job.design_values or "null")})


class BoardNews(PrintNews):
    """Everybody's that are not at their end, for the board, and what each printer does."""

    scopes: ClassVar[Scopes] = {"GET": MANAGE_PRINTS}

    def news(self) -> list[dict[str, Any]]:
        """All that are on the board, and the printers as if they were jobs."""
        shop = self.parts.prints
        jobs = shop.store.jobs(states=frozenset(JobState) - ENDED - {JobState.DRAFT})
        machines = [
            {"job_id": name, "state": status.state.value, "percent": 0, "words": ""}
            for name, status in shop.dispatcher.statuses.items()
        ]
        return [*(self.line(view) for view in views(shop, jobs)), *machines]
