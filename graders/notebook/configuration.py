"""How nbgrader is set up in this house: the same for our worker, the formgrader's buttons and the command line."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import nbgrader.server_extensions.formgrader.handlers as formgrader

from graders.notebook.sheet import learner_paths_by_assignment

COURSE_ID = "atelier"
SAVE_VERDICTS = "graders.notebook.save_verdicts.SaveVerdicts"
"""The step before which a hand-in is looked at, and after which it is written down."""
TEMPLATES = Path(__file__).with_name("templates")


def configure_nbgrader(c: Any, *, course_root: Path) -> None:
    """Sets (never appends) every nbgrader option of the house on a traitlets `Config`.

    Names instead of classes, so that the configuration can be shown as JSON (the formgrader does).
    """
    set_course(c, course_root)
    set_exchange(c)
    set_grading(c, course_root)
    set_pages(c)


def set_course(c: Any, course_root: Path) -> None:
    """Where the course is. Its gradebook is in write-ahead mode (see `gradebook.py`): readers never wait."""
    c.CourseDirectory.root = str(course_root)
    c.CourseDirectory.course_id = COURSE_ID


def set_exchange(c: Any) -> None:
    """Hand out and hand in over HTTP, through the atelier service."""
    for step, name in {
        "exchange": "Exchange",
        "fetch_assignment": "ExchangeFetchAssignment",
        "fetch_feedback": "ExchangeFetchFeedback",
        "release_assignment": "ExchangeReleaseAssignment",
        "release_feedback": "ExchangeReleaseFeedback",
        "list": "ExchangeList",
        "submit": "ExchangeSubmit",
        "collect": "ExchangeCollect",
    }.items():
        c.ExchangeFactory[step] = f"graders.exchange.plugin.{name}"


def set_grading(c: Any, course_root: Path) -> None:
    """Repair first, believe only the source, run what must run in a sandbox, take no verdict but an explicit one."""
    c.Autograde.sanitize_preprocessors = [
        "graders.notebook.restore_cells.RestoreCells",
        "nbgrader.preprocessors.OverwriteKernelspec",
        "nbgrader.preprocessors.OverwriteCells",
        "nbgrader.preprocessors.CheckCellMetadata",
    ]
    c.Autograde.autograde_preprocessors = [
        "graders.notebook.check_exercises.CheckExercises",
        "graders.notebook.classic.execute_in_sandbox.ExecuteInSandbox",
        SAVE_VERDICTS,
        "nbgrader.preprocessors.AssignLatePenalties",
        "nbgrader.preprocessors.CheckCellMetadata",
    ]
    # A week's notebook of exercises has no cell that a kernel would have to run.
    c.ExecuteInSandbox.only_tests = True
    # Read when nbgrader loads its configuration, which the formgrader does at every request: a new unit needs no edit.
    c.Autograde.exclude_overwriting = learner_paths_by_assignment(course_root)


def set_pages(c: Any) -> None:
    """French feedback; nothing a learner wrote runs, there or in the formgrader; nothing is fetched from elsewhere."""
    c.GenerateFeedback.preprocessors = ["graders.notebook.feedback_grades.FeedbackGrades"]
    c.HTMLExporter.sanitize_html = True
    c.HTMLExporter.language_code = "fr"
    c.HTMLExporter.filters = {
        "clean_html": "graders.notebook.safe_html.clean_html",
        "markdown2html": "graders.notebook.safe_html.markdown_to_html",
    }
    # The formgrader sets its own template folders and no configuration can add to them, but it may name the whole path:
    # ours comes first, for its template asks for a script from another host.
    shared = Path(sys.prefix, "share", "jupyter")
    templates = shared / "nbconvert" / "templates"
    c.HTMLExporter.template_paths = [
        str(TEMPLATES / "formgrade"),
        str(Path(formgrader.template_path, "formgrade")),
        *(str(folder) for folder in (templates / "classic", templates / "base", templates, shared)),
    ]
    c.GenerateFeedback.exporter_class = "graders.notebook.feedback_exporter.FeedbackExporter"
    c.FeedbackExporter.extra_template_basedirs = [str(TEMPLATES)]
    c.FeedbackExporter.template_paths = [str(TEMPLATES / "feedback")]
