"""The gradebook's file: made whole, made once."""

import sqlite3
import threading
from contextlib import closing
from pathlib import Path

from graders.notebook.course import autograde
from graders.notebook.gradebook import CellScore, open_gradebook, prepare_gradebook, read_scores
from tests.graders.notebook.makers import UNIT, a_hand_in, handed_in, says_fini


def test_it_is_made_once_by_however_many(tmp_path: Path):
    """Asked for by several at once, there is one, with nbgrader's version in it, and nothing is left beside it."""
    askers = [threading.Thread(target=prepare_gradebook, args=(tmp_path / "course",)) for _ in range(3)]
    for asker in askers:
        asker.start()
    for asker in askers:
        asker.join()
    assert [path.name for path in (tmp_path / "course").iterdir()] == ["gradebook.db"]
    with closing(sqlite3.connect(tmp_path / "course" / "gradebook.db")) as connection:
        assert connection.execute("SELECT count(*) FROM alembic_version").fetchone() == (1,)
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)


def test_one_that_is_there_stays(course: Path):
    """Preparing again changes nothing of what is in it."""
    handed_in(course, a_hand_in(course, page_01="fini"))
    autograde(course, "amel", UNIT, says_fini)
    before = read_scores(open_gradebook(course))
    prepare_gradebook(course)
    assert read_scores(open_gradebook(course)) == before != ()


def test_scores_can_be_asked_for_by_person_and_assignment(course: Path):
    """A class's page reads one assignment, a person's page their own; nobody is an empty answer."""
    for name in ("bruno", "amel"):
        handed_in(course, a_hand_in(course), name)
        autograde(course, name, UNIT, says_fini)
    gradebook = open_gradebook(course)
    assert [scores.student_id for scores in read_scores(gradebook, assignment_id=UNIT)] == ["amel", "bruno"]
    assert [scores.student_id for scores in read_scores(gradebook, student_id="bruno")] == ["bruno"]
    assert read_scores(gradebook, student_id="claire") == read_scores(gradebook, assignment_id="autre") == ()


def test_a_score_is_counted_as_nbgrader_counts():
    """A manual score goes before; extra credit comes on top; without either there is nothing to add it to."""
    scores = [
        CellScore("c", 3.0, *marks, False).score for marks in ((1.0, None, 0.5), (1.0, 2.0, 0.5), (None, None, 1.0))
    ]
    assert scores == [1.5, 2.5, 0.0]
