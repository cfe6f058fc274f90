"""Manual marks, and what happens when a trainer and the worker write at the same time, or the worker is killed."""

import os
import random
import sqlite3
import sys
import threading
from collections.abc import Callable
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any

from nbgrader.api import Gradebook

from graders.notebook.course import autograde, generate_feedback
from graders.notebook.gradebook import CellScore, open_gradebook, read_scores
from graders.notebook.grading import GradingOutcome, GradingTask, grade
from tests.graders.notebook.makers import NOON, NOTEBOOK, UNIT, a_hand_in, handed_in, laid_out, says_fini


def mark(gradebook: Gradebook, number: str, **marks: Any) -> None:
    """What the formgrader does when a trainer types a mark (`GradeHandler.put`)."""
    grade = gradebook.find_grade(f"exercice-{number}", NOTEBOOK.removesuffix(".ipynb"), UNIT, "amel")
    grade.manual_score = marks.get("manual_score")
    grade.extra_credit = marks.get("extra_credit")
    grade.needs_manual_grade = grade.manual_score is None and grade.auto_score is None
    gradebook.db.commit()


def gradebook_of(course: Path) -> Gradebook:
    """As the formgrader opens it."""
    return Gradebook(f"sqlite:///{course / 'gradebook.db'}", "atelier")


def cells_of(course: Path) -> tuple[CellScore, ...]:
    """What the gradebook has for the one submission."""
    (scores,) = read_scores(open_gradebook(course))
    return scores.cells


def test_a_manual_mark_survives_a_regrade(course: Path):
    """The trainer's mark counts, before and after; the checker's is kept beside it, and the cell is to be looked at."""
    handed_in(course, a_hand_in(course, page_02="fini"))
    autograde(course, "amel", UNIT, says_fini)
    with gradebook_of(course) as gradebook:
        mark(gradebook, "01", manual_score=1.5)
        mark(gradebook, "02", manual_score=0.0, extra_credit=0.5)
    handed_in(course, a_hand_in(course, page_01="fini"), at=NOON + timedelta(hours=1))
    autograde(course, "amel", UNIT, says_fini)
    assert cells_of(course) == (
        CellScore("exercice-01", 2.0, 2.0, 1.5, 0.0, True),
        CellScore("exercice-02", 3.0, 3.0, 0.0, 0.5, False),
        CellScore("exercice-03", 4.0, 0.0, None, 0.0, False),
    )
    (scores,) = read_scores(open_gradebook(course))
    assert (scores.score, scores.has_manual_score) == (2.0, True)
    (page,) = generate_feedback(course, "amel", UNIT).values()
    assert "<strong>1,5 point sur 2</strong>, note donnée par une personne de l’équipe" in page
    assert "Vous avez 2 points sur 9." in page


def test_the_best_result_counts(course: Path):
    """What was right once stays right in a later hand-in, and the page says why; what is better now counts more."""
    handed_in(course, a_hand_in(course, page_01="fini", page_02="fini"))
    autograde(course, "amel", UNIT, says_fini)
    handed_in(course, a_hand_in(course, page_02="casse", page_03="fini"), at=NOON + timedelta(hours=1))
    for _ in range(2):
        autograde(course, "amel", UNIT, says_fini)
        assert [(cell.auto_score, cell.needs_manual_grade) for cell in cells_of(course)] == [
            (2.0, False), (3.0, False), (4.0, False)
        ]  # fmt: skip
    (page,) = generate_feedback(course, "amel", UNIT).values()
    assert "Vous avez 9 points sur 9." in page
    assert page.count("Une version d’avant était meilleure. Vous gardez ses points.") == 2


def test_a_broken_checker_keeps_less_than_all_for_a_person(course: Path):
    """Where something is left to gain, a person looks; the points of before wait with them."""
    handed_in(course, a_hand_in(course))
    autograde(course, "amel", UNIT, says_fini)
    handed_in(course, a_hand_in(course, page_01="casse"), at=NOON + timedelta(hours=1))
    autograde(course, "amel", UNIT, says_fini)
    assert cells_of(course)[0] == CellScore("exercice-01", 2.0, None, None, 0.0, True)


