"""The durable queue: what a job may become, and that nothing is lost or taken twice."""

import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, create_engine, event

from graders.notebook.queue import (
    ATTEMPTS_MAX,
    MOVES,
    GradingJob,
    GradingQueue,
    JobMoveError,
    JobState,
    enqueue,
    metadata,
    moved,
)

START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


class Clock:
    """A clock that a test winds on."""

    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> datetime:
        return self.now

    def wind(self, **passed: float) -> datetime:
        """Some time later."""
        self.now += timedelta(**passed)
        return self.now


@pytest.fixture
def engine(tmp_path: Path) -> Engine:
    """A database as the service opens it: a transaction writes from its first line on."""
    engine = create_engine(f"sqlite:///{tmp_path / 'atelier.db'}")
    event.listen(engine, "connect", lambda connection, _: setattr(connection, "isolation_level", None))
    event.listen(engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN IMMEDIATE"))
    metadata.create_all(engine)
    return engine


@pytest.fixture
def clock() -> Clock:
    """Nine o'clock."""
    return Clock()


@pytest.fixture
def queue(engine: Engine, clock: Clock) -> GradingQueue:
    """An empty queue."""
    return GradingQueue(engine, clock)


@pytest.fixture
def accept(engine: Engine, clock: Clock) -> Callable[[str], None]:
    """Enqueues as the exchange does, in a transaction of its own; each from another person unless one is named."""

    def accept(submission_id: str, student_id: str | None = None) -> None:
        with engine.begin() as connection:
            enqueue(connection, submission_id, student_id or f"who-handed-in-{submission_id}", clock())

    return accept


def a_job(state: JobState, submission_id: str = "s1", **values: Any) -> GradingJob:
    """A job in this state, at its first try, of the person that `accept` invents."""
    person = f"who-handed-in-{submission_id}"
    first = GradingJob(submission_id, person, state, 1, START, START, None, person, 0)
    return replace(first, **values)


@pytest.mark.parametrize("state", JobState)
@pytest.mark.parametrize("to", JobState)
def test_a_job_moves_by_the_table_only(state: JobState, to: JobState):
    """What is not in the table is refused, with both states in the sentence."""
    if to in MOVES[state]:
        assert moved(a_job(state), to) == a_job(to)
    else:
        with pytest.raises(JobMoveError, match=f"job s1 is {state.value}; it cannot become {to.value}"):
            moved(a_job(state), to)


def test_a_hand_in_is_queued_once(queue: GradingQueue, accept, clock: Clock):
    """Enqueued twice, it is one job; claimed, nobody else gets it."""
    accept("s1")
    clock.wind(seconds=1)
    accept("s1")
    assert queue.claim() == a_job(JobState.RUNNING)
    assert queue.claim() is None


def test_a_hand_in_that_was_not_accepted_is_not_queued(engine: Engine, queue: GradingQueue):
    """The job is part of the caller's transaction."""
    with engine.connect() as connection:
        enqueue(connection, "s1", "amina", START)
        connection.rollback()
    assert queue.jobs(*JobState) == ()


def test_the_oldest_comes_first(queue: GradingQueue, accept, clock: Clock):
    """Hand-ins are graded in the order they came in."""
    for submission_id in ("s2", "s1", "s3"):
        accept(submission_id)
        clock.wind(seconds=1)
    assert [queue.claim().submission_id for _ in range(3)] == ["s2", "s1", "s3"]


def order(queue: GradingQueue, clock: Clock, most: int = 100) -> list[str]:
    """The order in which one worker grades what waits."""
    graded = []
    while len(graded) < most and (job := queue.claim()) is not None:
        graded.append(job.submission_id)
        clock.wind(seconds=1)
        queue.finish(job.submission_id)
    return graded


def test_who_hands_in_again_and_again_holds_up_nobody(queue: GradingQueue, accept, clock: Clock):
    """Each person has their turn: the second hand-in of one waits for the first of everybody."""
    for submission_id, student_id in (("a1", "amina"), ("a2", "amina"), ("a3", "amina"), ("b1", "bruno")):
        accept(submission_id, student_id)
        clock.wind(seconds=1)
    assert order(queue, clock, 1) == ["a1"]
    accept("c1", "chloe")
    assert order(queue, clock) == ["b1", "c1", "a2", "a3"]


def test_the_numbers_of_turns_start_again(queue: GradingQueue, accept, clock: Clock):
    """Who handed in a lot before owes nothing: in an empty queue everybody is first again."""
    for number in range(5):
        accept(f"a{number}", "amina")
    order(queue, clock)
    accept("a9", "amina")
    clock.wind(seconds=1)
    accept("b9", "bruno")
    assert order(queue, clock) == ["a9", "b9"]


def test_two_hand_ins_of_one_person_are_never_graded_at_once(queue: GradingQueue, accept):
    """A second worker takes somebody else's, or waits; it is not told to look again at once."""
    accept("a1", "amina")
    accept("a2", "amina")
    accept("b1", "bruno")
    assert [queue.claim().submission_id, queue.claim().submission_id] == ["a1", "b1"]
    assert (queue.claim(), queue.next_due_at()) == (None, None)
    queue.finish("a1")
    assert queue.claim().submission_id == "a2"


def test_many_workers_share_the_queue(queue: GradingQueue, accept):
    """Claimed from several threads at once, each job goes to one of them."""
    names = [f"s{number:02d}" for number in range(20)]
    for name in names:
        accept(name)
    claimed: list[str] = []

    def work() -> None:
        while (job := queue.claim()) is not None:
            claimed.append(job.submission_id)

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(claimed) == names


def test_a_failed_try_is_repeated_later_and_in_the_end_held(queue: GradingQueue, accept, clock: Clock):
    """Each try waits longer than the one before; after the last the job waits for a person, with the last error."""
    accept("s1")
    waits = []
    while (job := queue.claim()) is not None:
        failed = queue.fail("s1", f"try {job.attempts}")
        if failed.state is JobState.QUEUED:
            assert queue.claim() is None
            waits.append((failed.due_at - clock.now).total_seconds())
            assert queue.next_due_at() == failed.due_at
            clock.now = failed.due_at
    assert waits == [1, 5, 30, 120]
    assert queue.jobs(JobState.HELD) == (
        a_job(JobState.HELD, attempts=ATTEMPTS_MAX, due_at=clock.now, error=f"try {ATTEMPTS_MAX}"),
    )
    assert queue.next_due_at() is None


def test_what_a_crash_interrupted_is_queued_again(queue: GradingQueue, accept):
    """A row left running is due at once after a restart; finished ones stay finished."""
    accept("s1")
    accept("s2")
    queue.claim()
    queue.finish("s1")
    queue.claim()
    assert queue.requeue_running() == (a_job(JobState.QUEUED, "s2", error="interrupted"),)
    assert queue.claim().submission_id == "s2"
    assert queue.job("s1").state is JobState.DONE


def test_a_hand_in_that_kills_its_worker_each_time_is_held(queue: GradingQueue, accept):
    """It does not keep the class waiting for ever."""
    accept("s1")
    for _ in range(ATTEMPTS_MAX):
        assert queue.claim() is not None
        queue.requeue_running()
    assert queue.job("s1").state is JobState.HELD


@pytest.mark.parametrize("end", ["finish", "hold"])
def test_a_regrade_starts_afresh(queue: GradingQueue, accept, clock: Clock, end: str):
    """A job that ended is queued with all its tries; one that waits or runs is left alone."""
    accept("s1")
    assert queue.regrade("s1") == queue.job("s1")
    queue.claim()
    assert queue.regrade("s1").state is JobState.RUNNING
    ended = queue.finish("s1") if end == "finish" else queue.hold("s1", "exercise 03: the checker broke")
    later = clock.wind(minutes=5)
    again = replace(ended, state=JobState.QUEUED, attempts=0, queued_at=later, due_at=later)
    assert queue.regrade("s1") == again
    queue.claim()
    assert queue.finish("s1").error is None


def test_an_unknown_or_ended_job_cannot_end_again(queue: GradingQueue, accept):
    """A late answer changes nothing."""
    with pytest.raises(JobMoveError, match="no grading job for submission 's9'"):
        queue.finish("s9")
    accept("s1")
    queue.claim()
    queue.finish("s1")
    with pytest.raises(JobMoveError, match="is done; only a running one can fail"):
        queue.fail("s1", "late")
    with pytest.raises(JobMoveError, match="is done; it cannot become held"):
        queue.hold("s1", "late")
