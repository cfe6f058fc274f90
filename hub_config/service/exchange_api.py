"""The exchange over HTTP: JSON, files in it as Base64 (`graders/exchange/wire.py`).

A person lists and fetches what is handed out, hands in, and reads their own hand-ins; who hands in is who holds the
token, whatever the request says. Routes that touch others' work or the class need the right to teach.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import Connection

from graders.exchange.records import Submission, read_time, written
from graders.exchange.store import ExchangeStore
from graders.exchange.wire import encode_files
from hub_config.service.auth import OWN_WORK, TEACH, RefusedError
from hub_config.service.exchange_base import Exchange, ExchangeHandler, UploadHandler

KEY_LENGTH_MAX = 64


class Assignments(ExchangeHandler):
    """What is handed out."""

    scopes: ClassVar[dict[str, str]] = {"GET": OWN_WORK}

    async def get(self) -> None:
        """All of it, with the terms of who asks."""
        found = await self.ask(self.store.assignments, self.current_user_name)
        self.write({"assignments": [assignment.to_json() for assignment in found]})


class Release(UploadHandler):
    """The files that are handed out."""

    scopes: ClassVar[dict[str, str]] = {"GET": OWN_WORK, "PUT": TEACH, "DELETE": TEACH}

    async def get(self, assignment_id: str) -> None:
        """The present version."""
        self.write(await self.ask(self._read, assignment_id))

    def _read(self, assignment_id: str) -> dict[str, Any]:
        assignment = self.store.assignment(assignment_id, self.current_user_name)
        return {
            "assignment": assignment.to_json(),
            "files": encode_files(self.store.files_of_release(assignment)),
            "earlier": self.store.earlier_digests(assignment_id),
        }

    async def put(self, assignment_id: str) -> None:
        """Hand out a version."""
        _, files = await self.upload()
        name = self.current_user_name
        assignment = await self.ask(self.store.release, assignment_id, files, released_by=name)
        self.set_status(201)
        self.write(assignment.to_json())

    async def delete(self, assignment_id: str) -> None:
        """Hand it out no longer."""
        await self.ask(self.store.withdraw, assignment_id)
        self.set_status(204)


class Deadline(ExchangeHandler):
    """Everybody's deadline and closing time."""

    scopes: ClassVar[dict[str, str]] = {"PUT": TEACH}

    async def put(self, assignment_id: str) -> None:
        """Set both; null takes one away."""
        body = self.json_body()
        due_at, closes_at = _moment(body, "due_at"), _moment(body, "closes_at")
        await self.ask(self.store.set_deadline, assignment_id, due_at, closes_at)
        self.write({"due_at": written(due_at), "closes_at": written(closes_at)})


class Extensions(ExchangeHandler):
    """Who has more time."""

    scopes: ClassVar[dict[str, str]] = {"GET": TEACH}

    async def get(self, assignment_id: str) -> None:
        """Until when, by student id."""
        found = await self.ask(self.store.extensions, assignment_id)
        self.write({"extensions": {student_id: written(due_at) for student_id, due_at in found.items()}})


class Extension(ExchangeHandler):
    """More time for one person."""

    scopes: ClassVar[dict[str, str]] = {"PUT": TEACH, "DELETE": TEACH}

    async def put(self, assignment_id: str, student_id: str) -> None:
        """Until `due_at`."""
        due_at = _moment(self.json_body(), "due_at")
        await self.ask(self.store.grant_extension, student_id, assignment_id, due_at)
        self.write({"due_at": written(due_at)})

    async def delete(self, assignment_id: str, student_id: str) -> None:
        """Take it back."""
        await self.ask(self.store.grant_extension, student_id, assignment_id, None)
        self.set_status(204)


class HandIns(UploadHandler):
    """Where work is handed in."""

    scopes: ClassVar[dict[str, str]] = {"POST": OWN_WORK}

    async def post(self, assignment_id: str) -> None:
        """Accept it, as that of who asks; a repetition with the same key gets the same answer."""
        body, files = await self.upload()
        key = body.get("key")
        if not isinstance(key, str) or not 0 < len(key) <= KEY_LENGTH_MAX:
            raise RefusedError(400, f"key is {key!r}; expected a text of up to {KEY_LENGTH_MAX} signs.")
        submission = await self.ask(
            self.store.submit,
            self.current_user_name,
            assignment_id,
            files,
            key=key,
            and_then=self.exchange.and_then,
        )
        self.exchange.on_submitted(submission)
        self.set_status(201)
        self.write(submission.to_json())


