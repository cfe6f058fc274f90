"""The exchange's memory: what is accepted, when it is late, who it belongs to, and that it is there once."""

import hashlib
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import Column, MetaData, String, Table, insert, select

from graders.exchange.blobs import BlobError
from graders.exchange.file_names import FilesRefusedError, Limits, TooBigError
from graders.exchange.records import Assignment, Submission, Terms
from graders.exchange.store import (
    ClosedError,
    KeyReusedError,
    NoSuchSubmissionError,
    NotReleasedError,
    QuotaError,
)
from tests.graders.exchange.makers import HOUR, MORNING, RELEASED, S04, Clock, a_store, blob_count, released, work


def digests(files):
    """The manifest of these files."""
    return {name: hashlib.sha256(content).hexdigest() for name, content in files.items()}


@pytest.fixture
def clock():
    """It is morning."""
    return Clock()


@pytest.fixture
def store(tmp_path, clock):
    """An exchange with S04 handed out."""
    return released(a_store(tmp_path, clock))


# Releases


def test_what_is_released_is_listed(store):
    """Version, time, files, notebooks and no deadline."""
    [assignment] = store.assignments()
    assert assignment == Assignment(S04, 1, MORNING, digests(RELEASED), Terms())
    assert assignment.notebooks == ("s04-html-base",)
    assert store.files_of_release(assignment) == RELEASED


def test_releasing_the_same_files_again_changes_nothing(store, clock):
    """A second `make up` makes no second version."""
    clock.go(HOUR)
    assert store.release(S04, RELEASED, released_by="samir") == store.assignments()[0]
    assert (store.assignments()[0].version, store.assignments()[0].released_at) == (1, MORNING)


def test_a_changed_release_is_a_new_version(store, clock):
    """The latest is handed out; what was handed out before is still known."""
    clock.go(HOUR)
    newer = store.release(S04, work("<h1>Bonjour</h1>"), released_by="farida")
    assert (newer.version, newer.released_at) == (2, MORNING + HOUR)
    assert store.files_of_release(newer) == work("<h1>Bonjour</h1>")
    name = "03-reparer/index.html"
    assert store.earlier_digests(S04)[name] == sorted([digests(RELEASED)[name], newer.files[name]])


def test_a_withdrawn_release_is_gone_for_learners_and_comes_back(store):
    """It is neither listed nor fetched nor handed in; released again, it is the same version."""
    submission = store.submit("amina", S04, RELEASED)
    store.withdraw(S04)
    assert store.assignments() == ()
    for refused in (
        lambda: store.assignment(S04),
        lambda: store.submit("amina", S04, RELEASED),
        lambda: store.withdraw(S04),
    ):
        with pytest.raises(NotReleasedError, match="the assignment 'web-s04-html-base' is not handed out"):
            refused()
    assert store.submission(submission.submission_id) == submission
    assert store.release(S04, RELEASED, released_by="farida").version == 1


@pytest.mark.parametrize("assignment_id", ["../s04", "s04+", "*", ""])
def test_odd_assignment_names_are_refused(store, assignment_id):
    """They would be folders, or patterns."""
    with pytest.raises(FilesRefusedError, match="cannot be the name of a folder"):
        store.release(assignment_id, RELEASED, released_by="farida")


# Hand-ins


def test_a_hand_in_has_the_servers_time_and_a_number(store, clock):
    """Attempts are counted for each person and assignment, and every one of them is kept."""
    first = store.submit("amina", S04, work("un"))
    clock.go(HOUR)
    second = store.submit("amina", S04, work("deux"))
    other = store.submit("bruno", S04, work("un"))
    expected = [
        Submission(first.submission_id, "amina", S04, 1, MORNING, False, digests(work("un"))),
        Submission(second.submission_id, "amina", S04, 2, MORNING + HOUR, False, digests(work("deux"))),
    ]
    assert list(store.submissions(student_id="amina")) == expected
    assert (other.attempt, store.submissions(assignment_id=S04)[0]) == (1, first)
    assert [store.files_of(each) for each in expected] == [work("un"), work("deux")]


def test_the_same_content_takes_its_place_once(store, tmp_path):
    """A class that hands in the same files stores them once."""
    before = blob_count(tmp_path)
    for name in ("amina", "bruno", "amina"):
        store.submit(name, S04, work("le même"))
    assert blob_count(tmp_path) == before + 1


def test_times_never_go_back(store, clock):
    """Where the machine's clock was set back, a later attempt still is later."""
    first = store.submit("amina", S04, work("un"))
    clock.go(-HOUR)
    second = store.submit("amina", S04, work("deux"))
    assert second.submitted_at > first.submitted_at
    assert store.submissions()[-1] == second


def test_a_repetition_with_the_same_key_is_the_same_hand_in(store, clock):
    """A client that got no answer asks again, and there is one row, one time, one queue entry."""
    queued = []
    keep = lambda connection, submission: queued.append(submission.submission_id)  # noqa: E731
    first = store.submit("amina", S04, work("un"), key="k", and_then=keep)
    clock.go(HOUR)
    again = store.submit("amina", S04, work("un"), key="k", and_then=keep)
    assert (again, store.submissions(), queued) == (first, (first,), [first.submission_id])


