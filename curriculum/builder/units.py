"""One unit of the programme, read from its folder and checked.

    curriculum/web/s04-html-base/
      unit.yml         what the unit is, what it needs and what it leads to; see KEYS and docs in curriculum/README.md
      lesson.md        the lesson, in MyST
      recall.yml       the questions that come back later
      exercises/NN-slug/
      images/          what the lesson shows
      trainer.md       for the trainer: timing, demonstration, what is hard

Its id is its track and its folder's name: `web-s04-html-base`. Its week is in programme.yml, nowhere else.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from curriculum.builder.exercise_reader import HINTS, read_exercise
from curriculum.builder.exercises import Files, UnitExercise
from curriculum.builder.faults import Fault, did_you_mean
from curriculum.builder.fields import Fields, read_fields
from curriculum.builder.lessons import Lesson, read_lesson
from curriculum.builder.recall import RecallItem, read_recall
from curriculum.builder.referentials import Referential, read_competences
from curriculum.builder.typography import french
from graders.work import is_folder, learners_part

KEYS = (
    "id", "title", "track", "version", "status", "minutes", "requires", "outcomes", "essential", "hints", "project",
    "glossary", "materials", "authors", "reviewed_by", "licence", "sources",
)  # fmt: skip
LICENCE = "CC-BY-SA-4.0"
FOLDER = re.compile(r"(?P<code>([a-z]+-)?[a-z]*\d\d)(-[a-z0-9]+)+")


class Track(Enum):
    """Who a unit is for: trainees of the web course, residents, users of the Fab Lab."""

    WEB = "web"
    MEDIATION = "mediation"
    FAB3D = "fab3d"


class Status(Enum):
    """How far a unit is tried out."""

    DRAFT = "draft"
    TRIAL = "trial"
    VALIDATED = "validated"


@dataclass(frozen=True)
class Outcome:
    """What a learner can do afterwards, in one sentence, and the official entries it serves (referential → ids)."""

    text: str
    competences: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class Term:
    """A word of the trade in French and in English, and what it means in plain words."""

    french: str
    english: str
    meaning: str


@dataclass(frozen=True)
class Project:
    """The unit's work for a real client: who, what is delivered, what makes it good."""

    client: str
    deliverable: str
    rubric: tuple[str, ...]


@dataclass(frozen=True)
class Minutes:
    """How long a unit takes."""

    lesson: int
    exercises: int
    project: int


@dataclass(frozen=True)
class Unit:
    """A unit as programme.yml places it: `weeks` are the weeks of the year it is taught in, in order.

    A unit of a track without a calendar has no weeks: it is for whoever comes.
    """

    unit_id: str
    track: Track
    title: str
    path: Path
    weeks: tuple[int, ...]
    version: int
    status: Status
    minutes: Minutes
    requires: tuple[str, ...]
    outcomes: tuple[Outcome, ...]
    essential: tuple[str, ...]
    project: Project
    glossary: tuple[Term, ...]
    materials: tuple[str, ...]
    authors: tuple[str, ...]
    reviewed_by: tuple[str, ...]
    licence: str
    sources: tuple[str, ...]
    lesson: Lesson
    exercises: tuple[UnitExercise, ...]
    recall: tuple[RecallItem, ...]
    hints: int = HINTS
    """How many of an exercise's hints, and of a message's, a learner may open; fewer as the year goes on."""

    @property
    def name(self) -> str:
        """The id less its track: `s04-html-base`."""
        return self.unit_id.removeprefix(f"{self.track.value}-")

    @property
    def code(self) -> str:
        """What people call it: `S04`, `FAB-01`."""
        name = FOLDER.fullmatch(self.name)
        return (name["code"] if name else self.name).upper()

    @property
    def notebook_name(self) -> str:
        """Its notebook's file name: `s04-html-base.ipynb`."""
        return f"{self.name}.ipynb"


def learner_paths(unit: Unit) -> list[str]:
    """Every file a learner edits, by its path in the assignment's folder; grading must not replace these."""
    return [
        f"{taught.exercise.folder}/{file}"
        for taught in unit.exercises
        for name in taught.exercise.learner_files
        for file in (sorted(learners_part([name], taught.exercise.start)) if is_folder(name) else [name])
    ]


