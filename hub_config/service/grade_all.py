"""Grades everybody's latest hand-in of one assignment (again): for the trainer's page, and for the command line."""

from __future__ import annotations

import math
from collections.abc import Collection
from typing import Any

from sqlalchemy import Engine

from graders.exchange.records import Submission
from graders.exchange.store import ExchangeStore
from graders.notebook.batches import Batch, Batches
from graders.notebook.gradebook import read_scores
from hub_config.service.grading import GradingRunner


class NothingHandedInError(Exception):
    """There is nothing to grade; the message says of whom."""


class GradeAll:
    """Starts a batch with the right hand-ins, wakes the workers, and says how it goes."""

    def __init__(self, batches: Batches, store: ExchangeStore, runner: GradingRunner, gradebook: Engine) -> None:
        self._batches = batches
        self._store = store
        self._runner = runner
        self._gradebook = gradebook

    def start(self, assignment_id: str, student_ids: Collection[str] = (), *, again: bool) -> Batch:
        """Queues the latest hand-in of each of these people, or of all; with `again` also what is graded already."""
        latest = self._latest_hand_ins(assignment_id)
        if missing := sorted(set(student_ids) - latest.keys()) or ([] if latest else ["nobody"]):
            raise NothingHandedInError(f"{assignment_id}: nothing was handed in by {', '.join(missing)}")
        wanted = [each for name, each in latest.items() if not student_ids or name in student_ids]
        wanted.sort(key=lambda each: (each.submitted_at, each.submission_id))
        batch = self._batches.start(assignment_id, [each.submission_id for each in wanted], again=again)
        self._runner.wake()
        return batch

    def latest(self, assignment_id: str) -> Batch | None:
        """The batch that was started last."""
        return self._batches.latest(assignment_id)

    def cancel(self, assignment_id: str) -> Batch | None:
        """Takes back what is not begun of the latest batch; None if there never was one."""
        batch = self._batches.latest(assignment_id)
        return None if batch is None else self._batches.cancel(batch)

    def to_json(self, batch: Batch) -> dict[str, Any]:
        """A batch with the points of its people, in the order of their names."""
        people = {job.student_id: job for job in batch.jobs}
        scores = {each.student_id: each for each in read_scores(self._gradebook, assignment_id=batch.assignment_id)}
        return {
            "assignment_id": batch.assignment_id,
            "started_at": batch.started_at.isoformat(),
            "is_cancelled": batch.cancelled_at is not None,
            "total": batch.total,
            "finished": batch.finished,
            "held": batch.held,
            "seconds_left": batch.seconds_left,
            "is_grading": bool(batch.unfinished),
            "words": progress_words(batch),
            "hand_ins": [
                {
                    "student_id": name,
                    "submission_id": job.submission_id,
                    "state": job.state.value,
                    "reason": job.error,
                    "score": scores[name].score if name in scores else None,
                    "max_score": scores[name].max_score if name in scores else None,
                }
                for name, job in sorted(people.items())
            ],
        }

    def _latest_hand_ins(self, assignment_id: str) -> dict[str, Submission]:
        """By person; the store gives the oldest first."""
        return {each.student_id: each for each in self._store.submissions(assignment_id=assignment_id)}


def progress_words(batch: Batch) -> str:
    """How far a batch is, in a sentence or two for the trainer."""
    of_all = f"{batch.finished} {_works(batch.finished)} sur {batch.total}"
    if batch.unfinished:
        return f"Correction en cours : {of_all}. {_time_left(batch.seconds_left)}".strip()
    if batch.cancelled_at is not None:
        return f"Correction arrêtée : {of_all}. Les autres gardent leur note."
    held = f" {batch.held} {'attendent' if batch.held >= 2 else 'attend'} une personne." if batch.held else ""
    return f"Correction terminée : {of_all}.{held}"


def _works(count: int) -> str:
    return "travaux" if count >= 2 else "travail"


def _time_left(seconds: float | None) -> str:
    if seconds is None:
        return ""
    if seconds <= 60:
        return "Encore moins d’une minute."
    return f"Encore {math.ceil(seconds / 60)} minutes environ."
