"""The gradebook as processes that grade open it: two of them write, and neither is refused."""

import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

from nbgrader.api import Gradebook

from graders.notebook.gradebook import prepare_gradebook
from graders.notebook.gradebook_engine import close_gradebooks, flush, use_our_engine

WRITE = """
import sys
from nbgrader.api import Gradebook
from graders.notebook.gradebook_engine import use_our_engine
use_our_engine()
for number in range(40):
    with Gradebook(sys.argv[1]) as gradebook:
        before = len(gradebook.students)
        gradebook.add_student(f"{sys.argv[2]}{number}")
        assert len(gradebook.students) > before
"""


def test_two_processes_that_read_and_then_write_wait_for_each_other(tmp_path: Path):
    """With SQLite's own transactions one of them would be told that the database is locked."""
    path = prepare_gradebook(tmp_path)
    writers = [subprocess.Popen([sys.executable, "-c", WRITE, f"sqlite:///{path}", name]) for name in "ab"]
    assert [writer.wait() for writer in writers] == [0, 0]
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("SELECT count(*) FROM student").fetchone() == (80,)


def test_openings_share_one_engine_and_closing_lets_go(tmp_path: Path):
    """The connection stays while gradebooks are opened and closed, and is gone when all is closed."""
    path = prepare_gradebook(tmp_path)
    use_our_engine()
    engines = []
    for _ in range(2):
        with Gradebook(f"sqlite:///{path}") as gradebook:
            engines.append(gradebook.engine)
    assert engines[0] is engines[1]
    assert engines[0].pool.checkedin() == 1
    close_gradebooks()
    assert engines[0].pool.checkedin() == 0
    assert not path.with_name("gradebook.db-wal").exists()


def test_what_was_committed_can_be_put_on_the_disk(tmp_path: Path):
    """Whether it is still in the log or written back already."""
    path = prepare_gradebook(tmp_path)
    use_our_engine()
    with Gradebook(f"sqlite:///{path}") as gradebook:
        gradebook.add_student("amel")
    assert path.with_name("gradebook.db-wal").stat().st_size > 0
    flush(path)
    close_gradebooks()
    flush(path)
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("SELECT id FROM student").fetchall() == [("amel",)]