class OwnSubmissions(ExchangeHandler):
    """One's own hand-ins."""

    scopes: ClassVar[dict[str, str]] = {"GET": OWN_WORK}

    async def get(self) -> None:
        """All of them, oldest first."""
        found = await self.ask(self.store.submissions, student_id=self.current_user_name)
        self.write({"submissions": [submission.to_json() for submission in found]})


class OwnFiles(ExchangeHandler):
    """The files of one of one's own hand-ins."""

    scopes: ClassVar[dict[str, str]] = {"GET": OWN_WORK}

    async def get(self, submission_id: str) -> None:
        """As they were handed in."""
        submission = await self.ask(self.store.submission, submission_id, self.current_user_name)
        self.write({"files": encode_files(await self.ask(self.store.files_of, submission))})


class OwnFeedback(ExchangeHandler):
    """The feedback on one of one's own hand-ins."""

    scopes: ClassVar[dict[str, str]] = {"GET": OWN_WORK}

    async def get(self, submission_id: str) -> None:
        """As it is now."""
        submission = await self.ask(self.store.submission, submission_id, self.current_user_name)
        self.write({"files": encode_files(await self.ask(self.store.feedback_of, submission))})


class ClassSubmissions(ExchangeHandler):
    """Everybody's hand-ins."""

    scopes: ClassVar[dict[str, str]] = {"GET": TEACH}

    async def get(self) -> None:
        """All of them, or those of `?student_id=` and `?assignment_id=`; oldest first."""
        which = {name: self.get_query_argument(name, None) for name in ("student_id", "assignment_id")}
        found = await self.ask(self.store.submissions, **which)
        self.write({"submissions": [submission.to_json() for submission in found]})


class ClassFiles(ExchangeHandler):
    """The files of anybody's hand-in."""

    scopes: ClassVar[dict[str, str]] = {"GET": TEACH}

    async def get(self, submission_id: str) -> None:
        """As they were handed in."""
        submission = await self.ask(self.store.submission, submission_id)
        self.write({"files": encode_files(await self.ask(self.store.files_of, submission))})


class ClassFeedback(UploadHandler):
    """The feedback on anybody's hand-in."""

    scopes: ClassVar[dict[str, str]] = {"PUT": TEACH}

    async def put(self, submission_id: str) -> None:
        """In place of any earlier one."""
        _, files = await self.upload()
        submission = await self.ask(self.store.submission, submission_id)
        self.write((await self.ask(self.store.put_feedback, submission, files)).to_json())


def _moment(body: dict[str, Any], name: str) -> datetime | None:
    try:
        return read_time(body.get(name))
    except (ValueError, TypeError) as error:
        raise RefusedError(400, f"{name} is not a time: {error}.") from error


def routes(
    store: ExchangeStore,
    *,
    and_then: Callable[[Connection, Submission], None],
    on_submitted: Callable[[Submission], None],
) -> list[tuple[str, type, dict[str, Any]]]:
    """The exchange's addresses below the service's own; `and_then` and `on_submitted` as in `Exchange`."""
    exchange = Exchange(store, and_then, on_submitted)
    return [(path, handler, {"exchange": exchange}) for path, handler in ROUTES]


ROUTES: list[tuple[str, type]] = [
    (r"api/assignments", Assignments),
    (r"api/assignments/([^/]+)/release", Release),
    (r"api/assignments/([^/]+)/deadline", Deadline),
    (r"api/assignments/([^/]+)/extensions", Extensions),
    (r"api/assignments/([^/]+)/extensions/([^/]+)", Extension),
    (r"api/assignments/([^/]+)/submissions", HandIns),
    (r"api/submissions", OwnSubmissions),
    (r"api/submissions/([^/]+)/files", OwnFiles),
    (r"api/submissions/([^/]+)/feedback", OwnFeedback),
    (r"api/class/submissions", ClassSubmissions),
    (r"api/class/submissions/([^/]+)/files", ClassFiles),
    (r"api/class/submissions/([^/]+)/feedback", ClassFeedback),
]
