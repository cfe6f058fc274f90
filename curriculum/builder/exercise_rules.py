"""What must hold between the files of an exercise; each breach is a fault with its place."""

from __future__ import annotations

import re

from curriculum.builder.exercises import UnitExercise
from curriculum.builder.faults import Fault, did_you_mean
from curriculum.builder.fields import Fields
from curriculum.builder.gaps import GapError, can_be_typed, locked_parts
from curriculum.builder.sample_database import SampleError, sample_tables
from graders.answer import ANSWER_FILE, CHOICES
from graders.exercise import Engine, Rung
from graders.messages.catalogue import placeholders
from graders.work import is_archive, is_folder, is_piece, learners_part

FOLDER_NAME = re.compile(r"[a-z0-9-]+/")
MESSAGE_VALUES = {"expected", "found", "file", "line"}


def look_at_exercise(found: UnitExercise, fields: Fields, faults: list[Fault]) -> None:
    """Note every breach; `fields` are those of its exercise.yml."""
    _look_at_messages(found, fields)
    _look_at_files(found, fields, faults)
    _look_at_command(found, fields)
    _look_at_sample(found, fields)
    _look_at_choices(found, fields, faults)
    _look_at_questions(found, fields)
    _look_at_piece(found, fields)
    _look_at_shown(found, fields)
    _look_at_gaps(found, fields, faults)
    _look_at_lines(found, faults)
    _look_at_indentation(found, fields, faults)


def _look_at_messages(found: UnitExercise, fields: Fields) -> None:
    """A message asks only for values a failure has."""
    group = fields.group("messages", known=None)
    for name, message in found.exercise.messages.items():
        try:
            unknown = {value for text in (message.say, *message.hints) for value in placeholders(text)} - MESSAGE_VALUES
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
    whole = sorted(name for name in wanted if is_archive(name) or is_folder(name))
    if whole and (exercise.engine is not (engine := _engine_for(whole[0])) or len(wanted) > 1):
        fields.fault(
            "learner_files", f"is {sorted(wanted)}; expected {whole[0]!r} alone, and the engine {engine.value}"
        )
    for name in filter(is_folder, wanted):
        if not FOLDER_NAME.fullmatch(name):
            fields.fault("learner_files", f'is {sorted(wanted)}; expected one plain folder, such as "photos/"')
    if exercise.engine is Engine.SQL and wanted and not exercise.learner_files[0].endswith(".sql"):
        fields.fault("learner_files", f"is {list(exercise.learner_files)}; expected an .sql file first")
    right = {"start": exercise.start, "solution": found.solution}
    right |= {f"variants/{name}": files for name, files in found.variants.items()}
    for name, files in right.items():
        # A repository or a zip is the learner's to make: there is none to hand out.
        to_make = set(filter(is_archive, wanted)) if name == "start" else set()
        for missing in sorted(wanted - to_make) if files else ():
            if not learners_part([missing], files):
                faults.append(Fault(found.path / name, None, f"lacks {missing!r}, which learner_files names"))
    work = {name: files for name, files in right.items() if name != "start"}
    work |= {f"mistakes/{name}": mistake.files for name, mistake in found.mistakes.items()}
    for name, files in work.items():
        for extra in sorted(files.keys() - learners_part(wanted, files).keys()):
            faults.append(Fault(found.path / name / extra, None, "is no learner file"))
    pages = {name for name in wanted | exercise.start.keys() if name.endswith(".html")}
    if exercise.engine is Engine.WEB and wanted and not pages:
        fields.fault("learner_files", f"is {sorted(wanted)}; expected a page, such as index.html, there or in start/")
    for name in sorted(wanted & exercise.start.keys()):
        if not is_archive(name) and not _is_text(exercise.start[name]):
            faults.append(Fault(found.path / "start" / name, None, "is not UTF-8"))
    if found.solution and learners_part(wanted, exercise.start) == learners_part(wanted, found.solution):
        faults.append(Fault(found.path / "start", None, "is the same as solution/"))


def _look_at_command(found: UnitExercise, fields: Fields) -> None:
    """A server is started by a command that names one of the files; nothing else has one."""
    exercise, serve = found.exercise, found.exercise.serve
    if exercise.engine is not Engine.HTTP:
        if serve:
            fields.fault("serve", "is there, but only the engine http serves")
        return
    files = {*exercise.learner_files, *exercise.start}
    if not serve or "/" in serve[0] or not files & set(serve):
        fields.fault("serve", f"is {list(serve)}; expected a program and a file of the exercise: [python3, server.py]")


def _look_at_sample(found: UnitExercise, fields: Fields) -> None:
    """SQL is tried on a file that is handed out and makes a database."""
    exercise, name = found.exercise, found.exercise.sample
    if not name:
        return
    if exercise.engine is not Engine.SQL:
        fields.fault("sample", "is there, but only the engine sql has a database")
        return
    given = exercise.start.keys() - set(exercise.learner_files)
    if name not in given or not name.endswith(".sql"):
        near = did_you_mean(name, given)
        fields.fault("sample", f"is {name!r}; expected an .sql file handed out beside the learner's own{near}")
        return
    try:
        sample_tables(exercise.start[name].decode("utf-8"))
    except (SampleError, UnicodeDecodeError) as error:
        fields.fault("sample", f"is {name!r}, which makes no database: {error}")


