"""A file of settings, as a learner writes it: a name and a number on each line.

# Les mesures sont en millimètres.
largeur = 40
paroi = 1,2 mm
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from graders.checks import Failure
from graders.text import fold_text, quote

LINE = re.compile(
    r"(?P<name>[^=:]+?)\s*[=:]\s*(?P<number>\d+(?:[.,]\d+)?)\s*(?:mm|millimètres?|°\s*c?)?\.?", re.IGNORECASE
)
LINES = 200


@dataclass(frozen=True)
class Setting:
    """A number, and the line it stands on, counted from 1."""

    value: float
    line: int


def read_settings(text: str, file: str) -> Mapping[str, Setting]:
    """The settings by name; a Failure names the first line that is none, or one that is there twice."""
    found: dict[str, Setting] = {}
    for number, line in enumerate(text.splitlines()[:LINES], 1):
        bare = line.partition("#")[0].strip()
        if not bare:
            continue
        match = LINE.fullmatch(bare)
        if match is None:
            raise Failure("mesh-setting-line", found=quote(bare), file=file, line=number)
        name = fold_text(match["name"]).replace(" ", "_")
        if name in found:
            raise Failure("mesh-setting-twice", found=name, file=file, line=number)
        found[name] = Setting(float(match["number"].replace(",", ".")), number)
    return found
