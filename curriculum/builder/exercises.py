"""One exercise, read from its folder.

exercises/03-reparer/
  exercise.yml     title, rung, engine, minutes, learner_files, notions …; `mistakes`: name → id of its message
  task.md          what to do
  hints.md         three hints under "## Aide 1", "## Aide 2", "## Aide 3"
  checks.py        the rules and their points
  start/           the files as handed out
  solution/        one right way
  variants/NAME/   other right ways: full marks
  mistakes/NAME/   the files of a mistake learners make; `mistakes` in exercise.yml says which message it must get
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from curriculum.builder.faults import Fault, did_you_mean
from curriculum.builder.fields import Fields, read_fields
from curriculum.builder.referentials import Referential, read_competences
from curriculum.builder.typography import french, french_markdown
from graders.checks import Check, ChecksError, load_checks
from graders.exercise import Engine, Exercise, Rung
from graders.messages.catalogue import catalogue, placeholders

FOLDER = re.compile(r"(?P<number>\d\d)-[a-z0-9]+(-[a-z0-9]+)*")
KEYS = (
    "title", "rung", "engine", "minutes", "learner_files", "competences", "notions", "choices", "messages", "mistakes",
)  # fmt: skip
HINT = re.compile(r"^## Aide (?P<number>\d)\s*$", re.MULTILINE)
MESSAGE_VALUES = {"expected", "found", "file", "line"}
ANSWER_FILE = "reponse.txt"

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
class UnitExercise:
    """An exercise as it is taught: what the grader knows of it, and the words and files around.

    `task` and `hints` are Markdown, hints mildest first. `choices` are for an answer to choose, `lines` the shuffled
    lines of a Parsons problem; both empty elsewhere. `path` is the exercise's folder.
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

    @property
    def number(self) -> str:
        """Its place in the unit: "01", "02" …"""
        return self.exercise.number

    @property
    def lines(self) -> tuple[str, ...]:
        """The lines to put in order, as they are handed out."""
        return _lines(self.exercise.start, self.exercise) if self.exercise.rung is Rung.PARSONS else ()


def read_exercise(
    path: Path, unit_id: str, *, essential: bool, referentials: Mapping[str, Referential], faults: list[Fault]
) -> UnitExercise | None:
    """The exercise of a folder; None if so little of it can be read that nothing more can be said."""
    folder = FOLDER.fullmatch(path.name)
    if folder is None:
        faults.append(Fault(path, None, 'is no exercise folder; expected a name such as "03-reparer"'))
    fields = read_fields(path / "exercise.yml", faults, known=KEYS)
    if fields is None or folder is None:
        return None
    competences = fields.group("competences", known=referentials)
    learner_files = fields.texts("learner_files")
    exercise = Exercise(
        unit_id=unit_id,
        number=folder["number"],
        folder=path.name,
        title=french(fields.text("title")),
        rung=fields.one_of("rung", Rung),
        engine=fields.one_of("engine", Engine),
        checks=_read_checks(path / "checks.py", faults),
        learner_files=learner_files,
        start=_read_files(path / "start", faults),
        messages={name: french(text) for name, text in fields.text_map("messages").items()},
    )
    _look_at_messages(fields, exercise, faults)
    found = UnitExercise(
        exercise=exercise,
        path=path,
        task=french_markdown(_read_text(path / "task.md", faults)),
        hints=_read_hints(path / "hints.md", faults),
        minutes=fields.whole_number("minutes"),
        essential=essential,
        competences=read_competences(competences, referentials) if competences else {},
        notions=fields.texts("notions"),
        choices=tuple(
            Choice(choice.text("id"), french(choice.text("text")))
            for choice in fields.groups("choices", known=("id", "text"))
        ),
        solution=_read_files(path / "solution", faults),
        variants={folder.name: _read_files(folder, faults) for folder in _folders(path / "variants")},
        mistakes=_read_mistakes(path / "mistakes", fields, exercise, faults),
    )
    _look_at_files(found, fields, faults)
    _look_at_choices(found, fields, faults)
    _look_at_lines(found, faults)
    return found


def _read_checks(path: Path, faults: list[Fault]) -> tuple[Check, ...]:
    if not path.is_file():
        faults.append(Fault(path, None, "is missing"))
        return ()
    try:
        checks = load_checks(path)
    except ChecksError as error:
        # It says "PATH:LINE: what" or "PATH: what".
        place = re.fullmatch(rf"{re.escape(str(path))}:(?:(?P<line>\d+):)? (?P<what>.*)", str(error), re.DOTALL)
        line, what = (place["line"], place["what"]) if place else (None, str(error))
        faults.append(Fault(path, int(line) if line else None, what))
        return ()
    return tuple(replace(check, title=french(check.title)) for check in checks)


def _read_text(path: Path, faults: list[Fault]) -> str:
    try:
        text = path.read_text(encoding="utf-8").strip()
    except OSError:
        faults.append(Fault(path, None, "is missing"))
        return ""
    if not text:
        faults.append(Fault(path, None, "is empty"))
    return text


def _read_hints(path: Path, faults: list[Fault]) -> tuple[str, ...]:
    text = _read_text(path, faults)
    head, *pieces = HINT.split(text)
    numbers, hints = pieces[::2], tuple(french_markdown(piece.strip()) for piece in pieces[1::2])
    if text and (head.strip() or numbers != ["1", "2", "3"]):
        faults.append(Fault(path, 1, 'expected exactly three hints, under "## Aide 1", "## Aide 2" and "## Aide 3"'))
    for number, hint in zip(numbers, hints, strict=True):
        if not hint:
            faults.append(Fault(path, _line_of(text, f"## Aide {number}"), "is an empty hint"))
    return hints


