"""A trainer grades a whole assignment: started, watched and stopped, by the page and by the API."""

import asyncio
import json
import os
import re

import pytest

from graders.notebook.gradebook import open_gradebook
from graders.notebook.grading import GradingOutcome
from graders.notebook.queue import JobState
from graders.notebook.worker_process import GradingWorker
from hub_config.service.grade_all import GradeAll, progress_words
from hub_config.service.grading import GradingRunner
from tests.graders.notebook.conftest import built_course, course  # noqa: F401 # fixtures
from tests.graders.notebook.makers import UNIT, a_hand_in
from tests.graders.notebook.stand_in_service import TOKEN, a_service
from tests.graders.notebook.test_regrade import gradebook_of, mark
from tests.hub_config.service import gallery
from tests.hub_config.service.makers import S04, S05, graded, queued
from tests.hub_config.service.test_grading import running, until
from tests.hub_config.service.visitor import form_of, main_words, sent

ADDRESS = f"api/assignments/{S04}/grading"


async def posted(stage, path: str):
    """The answer to a form of the class's page, sent by the trainer."""
    cookies, xsrf = await form_of(stage, "farida", "la-classe")
    return await sent(stage, cookies, path, _xsrf=xsrf, unite=S04)


async def test_all_are_graded_again_and_the_answer_says_how_far_it_is(stage):
    """Started, watched to its end: everybody's latest hand-in once, with the points of each."""
    stage.released()
    for name in ("amina", "bruno", "amina"):
        stage.clock.move(minutes=1)
        stage.handed_in(name, answered=True)
    graded(stage, "amina", 4)
    started = await stage.ask("farida", ADDRESS, method="POST", data={"again": True})
    assert started.code == 201
    assert json.loads(started.body)["words"] == "Correction en cours : 0 travail sur 2."
    async with running(stage.parts.runner):
        await until(lambda: not stage.parts.grade_all.latest(S04).unfinished)
    assert [name for name, _ in stage.worker.tasks] == ["bruno", "amina"]
    answer = json.loads((await stage.ask("farida", ADDRESS)).body)
    assert [(each["student_id"], each["state"], each["score"], each["max_score"]) for each in answer["hand_ins"]] == [
        ("amina", "done", 4.0, 5.0),
        ("bruno", "done", None, None),
    ]
    assert {name: answer[name] for name in ("total", "finished", "held", "is_grading", "is_cancelled", "words")} == {
        "total": 2,
        "finished": 2,
        "held": 0,
        "is_grading": False,
        "is_cancelled": False,
        "words": "Correction terminée : 2 travaux sur 2.",
    }


@pytest.mark.parametrize(
    ("data", "code", "message"),
    [
        ({"student_ids": ["amina", "chloe"]}, 404, f"{S04}: nothing was handed in by bruno, chloe."),
        ({"student_ids": "amina"}, 400, 'Expected {"student_ids": [names], "again": true or false}.'),
        ({"again": "yes"}, 400, 'Expected {"student_ids": [names], "again": true or false}.'),
    ],
)
async def test_what_cannot_be_graded_is_said(stage, data, code, message):
    """Nobody of that name handed in; a request that is none."""
    stage.released()
    stage.handed_in("amina", answered=True)
    if code == 404:
        data = {"student_ids": [*data["student_ids"], "bruno"]}
    answer = await stage.ask("farida", ADDRESS, method="POST", data=data)
    assert (answer.code, json.loads(answer.body)) == (code, {"message": message})
    assert stage.parts.queue.jobs(JobState.QUEUED) == ()


async def test_one_persons_work_alone_is_graded(stage):
    """By name; the others stay as they are."""
    stage.released()
    for name in ("amina", "bruno"):
        stage.handed_in(name, answered=True)
    data = {"student_ids": ["bruno"], "again": True}
    assert (await stage.ask("farida", ADDRESS, method="POST", data=data)).code == 201
    assert [job.student_id for job in stage.parts.queue.jobs(JobState.QUEUED)] == ["bruno"]


async def test_an_assignment_nobody_handed_in_or_graded_is_not_found(stage):
    """In each way one may ask."""
    for method, data in (("GET", None), ("POST", {}), ("DELETE", None)):
        answer = await stage.ask("farida", f"api/assignments/{S05}/grading", method=method, data=data)
        assert answer.code == 404


