"""Talks to the exchange's HTTP API with a person's own hub token; in their server, their kernel, and their commands.

ExchangeClientError
├── NoAnswerError    nobody answered, or nobody could just now: nothing is lost, try again
└── AnswerError      the exchange said no; `status` says which no (404 not handed out, 409 closed, 413 too big, …)
"""

from __future__ import annotations

import hashlib
import json
import os
import time
import urllib.error
import urllib.request
import uuid
from collections.abc import Callable, Mapping
from datetime import datetime
from http.client import HTTPException
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

from graders.exchange.file_names import Limits, check_files
from graders.exchange.folder import read_work
from graders.exchange.records import Assignment, Submission, written
from graders.exchange.wire import decode_files, encode_files

TIMEOUT_S = 30.0
ANSWER_BYTES_MAX = 100_000_000  # the biggest release in Base64 is a quarter of it, a year's list of hand-ins a tenth
# A hand-in whose answer got lost is asked for again, with the same key: so it is there once.
RETRY_PAUSES_S = (0.5, 2.0)
_TRY_LATER = {500, 502, 503, 504}

# The service is on this machine or its own network: a proxy for the outside world has no business here.
_open = urllib.request.build_opener(urllib.request.ProxyHandler({})).open


class ExchangeClientError(Exception):
    """The exchange did not do what it was asked."""


class NoAnswerError(ExchangeClientError):
    """No answer, or none that says yes or no."""


class AnswerError(ExchangeClientError):
    """The exchange refused; the message is its own, in English."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status


class ExchangeClient:
    """One person's view of the exchange; its methods block."""

    def __init__(self, service_url: str, token: str, pause: Callable[[float], None] = time.sleep) -> None:
        self._service_url = service_url.rstrip("/")
        self._token = token
        self._pause = pause

    @property
    def week_url(self) -> str:
        """The page "Ma semaine", as the browser asks for it."""
        return f"{urlsplit(self._service_url).path}/ma-semaine"

    def assignments(self) -> tuple[Assignment, ...]:
        """What is handed out, with one's own terms."""
        return tuple(map(Assignment.from_json, self._ask("GET", "assignments")["assignments"]))

    def release(self, assignment_id: str) -> tuple[Assignment, dict[str, bytes], dict[str, list[str]]]:
        """What is handed out, its files, and by file name the SHA-256 of all that ever was."""
        answer = self._ask("GET", f"assignments/{quote(assignment_id, safe='')}/release")
        return Assignment.from_json(answer["assignment"]), decode_files(answer["files"]), answer["earlier"]

    def submit(self, assignment_id: str, files: Mapping[str, bytes], nonce: str | None = None) -> Submission:
        """Hand in as oneself. The same `nonce` with the same files is the same hand-in, however often it is sent.

        FilesRefusedError before anything is sent, if the exchange would not take them.
        """
        check_files(files, Limits())
        body = {"key": _key(nonce or uuid.uuid4().hex, files), "files": encode_files(files)}
        path = f"assignments/{quote(assignment_id, safe='')}/submissions"
        for pause_s in RETRY_PAUSES_S:
            try:
                return Submission.from_json(self._ask("POST", path, body))
            except NoAnswerError:
                self._pause(pause_s)
        return Submission.from_json(self._ask("POST", path, body))

    def submissions(self) -> tuple[Submission, ...]:
        """One's own hand-ins, oldest first."""
        return tuple(map(Submission.from_json, self._ask("GET", "submissions")["submissions"]))

    def feedback(self, submission_id: str) -> dict[str, bytes]:
        """The feedback on one of one's own hand-ins; empty while there is none."""
        return decode_files(self._ask("GET", f"submissions/{quote(submission_id, safe='')}/feedback")["files"])

    # What follows is for those who teach.

    def put_release(self, assignment_id: str, files: Mapping[str, bytes]) -> Assignment:
        """Hand out."""
        path = f"assignments/{quote(assignment_id, safe='')}/release"
        return Assignment.from_json(self._ask("PUT", path, {"files": encode_files(files)}))

    def withdraw(self, assignment_id: str) -> None:
        """Hand out no longer."""
        self._ask("DELETE", f"assignments/{quote(assignment_id, safe='')}/release")

    def put_deadline(self, assignment_id: str, due_at: datetime | None, closes_at: datetime | None) -> None:
        """Everybody's deadline and closing time."""
        body = {"due_at": written(due_at), "closes_at": written(closes_at)}
        self._ask("PUT", f"assignments/{quote(assignment_id, safe='')}/deadline", body)

    def class_submissions(self, **which: str) -> tuple[Submission, ...]:
        """Everybody's hand-ins, oldest first; of one `student_id` or `assignment_id` if given."""
        answer = self._ask("GET", f"class/submissions?{urlencode(which)}")
        return tuple(map(Submission.from_json, answer["submissions"]))

    def files_of(self, submission_id: str) -> dict[str, bytes]:
        """The files of anybody's hand-in."""
        return decode_files(self._ask("GET", f"class/submissions/{quote(submission_id, safe='')}/files")["files"])

    def put_feedback(self, submission_id: str, files: Mapping[str, bytes]) -> None:
        """Give feedback on anybody's hand-in."""
        path = f"class/submissions/{quote(submission_id, safe='')}/feedback"
        self._ask("PUT", path, {"files": encode_files(files)})

    def _ask(self, method: str, path: str, body: Mapping[str, Any] | None = None) -> Any:
        try:
            request = urllib.request.Request(
                f"{self._service_url}/api/{path}",
                method=method,
                data=None if body is None else json.dumps(body).encode(),
                headers={"Authorization": f"token {self._token}", "Content-Type": "application/json"},
            )
            with _open(request, timeout=TIMEOUT_S) as answer:
                return json.loads(answer.read(ANSWER_BYTES_MAX) or b"{}")
        except urllib.error.HTTPError as error:
            if error.code in _TRY_LATER:
                raise NoAnswerError(f"the exchange could not answer ({error.code})") from error
            raise AnswerError(error.code, _message(error)) from error
        except (OSError, HTTPException, ValueError) as error:
            raise NoAnswerError(f"the exchange does not answer ({type(error).__name__})") from error


def _message(error: urllib.error.HTTPError) -> str:
    try:
        return str(json.loads(error.read(10_000))["message"])
    except (OSError, HTTPException, ValueError, KeyError, TypeError):
        return f"the exchange answered {error.code}"


def _key(nonce: str, files: Mapping[str, bytes]) -> str:
    """A name for "these files, this time": 64 signs."""
    whole = hashlib.sha256(nonce.encode())
    for name, content in sorted(files.items()):
        whole.update(hashlib.sha256(name.encode()).digest() + hashlib.sha256(content).digest())
    return whole.hexdigest()


def client_from(environ: Mapping[str, str]) -> ExchangeClient:
    """The client of the person whose server this is; the hub sets both variables."""
    missing = [name for name in ("ATELIER_SERVICE_URL", "JUPYTERHUB_API_TOKEN") if not environ.get(name)]
    if missing:
        raise NoAnswerError(f"{' and '.join(missing)} not set; the exchange works inside the hub's servers")
    return ExchangeClient(environ["ATELIER_SERVICE_URL"], environ["JUPYTERHUB_API_TOKEN"])


def hand_in(assignment_id: str, folder: Path, environ: Mapping[str, str] = os.environ) -> Submission:
    """Hand in this folder as it is now; whatever it raises, nothing was handed in that one need know of.

    FilesRefusedError if the work is too big; ExchangeClientError if the exchange refused or did not answer.
    """
    return client_from(environ).submit(assignment_id, read_work(folder, Limits()).files)