def _is_text(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _look_at_choices(found: UnitExercise, fields: Fields, faults: list[Fault]) -> None:
    """A prediction offers at least two choices, and its answers are among them."""
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


def _look_at_questions(found: UnitExercise, fields: Fields) -> None:
    """Each of several questions has at least two answers; they are all of the work."""
    if not found.questions:
        return
    if found.exercise.engine is not Engine.ANSWER or found.exercise.rung in {Rung.PREDICT, Rung.PARSONS}:
        fields.fault("questions", "is there, but only the engine answer, on a rung of its own, has questions")
    for number, question in enumerate(found.questions, 1):
        texts = [choice.text for choice in question.choices]
        if not 2 <= len(set(texts)) == len(texts) <= len(CHOICES):
            fields.fault("questions", f"{number} has {len(texts)} choices; expected 2 to {len(CHOICES)}, all different")


def _look_at_piece(found: UnitExercise, fields: Fields) -> None:
    """A mesh is one piece, or what one text of settings makes; a studio makes a piece."""
    exercise = found.exercise
    if exercise.engine is Engine.MESH and len(exercise.learner_files) != 1:
        fields.fault("learner_files", f"is {list(exercise.learner_files)}; expected one file: a .3mf, or settings")
    if found.studio and not any(map(is_piece, exercise.learner_files)):
        fields.fault("studio", "is there, but only a piece (a .3mf file, and the engine mesh) is made in the studio")


def _engine_for(name: str) -> Engine:
    """The engine that takes such a file whole."""
    return Engine.MESH if is_piece(name) else Engine.FILES


def _look_at_shown(found: UnitExercise, fields: Fields) -> None:
    """What is shown after a choice is a page or a program that is handed out."""
    name = found.shows
    if name and not found.choices:
        fields.fault("shows", "is there, but only a prediction with choices shows what happens")
    elif name and (name not in found.exercise.start or not name.endswith((".html", ".js"))):
        near = did_you_mean(name, found.exercise.start)
        fields.fault("shows", f"is {name!r}; expected a page (.html) or a program (.js) of start/{near}")


def _look_at_gaps(found: UnitExercise, fields: Fields, faults: list[Fault]) -> None:
    """Gaps are lines of a learner's file; every right answer and every mistake can be typed into them."""
    if not found.gaps:
        return
    group = fields.group("gaps", known=None)
    if group is None or found.exercise.rung is not Rung.COMPLETE:
        fields.fault("gaps", "is there, but only what is to be completed (the rung complete) has gaps")
        return
    works = {"solution": found.solution}
    works |= {f"variants/{name}": files for name, files in found.variants.items()}
    works |= {f"mistakes/{name}": mistake.files for name, mistake in found.mistakes.items()}
    for name, gaps in found.gaps.items():
        start = found.exercise.start.get(name)
        if start is None or name not in found.exercise.learner_files:
            group.fault(name, f"is no learner's file of start/{did_you_mean(name, found.exercise.learner_files)}")
            continue
        try:
            locked = locked_parts(start.decode("utf-8", errors="replace"), gaps)
        except GapError as error:
            group.fault(name, f"has a gap that is none: {error}")
            continue
        for work, files in works.items():
            text = files.get(name, start).decode("utf-8", errors="replace")
            if not can_be_typed(text, locked):
                faults.append(Fault(found.path / work / name, None, "cannot be typed into the gaps of exercise.yml"))


def _look_at_lines(found: UnitExercise, faults: list[Fault]) -> None:
    """In a Parsons problem start and solution hold the same lines in another order."""
    if found.exercise.rung is not Rung.PARSONS or not found.solution or not found.exercise.learner_files:
        return
    start = sorted(line.strip() for line in found.lines)
    solution = sorted(line.strip() for line in found.lines_of(found.solution))
    if start != solution:
        different = sorted(set(start) ^ set(solution)) or start
        faults.append(Fault(found.path / "start", None, f"and solution/ differ in more than order: {different}"))


def _look_at_indentation(found: UnitExercise, fields: Fields, faults: list[Fault]) -> None:
    """Where depth counts, the lines are handed out without any, and the solution has some."""
    if not found.indentation:
        return
    if found.exercise.rung is not Rung.PARSONS:
        fields.fault("indentation", "is there, but only lines to put in order (the rung parsons) are indented")
        return
    for number, line in enumerate(found.lines, 1):
        if line != line.lstrip():
            name = found.exercise.learner_files[0]
            faults.append(Fault(found.path / "start" / name, number, "is indented, which gives the answer away"))
    if found.solution and all(line == line.lstrip() for line in found.lines_of(found.solution)):
        fields.fault("indentation", "is there, but no line of the solution is indented")
