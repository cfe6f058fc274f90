"""Grades what was handed in: takes it out of the queue, lets a worker grade it, puts the feedback where it is read.

Every step can be done again. What a `kill -9` interrupts is queued again at the next start; a worker, killed in the
middle, is started again for the next try. So each hand-in is graded, and its latest result is the one that counts.

Only one process empties a queue: the one that holds the service's port.
"""

from __future__ import annotations

import asyncio
import logging
import shutil
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Protocol

from sqlalchemy.exc import SQLAlchemyError

from graders.exchange.records import Submission
from graders.exchange.store import ExchangeStore
from graders.notebook.grading import Graded, GradingOutcome, GradingTask
from graders.notebook.queue import GradingJob, GradingQueue
from graders.notebook.worker_process import WorkerError

log = logging.getLogger(__name__)

PAUSE_AFTER_TROUBLE_S = 5.0


class Worker(Protocol):
    """Who grades, one hand-in at a time: `GradingWorker`, or a test's own."""

    async def grade(self, task: GradingTask) -> Graded:
        """The result, or WorkerError."""


class GradingRunner:
    """Empties the queue in its order, as many hand-ins at a time as there are workers."""

    def __init__(
        self,
        queue: GradingQueue,
        store: ExchangeStore,
        workers: Sequence[Worker],
        scratch: Path,
        clock: Callable[[], datetime],
        pause_s: float = PAUSE_AFTER_TROUBLE_S,
    ) -> None:
        self._pause_s = pause_s
        self._queue = queue
        self._store = store
        self._workers = workers
        self._scratch = scratch
        self._clock = clock
        self._something_came = asyncio.Event()

    def wake(self) -> None:
        """Look into the queue now; called when something was put in."""
        self._something_came.set()

    async def run(self) -> None:
        """Grade until cancelled."""
        shutil.rmtree(self._scratch, ignore_errors=True)  # of a run that was killed
        while True:
            try:
                self._queue_again()
                async with asyncio.TaskGroup() as at_work:
                    for number, worker in enumerate(self._workers):
                        at_work.create_task(self._keep_busy(worker, self._scratch / str(number)))
            except* SQLAlchemyError:  # a full disk, a database that restarts: the jobs are still there
                log.exception("the grading queue cannot be read or written")
                await asyncio.sleep(self._pause_s)

    def _queue_again(self) -> None:
        """What a crash of ours, or trouble with the database, left as running: nothing is running now."""
        for interrupted in self._queue.requeue_running():
            log.warning("grading of %s was interrupted; it is %s", interrupted.submission_id, interrupted.state.value)

    async def _keep_busy(self, worker: Worker, scratch: Path) -> None:
        """One job after the other for one worker."""
        while True:
            self._something_came.clear()
            while job := self._queue.claim():
                await self._grade(job, worker, scratch)
            await self._rest()

    async def _rest(self) -> None:
        """Until something comes, or the next retry is due."""
        due_at = self._queue.next_due_at()
        seconds = None if due_at is None else max(0.0, (due_at - self._clock()).total_seconds())
        try:
            async with asyncio.timeout(seconds):
                await self._something_came.wait()
        except TimeoutError:
            return

    async def _grade(self, job: GradingJob, worker: Worker, scratch: Path) -> None:
        try:
            submission = self._store.submission(job.submission_id)
            graded = await worker.grade(self._laid_out(submission, scratch))
            self._settle(submission, graded)
        except WorkerError as error:
            self._note_failure(job, str(error))
        except SQLAlchemyError:
            raise
        except Exception as error:
            log.exception("grading of %s failed", job.submission_id)
            self._note_failure(job, f"{type(error).__name__}: {error}")
        finally:
            shutil.rmtree(scratch, ignore_errors=True)

    def _laid_out(self, submission: Submission, scratch: Path) -> GradingTask:
        shutil.rmtree(scratch, ignore_errors=True)
        for name, content in self._store.files_of(submission).items():
            path = scratch / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        return GradingTask(submission.student_id, submission.assignment_id, submission.submitted_at, scratch)

    def _settle(self, submission: Submission, graded: Graded) -> None:
        if graded.pages:
            self._store.put_feedback(submission, {name: page.encode() for name, page in graded.pages.items()})
        match graded.outcome:
            case GradingOutcome.GRADED | GradingOutcome.SUPERSEDED:
                self._queue.finish(submission.submission_id)
            case GradingOutcome.HELD:
                self._queue.hold(submission.submission_id, graded.reason or "a person has to look")
            case GradingOutcome.FAILED:
                raise WorkerError(graded.reason or "the worker gave no reason")

    def _note_failure(self, job: GradingJob, error: str) -> None:
        later = self._queue.fail(job.submission_id, error)
        log.warning("grading of %s, try %d: %s; it is %s", job.submission_id, job.attempts, error, later.state.value)