def _read_files(folder: Path, faults: list[Fault]) -> Files:
    """The files of a folder by their path in it; a fault if there are none."""
    files = {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}
    if not files:
        faults.append(Fault(folder, None, "holds no file" if folder.is_dir() else "is missing"))
    return files


def _folders(parent: Path) -> list[Path]:
    return sorted(path for path in parent.glob("*") if path.is_dir())


def _read_mistakes(parent: Path, fields: Fields, exercise: Exercise, faults: list[Fault]) -> dict[str, Mistake]:
    declared = fields.group("mistakes", known=None)
    message_ids = declared or fields
    folders = {folder.name: folder for folder in _folders(parent)}
    found, known = {}, {*catalogue(), *exercise.messages, *(f"html.{rule}" for rule in catalogue("validity"))}
    for name, folder in folders.items():
        if declared is None or name not in declared:
            faults.append(Fault(folder, None, "has no message; name it under `mistakes` in exercise.yml"))
            continue
        message_id = message_ids.text(name)
        if message_id and message_id not in known:
            declared.fault(name, f"is {message_id!r}, which is no message{did_you_mean(message_id, known)}")
        found[name] = Mistake(_read_files(folder, faults), message_id)
    for name in declared.keys if declared else ():
        if name not in folders:
            message_ids.fault(name, f"has no folder mistakes/{name}{did_you_mean(name, folders)}")
    if not found:
        faults.append(Fault(parent, None, "holds no mistake; expected at least one"))
    return found


def _look_at_messages(fields: Fields, exercise: Exercise, faults: list[Fault]) -> None:
    group = fields.group("messages", known=None)
    for name, text in exercise.messages.items():
        try:
            unknown = placeholders(text) - MESSAGE_VALUES
        except ValueError as error:
            unknown = {str(error)}
        if group is not None and unknown:
            group.fault(name, f"holds {{{', '.join(sorted(unknown))}}}; expected only {sorted(MESSAGE_VALUES)}")


def _look_at_files(found: UnitExercise, fields: Fields, faults: list[Fault]) -> None:
    """Every right folder holds every learner file; a mistake may lack one but holds nothing else."""
    exercise, wanted = found.exercise, set(found.exercise.learner_files)
    if not wanted:
        fields.fault("learner_files", "is empty; expected at least one file")
    if exercise.engine is Engine.ANSWER and wanted != {ANSWER_FILE}:
        fields.fault("learner_files", f"is {sorted(wanted)}; expected [{ANSWER_FILE}], as the engine is answer")
    right = {"start": exercise.start, "solution": found.solution}
    right |= {f"variants/{name}": files for name, files in found.variants.items()}
    for name, files in right.items():
        for missing in sorted(wanted - files.keys()) if files else ():
            faults.append(Fault(found.path / name, None, f"lacks {missing!r}, which learner_files names"))
    work = {name: files for name, files in right.items() if name != "start"}
    work |= {f"mistakes/{name}": mistake.files for name, mistake in found.mistakes.items()}
    for name, files in work.items():
        for extra in sorted(files.keys() - wanted):
            faults.append(Fault(found.path / name / extra, None, "is no learner file"))
    if found.solution and _of_learner(exercise.start, wanted) == _of_learner(found.solution, wanted):
        faults.append(Fault(found.path / "start", None, "is the same as solution/"))


def _of_learner(files: Files, wanted: set[str]) -> dict[str, bytes]:
    return {name: files[name] for name in sorted(wanted) if name in files}


def _look_at_choices(found: UnitExercise, fields: Fields, faults: list[Fault]) -> None:
    chosen = found.exercise.engine is Engine.ANSWER and found.exercise.rung is Rung.PREDICT
    if not chosen:
        if found.choices:
            fields.fault("choices", "is there, but only a prediction with the engine answer has choices")
        return
    ids = [choice.choice_id for choice in found.choices]
    if len(ids) < 2 or len(set(ids)) < len(ids):
        fields.fault("choices", f"has the ids {ids}; expected at least two, all different")
    answers = {"solution": found.solution} | {f"mistakes/{name}": m.files for name, m in found.mistakes.items()}
    for name, files in answers.items():
        answer = files.get(ANSWER_FILE, b"").decode("utf-8", errors="replace").strip()
        if ids and answer and answer not in ids:
            faults.append(Fault(found.path / name / ANSWER_FILE, 1, f"is {answer!r}{did_you_mean(answer, ids)}"))


def _look_at_lines(found: UnitExercise, faults: list[Fault]) -> None:
    """In a Parsons problem start and solution hold the same lines in another order."""
    if found.exercise.rung is not Rung.PARSONS or not found.solution:
        return
    start = sorted(line.strip() for line in found.lines)
    solution = sorted(line.strip() for line in _lines(found.solution, found.exercise))
    if start != solution:
        different = sorted(set(start) ^ set(solution)) or start
        faults.append(Fault(found.path / "start", None, f"and solution/ differ in more than order: {different}"))


def _lines(files: Files, exercise: Exercise) -> tuple[str, ...]:
    name = next(iter(exercise.learner_files), "")
    return tuple(line for line in files.get(name, b"").decode("utf-8").splitlines() if line.strip())


def _line_of(text: str, part: str) -> int:
    return text.count("\n", 0, text.index(part)) + 1
