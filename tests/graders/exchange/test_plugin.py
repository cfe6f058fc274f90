"""nbgrader's own commands and the formgrader's functions, over a real HTTP exchange."""

import hashlib
import json

import pytest
from nbgrader.api import Gradebook

from graders.exchange.listing import timestamp
from tests.graders.exchange.makers import HOUR, MORNING
from tests.graders.notebook.makers import NOTEBOOK, UNIT, a_hand_in

PAGE = "01-page/index.html"


@pytest.fixture
async def released(people):
    """The unit is handed out."""
    people.exchange.store.release(UNIT, a_hand_in(people.course), released_by="farida")
    return people


def hand_in(people, name, text):
    """This person hands in this page."""
    return people.exchange.store.submit(name, UNIT, a_hand_in(people.course, page_01=text))


def collected(people, name):
    """Page and time of what nbgrader will grade; None if there is nothing."""
    folder = people.course / "submitted" / name / UNIT
    if not folder.exists():
        return None
    return (folder / PAGE).read_text(), (folder / "timestamp.txt").read_text()


async def test_the_whole_road_by_command(people, clock):
    """Release, list, fetch, submit, collect, autograde, feedback and back: every command, over HTTP."""
    home = people.home("amina")
    assert "Released as: atelier web-s99-essai, version 1" in await people.nbgrader(
        "farida", "release_assignment", UNIT
    )
    assert f"atelier {UNIT}\n" in await people.nbgrader("amina", "list")
    await people.nbgrader("amina", "fetch_assignment", UNIT)
    assert "(already downloaded)" in await people.nbgrader("amina", "list")
    (home / UNIT / PAGE).write_text("<p>fini</p>")
    clock.go(HOUR)
    said = await people.nbgrader("amina", "submit", UNIT)
    assert "Submitted as: atelier web-s99-essai 2026-11-03 10:00:00.000000 UTC (attempt 1)" in said
    assert "no feedback available" in await people.nbgrader("amina", "list", "--cached")

    assert f"atelier amina {UNIT} 2026-11-03 10:00" in await people.nbgrader("farida", "list", "--inbound")
    await people.nbgrader("farida", "collect", UNIT)
    assert collected(people, "amina") == ("<p>fini</p>", "2026-11-03 10:00:00.000000 UTC")
    await people.nbgrader("farida", "autograde", UNIT, "--create")
    with Gradebook(f"sqlite:///{people.course}/gradebook.db", "atelier") as gradebook:
        submission = gradebook.find_submission(UNIT, "amina")
        assert (submission.score, submission.max_score) == (4.5, 9.0)
        assert submission.timestamp == (MORNING + HOUR).replace(tzinfo=None)
    await people.nbgrader("farida", "generate_feedback", UNIT)
    assert f"Feedback released: amina {UNIT}" in await people.nbgrader("farida", "release_feedback", UNIT)

    assert "feedback ready to be fetched" in await people.nbgrader("amina", "list", "--cached")
    await people.nbgrader("amina", "fetch_feedback", UNIT)
    page = home / UNIT / "feedback" / "2026-11-03 10:00:00.000000 UTC" / "s99-essai.html"
    assert page.read_bytes() == people.exchange.store.feedback_of(people.submitted("amina"))["s99-essai.html"]
    assert "Un essai" in page.read_text()
    assert "feedback already fetched" in await people.nbgrader("amina", "list", "--inbound")


async def test_the_whole_road_by_formgrader(people):
    """The buttons: release, collect, autograde, feedback, un-release; each says how it went, and the status follows."""

    async def status():
        [assignment] = await people.formgrader("get_assignments")
        return assignment["status"], assignment["releaseable"], assignment["num_submissions"]

    assert await status() == ("draft", True, 0)
    assert (await people.formgrader("release_assignment", UNIT))["success"]
    assert await status() == ("released", True, 0)
    again = await people.formgrader("release_assignment", UNIT)
    assert (again["success"], "is released already, add --force" in again["log"]) == (False, True)

    hand_in(people, "amina", "<p>un</p>")
    assert (await people.formgrader("collect", UNIT))["success"]
    assert await status() == ("released", True, 1)
    assert (await people.formgrader("autograde", UNIT, "amina"))["success"]
    [row] = await people.formgrader("get_submissions", UNIT)
    assert (row["student"], row["score"], row["autograded"]) == ("amina", 4.5, True)
    assert (await people.formgrader("generate_feedback", UNIT, "amina"))["success"]
    assert (await people.formgrader("release_feedback", UNIT, "amina"))["success"]
    assert set(people.submitted("amina").feedback) == {"s99-essai.html"}

    second = hand_in(people, "amina", "<p>deux</p>")
    assert (await people.formgrader("collect", UNIT))["success"]
    assert collected(people, "amina") == ("<p>deux</p>", timestamp(second.submitted_at))
    assert (await people.formgrader("get_submission", UNIT, "amina"))["autograded"] is False
    assert (await people.formgrader("unrelease", UNIT))["success"]
    assert await status() == ("draft", True, 1)


