"""nbgrader as trainers use it: the command line and the formgrader's buttons do what our worker does."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from nbgrader.apps.api import NbGraderAPI
from nbgrader.coursedir import CourseDirectory
from traitlets.config import Config

from graders.notebook.configuration import configure_nbgrader
from graders.notebook.course import autograde, generate_feedback
from graders.notebook.gradebook import SubmissionScores, open_gradebook, read_scores
from hub_config import __file__ as hub_config
from tests.graders.notebook.makers import POINTS, UNIT, a_hand_in, handed_in, says_fini
from tests.graders.notebook.stand_in_service import TOKEN, a_service


@pytest.fixture
def by_worker(course: Path) -> tuple[tuple[SubmissionScores, ...], dict[str, str]]:
    """Scores and pages as our own grading gives them; then the gradebook forgets the scores."""
    handed_in(course, a_hand_in(course, page_01="fini", page_02="casse"))
    autograde(course, "amel", UNIT, says_fini)
    pages = generate_feedback(course, "amel", UNIT)
    scores = read_scores(open_gradebook(course))
    autograde(course, "amel", UNIT, lambda *_: says_fini(UNIT, "01", {"index.html": b"casse"}))
    assert read_scores(open_gradebook(course)) != scores
    return scores, pages


def pages_of(course: Path) -> dict[str, str]:
    """The feedback that lies in the course folder."""
    return {page.name: page.read_text() for page in (course / "feedback" / "amel" / UNIT).glob("*.html")}


def test_the_configuration_sets_and_never_appends(course: Path):
    """Applied twice it is as applied once, and it can be shown as JSON."""
    once, twice = Config(), Config()
    configure_nbgrader(once, course_root=course)
    for _ in range(2):
        configure_nbgrader(twice, course_root=course)
    assert once == twice
    assert json.loads(json.dumps(once)) == once


def test_a_new_unit_needs_no_edit(course: Path):
    """The files that nbgrader must not replace are what the units' sheets say at this moment."""
    c = Config()
    configure_nbgrader(c, course_root=course)
    assert c.Autograde.exclude_overwriting == {UNIT: [f"{number}-page/index.html" for number in POINTS]}
    sheet = json.loads((course / "source" / UNIT / "exercices.json").read_text())
    (course / "source" / "web-s98-neuf").mkdir()
    (course / "source" / "web-s98-neuf" / "exercices.json").write_text(json.dumps(sheet))
    configure_nbgrader(c, course_root=course)
    assert list(c.Autograde.exclude_overwriting) == ["web-s98-neuf", UNIT]


def test_learners_files_are_kept_and_all_others_are_the_courses(course: Path):
    """The page somebody wrote is in `autograded/`; the sheet they changed is replaced."""
    files = {"exercices.json": b"{}", "image.txt": b"x"}
    handed_in(course, a_hand_in(course, page_01="<p>à moi</p>") | files)
    autograde(course, "amel", UNIT, says_fini)
    graded = course / "autograded" / "amel" / UNIT
    assert (graded / "01-page" / "index.html").read_text() == "<p>à moi</p>"
    assert (graded / "exercices.json").read_bytes() == (course / "source" / UNIT / "exercices.json").read_bytes()


def test_the_command_line_grades_as_the_worker_does(course: Path, by_worker, tmp_path: Path):
    """`nbgrader autograde` and `nbgrader generate_feedback`, configured as in a trainer's server."""
    with a_service() as service:
        environment = {
            **os.environ,
            "ATELIER_COURSE_ROOT": str(course),
            "ATELIER_SERVICE_URL": service.url,
            "JUPYTERHUB_API_TOKEN": TOKEN,
            "JUPYTER_CONFIG_PATH": str(Path(hub_config).parent / "single_user/common"),
        }
        for verb in ("autograde", "generate_feedback"):
            command = [sys.executable, "-m", "nbgrader", verb, UNIT, "--force"]
            done = subprocess.run(command, env=environment, cwd=tmp_path, capture_output=True, text=True)
            assert done.returncode == 0, done.stderr
    assert (read_scores(open_gradebook(course)), pages_of(course)) == by_worker


def test_the_formgraders_buttons_grade_as_the_worker_does(course: Path, by_worker, monkeypatch):
    """What the buttons call, `NbGraderAPI`, set up as the formgrader does, its own template name included."""
    with a_service() as service:
        monkeypatch.setenv("ATELIER_SERVICE_URL", service.url)
        monkeypatch.setenv("JUPYTERHUB_API_TOKEN", TOKEN)
        config = Config()
        configure_nbgrader(config, course_root=course)
        config.HTMLExporter.template_name = "formgrade"
        api = NbGraderAPI(CourseDirectory(config=config), config=config)
        for result in (api.autograde(UNIT, "amel"), api.generate_feedback(UNIT, "amel")):
            assert result["success"], result
    assert (read_scores(open_gradebook(course)), pages_of(course)) == by_worker


def test_an_ordinary_database_upgrade_still_works(course: Path, tmp_path: Path):
    """`nbgrader db upgrade` finds the file by its address and backs it up."""
    environment = {
        **os.environ,
        "ATELIER_COURSE_ROOT": str(course),
        "JUPYTER_CONFIG_PATH": str(Path(hub_config).parent / "single_user/common"),
    }
    command = [sys.executable, "-m", "nbgrader", "db", "upgrade"]
    done = subprocess.run(command, env=environment, cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert len(list(course.glob("gradebook.db.*-*"))) == 1
