"""nbgrader's verbs for one assignment and one person, in this process.

nbgrader changes the process's working directory while it converts: call these from a program that does nothing else
meanwhile (the worker, a command), never from one that serves requests.
"""

from __future__ import annotations

import logging
import warnings
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from nbgrader.converters import Autograde, GenerateAssignment, GenerateFeedback
from nbgrader.converters.base import NbGraderException
from nbgrader.coursedir import CourseDirectory
from traitlets.config import Config
from traitlets.config.loader import PyFileConfigLoader

from graders.notebook.configuration import SAVE_VERDICTS, configure_nbgrader
from graders.notebook.gradebook import prepare_gradebook
from graders.notebook.gradebook_engine import flush, use_our_engine
from graders.notebook.metadata_schema import check_schemas_once
from graders.notebook.service_checker import CheckExercise


class CourseError(Exception):
    """nbgrader could not do it; the message holds what it logged."""


def generate_assignment(course_root: Path, assignment_id: str) -> None:
    """`source/<assignment>` → `release/<assignment>` and the gradebook's cells; the same bytes each time.

    Once someone has handed in, nbgrader refuses to add or remove graded cells: CourseError.
    """
    _convert(GenerateAssignment, _house_config(course_root), ".", assignment_id)


def autograde(
    course_root: Path,
    student_id: str,
    assignment_id: str,
    check: CheckExercise | None = None,
    *,
    examined: Mapping[str, Any] | None = None,
    save: bool = True,
    config_file: Path | None = None,
) -> None:
    """`submitted/…` → `autograded/…` and the scores.

    By `check` instead of the service's checker, if given; as an `nbgrader_config.py` says instead of this house's, if
    one is given. With `examined`, what another machine saw is taken instead of looking; without `save`, the verdicts go
    into the notebook's metadata and not into the gradebook (`elsewhere.py` has both).
    """
    config = _house_config(course_root) if config_file is None else _config_of(config_file, course_root)
    if check is not None:
        config.CheckExercises.check = check
    if examined is not None or not save:
        steps = config.Autograde.autograde_preprocessors
        saving = steps.index(SAVE_VERDICTS)
        if examined is not None:
            config.Autograde.autograde_preprocessors = ["graders.notebook.elsewhere.TakeExamined", *steps[saving:]]
            config.TakeExamined.examined = examined
        else:
            config.Autograde.autograde_preprocessors = [*steps[:saving], "graders.notebook.elsewhere.NoteVerdicts"]
    _convert(Autograde, config, student_id, assignment_id)


def generate_feedback(course_root: Path, student_id: str, assignment_id: str) -> dict[str, str]:
    """`autograded/…` → `feedback/…`; the pages by file name (`s04-html-base.html`), one for each notebook."""
    _convert(GenerateFeedback, _house_config(course_root), student_id, assignment_id)
    notebooks = (course_root / "autograded" / student_id / assignment_id).glob("*.ipynb")
    folder = course_root / "feedback" / student_id / assignment_id
    pages = [folder / f"{notebook.stem}.html" for notebook in sorted(notebooks)]
    return {page.name: page.read_text(encoding="utf-8") for page in pages}


def _house_config(course_root: Path) -> Any:
    config = Config()
    configure_nbgrader(config, course_root=course_root.absolute())
    return config


def _config_of(config_file: Path, course_root: Path) -> Any:
    config = PyFileConfigLoader(config_file.name, path=str(config_file.absolute().parent)).load_config()
    config.CourseDirectory.root = str(course_root.absolute())
    return config


def _convert(converter: Any, config: Any, student_id: str, assignment_id: str) -> None:
    """Runs one of nbgrader's converters, quietly; whatever it logs and raises ends in one CourseError."""
    use_our_engine()
    check_schemas_once()
    gradebook = prepare_gradebook(Path(config.CourseDirectory.root))
    messages: list[str] = []
    log = logging.Logger("nbgrader", logging.ERROR)
    handler = logging.Handler()
    handler.emit = lambda record: messages.append(record.getMessage())  # type: ignore[method-assign]
    log.addHandler(handler)
    course = CourseDirectory(config=config, log=log, student_id=student_id, assignment_id=assignment_id)
    try:
        with warnings.catch_warnings(action="ignore"):  # nbgrader on SQLAlchemy 2 warns at every submission, of its own
            converter(coursedir=course, config=config, log=log, force=True).start()
        flush(gradebook)
    except (NbGraderException, OSError, ValueError, RuntimeError) as error:
        messages = messages or [str(error)]
        raise CourseError(f"{converter.__name__} {assignment_id} for {student_id}: " + "\n".join(messages)) from error