def test_a_key_does_not_stand_for_other_files(store):
    """It neither replaces nor pretends."""
    store.submit("amina", S04, work("un"), key="k")
    with pytest.raises(KeyReusedError, match="the key 'k' belongs to submission"):
        store.submit("amina", S04, work("deux"), key="k")


def test_a_key_is_its_owners(store):
    """Somebody else's same key is another hand-in."""
    mine, theirs = (store.submit(name, S04, work("un"), key="k") for name in ("amina", "bruno"))
    assert (mine.student_id, theirs.student_id) == ("amina", "bruno")


def test_many_at_once_are_counted_without_gaps(store):
    """Twelve clicks in the same moment are twelve attempts; with one key they are one."""
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda text: store.submit("amina", S04, work(text)), map(str, range(12))))
        same = list(pool.map(lambda _: store.submit("bruno", S04, work("un"), key="k"), range(12)))
    assert [each.attempt for each in store.submissions(student_id="amina")] == list(range(1, 13))
    assert store.submissions(student_id="bruno") == (same[0],)
    assert set(map(str, same)) == {str(same[0])}


@pytest.mark.parametrize("student_id", ["*", "../bruno", "", "a/b", "-f"])
def test_odd_student_names_are_refused(store, student_id):
    """They would be folders, or patterns."""
    with pytest.raises(FilesRefusedError, match="cannot be the name of a folder"):
        store.submit(student_id, S04, RELEASED)


@pytest.mark.parametrize("name", ["../a", "/etc/passwd", "a\0b", "a/../../b", "x" * 300])
def test_names_that_leave_the_folder_are_refused_before_anything_is_stored(store, tmp_path, name):
    """No row, no blob."""
    before = blob_count(tmp_path)
    with pytest.raises(FilesRefusedError, match="the file name"):
        store.submit("amina", S04, {name: b"neu"})
    assert (store.submissions(), blob_count(tmp_path)) == ((), before)


def test_limits_hold(tmp_path):
    """Too much at once is refused."""
    store = released(a_store(tmp_path, limits=Limits(file_bytes=100, total_bytes=200, files=3)))
    with pytest.raises(TooBigError, match="has 101 bytes; expected at most 100"):
        store.submit("amina", S04, {"a": b"x" * 101})
    assert store.submissions() == ()


def test_nobody_fills_the_disk(tmp_path):
    """All hand-ins of one person have a limit too; other people's room is not touched."""
    store = released(a_store(tmp_path, limits=Limits(person_bytes=250)))
    for _ in range(3):
        store.submit("amina", S04, {"a": b"x" * 100})
    with pytest.raises(QuotaError, match="amina handed in 300 bytes; expected 250 at most"):
        store.submit("amina", S04, {"a": b"y"})
    assert store.submit("bruno", S04, {"a": b"y"}).attempt == 1


def test_nothing_is_stored_for_what_is_not_handed_out(store, tmp_path):
    """Nobody fills the disk by handing in what nobody asked for."""
    before = blob_count(tmp_path)
    with pytest.raises(NotReleasedError, match="'web-s99' is not handed out"):
        store.submit("amina", "web-s99", {"a": b"neu"})
    assert blob_count(tmp_path) == before


def test_a_damaged_file_is_noticed_on_reading(store, tmp_path):
    """Better no file than a wrong one."""
    submission = store.submit("amina", S04, work("un"))
    (tmp_path / "blobs" / submission.files["03-reparer/index.html"]).write_bytes(b"deux")
    with pytest.raises(BlobError, match="is damaged"):
        store.files_of(submission)


def test_what_was_there_is_there_after_a_restart(store, tmp_path):
    """A new store on the same folder knows everything."""
    submission = store.put_feedback(store.submit("amina", S04, work("un")), {"a.html": b"Bravo"})
    again = a_store(tmp_path)
    assert (again.submissions(), again.assignments()) == ((submission,), store.assignments())
    assert (again.files_of(submission), again.feedback_of(submission)) == (work("un"), {"a.html": b"Bravo"})


# The queue row

QUEUE = MetaData()
waiting = Table("waiting", QUEUE, Column("submission_id", String, primary_key=True))


def test_accepted_means_queued(tmp_path):
    """The queue's row is written with the hand-in, or there is neither."""
    store = released(a_store(tmp_path))
    engine = store._engine
    QUEUE.create_all(engine)

    def enqueue(connection, submission):
        connection.execute(insert(waiting).values(submission_id=submission.submission_id))

    def fail(connection, submission):
        enqueue(connection, submission)
        raise RuntimeError("no room in the queue")

    submission = store.submit("amina", S04, work("un"), and_then=enqueue)
    with pytest.raises(RuntimeError, match="no room in the queue"):
        store.submit("amina", S04, work("deux"), and_then=fail)
    with engine.connect() as connection:
        queued = list(connection.scalars(select(waiting.c.submission_id)))
    assert (queued, store.submissions()) == ([submission.submission_id], (submission,))


# Deadlines


