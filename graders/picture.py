"""A picture a failure shows: the model, the learner's page, what differs. Small, and the same words for who cannot see.

It travels in the report as a `data:` address, which the cleaned feedback page keeps and which asks nobody for a file.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from dataclasses import dataclass

PICTURE_BYTES = 25_000  # three of them stay under 100 kB as they travel
PREFIX = "data:image/jpeg;base64,"


@dataclass(frozen=True)
class Picture:
    """A JPEG with a title that is shown and the `alternative` that is said."""

    title: str
    alternative: str
    jpeg: bytes

    def __post_init__(self) -> None:
        if len(self.jpeg) > PICTURE_BYTES:
            raise ValueError(f"a picture of {len(self.jpeg)} bytes; expected at most {PICTURE_BYTES}")

    @property
    def address(self) -> str:
        """Its `data:` address."""
        return PREFIX + base64.b64encode(self.jpeg).decode()

    def to_json(self) -> dict[str, str]:
        """The picture in a report."""
        return {"title": self.title, "alternative": self.alternative, "address": self.address}

    @classmethod
    def from_json(cls, data: Mapping[str, str]) -> Picture:
        """The picture that `to_json` wrote; KeyError or ValueError if it is not one."""
        if not data["address"].startswith(PREFIX):
            raise ValueError("a picture that is no JPEG within the report")
        try:
            jpeg = base64.b64decode(data["address"].removeprefix(PREFIX), validate=True)
        except binascii.Error as error:
            raise ValueError(f"a picture that cannot be read: {error}") from error
        return cls(data["title"], data["alternative"], jpeg)