async def test_the_trainees_page_in_jupyterlab(released):
    """`fetch_feedback` of nbgrader's API answers with the list its assignment page shows."""
    hand_in(released, "amina", "<p>un</p>")
    released.exchange.store.put_feedback(released.submitted("amina"), {"s99-essai.html": b"Bravo"})
    released.monkeypatch.chdir(released.home("amina"))
    answer = await released.formgrader("fetch_feedback", UNIT, "amina", name="amina")
    assert (answer["success"], [each["submissions"][0]["has_local_feedback"] for each in answer["value"]]) == (
        True,
        [True],
    )


# Fetching


async def test_fetching_again_needs_a_word_and_overwrites_nothing(released):
    """Without `--replace` it stops, as nbgrader's own does; with it, missing files come back and work stays."""
    home = released.home("amina") / UNIT
    await released.nbgrader("amina", "fetch_assignment", UNIT)
    (home / PAGE).write_text("<p>mon travail</p>")
    (home / NOTEBOOK).unlink()
    said = await released.nbgrader("amina", "fetch_assignment", UNIT, code=1)
    assert "You already have a copy of the assignment in this directory: web-s99-essai" in said
    await released.nbgrader("amina", "fetch_assignment", UNIT, "--replace")
    assert ((home / PAGE).read_text(), (home / NOTEBOOK).exists()) == ("<p>mon travail</p>", True)


async def test_what_is_not_released_cannot_be_fetched(people):
    """One sentence, exit code 1, no folder."""
    said = await people.nbgrader("amina", "fetch_assignment", UNIT, code=1)
    assert "the assignment 'web-s99-essai' is not handed out." in said
    assert list(people.home("amina").iterdir()) == []


# Submitting


async def test_everyone_hands_in_for_themselves(released):
    """`--student` does not make one somebody else, and one's own name is no news."""
    await released.nbgrader("amina", "fetch_assignment", UNIT)
    said = await released.nbgrader("amina", "submit", UNIT, "--student=bruno", code=1)
    assert "Everyone hands in for themselves: leave --student out." in said
    await released.nbgrader("amina", "submit", UNIT, "--student=amina")
    assert [each.student_id for each in released.exchange.store.submissions()] == ["amina"]


async def test_a_missing_notebook_is_said(released):
    """With `--strict` it stops there; without, the files that are there are handed in."""
    await released.nbgrader("amina", "fetch_assignment", UNIT)
    (released.home("amina") / UNIT / NOTEBOOK).unlink()
    said = await released.nbgrader("amina", "submit", UNIT, "--strict", code=1)
    assert "Assignment web-s99-essai not submitted: s99-essai.ipynb missing" in said
    assert "Missing from what is submitted: s99-essai.ipynb" in await released.nbgrader("amina", "submit", UNIT)
    assert NOTEBOOK not in released.submitted("amina").files


async def test_late_is_said_and_closed_is_refused(released, clock):
    """A command says what the server's clock says."""
    await released.nbgrader("amina", "fetch_assignment", UNIT)
    released.exchange.store.set_deadline(UNIT, MORNING - HOUR)
    assert "(attempt 1, late)" in await released.nbgrader("amina", "submit", UNIT)
    assert " late (no feedback available)" in await released.nbgrader("amina", "list", "--cached")
    released.exchange.store.set_deadline(UNIT, MORNING - HOUR, MORNING - HOUR)
    said = await released.nbgrader("amina", "submit", UNIT, code=1)
    assert "web-s99-essai closed at 2026-11-03 08:00:00+00:00." in said


async def test_a_link_out_of_the_folder_is_left_out(released):
    """It is named, and the rest is handed in."""
    await released.nbgrader("amina", "fetch_assignment", UNIT)
    (released.home("amina") / UNIT / "secret").symlink_to("/etc/passwd")
    assert "Left out: 'secret' (no-file)" in await released.nbgrader("amina", "submit", UNIT)
    assert "secret" not in released.submitted("amina").files


# Listing


