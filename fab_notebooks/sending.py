"""Sends an object to the printers of the place: `POST api/print-jobs`, with the token of the person's own server."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass, field
from http.client import HTTPException
from typing import Any
from urllib.parse import urlencode, urlsplit

TIMEOUT_S = 60.0
"""60 MB on a slow line."""
ANSWER_BYTES = 100_000

# The service is on this machine or its own network: a proxy for the outside world has no business here.
_open = urllib.request.build_opener(urllib.request.ProxyHandler({})).open


class SendError(Exception):
    """Nothing was sent; the message is the service's own sentence in French, or empty if it did not answer."""


@dataclass(frozen=True)
class Service:
    """The atelier service as seen from a person's server."""

    url: str
    token: str = field(repr=False)

    @property
    def prints_page(self) -> str:
        """The person's prints, as the browser asks for them."""
        return f"{urlsplit(self.url).path}/mes-impressions"


@dataclass(frozen=True)
class Parcel:
    """An object to be printed; sent again with the same `key` it is the same job."""

    key: str
    title: str
    design: str
    """Empty for an imported object."""
    values: Mapping[str, Any]
    model: bytes
    """3MF."""


def send(service: Service, parcel: Parcel) -> str:
    """The id of the new job; SendError if there is none."""
    query = urlencode(
        {"key": parcel.key, "title": parcel.title, "design": parcel.design, "values": json.dumps(parcel.values)}
    )
    try:
        request = urllib.request.Request(
            f"{service.url}/api/print-jobs?{query}",
            data=parcel.model,
            headers={"Authorization": f"token {service.token}", "Content-Type": "model/3mf"},
        )
        with _open(request, timeout=TIMEOUT_S) as answer:
            return str(json.loads(answer.read(ANSWER_BYTES))["job_id"])
    except urllib.error.HTTPError as error:
        raise SendError(_sentence(error)) from error
    except (OSError, HTTPException, ValueError, KeyError, TypeError) as error:
        raise SendError from error


def _sentence(error: urllib.error.HTTPError) -> str:
    try:
        return str(json.loads(error.read(ANSWER_BYTES)).get("said", ""))
    except (OSError, ValueError, AttributeError):
        return ""
