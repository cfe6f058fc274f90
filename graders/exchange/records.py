"""What the exchange knows of releases, deadlines and hand-ins; pure, and the same on both sides of the HTTP API.

A manifest maps file names (relative, with "/") to the SHA-256 of their contents.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import PurePosixPath
from typing import Any

Manifest = Mapping[str, str]


def notebook_ids(manifest: Manifest) -> tuple[str, ...]:
    """The notebooks at the top of an assignment, without their suffix, in order."""
    paths = [PurePosixPath(name) for name in manifest]
    return tuple(sorted(path.stem for path in paths if path.suffix == ".ipynb" and len(path.parts) == 1))


@dataclass(frozen=True)
class Terms:
    """Until when one person may hand in one assignment.

    After `due_at` a hand-in is accepted and marked late; after `closes_at` it is refused. None means never. `extended`
    says that the person has more time than the others; an extension beyond `closes_at` moves that too.
    """

    due_at: datetime | None = None
    closes_at: datetime | None = None
    extended: bool = False

    def is_late(self, moment: datetime) -> bool:
        """Whether a hand-in at this moment is late."""
        return self.due_at is not None and moment > self.due_at

    def is_closed(self, moment: datetime) -> bool:
        """Whether a hand-in at this moment is refused."""
        return self.closes_at is not None and moment > self.closes_at


def personal_terms(terms: Terms, extended_to: datetime | None) -> Terms:
    """The terms of a person whose time runs until `extended_to`; without extension (None), everybody's."""
    if extended_to is None:
        return terms
    due_at, closes_at = (
        None if moment is None else max(moment, extended_to) for moment in (terms.due_at, terms.closes_at)
    )
    return Terms(due_at, closes_at, extended=(due_at, closes_at) != (terms.due_at, terms.closes_at))


@dataclass(frozen=True)
class Assignment:
    """What is handed out now: the latest version of an assignment, with the terms of whoever asked."""

    assignment_id: str
    version: int
    released_at: datetime
    files: Manifest
    terms: Terms = Terms()

    @property
    def notebooks(self) -> tuple[str, ...]:
        """Its notebooks, without their suffix."""
        return notebook_ids(self.files)

    def to_json(self) -> dict[str, Any]:
        """The assignment as a JSON object."""
        return {
            "assignment_id": self.assignment_id,
            "version": self.version,
            "released_at": self.released_at.isoformat(),
            "files": dict(self.files),
            "due_at": written(self.terms.due_at),
            "closes_at": written(self.terms.closes_at),
            "extended": self.terms.extended,
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Assignment:
        """The assignment that `to_json` wrote."""
        terms = Terms(read_time(data["due_at"]), read_time(data["closes_at"]), bool(data["extended"]))
        released_at = datetime.fromisoformat(data["released_at"])
        return cls(str(data["assignment_id"]), int(data["version"]), released_at, dict(data["files"]), terms)


@dataclass(frozen=True)
class Submission:
    """One accepted hand-in. The time is the server's; `attempt` counts from 1 for each person and assignment.

    `late`: after the deadline that held then, and also after the one that holds now. So an extension granted later
    forgives, and a deadline moved forward catches nobody. `feedback` is empty until there is some.
    """

    submission_id: str
    student_id: str
    assignment_id: str
    attempt: int
    submitted_at: datetime
    late: bool = False
    files: Manifest = field(default_factory=dict)
    feedback: Manifest = field(default_factory=dict)

    @property
    def notebooks(self) -> tuple[str, ...]:
        """Its notebooks, without their suffix."""
        return notebook_ids(self.files)

    def to_json(self) -> dict[str, Any]:
        """The hand-in as a JSON object; the contents of its files are asked for by themselves."""
        record = {**vars(self), "files": dict(self.files), "feedback": dict(self.feedback)}
        return {**record, "submitted_at": self.submitted_at.isoformat()}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Submission:
        """The hand-in that `to_json` wrote."""
        return cls(**{**data, "submitted_at": datetime.fromisoformat(data["submitted_at"])})


def written(moment: datetime | None) -> str | None:
    """A moment as JSON has it."""
    return None if moment is None else moment.isoformat()


def read_time(text: str | None) -> datetime | None:
    """The aware moment that `written` wrote; ValueError for a text that says no time zone."""
    if text is None:
        return None
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError(f"{text!r} has no time zone; expected a time such as 2026-11-03T14:05:00+01:00")
    return moment
