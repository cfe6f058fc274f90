"""One exercise, read from its folder.

exercises/03-reparer/
  exercise.yml     title, rung, engine, minutes, learner_files, notions …; `mistakes`: name → id of its message
  task.md          what to do
  hints.md         three hints under "## Aide 1", "## Aide 2", "## Aide 3"
  checks.py        the rules and their points
  start/           the files as handed out; all below photos/ if learner_files is the folder [photos/]
  solution/        one right way
  variants/NAME/   other right ways: full marks
  mistakes/NAME/   the files of a mistake learners make; `mistakes` in exercise.yml says which message it must get
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from string import ascii_lowercase

from curriculum.builder.exercise_rules import look_at_exercise
from curriculum.builder.exercises import Choice, Files, Mistake, Question, UnitExercise
from curriculum.builder.faults import Fault, did_you_mean
from curriculum.builder.fields import Fields, read_fields, read_text
from curriculum.builder.referentials import Referential, read_competences
from curriculum.builder.typography import french, french_markdown
from graders.checks import Check, ChecksError, load_checks
from graders.exercise import Engine, Exercise, Rung
from graders.messages.catalogue import Message, catalogue
from graders.work import is_archive

FOLDER = re.compile(r"(?P<number>\d\d)-[a-z0-9]+(-[a-z0-9]+)*")
KEYS = (
    "title", "rung", "engine", "minutes", "learner_files", "competences", "notions", "choices", "messages", "mistakes",
    "serve", "sample", "shows", "gaps", "indentation", "red_thread", "report", "questions", "studio",
)  # fmt: skip
HINTS = 3
HINT = re.compile(r"^## Aide (?P<number>\d)\s*$", re.MULTILINE)


def read_exercise(
    path: Path,
    unit_id: str,
    *,
    essential: bool,
    referentials: Mapping[str, Referential],
    shared: Files,
    faults: list[Fault],
) -> UnitExercise | None:
    """The exercise of a folder; None if so little of it can be read that nothing more can be said.

    `shared` are the files of the red thread: those that `red_thread` names are handed out with those of start/.
    """
    folder = FOLDER.fullmatch(path.name)
    if folder is None:
        faults.append(Fault(path, None, 'is no exercise folder; expected a name such as "03-reparer"'))
    fields = read_fields(path / "exercise.yml", faults, known=KEYS)
    if fields is None or folder is None:
        return None
    competences = fields.group("competences", known=referentials)
    learner_files = fields.texts("learner_files")
    handed_out = _read_shared(fields, shared)
    exercise = Exercise(
        unit_id=unit_id,
        number=folder["number"],
        folder=path.name,
        title=french(fields.text("title")),
        rung=fields.one_of("rung", Rung),
        engine=fields.one_of("engine", Engine),
        checks=_read_checks(path / "checks.py", faults),
        learner_files=learner_files,
        start={
            **_read_files(path / "start", [] if handed_out or any(map(is_archive, learner_files)) else faults),
            **handed_out,
        },
        messages=_read_messages(fields),
        serve=fields.texts("serve"),
        sample=fields.text("sample", default=""),
        report=fields.is_true("report"),
    )
    found = UnitExercise(
        exercise=exercise,
        path=path,
        task=french_markdown(_read_text(path / "task.md", faults)),
        hints=_read_hints(path / "hints.md", faults),
        minutes=fields.whole_number("minutes"),
        essential=essential,
        competences=read_competences(competences, referentials) if competences else {},
        notions=fields.texts("notions"),
        indentation=fields.is_true("indentation"),
        shows=fields.text("shows", default=""),
        gaps=_read_gaps(fields),
        choices=tuple(
            Choice(choice.text("id"), french(choice.text("text")))
            for choice in fields.groups("choices", known=("id", "text"))
        ),
        questions=tuple(
            Question(french(question.text("ask")), _lettered(question.texts("choices")))
            for question in fields.groups("questions", known=("ask", "choices"))
        ),
        studio=fields.text("studio", default=""),
        solution=_read_files(path / "solution", faults),
        variants={folder.name: _read_files(folder, faults) for folder in _folders(path / "variants")},
        mistakes=_read_mistakes(path / "mistakes", fields, exercise, faults),
    )
    look_at_exercise(found, fields, faults)
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
    text = read_text(path, faults)
    if text is not None and not text.strip():
        faults.append(Fault(path, None, "is empty"))
    return (text or "").strip()


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


def _read_messages(fields: Fields) -> dict[str, Message]:
    """The exercise's own messages: a text each, or `say` and three `hints`."""
    messages: dict[str, Message] = {}
    if (group := fields.group("messages", known=None)) is None:
        return messages
    for name in group.keys:
        if not group.has_group(name):
            messages[name] = Message(french(group.text(name)))
        elif (entry := group.group(name, known=("say", "hints"))) is not None:
            hints = tuple(french(hint) for hint in entry.texts("hints"))
            if len(hints) not in {0, HINTS}:
                entry.fault("hints", f"has {len(hints)} entries; expected {HINTS}, mildest first")
            messages[name] = Message(french(entry.text("say")), hints)
    return messages


def _lettered(texts: Sequence[str]) -> tuple[Choice, ...]:
    return tuple(Choice(letter, french(text)) for letter, text in zip(ascii_lowercase, texts, strict=False))


def _read_gaps(fields: Fields) -> dict[str, tuple[str, ...]]:
    """The gaps of each file that has some."""
    group = fields.group("gaps", known=None)
    return {name: group.texts(name) for name in group.keys} if group is not None else {}


def _read_files(folder: Path, faults: list[Fault]) -> Files:
    """The files of a folder by their path in it; a fault if there are none."""
    files = {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}
    if not files:
        faults.append(Fault(folder, None, "holds no file" if folder.is_dir() else "is missing"))
    return files


def _read_shared(fields: Fields, shared: Files) -> dict[str, bytes]:
    """The files of the red thread that an exercise hands out."""
    found = {}
    for name, line in fields.texts_with_lines("red_thread"):
        if name in shared:
            found[name] = shared[name]
        else:
            fields.note(line, f"red_thread has no {name!r}{did_you_mean(name, shared)}")
    return found


def _folders(parent: Path) -> list[Path]:
    return sorted(path for path in parent.glob("*") if path.is_dir())


def _read_mistakes(parent: Path, fields: Fields, exercise: Exercise, faults: list[Fault]) -> dict[str, Mistake]:
    """Every folder of `parent` has its message in exercise.yml, every message there its folder."""
    known = {*catalogue(), *exercise.messages}
    folders = {folder.name: folder for folder in _folders(parent)}
    if not folders:
        faults.append(Fault(parent, None, "holds no mistake; expected at least one"))
    declared = fields.group("mistakes", known=None, optional=False)
    if declared is None:
        return {}
    found = {}
    for name in declared.keys:
        message_id = declared.text(name)
        if message_id and message_id not in known:
            declared.fault(name, f"is {message_id!r}, which is no message{did_you_mean(message_id, known)}")
        if name in folders:
            found[name] = Mistake(_read_files(folders[name], faults), message_id)
        else:
            declared.fault(name, f"has no folder mistakes/{name}{did_you_mean(name, folders)}")
    for name in folders.keys() - found.keys():
        faults.append(Fault(folders[name], None, "has no message; name it under `mistakes` in exercise.yml"))
    return found


def _line_of(text: str, part: str) -> int:
    return text.count("\n", 0, text.index(part)) + 1
