"""Sends an object to the printers of the place and asks what the slicer says, with the token of its person's server.

POST api/parts?titre=Bouton&cle=5f0c…      the 3MF is the body  →  201 {"job_id": "9a1b…"}
     …&modele=repair-knob&reglages={"diameter":30.0}&mots=Bouton…          its recipe, if it has one
GET  api/parts/9a1b…                       →  {"job_id": "9a1b…", "design": "repair-knob", "values": {"diameter": 30.0}}
GET  api/prints                            →  {"jobs": [{"job_id": "9a1b…", "state": "draft known", "words": "Prêt…",
                                                "seconds": 1020, "grams": 3.4, "euros": 0.09}]}
"""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass, field
from http.client import HTTPException
from typing import Any
from urllib.parse import urlencode, urlsplit

from fab_notebooks.quick_estimate import Estimate
from fab_notebooks.recipe import Recipe

TIMEOUT_S = 60.0
"""60 MB on a slow line."""
ANSWER_BYTES = 1_000_000

# HTTP status → what the person reads (in messages/studio.yml); every other trouble is "studio-no-service".
_SENTENCES = {
    401: "studio-no-right",
    403: "studio-no-right",
    409: "studio-too-many",
    413: "studio-too-heavy",
    429: "studio-one-at-a-time",
}

# The service is on this machine or its own network: a proxy for the outside world has no business here.
_open = urllib.request.build_opener(urllib.request.ProxyHandler({})).open


class SendError(Exception):
    """Nothing was sent, or nobody answered; `sentence` is the id of what the person reads."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


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
    model: bytes
    """3MF."""
    recipe: Recipe | None = None
    """What it was made with; None for a file that somebody brought."""


@dataclass(frozen=True)
class Sliced:
    """What became of an object that was sent."""

    is_known: bool
    """Whether the slicer has said its word."""
    words: str
    """The service's own sentence."""
    estimate: Estimate | None
    """None if it cannot be printed, or nobody knows yet."""


def send(service: Service, parcel: Parcel) -> str:
    """The id of the new job; SendError if there is none."""
    query = {"titre": parcel.title, "cle": parcel.key}
    if recipe := parcel.recipe:
        query |= {"modele": recipe.design, "reglages": recipe.json, "mots": recipe.words}
    return str(_ask(service, f"api/parts?{urlencode(query)}", parcel.model)["job_id"])


def values_of(service: Service, job_id: str, design: str) -> Mapping[str, Any]:
    """The values that one's own job was made with, if it was by this design; SendError if not, or nobody answers."""
    found = _ask(service, f"api/parts/{job_id}")
    if found.get("design") != design or not isinstance(found.get("values"), dict):
        raise SendError("studio-not-again")
    return dict(found["values"])


def sliced(service: Service, job_id: str) -> Sliced:
    """What the slicer says of a job; SendError if nobody answers."""
    [job] = [job for job in _ask(service, "api/prints")["jobs"] if job["job_id"] == job_id] or [{}]
    numbers = [job.get(name) for name in ("grams", "euros", "seconds")]
    estimate = None
    if all(isinstance(number, int | float) for number in numbers):
        grams, euros, seconds = map(float, numbers)
        estimate = Estimate(grams, euros, seconds / 60)
    return Sliced(job.get("state", "") != "draft", str(job.get("words", "")), estimate)


def _ask(service: Service, path: str, body: bytes | None = None) -> Mapping[str, Any]:
    headers = {"Authorization": f"token {service.token}"} | ({"Content-Type": "model/3mf"} if body else {})
    try:
        request = urllib.request.Request(f"{service.url}/{path}", data=body, headers=headers)
        with _open(request, timeout=TIMEOUT_S) as answer:
            return dict(json.loads(answer.read(ANSWER_BYTES)))
    except urllib.error.HTTPError as error:
        raise SendError(_SENTENCES.get(error.code, "studio-no-service")) from error
    except (OSError, HTTPException, ValueError, TypeError) as error:
        raise SendError("studio-no-service") from error
