"""What a server replied to one request, as a check reads it."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from graders.checks import Failure
from graders.http.client import Received
from graders.http.complaint import Complaint
from graders.text import quote

CHARSET = re.compile(r"charset\s*=\s*\"?(?P<name>[\w.:-]+)", re.IGNORECASE)


@dataclass(frozen=True)
class Reply:
    """A reply; `request` is what was asked, such as "POST /objets"."""

    request: str
    received: Received
    trouble: Complaint | None = None
    """What the program printed about going wrong meanwhile."""

    @property
    def status(self) -> int:
        """Its code: 200, 404 …"""
        return self.received.status

    @cached_property
    def headers(self) -> Mapping[str, str]:
        """By their names in lower case; one that came several times is joined with commas."""
        joined: dict[str, str] = {}
        for name, value in self.received.headers:
            joined[name] = f"{joined[name]}, {value}" if name in joined else value
        return joined

    @property
    def type(self) -> str:
        """What it says it is, without the charset: "text/html"; empty if it does not say."""
        return self.headers.get("content-type", "").split(";")[0].strip().lower()

    @property
    def cookies(self) -> Mapping[str, str]:
        """Cookies it wants to be kept, by name."""
        set_cookies = (value for name, value in self.received.headers if name == "set-cookie")
        pairs = (cookie.split(";")[0].partition("=") for cookie in set_cookies)
        return {name.strip(): value.strip() for name, _, value in pairs}

    @property
    def text(self) -> str:
        """Its body, read in the charset it says, else as UTF-8."""
        said = CHARSET.search(self.headers.get("content-type", ""))
        try:
            return self.received.body.decode(said["name"] if said else "utf-8-sig", errors="replace")
        except (LookupError, ValueError):  # no charset, or one of Python's own that is none for replies
            return self.received.body.decode(errors="replace")

    @property
    def json(self) -> Any:
        """Its body as JSON values; a Failure if it is no JSON."""
        try:
            return json.loads(self.text)
        except (ValueError, RecursionError):
            raise self.failure("not-json", found=quote(self.text) or "une réponse vide") from None

    def failure(
        self, message_id: str, *, expected: str | None = None, found: str | None = None, **values: str
    ) -> Failure:
        """A Failure that names the request; where the program complained it has the learner's line."""
        return Failure(
            message_id,
            expected=expected,
            found=found,
            file=self.trouble.file if self.trouble else None,
            line=self.trouble.line if self.trouble else None,
            values={"request": self.request, **values},
        )
