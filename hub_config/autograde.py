"""`atelier course autograde`: grades an assignment from a shell.

The running service does it, in its queue; where none runs, this process takes its place (its port, its queue, its
checker) until the work is done. Either way hand-ins, gradebook and feedback are the same, and stopping it takes back
what is not begun.
"""

from __future__ import annotations

import asyncio
import json
import math
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from jupyterhub.services.auth import HubOAuth

from hub_config.hub_client import HubClient
from hub_config.roles import SERVICE
from hub_config.secret_files import secret, service_token_name
from hub_config.service.grade_all import NothingHandedInError
from hub_config.service.serving import PortTakenError, serving
from hub_config.settings import Settings

TIMEOUT_S = 60
LOOK_EVERY_S = 0.5
BAR_SIGNS = 30

Tell = Callable[[dict[str, Any]], None]

_open = urllib.request.build_opener(urllib.request.ProxyHandler({})).open


class AutogradeError(Exception):
    """It cannot be graded; the message is a sentence for whoever typed the command."""


class NoServiceError(Exception):
    """Nobody listens on the service's port."""


@dataclass(frozen=True)
class Wish:
    """What to grade: everybody's latest hand-in, or that of these people; `again` also what is graded already."""

    assignment_id: str
    student_ids: Collection[str] = ()
    again: bool = False


def autograde(settings: Settings, wish: Wish, tell: Tell) -> dict[str, Any]:
    """What came of it (`GradeAll.to_json`); `tell` hears how far it is. Ctrl+C takes the rest back."""
    try:
        return _by_the_service(settings, wish, tell)
    except NoServiceError:
        return asyncio.run(_here(settings, wish, tell))


def _by_the_service(settings: Settings, wish: Wish, tell: Tell) -> dict[str, Any]:
    service = _Service(settings, wish.assignment_id)
    batch = service.ask("POST", {"student_ids": list(wish.student_ids), "again": wish.again})
    try:
        while batch["is_grading"]:
            tell(batch)
            time.sleep(LOOK_EVERY_S)
            batch = service.ask("GET")
    except KeyboardInterrupt:
        service.ask("DELETE")
        raise
    tell(batch)
    return batch


class _Service:
    """The running service, asked about one assignment with the command line's token."""

    def __init__(self, settings: Settings, assignment_id: str) -> None:
        self._url = f"{settings.service_url}/api/assignments/{quote(assignment_id, safe='')}/grading"
        self._token = HubClient(settings).token

    def ask(self, method: str, body: object = None) -> dict[str, Any]:
        """The state of the batch."""
        headers = {"Authorization": f"token {self._token}", "Content-Type": "application/json"}
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self._url, method=method, data=data, headers=headers)
        try:
            with _open(request, timeout=TIMEOUT_S) as answer:
                batch: dict[str, Any] = json.load(answer)
                return batch
        except urllib.error.HTTPError as error:
            raise AutogradeError(_message(error)) from error
        except urllib.error.URLError as error:
            if isinstance(error.reason, ConnectionRefusedError) and method == "POST":
                raise NoServiceError from error
            raise AutogradeError(f"the service does not answer: {error.reason}") from error
        except (OSError, ValueError) as error:
            raise AutogradeError(f"the service does not answer: {error}") from error


def _message(error: urllib.error.HTTPError) -> str:
    try:
        return str(json.load(error)["message"])
    except (ValueError, KeyError):
        return f"the service refused ({error.code})"


async def _here(settings: Settings, wish: Wish, tell: Tell) -> dict[str, Any]:
    hub_auth = HubOAuth(  # asks nobody: the hub is not needed to grade, and no person is let in without it
        api_url=settings.hub_api_url,
        api_token=secret(settings.secrets_dir, service_token_name(SERVICE)),
        base_url=f"/services/{SERVICE}/",
        hub_prefix="/hub/",
        oauth_client_id=f"service-{SERVICE}",
    )
    try:
        async with serving(settings, hub_auth) as parts:
            batch = parts.grade_all.start(wish.assignment_id, wish.student_ids, again=wish.again)
            try:
                while batch.unfinished:
                    tell(parts.grade_all.to_json(batch))
                    await asyncio.sleep(LOOK_EVERY_S)
                    batch = parts.grade_all.latest(wish.assignment_id) or batch
            except asyncio.CancelledError:
                parts.grade_all.cancel(wish.assignment_id)
                raise
            result = parts.grade_all.to_json(batch)
    except (NothingHandedInError, PortTakenError) as error:
        raise AutogradeError(str(error)) from error
    tell(result)
    return result


def bar(batch: dict[str, Any]) -> str:
    """How far a batch is, in one line: `[######........................] 6 of 30, 2 min left`."""
    done, total, left_s = batch["finished"], batch["total"], batch["seconds_left"]
    signs = BAR_SIGNS * done // total if total else BAR_SIGNS
    left = "" if not left_s else f", {math.ceil(left_s / 60)} min left" if left_s > 60 else ", less than a minute left"
    return f"[{'#' * signs}{'.' * (BAR_SIGNS - signs)}] {done} of {total}{left}"
