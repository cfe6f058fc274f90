"""A piece as checks look at it: its measures, and the settings it was made with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from graders.checks import GraderBroken
from graders.mesh.inspector import Finding, Measures
from graders.mesh.settings import Setting


@dataclass(frozen=True)
class Piece:
    """What was handed in: `file` is its name, `settings` what it says if it is a file of settings.

    An exercise on settings alone has no mesh: to ask for its measures is a fault of its checks.
    """

    file: str
    mesh: Measures | None = None
    settings: Mapping[str, Setting] = field(default_factory=dict)

    @property
    def measures(self) -> Measures:
        """Of its mesh."""
        if self.mesh is None:
            raise GraderBroken(f"{self.file} is no mesh, and the exercise has no design.py to make one with it")
        return self.mesh

    def finding(self, *ids: str) -> Finding | None:
        """The first of these things that was found of it."""
        return next((each for each in self.measures.findings if each.finding_id in ids), None)
