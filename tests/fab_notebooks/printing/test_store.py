"""Each change is one transaction with its line of audit; the same wish twice is one change."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from fab_notebooks.printing.files import PrintFiles
from fab_notebooks.printing.jobs import (
    JobMoveError,
    JobState,
    NoSuchJobError,
    NotReadyError,
    QuotaError,
    QuotaFault,
    Quotas,
)
from fab_notebooks.printing.store import KeyReusedError
from fab_notebooks.recipe import Recipe
from tests.fab_notebooks.meshes import box_stl
from tests.fab_notebooks.printing.makers import MONDAY, a_queue

HERE = {"printer": "simulee", "profile": "simulee-pla", "copies": 1}


def test_an_upload_sent_twice_is_one_job(queue):
    """Whoever got no answer sends again with the same key; another file under it is refused."""
    first = queue.store.create("rosa", "Bouton", box_stl(), key="k1", **HERE)
    assert queue.store.create("rosa", "Bouton", box_stl(), key="k1", **HERE) == first
    assert queue.store.create("bruno", "Bouton", box_stl(), key="k1", **HERE) != first
    with pytest.raises(KeyReusedError, match=f"the key 'k1' belongs to job {first.job_id}"):
        queue.store.create("rosa", "Bouton", box_stl(9), key="k1", **HERE)
    assert len(queue.store.jobs(owner="rosa")) == 1
    assert queue.store.files.get(first.job_id, "upload") == box_stl()


def test_a_job_keeps_what_it_was_made_with(queue):
    """Through all its states; a file that somebody brought has nothing of it."""
    recipe = Recipe("wall-hook", {"opening": 30}, "Crochet mural : ouverture du crochet 30 mm")
    made = queue.draft(recipe=recipe)
    assert (made.design, made.design_values, made.design_words) == ("wall-hook", '{"opening":30}', recipe.words)
    cancelled = queue.store.cancel(queue.store.submit(made.job_id, "rosa").job_id, "rosa")
    assert (cancelled.design, cancelled.design_values) == ("wall-hook", '{"opening":30}')
    brought = queue.draft()
    assert (brought.design, brought.design_values, brought.design_words) == (None, None, None)


def test_a_draft_is_sent_off_once_and_only_with_its_estimate(queue):
    """Before the slicer has seen it nobody knows what it takes; pressed twice, the button counts once."""
    bare = queue.store.create("rosa", "Bouton", box_stl(), **HERE)
    with pytest.raises(NotReadyError, match="has no estimate"):
        queue.store.submit(bare.job_id, "rosa")
    draft = queue.draft()
    sent = queue.store.submit(draft.job_id, "rosa")
    assert sent.state is JobState.SUBMITTED
    assert queue.store.submit(draft.job_id, "rosa") == sent


def test_somebody_elses_job_does_not_exist(queue):
    """Neither to send off, nor to cancel, nor to read."""
    job = queue.draft("rosa")
    for act in (
        lambda: queue.store.submit(job.job_id, "bruno"),
        lambda: queue.store.cancel(job.job_id, "bruno", "bruno"),
        lambda: queue.store.job(job.job_id, "bruno"),
    ):
        with pytest.raises(NoSuchJobError, match="there is no print job"):
            act()


def test_who_has_the_right_needs_no_approval(queue):
    """Signed, it counts until its day or until it is taken back; the audit says whose signature it was."""
    job = queue.draft()
    queue.rights.sign("rosa", "simulee", signed_by="samir", expires_at=MONDAY.replace(year=2027))
    assert queue.store.submit(job.job_id, "rosa").state is JobState.APPROVED
    assert queue.store.audit_of(job.job_id)[-1].note == "right signed by samir"
    [right] = queue.rights.all()
    queue.rights.revoke(right.right_id, "samir")
    queue.rights.sign("rosa", "other", signed_by="samir", expires_at=MONDAY.replace(year=2027))
    queue.rights.sign("rosa", "simulee", signed_by="samir", expires_at=queue.clock.now)
    assert queue.store.submit(queue.draft().job_id, "rosa").state is JobState.SUBMITTED


def test_a_quota_holds_though_two_are_sent_at_once(tmp_path):
    """One may wait: of eight pressed at the same moment one goes through."""
    queue = a_queue(tmp_path, Quotas(drafts=8))
    drafts = [queue.draft().job_id for _ in range(8)]

    def send(job_id: str) -> str:
        try:
            return queue.store.submit(job_id, "rosa").state.value
        except QuotaError as error:
            return error.fault.value

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(send, drafts))
    assert sorted(answers) == ["submitted"] + [QuotaFault.WAITING.value] * 7


def test_a_place_on_the_shelf_is_given_once_though_two_arrive_at_once(tmp_path):
    """Eight uploads whose files are all on the disk before any is written down: as many drafts as may be."""
    queue, arrived = a_queue(tmp_path, Quotas(drafts=3)), Barrier(8, timeout=10)

    class Together(PrintFiles):
        def put(self, job_id: str, name: str, content: bytes) -> None:
            super().put(job_id, name, content)
            arrived.wait()

    queue.store.files = Together(tmp_path / "prints")

    def upload(number: int) -> str:
        try:
            return queue.store.create("rosa", "Bouton", box_stl(), key=f"k{number}", **HERE).state.value
        except QuotaError as error:
            return error.fault.value

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(upload, range(8)))
    assert sorted(answers) == ["draft"] * 3 + [QuotaFault.DRAFTS.value] * 5
    assert len(list((tmp_path / "prints").iterdir())) == 3


def test_a_refusal_has_its_reason_and_is_final(queue):
    """The owner reads it; approved it cannot become."""
    job = queue.store.submit(queue.draft().job_id, "rosa")
    refused = queue.store.refuse(job.job_id, "samir", "Trop fin.")
    assert (refused.state, refused.reason) == (JobState.REFUSED, "Trop fin.")
    with pytest.raises(JobMoveError, match="refused; it cannot become approved"):
        queue.store.approve(job.job_id, "samir")


def test_the_word_that_the_plate_is_clear_counts_for_one_print(queue):
    """Without it nothing is taken; said twice it is one; taken by eight at once, one job goes."""
    first, second = queue.waiting("rosa"), queue.waiting("bruno")
    assert queue.store.take_next("simulee") is None
    queue.store.say_plate_is_clear("simulee", "samir")
    queue.store.say_plate_is_clear("simulee", "samir")
    with ThreadPoolExecutor(8) as pool:
        taken = [job for job in pool.map(lambda _: queue.store.take_next("simulee"), range(8)) if job]
    assert [(job.job_id, job.state, job.attempt, job.file_name) for job in taken] == [
        (first.job_id, JobState.SENDING, 1, f"atelier-{first.job_id}-1.gcode")
    ]
    queue.store.say_plate_is_clear("simulee", "samir")
    assert queue.store.take_next("simulee") is None  # one is at the printer
    assert queue.store.plates_clear() == {"simulee"}
    assert queue.state(second) is JobState.WAITING_PLATE


def test_cancelling_before_the_printer_is_at_once_and_there_a_wish(queue):
    """Before: cancelled. At the printer: the dispatcher has to ask. Ended: nothing changes."""
    waiting = queue.waiting()
    assert queue.store.cancel(waiting.job_id, "rosa", "rosa").state is JobState.CANCELLED
    printing = queue.printing()
    asked = queue.store.cancel(printing.job_id, "rosa", "rosa")
    assert (asked.state, asked.cancel_asked_by) == (JobState.PRINTING, "rosa")
    done = queue.store.set_state(printing.job_id, JobState.DONE)
    assert queue.store.cancel(printing.job_id, "samir") == done


def test_a_job_in_doubt_is_decided_by_a_person_only(queue):
    """What was seen on the plate; a job that is not in doubt has its printer's record."""
    job = queue.printing()
    with pytest.raises(JobMoveError, match="printing and not in doubt"):
        queue.store.decide(job.job_id, "samir", JobState.DONE)
    first = queue.store.set_doubt(job.job_id, "no record")
    assert queue.store.set_doubt(job.job_id, "still none") == first
    failed = queue.store.decide(job.job_id, "samir", JobState.FAILED)
    assert (failed.state, failed.doubt_since) == (JobState.FAILED, None)
    again = queue.store.print_again(job.job_id, "samir")
    assert (again.state, again.attempt) == (JobState.SLICED, 1)
    queue.store.set_state(job.job_id, JobState.WAITING_PLATE)
    queue.store.say_plate_is_clear("simulee", "samir")
    assert queue.store.take_next("simulee").file_name == f"atelier-{job.job_id}-2.gcode"


