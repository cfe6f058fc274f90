"""What is known of a piece in numbers, and who measures it.

Graders judge and measure nothing: whoever makes the checker hands it an `Inspector`, which knows meshes (the service
gives the functions of the studio, run in a sandbox).

    {"size_mm": [58.2, 21.4, 3.6], "bodies": 1, "wall_mm": null, "findings": [{"id": "open-edges", "stops": true,
     "say": "La surface a des trous : 4 bords ne touchent rien.", "next": "Cliquez sur « Réparer »."}]}
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol


class PieceRefusedError(Exception):
    """There is no piece in what was handed in; the message is a French sentence for whoever did."""


@dataclass(frozen=True)
class Finding:
    """One thing about the piece, as the studio tells it: `stops`, it cannot be printed so; `say`, `next` are French."""

    finding_id: str
    stops: bool
    say: str
    next: str


@dataclass(frozen=True)
class Measures:
    """A piece in numbers: width, depth and height, its separate bodies, its thinnest wall, what was found.

    `wall_mm` is None if every wall is thick, or there is no inside to measure.
    """

    size_mm: tuple[float, float, float]
    bodies: int
    wall_mm: float | None
    findings: tuple[Finding, ...]

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Measures:
        """The measures of the module's docstring; KeyError, TypeError or ValueError if it is something else."""
        width, depth, height = map(float, data["size_mm"])
        return cls(
            size_mm=(width, depth, height),
            bodies=int(data["bodies"]),
            wall_mm=None if data["wall_mm"] is None else float(data["wall_mm"]),
            findings=tuple(
                Finding(str(each["id"]), bool(each["stops"]), str(each["say"]), str(each["next"]))
                for each in data["findings"]
            ),
        )


class Inspector(Protocol):
    """Measures pieces; it waits for a child of its own, and is asked in a thread.

    PieceRefusedError if the piece is at fault, GraderBroken (`graders.checks`) if not.
    """

    def file(self, data: bytes) -> Measures:
        """Of somebody's file, whatever is in it."""

    def design(self, source: bytes, values: Mapping[str, float]) -> Measures:
        """Of what a `design.py` builds for these values of its parameters; the file is the exercise's own."""
