"""An exercise as it is taught: what the grader knows of it, and the words and files around it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from graders.exercise import Engine, Exercise, Rung

Files = Mapping[str, bytes]


@dataclass(frozen=True)
class Mistake:
    """Files a learner might hand in, and the id of the message they must get."""

    files: Files
    message_id: str


@dataclass(frozen=True)
class Choice:
    """One answer to choose from; the answer file holds its id."""

    choice_id: str
    text: str


@dataclass(frozen=True)
class Question:
    """A question among others; the answer file names the chosen one of its choices, a, b, c …, by its place."""

    ask: str
    choices: tuple[Choice, ...]


@dataclass(frozen=True)
class UnitExercise:
    """An exercise as it is taught: what the grader knows of it, and the words and files around.

    `task` and `hints` are Markdown, hints mildest first. `choices` are for an answer to choose, and `shows` is the file
    of `start` that is run once one is chosen; `lines` are the shuffled lines of a Parsons problem (with `indentation`,
    how deep each stands counts), `gaps` the lines that are the learner's, by file (`curriculum.builder.gaps`),
    `questions` those of one file of answers, `studio` the design that a piece is made of in the notebook. All are empty
    elsewhere. `path` is the exercise's folder.
    """

    exercise: Exercise
    path: Path
    task: str
    hints: tuple[str, ...]
    minutes: int
    essential: bool
    competences: Mapping[str, tuple[str, ...]]
    notions: tuple[str, ...]
    choices: tuple[Choice, ...]
    solution: Files
    variants: Mapping[str, Files]
    mistakes: Mapping[str, Mistake]
    indentation: bool = False
    shows: str = ""
    gaps: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    questions: tuple[Question, ...] = ()
    studio: str = ""

    @property
    def number(self) -> str:
        """Its place in the unit: "01", "02" …"""
        return self.exercise.number

    @property
    def lines(self) -> tuple[str, ...]:
        """The lines to put in order, as they are handed out."""
        return self.lines_of(self.exercise.start) if self.exercise.rung is Rung.PARSONS else ()

    @property
    def is_short(self) -> bool:
        """True if the answer is a line to write: no right one, and no mistake, has more."""
        exercise = self.exercise
        if exercise.engine is not Engine.ANSWER or exercise.rung in {Rung.PREDICT, Rung.PARSONS}:
            return False
        works = (self.solution, *self.variants.values(), *(mistake.files for mistake in self.mistakes.values()))
        return all(len(self.lines_of(files)) <= 1 for files in (exercise.start, *works))

    def lines_of(self, files: Files) -> tuple[str, ...]:
        """The lines of the first learner file, less the empty ones."""
        text = files.get(self.exercise.learner_files[0], b"").decode("utf-8", errors="replace")
        return tuple(line for line in text.splitlines() if line.strip())
