"""What the checker must know of an exercise; the curriculum's builder reads it from the unit's folder."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum

from graders.checks import Check
from graders.messages.catalogue import Message


class Rung(Enum):
    """Steps of the ladder, easiest first."""

    PREDICT = "predict"
    PARSONS = "parsons"
    REPAIR = "repair"
    COMPLETE = "complete"
    WRITE = "write"
    CHALLENGE = "challenge"


class Engine(Enum):
    """Which grader opens the work."""

    WEB = "web"
    ANSWER = "answer"
    SQL = "sql"
    HTTP = "http"
    FILES = "files"
    MESH = "mesh"


@dataclass(frozen=True)
class Exercise:
    """One exercise as it is graded.

    `number` is what a learner's notebook says (`exercise("03")`), `folder` the folder beside the notebook that holds
    the learner's files, `start` the files as handed out (name → bytes), `learner_files` the names that are graded: of
    files, or of one folder ("photos/") and all that is in it.
    `messages` are this exercise's own (by id), looked up before the catalogue. `serve` is the command that starts the
    learner's server in that folder, for the engine http alone; `sample`, for the engine sql, the file of `start` with
    the database that a learner's SQL is tried on (none: an empty one). `report`: what the checks say of the work is
    worth showing to others, such as a whole site's; its latest report is kept, and has a page to print.
    """

    unit_id: str
    number: str
    folder: str
    title: str
    rung: Rung
    engine: Engine
    checks: tuple[Check, ...]
    learner_files: tuple[str, ...]
    start: Mapping[str, bytes]
    messages: Mapping[str, Message] = field(default_factory=dict)
    serve: tuple[str, ...] = ()
    sample: str = ""
    report: bool = False

    @property
    def exercise_id(self) -> str:
        """Where the exercise is in the programme: `web-s04-html-base/03`."""
        return f"{self.unit_id}/{self.number}"

    @property
    def points(self) -> float:
        """What all its checks are worth."""
        return sum(check.points for check in self.checks)