async def test_the_page_starts_shows_and_stops_it(stage):
    """Without a script: a button, then how far it is and another button, then what was graded."""
    gallery.a_class(stage)
    stage.handed_in("bruno", answered=True)
    assert "Tout corriger à nouveau" in main_words((await stage.ask("farida", "la-classe")).body)
    answer = await posted(stage, "la-classe/corriger")
    assert (answer.code, answer.headers["Location"]) == (303, f"/services/atelier/la-classe?unite={S04}")
    stage.parts.queue.claim()
    stage.clock.move(seconds=150)
    stage.parts.queue.finish(stage.parts.store.submissions(student_id="amina")[0].submission_id)
    body = (await stage.ask("farida", "la-classe")).body
    assert "Correction en cours : 1 travail sur 2. Encore 3 minutes environ." in main_words(body)
    assert re.search(rb'<progress value="1" max="2" aria-labelledby="correction">', body)
    assert (await posted(stage, "la-classe/arreter")).code == 303
    words = main_words((await stage.ask("farida", "la-classe")).body)
    assert "Correction arrêtée : 1 travail sur 2. Les autres gardent leur note." in words
    assert stage.parts.queue.jobs(JobState.QUEUED) == ()


async def test_the_page_has_nothing_to_grade_before_the_first_hand_in(stage):
    """A sentence in the place of the button; who presses an old one is told."""
    gallery.to_do(stage)
    words = main_words((await stage.ask("farida", "la-classe")).body)
    assert "Chaque travail est corrigé dès qu’il est rendu. Il n’y en a pas encore." in words
    assert (await posted(stage, "la-classe/corriger")).code == 404


async def test_the_words_of_an_end_with_something_to_look_at(stage):
    """Held hand-ins are counted; the pace gives minutes only above one."""
    stage.released()
    names = ("amina", "bruno", "chloe")
    for name in names:
        stage.handed_in(name, answered=True)
    stage.parts.grade_all.start(S04, again=True)
    words = []
    for _ in names:
        job = stage.parts.queue.claim()
        stage.clock.move(seconds=40)
        stage.parts.queue.hold(job.submission_id, "exercise 03: the checker broke")
        words.append(progress_words(stage.parts.grade_all.latest(S04)))
    assert words == [
        "Correction en cours : 1 travail sur 3. Encore 2 minutes environ.",
        "Correction en cours : 2 travaux sur 3. Encore moins d’une minute.",
        "Correction terminée : 3 travaux sur 3. 3 attendent une personne.",
    ]


async def test_two_workers_grade_at_once_but_never_one_persons_work(stage):
    """Both are busy with different people; who handed in twice waits for themselves; each is graded once."""
    stage.released()
    at_work, most, orders = set(), [], []

    class Watched:
        outcome = GradingOutcome.GRADED

        async def grade(self, task):
            assert task.student_id not in at_work
            at_work.add(task.student_id)
            most.append(len(at_work))
            orders.append((task.student_id, sorted(path.name for path in task.folder.rglob("*.html"))))
            for _ in range(5):
                await asyncio.sleep(0)
            at_work.remove(task.student_id)
            return await stage.worker.grade(task)

    names = ["amina", "amina", "bruno", "chloe", "amina", "dora"]
    for name in names:
        stage.clock.move(seconds=1)
        stage.handed_in(name)
    stage.parts.runner._workers = [Watched(), Watched()]
    async with running(stage.parts.runner):
        await until(lambda: len(stage.parts.queue.jobs(JobState.DONE)) == len(names))
    assert max(most) == 2
    assert sorted(name for name, _ in orders) == sorted(names)
    assert {files[0] for _, files in orders} == {"index.html"}


async def test_a_mark_given_by_hand_survives(stage, course):  # noqa: F811
    """The whole road with a real worker: graded, marked by hand, all graded again; points and page have the mark."""
    stage.parts.store.release(UNIT, a_hand_in(course), released_by="farida")
    for name in ("amel", "bruno"):
        stage.parts.store.submit(name, UNIT, a_hand_in(course, page_02="<p>fini</p>"), and_then=queued)
    gradebook = open_gradebook(course)
    with a_service() as service:
        environment = {"PATH": os.environ["PATH"], "ATELIER_SERVICE_URL": service.url, "JUPYTERHUB_API_TOKEN": TOKEN}
        async with GradingWorker(course, environment) as worker:
            runner = GradingRunner(
                stage.parts.queue, stage.parts.store, [worker], stage.folder / "grading", stage.clock
            )
            grade_all = GradeAll(stage.parts.grade_all._batches, stage.parts.store, runner, gradebook)
            async with running(runner):
                await until(lambda: len(stage.parts.queue.jobs(JobState.DONE)) == 2, within_s=60)
                with gradebook_of(course) as by_hand:
                    mark(by_hand, "01", manual_score=1.5)
                grade_all.start(UNIT, again=True)
                await until(lambda: not grade_all.latest(UNIT).unfinished, within_s=60)
    batch = grade_all.to_json(grade_all.latest(UNIT))
    assert [(each["student_id"], each["state"], each["score"]) for each in batch["hand_ins"]] == [
        ("amel", "done", 4.5),
        ("bruno", "done", 3.0),
    ]
    [submission] = stage.parts.store.submissions(student_id="amel")
    [page] = stage.parts.store.feedback_of(submission).values()
    assert "<strong>1,5 point sur 2</strong>, note donnée par une personne de l’équipe" in page.decode()