async def test_lists_are_json_for_programs(released):
    """`--json` prints what nbgrader's pages read; a trainee sees their own, a trainer everybody's."""
    for name in ("amina", "bruno"):
        hand_in(released, name, f"<p>{name}</p>")
    seen = {}
    for name in ("amina", "farida"):
        groups = json.loads(await released.nbgrader(name, "list", "--inbound", "--json", stdout=True))
        seen[name] = [group["student_id"] for group in groups]
    assert seen == {"amina": ["amina"], "farida": ["amina", "bruno"]}
    [group] = json.loads(
        await released.nbgrader("farida", "list", "--inbound", "--json", "--student=bruno", stdout=True)
    )
    submission, folder = released.submitted("bruno"), released.home("farida") / UNIT
    assert group == {
        "course_id": "atelier",
        "student_id": "bruno",
        "assignment_id": UNIT,
        "status": "submitted",
        "submissions": [
            {
                "course_id": "atelier",
                "student_id": "bruno",
                "assignment_id": UNIT,
                "timestamp": "2026-11-03 09:00:00.000000 UTC",
                "status": "submitted",
                "path": str(folder),
                "notebooks": [
                    {
                        "notebook_id": "s99-essai",
                        "path": str(folder / NOTEBOOK),
                        "has_local_feedback": False,
                        "has_exchange_feedback": False,
                        "local_feedback_path": None,
                        "feedback_updated": False,
                    }
                ],
                "has_local_feedback": False,
                "has_exchange_feedback": False,
                "feedback_updated": False,
                "local_feedback_path": None,
                "late": False,
                "attempt": 1,
                "submission_id": submission.submission_id,
            }
        ],
    }


async def test_released_assignments_as_json(released):
    """Where it is or would be, and until when."""
    released.exchange.store.set_deadline(UNIT, MORNING)
    folder = released.home("amina") / UNIT
    assert json.loads(await released.nbgrader("amina", "list", "--json", stdout=True)) == [
        {
            "course_id": "atelier",
            "assignment_id": UNIT,
            "status": "released",
            "path": str(folder),
            "notebooks": [{"notebook_id": "s99-essai", "path": str(folder / NOTEBOOK)}],
            "due_at": MORNING.isoformat(),
            "closes_at": None,
        }
    ]


async def test_feedback_that_changed_is_offered_again(released):
    """What was fetched is compared with what there is now."""
    hand_in(released, "amina", "<p>un</p>")
    for page in (b"Presque", b"Bravo"):
        released.exchange.store.put_feedback(released.submitted("amina"), {"s99-essai.html": page})
        assert "feedback ready to be fetched" in await released.nbgrader("amina", "list", "--cached")
        await released.nbgrader("amina", "fetch_feedback", UNIT)
        assert "feedback already fetched" in await released.nbgrader("amina", "list", "--cached")


async def test_only_releases_can_be_removed(released):
    """`--remove` withdraws one named release; what was handed in stays, whoever asks."""
    hand_in(released, "amina", "<p>un</p>")
    said = await released.nbgrader("farida", "list", "--inbound", "--remove", UNIT, code=1)
    assert "What was submitted is kept: it cannot be removed." in said
    assert "No assignment was named" in await released.nbgrader("farida", "list", "--remove", code=1)
    assert "web-s00 is not released" in await released.nbgrader("farida", "list", "--remove", "web-s00", code=1)
    assert "You do not have the right" in await released.nbgrader("amina", "list", "--remove", UNIT, code=1)
    await released.nbgrader("farida", "list", "--remove", UNIT)
    assert (released.exchange.store.assignments(), len(released.exchange.store.submissions())) == ((), 1)


# Collecting


async def test_collect_takes_the_latest_and_updates_when_told(released, clock):
    """The first time the newest of each; later only with `--update`; a second time nothing moves."""
    hand_in(released, "amina", "un")
    hand_in(released, "bruno", "un")
    clock.go(HOUR)
    hand_in(released, "amina", "deux")
    await released.nbgrader("farida", "collect", UNIT)
    assert (collected(released, "amina")[0], collected(released, "bruno")[0]) == ("deux", "un")
    clock.go(HOUR)
    hand_in(released, "bruno", "trois")
    assert "use --update to update: bruno" in await released.nbgrader("farida", "collect", UNIT)
    assert collected(released, "bruno")[0] == "un"
    await released.nbgrader("farida", "collect", "--update", UNIT)
    assert collected(released, "bruno") == ("trois", "2026-11-03 11:00:00.000000 UTC")
    assert "already exists" in await released.nbgrader("farida", "collect", "--update", UNIT)


async def test_collect_one_person(released):
    """`--student` leaves the others where they are."""
    for name in ("amina", "bruno"):
        hand_in(released, name, "un")
    await released.nbgrader("farida", "collect", UNIT, "--student=bruno")
    assert (collected(released, "amina"), collected(released, "bruno")[0]) == (None, "un")


