"""`kill -9` at any moment: every accepted hand-in is there once, whole and queued, and there is no half one."""

import signal
import subprocess
import sys
from collections import Counter

import pytest
from sqlalchemy import select

from tests.graders.exchange.makers import a_store, released
from tests.graders.exchange.test_store import QUEUE, waiting


def a_program(folder, *arguments):
    """The program that hands in."""
    command = [sys.executable, "-m", "tests.graders.exchange.hand_in_until_killed", str(folder), *map(str, arguments)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


def check_everything(folder, accepted):
    """The accepted ones are there once; all that is there is whole, numbered, queued, and can be added to."""
    store = a_store(folder)
    found = store.submissions()
    assert set(accepted) <= {each.submission_id for each in found}
    for each in found:
        assert set(store.files_of(each)) == {"s04-html-base.ipynb", "03-reparer/index.html", "exercices.json"}
    attempts = Counter((each.student_id, each.attempt) for each in found)
    per_student = Counter(each.student_id for each in found)
    assert attempts == {(name, number): 1 for name, count in per_student.items() for number in range(1, count + 1)}
    with store._engine.connect() as connection:
        queued = sorted(connection.scalars(select(waiting.c.submission_id)))
    assert queued == sorted(each.submission_id for each in found)
    return found


def test_killed_in_the_middle_of_much(tmp_path):
    """Two people hand in as fast as they can; the programs are killed again and again, at moments of chance."""
    released(a_store(tmp_path))
    accepted = []
    for round_ in range(4):
        programs = [a_program(tmp_path, name) for name in ("amina", "bruno")]
        for program in programs:
            accepted += [program.stdout.readline().strip() for _ in range(3 + 2 * round_)]
        for program in programs:
            program.send_signal(signal.SIGKILL)
        for program in programs:
            # What was said before the end counts; a line cut in the middle was not said.
            accepted += [line.strip() for line in program.stdout if line.endswith("\n")]
            assert program.wait() == -signal.SIGKILL
    assert len(accepted) >= 2 * (3 + 5 + 7 + 9)
    check_everything(tmp_path, accepted)


@pytest.mark.timeout(120)
def test_killed_before_each_step(tmp_path):
    """Wherever in a hand-in the end comes, it is there or it is not; and the next one works."""
    released(a_store(tmp_path))
    QUEUE.create_all(a_store(tmp_path)._engine)
    number = 0
    while True:
        number += 1
        before = len(check_everything(tmp_path, ()))
        program = a_program(tmp_path, "amina", number)
        said = program.stdout.read().split()
        code = program.wait()
        found = check_everything(tmp_path, said[:1])
        assert len(found) in ({before, before + 1} if code else {before + 1})
        if code == 0:
            break
        assert (code, said) == (-signal.SIGKILL, [])
    assert number > 10, "the steps were not found; is the program still hooked in?"
