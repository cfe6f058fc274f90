"""Many submissions at once: each graded once, whatever is killed in between."""

import os
import shutil
import signal
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from pathlib import Path

import psutil
import pytest

from graders.notebook.batch import BatchResult, _ask_pool, autograde_all, main, submitted_by
from graders.notebook.course import generate_assignment
from graders.notebook.gradebook import open_gradebook, read_scores
from tests.graders.notebook.classic.courses import SUBMISSIONS, a_source_folder, hand_in
from tests.real_hub import wait_for

pytestmark = pytest.mark.sandbox

CLASS = 30
CONFIG = Path(__file__).parents[2] / "data" / "nbgrader_suite" / "nbgrader_config.py"


@pytest.fixture(scope="module")
def generated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A course with a class of thirty who handed in."""
    course = tmp_path_factory.mktemp("batch") / "course"
    a_source_folder(course, "ps1")
    generate_assignment(course, "ps1")
    kinds = [answers for answers, _ in SUBMISSIONS.values()]
    for number in range(CLASS):
        hand_in(course, "ps1", f"s{number:02}", kinds[number % len(kinds)])
    return course


@pytest.fixture
def course(generated: Path, tmp_path: Path) -> Path:
    """A course of one's own."""
    return Path(shutil.copytree(generated, tmp_path / "course"))


def expected_scores() -> dict[str, float]:
    """What the class earns."""
    sums = [sum(scores) for _, scores in SUBMISSIONS.values()]
    return {f"s{number:02}": sums[number % len(sums)] for number in range(CLASS)}


def saved_scores(course: Path) -> dict[str, float]:
    """What the gradebook has."""
    return {scores.student_id: scores.score for scores in read_scores(open_gradebook(course), assignment_id="ps1")}


def pool() -> list[psutil.Process]:
    """The batch's processes that live now: the pool's first one, then its workers."""
    found = []
    for process in psutil.Process().children(recursive=True):
        try:
            if "graders.notebook.batch_pool" in process.cmdline():
                found.append(process)
        except psutil.NoSuchProcess:
            continue
    return found


def sandbox() -> psutil.Process:
    """The one that all workers share."""
    return next(process for process in pool()[0].children() if process.name() == "bwrap")


def while_killing(results: Iterator[BatchResult], victims: Mapping[int, Callable[[], psutil.Process]]) -> list[str]:
    """The people of all results, in order; after so many of them, a process is killed."""
    seen = []
    for result in results:
        assert result.error is None, result
        seen.append(result.student_id)
        if len(seen) in victims:
            os.kill(victims[len(seen)]().pid, signal.SIGKILL)
    return seen


def test_a_batch_survives_kills(course: Path):
    """Workers, the sandbox and the whole pool are killed: all thirty are graded once, and the gradebook is whole."""
    victims = {3: lambda: pool()[-1], 9: sandbox, 15: lambda: pool()[-1], 21: lambda: pool()[0], 26: sandbox}
    graded = while_killing(autograde_all(course, "ps1", workers=2, config_file=CONFIG), victims)
    assert sorted(graded) == submitted_by(course, "ps1")
    assert saved_scores(course) == expected_scores()
    with closing(sqlite3.connect(course / "gradebook.db")) as gradebook:
        assert gradebook.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        (count,) = gradebook.execute("SELECT count(*) FROM submitted_assignment").fetchone()
    assert count == CLASS
    assert pool() == []


def test_the_cells_of_a_killed_worker_end_with_it(course: Path, tmp_path: Path):
    """What a learner's code was doing for a worker that is killed goes on for nobody."""
    hand_in(course, "ps1", "zoe", {"mean": "def mean(xs):\n    while True: pass"})
    batch = autograde_all(course, "ps1", ["s00", "zoe"], workers=1, config_file=CONFIG)
    next(batch)
    worker = wait_for(lambda: pool()[1:], "a worker")[0]
    busy = wait_for(
        lambda: [one for one in sandbox().children(recursive=True) if one.cpu_times().user > 1], "a cell that computes"
    )
    worker.kill()
    wait_for(lambda: all(not one.is_running() or one.status() == psutil.STATUS_ZOMBIE for one in busy), "its end")
    batch.close()


def test_some_are_graded_by_name_and_what_fails_is_told(course: Path):
    """Only those who are named; one whose notebook nobody can read stops no other."""
    (course / "submitted" / "s00" / "ps1" / "averages.ipynb").write_text("{")
    results = list(autograde_all(course, "ps1", ["s00", "s01"], config_file=CONFIG))
    errors = {result.student_id: result.error for result in results}
    assert errors["s01"] is None
    assert "Autograde ps1 for s00" in str(errors["s00"])
    assert set(saved_scores(course)) == {"s00", "s01"}


def test_who_is_named_twice_is_graded_once(course: Path):
    """And a class without a hand-in is done at once."""
    results = autograde_all(course, "ps1", ["s02", "s00", "s02"], config_file=CONFIG)
    assert sorted(result.student_id for result in results) == ["s00", "s02"]
    assert list(autograde_all(course, "ps2", config_file=CONFIG)) == []


def test_a_pool_that_ends_before_it_was_told_anything_is_only_one_attempt():
    """Its pipe breaks while the names are written; nothing is raised, and the next pool has them all."""
    assert list(_ask_pool(["/usr/bin/true"], ["a" * 200_000], "ps1")) == []


def test_a_shell_grades_too(course: Path, capsys: pytest.CaptureFixture[str]):
    """A line for each person, and an exit code that says whether all were graded."""
    (course / "submitted" / "s01" / "ps1" / "averages.ipynb").write_text("{")
    assert main([str(course), "ps1", "s00", "s02", "--config", str(CONFIG)]) == 0
    assert capsys.readouterr().err == "1 of 2: s00: graded\n2 of 2: s02: graded\n"
    assert main([str(course), "ps1", "s01", "--config", str(CONFIG)]) == 1
    assert "1 of 1: s01: Autograde ps1 for s01: There was an error" in capsys.readouterr().err
    assert main([str(course), "ps2"]) == 2
    assert capsys.readouterr().err == f"nothing is in {course}/submitted/*/ps2\n"


def test_a_batch_that_is_left_leaves_nothing(course: Path):
    """Who stops asking stops the work: no process stays."""
    batch = autograde_all(course, "ps1", workers=2, config_file=CONFIG)
    next(batch)
    batch.close()
    assert pool() == []