def test_late_work_is_taken_and_marked(store, clock):
    """On the minute is in time, a minute later is late, and both are accepted."""
    store.set_deadline(S04, MORNING)
    in_time = store.submit("amina", S04, work("un"))
    clock.go(HOUR)
    late = store.submit("amina", S04, work("deux"))
    assert [(in_time.late, late.late), store.deadline_of("amina", S04)] == [(False, True), MORNING]


def test_after_closing_nothing_is_taken(store, clock):
    """The refusal says when it closed, and nothing is there."""
    store.set_deadline(S04, MORNING, MORNING + HOUR)
    clock.go(2 * HOUR)
    with pytest.raises(ClosedError, match="web-s04-html-base closed at 2026-11-03 10:00"):
        store.submit("amina", S04, work("un"))
    assert store.submissions() == ()


def test_nothing_is_stored_for_what_is_refused(store, clock, tmp_path):
    """What nobody accepted counts as nobody's: it must not be on the disk either, or it could be filled with it."""
    kept = store.submit("amina", S04, work("un"), key="k")
    before = blob_count(tmp_path)
    with pytest.raises(KeyReusedError, match="the key 'k' belongs to submission"):
        store.submit("amina", S04, work("deux"), key="k")
    store.set_deadline(S04, MORNING, MORNING + HOUR)
    clock.go(2 * HOUR)
    with pytest.raises(ClosedError, match="closed"):
        store.submit("amina", S04, work("trois"))
    assert blob_count(tmp_path) == before
    assert store.submit("amina", S04, work("un"), key="k") == store.submission(kept.submission_id)


def test_an_extension_is_one_persons(store, clock):
    """More time before the deadline and after closing, for one and not for the others; it can be taken back."""
    store.set_deadline(S04, MORNING, MORNING + HOUR)
    store.grant_extension("amina", S04, MORNING + 5 * HOUR)
    clock.go(2 * HOUR)
    assert store.submit("amina", S04, work("un")).late is False
    with pytest.raises(ClosedError, match="closed"):
        store.submit("bruno", S04, work("un"))
    later = MORNING + 5 * HOUR
    assert store.terms_of("amina", S04) == Terms(later, later, extended=True) == store.assignments("amina")[0].terms
    assert store.terms_of("bruno", S04) == Terms(MORNING, MORNING + HOUR) == store.assignments("bruno")[0].terms
    assert store.extensions(S04) == {"amina": later}
    store.grant_extension("amina", S04, None)
    assert (store.extensions(S04), store.terms_of("amina", S04)) == ({}, store.terms_of(None, S04))


def test_an_extension_granted_later_forgives(store, clock):
    """What was late is no longer."""
    store.set_deadline(S04, MORNING - HOUR)
    assert store.submit("amina", S04, work("un")).late is True
    store.grant_extension("amina", S04, MORNING + HOUR)
    assert [each.late for each in store.submissions()] == [False]


def test_a_deadline_moved_forward_catches_nobody(store):
    """What was in time stays in time."""
    store.set_deadline(S04, MORNING + HOUR)
    store.submit("amina", S04, work("un"))
    store.set_deadline(S04, MORNING - HOUR)
    assert [each.late for each in store.submissions()] == [False]


def test_an_extension_shorter_than_the_deadline_takes_nothing_away(store):
    """It is more time, or nothing."""
    store.set_deadline(S04, MORNING + HOUR)
    store.grant_extension("amina", S04, MORNING)
    assert store.terms_of("amina", S04) == Terms(MORNING + HOUR)


def test_a_deadline_may_come_before_the_release(tmp_path):
    """A trainer who plans ahead sets it first."""
    store = a_store(tmp_path)
    assert store.deadline_of("amina", S04) is None
    store.set_deadline(S04, MORNING)
    store.grant_extension("amina", S04, MORNING + HOUR)
    assert store.assignments() == ()
    assert released(store).assignments()[0].terms == Terms(MORNING)


def test_a_time_without_zone_is_refused(store):
    """Nobody could say what it means."""
    with pytest.raises(Exception, match="has no time zone; expected an aware datetime"):
        store.set_deadline(S04, MORNING.replace(tzinfo=None))


# Feedback


def test_feedback_belongs_to_a_hand_in(store):
    """Given again it is replaced; other hand-ins have none."""
    first, second = (store.submit("amina", S04, work(text)) for text in ("un", "deux"))
    store.put_feedback(first, {"s04-html-base.html": b"Presque"})
    assert store.put_feedback(first, {"s04-html-base.html": b"Bravo"}).feedback == digests(
        {"s04-html-base.html": b"Bravo"}
    )
    assert store.feedback_of(first) == {"s04-html-base.html": b"Bravo"}
    assert (store.feedback_of(second), store.submissions()[1].feedback) == ({}, {})


def test_a_hand_in_is_found_by_its_owner_only(store):
    """For anyone else it does not exist."""
    submission = store.submit("amina", S04, work("un"))
    assert store.submission(submission.submission_id, "amina") == submission
    for wrong in ((submission.submission_id, "bruno"), ("nothing", None)):
        with pytest.raises(NoSuchSubmissionError, match="there is no submission"):
            store.submission(*wrong)