async def test_collect_before_the_due_date(released, clock):
    """The last one in time, even where a later one was collected before; a late one if there is no other."""
    released.exchange.store.set_deadline(UNIT, MORNING)
    hand_in(released, "amina", "à temps")
    clock.go(HOUR)
    for name in ("amina", "bruno"):
        hand_in(released, name, "en retard")
    await released.nbgrader("farida", "collect", UNIT)
    assert collected(released, "amina")[0] == "en retard"
    await released.nbgrader("farida", "collect", "--before-duedate", UNIT)
    assert (collected(released, "amina")[0], collected(released, "bruno")[0]) == ("à temps", "en retard")


async def test_the_time_is_the_servers(released):
    """A timestamp among the learner's files is worth nothing."""
    files = a_hand_in(released.course) | {"timestamp.txt": b"2020-01-01 00:00:00.000000 UTC"}
    released.exchange.store.submit("amina", UNIT, files)
    await released.nbgrader("farida", "collect", UNIT)
    assert collected(released, "amina")[1] == "2026-11-03 09:00:00.000000 UTC"


async def test_nothing_to_collect_is_said(released):
    """No error, no folder."""
    assert "No submissions of 'web-s99-essai' to collect" in await released.nbgrader("farida", "collect", UNIT)
    assert not (released.course / "submitted").exists()


# Releasing


async def test_release_again_needs_force_and_makes_a_version(released):
    """And tells the exchange the due date that the formgrader set."""
    (released.course / "release" / UNIT / PAGE).chmod(0o644)
    (released.course / "release" / UNIT / PAGE).write_text("<p>mieux</p>")
    with Gradebook(f"sqlite:///{released.course}/gradebook.db", "atelier") as gradebook:
        gradebook.update_or_create_assignment(UNIT, duedate="2026-11-10 16:00 UTC")
    await released.nbgrader("farida", "release_assignment", UNIT, code=1)
    await released.nbgrader("farida", "release_assignment", UNIT, "--force")
    [assignment] = released.exchange.store.assignments()
    assert (assignment.version, assignment.files[PAGE]) == (2, hashlib.sha256(b"<p>mieux</p>").hexdigest())
    assert assignment.terms.due_at == MORNING.replace(day=10, hour=16)


async def test_release_what_was_not_generated(people):
    """The sentence says which command comes first."""
    said = await people.nbgrader("farida", "release_assignment", "web-s00", code=1)
    assert "run `nbgrader generate_assignment web-s00` first" in said


async def test_feedback_goes_to_the_hand_in_it_is_about(released, clock):
    """A newer hand-in, graded by nobody yet, gets none; nor do those who are excluded."""
    first = hand_in(released, "amina", "un")
    hand_in(released, "bruno", "un")
    for command in ("collect", "autograde", "generate_feedback"):
        await released.nbgrader("farida", command, UNIT)
    clock.go(HOUR)
    second = hand_in(released, "amina", "deux")
    await released.nbgrader("farida", "release_feedback", UNIT, "--CourseDirectory.student_id_exclude=bruno")
    store = released.exchange.store
    found = [
        bool(store.submission(each.submission_id).feedback) for each in (first, second, released.submitted("bruno"))
    ]
    assert found == [True, False, False]


# Refusals


@pytest.mark.parametrize("command", ["collect", "release_assignment", "release_feedback"])
async def test_a_trainee_does_not_teach(people, command):
    """The commands of those who teach end with one sentence and exit code 1."""
    release = people.home("amina") / "release" / UNIT
    release.mkdir(parents=True)
    (release / NOTEBOOK).write_text("{}")
    assert "You do not have the right to do this." in await people.nbgrader("amina", command, UNIT, code=1)
    assert people.exchange.store.assignments() == ()


async def test_when_nobody_answers(people):
    """Commands stop with one sentence; the formgrader's page opens and says that the exchange is missing."""
    people.exchange.address = "http://127.0.0.1:9/services/atelier"
    said = await people.nbgrader("amina", "list", code=1)
    assert "the exchange does not answer" in said
    assert await people.formgrader("exchange_missing") is True
    [assignment] = await people.formgrader("get_assignments")
    assert (assignment["name"], assignment["releaseable"]) == (UNIT, False)


async def test_outside_a_hubs_server(people):
    """The sentence names what is missing."""
    people.exchange.environment = lambda name: {"ATELIER_SERVICE_URL": "", "JUPYTERHUB_API_TOKEN": ""}
    said = await people.nbgrader("amina", "list", code=1)
    assert "ATELIER_SERVICE_URL and JUPYTERHUB_API_TOKEN not set; the exchange works inside the hub's servers" in said
