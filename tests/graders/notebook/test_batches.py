"""A trainer's "grade all": fair to who just handed in, countable, and to be taken back."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from sqlalchemy import Engine

from graders.notebook.batches import Batches
from graders.notebook.queue import GradingQueue, JobState
from tests.graders.notebook.test_queue import Clock, accept, clock, engine, order, queue  # noqa: F401 # fixtures


@pytest.fixture
def batches(engine: Engine, clock: Clock) -> Batches:  # noqa: F811
    """On the queue's own database."""
    return Batches(engine, clock)


@pytest.fixture
def graded(queue: GradingQueue, clock: Clock, accept: Callable[..., None]) -> Callable[..., list[str]]:  # noqa: F811
    """Hand-ins of one assignment that are graded: `graded("s", 3)` gives s00, s01, s02."""

    def graded(prefix: str, count: int) -> list[str]:
        names = [f"{prefix}{number:02d}" for number in range(count)]
        for name in names:
            accept(name)
        assert order(queue, clock) == names
        return names

    return graded


def test_who_hands_in_does_not_wait_behind_a_regrade_of_thirty(queue, batches, clock, accept, graded):  # noqa: F811
    """At most one of the batch is before a new hand-in; several people are served one after the other; then all go on.

    A second batch, of another assignment, shares the turns with the first.
    """
    thirty, ten = graded("s04-", 30), graded("s05-", 10)
    batches.start("web-s04", thirty, again=True)
    assert order(queue, clock, 3) == thirty[:3]
    accept("new-1", "amina")
    accept("new-2", "bruno")
    assert order(queue, clock, 4) == [thirty[3], "new-1", "new-2", thirty[4]]
    batches.start("web-s05", ten, again=True)
    assert order(queue, clock, 4) == [thirty[5], ten[0], thirty[6], ten[1]]
    assert sorted(order(queue, clock)) == sorted([*thirty[7:], *ten[2:]])


def test_a_batch_says_how_far_it_is_and_how_long_it_takes(queue, batches, clock, graded):  # noqa: F811
    """n of m, those that wait for a person, and the time left at the pace so far."""
    names = graded("s", 6)
    batch = batches.start("web-s04", names, again=True)
    assert (batch.finished, batch.total, batch.seconds_left) == (0, 6, None)
    for name, end in zip(names[:2], (queue.finish, lambda name: queue.hold(name, "exercise 03: …")), strict=True):
        queue.claim()
        clock.wind(seconds=4)
        end(name)
    now = batches.latest("web-s04")
    assert (now.finished, now.total, now.held, now.seconds_left) == (2, 6, 1, 16.0)
    order(queue, clock)
    done = batches.latest("web-s04")
    assert (done.finished, done.held, done.unfinished, done.seconds_left) == (6, 1, (), 0.0)
    assert batches.latest("web-s05") is None


def test_a_later_regrade_of_one_does_not_open_the_batch_again(queue, batches, clock, graded):  # noqa: F811
    """What is queued again for another reason is not the batch's any more."""
    names = graded("s", 2)
    batches.start("web-s04", names, again=True)
    order(queue, clock)
    queue.regrade(names[0])
    assert batches.latest("web-s04").unfinished == ()


def test_cancelled_what_is_graded_stays_and_the_rest_leaves(queue, batches, clock, accept, graded):  # noqa: F811
    """One is graded, one runs and ends, two leave as they came (done, held); a person's own stays in the queue."""
    names = graded("s", 4)
    queue.regrade(names[3])
    queue.claim()
    held = queue.hold(names[3], "exercise 03: the checker broke")
    accept("new", "amina")
    for _ in range(2):
        clock.wind(seconds=1)
        queue.claim()
        queue.fail("new", "the worker ended")  # waits five seconds for its next try, in her own name
    batch = batches.start("web-s04", [*names, "new"], again=True)
    assert order(queue, clock, 1) == [names[0]]
    running = queue.claim()
    assert running.submission_id == names[1]
    cancelled = batches.cancel(batch)
    assert (cancelled.cancelled_at, cancelled.total, cancelled.finished) == (clock.now, 5, 1)
    assert {job.submission_id: job.state for job in cancelled.jobs} == {
        names[0]: JobState.DONE,
        names[1]: JobState.RUNNING,
        names[2]: JobState.DONE,
        names[3]: JobState.HELD,
        "new": JobState.QUEUED,
    }
    assert queue.job(names[3]).error == held.error
    queue.finish(names[1])
    clock.wind(seconds=5)
    assert order(queue, clock) == ["new"]
    ended = batches.latest("web-s04")
    assert (ended.finished, ended.taken_back, ended.unfinished) == (3, 2, ())
    assert batches.cancel(ended) == replace(ended, seen_at=clock.now)


def test_without_again_only_what_is_not_graded_is(queue, batches, clock, accept, graded):  # noqa: F811
    """Held ones are tried again, waiting ones keep their place and are counted, graded ones are left alone."""
    names = graded("s", 2)
    queue.regrade(names[1])
    queue.claim()
    queue.hold(names[1], "the checker broke")
    accept("new")
    batch = batches.start("web-s04", [*names, "new", "unknown"], again=False)
    assert sorted(job.submission_id for job in batch.unfinished) == ["new", names[1]]
    assert batches.start("web-s04", [*names, "new"], again=True).total == 3
    assert sorted(order(queue, clock)) == sorted([*names, "new"])


def test_pressed_twice_it_is_one_batch_and_can_be_stopped(queue, batches, clock, graded):  # noqa: F811
    """The second batch takes over what waits in the first one's name."""
    names = graded("s", 3)
    batches.start("web-s04", names, again=True)
    second = batches.start("web-s04", names, again=True)
    assert (second.total, len(second.unfinished)) == (3, 3)
    assert batches.latest("web-s04") == second
    assert batches.cancel(second).taken_back == 3
    assert order(queue, clock) == []


def test_a_batch_of_nothing_is_finished(batches):
    """Nobody handed in: nothing to wait for."""
    batch = batches.start("web-s04", [], again=True)
    assert (batch.total, batch.finished, batch.unfinished, batch.seconds_left) == (0, 0, (), 0.0)
