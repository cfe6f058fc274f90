"""What checks say of a mesh: findings by weight, measures, and the one best next step."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from fab_notebooks.sentences import Sentence, sentence
from fab_notebooks.topology import Ints


class Weight(enum.IntEnum):
    """How much a finding matters."""

    STOPS = 0
    """It can't be printed as it is."""
    WARNS = 1
    """It prints, but not as hoped."""
    TELLS = 2
    """Good to know."""


@dataclass(frozen=True)
class Machine:
    """What the object is to be printed with."""

    bed_mm: tuple[float, float, float] = (250, 210, 210)
    """Width, depth, height."""
    nozzle_mm: float = 0.4
    layer_mm: float = 0.2
    overhang_deg: float = 50
    """Lean from the vertical that still holds without support; 45° is safe, PLA with a fan goes further."""
    clearance_mm: float = 0.2
    """Below it, two parts melt together."""

    @property
    def wall_mm(self) -> float:
        """Two lines side by side: less has no strength."""
        return 2 * self.nozzle_mm


@dataclass(frozen=True)
class Finding:
    """One thing about the mesh."""

    id: str
    """As in `messages/printability.yml`."""
    weight: Weight
    values: Mapping[str, object]
    """The numbers in the sentence."""
    faces: Ints = field(default_factory=lambda: np.empty(0, np.intp), compare=False)
    """Rows of `mesh.faces` to be shown; empty if it concerns the whole."""

    @property
    def sentence(self) -> Sentence:
        """What is said, and what to do next."""
        return sentence(self.id, **self.values)


@dataclass(frozen=True)
class Measures:
    """The object in numbers, known whatever the findings are."""

    size_mm: tuple[float, float, float]
    volume_cm3: float
    """Of plastic if it were solid; what the surface encloses even if it has holes."""
    area_cm2: float
    bodies: int
    overhang_mm2: float
    """All that leans out too far, bridges too."""
    contact_mm2: float
    """What lies on the plate."""


@dataclass(frozen=True)
class Report:
    """All findings, the weightiest first."""

    measures: Measures
    findings: tuple[Finding, ...]

    @property
    def prints(self) -> bool:
        """Nothing stops it."""
        return all(finding.weight is not Weight.STOPS for finding in self.findings)

    @property
    def next_step(self) -> str:
        """The one best thing to do now, in French."""
        serious = [finding for finding in self.findings if finding.weight is not Weight.TELLS]
        return serious[0].sentence.next if serious else sentence("good").next


ORDER = (
    "size-metres", "size-microns", "open-edges", "flipped", "inside-out", "inside-out-part", "no-volume",
    "crossed-edges", "too-large", "too-large-turn", "missing-wall", "floating", "floating-several", "not-on-plate",
    "topples", "small-clearance", "crossings", "thin-wall", "narrow-gap", "overhang", "small-contact", "tiny-body",
    "size-inches", "crossings-unsure", "several-bodies",
)  # fmt: skip
"""What to mend first: a wall is not worth thickening in a mesh that has holes or the wrong unit."""
