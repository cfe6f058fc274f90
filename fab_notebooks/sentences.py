"""French sentences by id, from `messages/*.yml`: whatever a person reads about a mesh, a file or a design.

    too-large:
      say: "L’objet mesure {found} mm. Le plateau mesure {expected} mm."
      next: "Réduisez-le, ou coupez-le en plusieurs parties."

What a design says of itself (labels, presets) is not here but in the design's own file: from that one declaration come
sliders, command line and tests, and a person's own design is one file too.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

MESSAGES = Path(__file__).parent / "messages"


@dataclass(frozen=True)
class Sentence:
    """What is said, and the next step if there is one."""

    say: str
    next: str = ""


@cache
def catalogue() -> Mapping[str, Sentence]:
    """Every sentence by id, with its {placeholders}."""
    sentences: dict[str, Sentence] = {}
    for path in sorted(MESSAGES.glob("*.yml")):
        for sentence_id, entry in yaml.safe_load(path.read_text(encoding="utf-8")).items():
            if sentence_id in sentences:
                raise ValueError(f"{path.name}: {sentence_id!r} is in another file too")
            sentences[sentence_id] = Sentence(**entry)
    return sentences


def sentence(sentence_id: str, **values: object) -> Sentence:
    """The sentence of an id, filled; floats are written as a French reader expects them (`2,5`)."""
    written = {name: french(value) for name, value in values.items()}
    found = catalogue()[sentence_id]
    return Sentence(found.say.format_map(written), found.next.format_map(written))


def say(sentence_id: str, **values: object) -> str:
    """As `sentence`, without the next step."""
    return sentence(sentence_id, **values).say


def french(value: object) -> str:
    """A value as it is written in French text: to a hundredth, below 1 to a thousandth.

    >>> french(2.50), french(0.004), french(1234567), french("é")
    ('2,5', '0,004', '1\u202f234\u202f567', 'é')
    """
    if isinstance(value, bool) or not isinstance(value, int | float):
        return str(value)
    if isinstance(value, int) or value.is_integer():
        return f"{int(value):,}".replace(",", "\u202f")
    digits = 2 if abs(value) >= 1 else 3
    return f"{value:,.{digits}f}".rstrip("0").rstrip(".").replace(",", "\u202f").replace(".", ",")