def read_unit(
    folder: Path,
    *,
    weeks: tuple[int, ...],
    referentials: Mapping[str, Referential],
    shared: Files,
    faults: list[Fault],
) -> Unit | None:
    """The unit of a folder; None if it has no readable unit.yml. What is wrong goes to the list of faults.

    `shared` are the files of the red thread, of which exercises may hand some out.
    """
    fields = read_fields(folder / "unit.yml", faults, known=KEYS)
    if fields is None:
        return None
    unit_id = f"{folder.parent.name}-{folder.name}"
    _look_at_name(folder, unit_id, fields)
    essential = fields.texts_with_lines("essential")
    exercises = tuple(
        exercise
        for path in sorted((folder / "exercises").glob("*"))
        if path.is_dir()
        and (exercise := read_exercise(
            path,
            unit_id,
            essential=path.name[:2] in {number for number, _ in essential},
            referentials=referentials,
            shared=shared,
            faults=faults,
        ))
    )  # fmt: skip
    recall = read_recall(folder / "recall.yml", faults)
    lesson = read_lesson(folder / "lesson.md", faults)
    unit = Unit(
        unit_id=unit_id,
        track=fields.one_of("track", Track),
        title=french(fields.text("title")),
        path=folder,
        weeks=weeks,
        version=fields.whole_number("version"),
        status=fields.one_of("status", Status),
        minutes=_read_minutes(fields),
        requires=fields.texts("requires"),
        outcomes=_read_outcomes(fields, referentials),
        essential=tuple(number for number, _ in essential),
        project=_read_project(fields),
        glossary=_read_glossary(fields),
        materials=fields.texts("materials"),
        authors=fields.texts("authors"),
        reviewed_by=fields.texts("reviewed_by"),
        licence=fields.text("licence"),
        sources=fields.texts("sources"),
        lesson=lesson,
        exercises=exercises,
        recall=recall,
        hints=_read_hints(fields),
    )
    _look_at_exercises(unit, fields, faults)
    return unit


def _look_at_name(folder: Path, unit_id: str, fields: Fields) -> None:
    if not FOLDER.fullmatch(folder.name):
        fields.note(1, f"is in a folder named {folder.name!r}; expected a name such as s04-html-base")
    if (found := fields.text("id")) != unit_id:
        fields.fault("id", f"is {found!r}; expected {unit_id!r}, its track and its folder's name")
    if (track := fields.text("track")) != folder.parent.name:
        fields.fault("track", f"is {track!r}; expected {folder.parent.name!r}, the folder it is in")
    if (licence := fields.text("licence")) != LICENCE:
        fields.fault("licence", f"is {licence!r}; expected {LICENCE}, the curriculum's")
    if not fields.texts("authors"):
        fields.fault("authors", "is empty; expected at least one name")


def _look_at_exercises(unit: Unit, fields: Fields, faults: list[Fault]) -> None:
    """Numbers run 01, 02 …; what lesson, `essential` and notions name is there."""
    numbers = [taught.number for taught in unit.exercises]
    if numbers != [f"{place:02}" for place in range(1, len(numbers) + 1)] or not numbers:
        faults.append(Fault(unit.path / "exercises", None, f"holds exercises {numbers}; expected 01, 02 … in a row"))
    for number, line in fields.texts_with_lines("essential"):
        if number not in numbers:
            fields.note(line, f"essential names exercise {number!r}{did_you_mean(number, numbers)}")
    places = [place.number for place in unit.lesson.places]
    for place in unit.lesson.places:
        if place.number not in numbers:
            sentence = f"places exercise {place.number!r}, which is not there{did_you_mean(place.number, numbers)}"
            faults.append(Fault(unit.path / "lesson.md", place.line, sentence))
    if places != numbers[: len(places)]:
        faults.append(Fault(unit.path / "lesson.md", None, f"places exercises {places}; expected them in their order"))
    known = {item.notion for item in unit.recall}
    for taught in unit.exercises:
        for notion in taught.notions:
            if known and notion not in known:
                sentence = f"notions names {notion!r}, which recall.yml never asks{did_you_mean(notion, known)}"
                faults.append(Fault(taught.path / "exercise.yml", None, sentence))


def _read_hints(fields: Fields) -> int:
    level = fields.whole_number("hints") if "hints" in fields else HINTS
    if level > HINTS:
        fields.fault("hints", f"is {level}; expected 1, 2 or 3, how many hints may be opened")
    return level


def _read_minutes(fields: Fields) -> Minutes:
    group = fields.group("minutes", known=("lesson", "exercises", "project"), optional=False)
    if group is None:
        return Minutes(0, 0, 0)
    return Minutes(group.whole_number("lesson"), group.whole_number("exercises"), group.whole_number("project"))


def _read_outcomes(fields: Fields, referentials: Mapping[str, Referential]) -> tuple[Outcome, ...]:
    groups = fields.groups("outcomes", known=("text", *referentials))
    if not groups:
        fields.fault("outcomes", "is empty; expected at least one")
    return tuple(Outcome(french(group.text("text")), read_competences(group, referentials)) for group in groups)


def _read_project(fields: Fields) -> Project:
    group = fields.group("project", known=("client", "deliverable", "rubric"), optional=False)
    if group is None:
        return Project("", "", ())
    return Project(french(group.text("client")), french(group.text("deliverable")), group.texts("rubric"))


def _read_glossary(fields: Fields) -> tuple[Term, ...]:
    groups = fields.groups("glossary", known=("fr", "en", "meaning"))
    return tuple(Term(group.text("fr"), group.text("en"), french(group.text("meaning"))) for group in groups)