def test_the_same_work_graded_again_needs_no_second_look(course: Path):
    """The checks say what they said when the trainer looked: the mark stands, and nobody is sent to it again."""
    handed_in(course, a_hand_in(course, page_02="fini"))
    autograde(course, "amel", UNIT, says_fini)
    with gradebook_of(course) as gradebook:
        mark(gradebook, "01", manual_score=1.5)
    autograde(course, "amel", UNIT, says_fini)
    assert cells_of(course)[0] == CellScore("exercice-01", 2.0, 0.0, 1.5, 0.0, False)


def test_a_manual_mark_goes_before_a_broken_checker(course: Path):
    """What a person gave stays, whatever the checker says afterwards."""
    handed_in(course, a_hand_in(course, page_01="casse"))
    autograde(course, "amel", UNIT, says_fini)
    with gradebook_of(course) as gradebook:
        mark(gradebook, "01", manual_score=2.0)
    autograde(course, "amel", UNIT, says_fini)
    assert cells_of(course)[0] == CellScore("exercice-01", 2.0, None, 2.0, 0.0, True)
    (page,) = generate_feedback(course, "amel", UNIT).values()
    assert "attend une personne" not in page


def test_a_trainer_marks_while_the_worker_grades(course: Path):
    """Neither waits for the other for long, neither loses a mark: the last one typed is there at the end."""
    handed_in(course, a_hand_in(course, page_02="fini"))
    autograde(course, "amel", UNIT, says_fini)
    typed: list[float] = []
    stop = threading.Event()

    def type_marks() -> None:
        with gradebook_of(course) as gradebook:
            while not stop.is_set():
                typed.append(len(typed) % 3 / 2)
                mark(gradebook, "01", manual_score=typed[-1])

    trainer = threading.Thread(target=type_marks)
    trainer.start()
    try:
        for _ in range(5):
            autograde(course, "amel", UNIT, says_fini)
    finally:
        stop.set()
        trainer.join()
    assert len(typed) > 5
    cells = cells_of(course)
    assert [(cell.auto_score, cell.manual_score) for cell in cells] == [(0.0, typed[-1]), (3.0, None), (0.0, None)]


WRITES = {"open", "os.chmod", "os.mkdir", "os.remove", "os.rename", "os.rmdir", "shutil.copyfile", "sqlite3.connect"}


def ends_at(step: int, work: Callable[[], None]) -> int:
    """Runs `work` in a process that is gone without a word at its nth touch of the disk; 0 if it got to its end."""
    child = os.fork()
    if child == 0:
        left = step

        def count(event: str, arguments: tuple[Any, ...]) -> None:
            nonlocal left
            if event in WRITES and not (event == "open" and arguments[1] in {"r", "rb"}):
                left -= 1
                if left == 0:
                    os._exit(9)

        try:
            sys.addaudithook(count)
            work()
        except BaseException:
            os._exit(1)
        os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def test_killed_at_any_step_a_second_run_finishes(course: Path, tmp_path: Path):
    """After a first hand-in with a manual mark, a second is cut off at steps all along its way, then done again."""
    folder = laid_out(tmp_path / "in", a_hand_in(course, page_01="fini", page_03="fini"))

    def work(hours: int) -> Callable[[], None]:
        def run() -> None:
            task = GradingTask("amel", UNIT, NOON + timedelta(hours=hours), folder)
            assert grade(course, open_gradebook(course), task, says_fini).outcome is GradingOutcome.GRADED

        return run

    handed_in(course, a_hand_in(course))
    assert ends_at(0, lambda: autograde(course, "amel", UNIT, says_fini)) == 0
    with gradebook_of(course) as gradebook:
        mark(gradebook, "02", manual_score=2.5)

    cut, step, hours = 0, 1, 1
    while (code := ends_at(step, work(hours))) == 9:
        cut += 1
        assert ends_at(0, work(hours)) == 0, f"the run after a stop at step {step} did not finish"
        with closing(sqlite3.connect(course / "gradebook.db")) as connection:
            assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert [(cell.auto_score, cell.manual_score) for cell in cells_of(course)] == [
            (2.0, None),
            (0.0, 2.5),
            (4.0, None),
        ]
        assert sorted(path.name for path in (course / "submitted" / "amel").iterdir()) == [UNIT]
        step, hours = step + random.Random(step).randint(1, 12), hours + 1
    assert (code, cut > 10) == (0, True)