def test_an_ended_job_leaves_its_picture(queue):
    """A file is up to 60 MB, and its G-code more; a failed job keeps them, for another attempt."""
    files = queue.store.files
    for end in (JobState.DONE, JobState.FAILED):
        job = queue.printing()
        files.put(job.job_id, "picture.png", b"PNG")
        queue.store.set_state(job.job_id, end)
        left = [files.get(job.job_id, name) is not None for name in ("upload", "job.gcode", "picture.png")]
        assert left == ([False, False, True] if end is JobState.DONE else [True, True, True])


def test_the_audit_tells_the_whole_way(queue):
    """Who, and from what to what, a line each, in order."""
    job = queue.printing()
    queue.store.set_state(job.job_id, JobState.DONE)
    assert [(line.by, line.was, line.became) for line in queue.store.audit_of(job.job_id)] == [
        ("rosa", "", "draft"),
        ("atelier", "draft", "draft"),
        ("rosa", "draft", "submitted"),
        ("samir", "submitted", "approved"),
        ("atelier", "approved", "sliced"),
        ("atelier", "sliced", "waiting-plate"),
        ("atelier", "waiting-plate", "sending"),
        ("atelier", "sending", "printing"),
        ("atelier", "printing", "done"),
    ]
    times = [line.at for line in queue.store.audit_of(job.job_id)]
    assert times == sorted(times)


def test_what_was_done_to_a_machine_stays_written(queue):
    """The newest first, each with who and when."""
    queue.rights.note_maintenance("simulee", "samir", "Buse changée")
    queue.rights.note_maintenance("simulee", "samir", "Courroie tendue")
    queue.rights.note_maintenance("other", "samir", "Rien")
    assert [(entry.by, entry.words) for entry in queue.rights.maintenance_of("simulee")] == [
        ("samir", "Courroie tendue"),
        ("samir", "Buse changée"),
    ]
