"""How much a page asks of machines: EcoIndex from three counts, never from a clock.

Score = 100 - 5 * (3 * nodes + 2 * requests + size) / 6, each on a scale of 0 to 20 between the quantiles of half a
million pages of the HTTP Archive.
ref: https://github.com/cnumr/ecoindex_reference (quantiles and grades), https://www.ecoindex.fr/comment-ca-marche/
(method). Older tools number the quantiles from 1, score 5 less, and give an A above 75: the letters are the same.
"""

from __future__ import annotations

import bisect
from collections.abc import Sequence
from dataclasses import dataclass

NODES = (0, 47, 75, 159, 233, 298, 358, 417, 476, 537, 603, 674, 753, 843, 949, 1076, 1237, 1459, 1801, 2479, 594601)
REQUESTS = (0, 2, 15, 25, 34, 42, 49, 56, 63, 70, 78, 86, 95, 105, 117, 130, 147, 170, 205, 281, 3920)
KILOBYTES = (0, 1.37, 144.7, 319.53, 479.46, 631.97, 783.38, 937.91, 1098.62, 1265.47, 1448.32, 1648.27, 1876.08,
             2142.06, 2465.37, 2866.31, 3401.59, 4155.73, 5400.08, 8037.54, 223212.26)  # fmt: skip
LETTERS = {"A": 80, "B": 70, "C": 55, "D": 40, "E": 25, "F": 10}  # a score above it; G for the rest
KB = 1000  # bytes, as EcoIndex counts


@dataclass(frozen=True)
class Loaded:
    """One file of a page: its name, what for ("Document", "Image", "Stylesheet", "Script" …), its bytes."""

    name: str
    kind: str
    bytes: int


@dataclass(frozen=True)
class Footprint:
    """What showing a page took: elements (an inline svg is one), requests (also those nobody answered), files."""

    nodes: int
    requests: int
    files: tuple[Loaded, ...]

    @property
    def bytes(self) -> int:
        """Of all files together."""
        return sum(file.bytes for file in self.files)

    @property
    def heaviest(self) -> Loaded | None:
        """The file that weighs most, if there is any."""
        return max(self.files, key=lambda file: file.bytes, default=None)

    @property
    def costs(self) -> dict[str, float]:
        """What "nodes", "requests" and "bytes" each take from 100."""
        return {
            "nodes": 5 / 6 * 3 * quantile(NODES, self.nodes),
            "requests": 5 / 6 * 2 * quantile(REQUESTS, self.requests),
            "bytes": 5 / 6 * quantile(KILOBYTES, self.bytes / KB),
        }

    @property
    def score(self) -> int:
        """EcoIndex, 0 to 100 (best)."""
        return round(100 - sum(self.costs.values()))

    @property
    def letter(self) -> str:
        """A (best) to G."""
        return next((letter for letter, above in LETTERS.items() if self.score > above), "G")


def quantile(table: Sequence[float], value: float) -> float:
    """Where a value lies among the quantiles: 0 to 20, straight between two."""
    place = bisect.bisect_right(table, value)
    if place >= len(table):
        return len(table) - 1
    return place - 1 + (value - table[place - 1]) / (table[place] - table[place - 1])


def share_in_words(part: float, whole: float) -> str:
    """How much of the whole a part is, as one says it."""
    share = part / whole if whole else 0.0
    return next(words for least, words in SHARES if share >= least)


SHARES = (
    (0.9, "presque tout le poids de la page"),
    (0.58, "plus de la moitié de la page"),
    (0.42, "la moitié de la page"),
    (0.29, "un tiers de la page"),
    (0.2, "un quart de la page"),
    (0.0, "une petite partie de la page"),
)
