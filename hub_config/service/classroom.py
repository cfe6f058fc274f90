"""Reads what the pages show, from the database and the gradebook."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sqlalchemy import Engine

from curriculum.builder.recall import RecallItem
from curriculum.builder.units import Track, Unit
from graders.exchange.records import Assignment, Submission, Terms
from graders.exchange.store import ExchangeStore
from graders.notebook.gradebook import SubmissionScores, read_scores
from graders.notebook.queue import GradingQueue, JobState
from hub_config.service.attempts import Attempt, AttemptLog
from hub_config.service.catalogue import Catalogue
from hub_config.service.handed_out import HandedOut, OwnNotebook, own_notebook
from hub_config.service.mastery import Standing, solid_notions, standings
from hub_config.service.progress import Progress, progress
from hub_config.service.recall_schedule import Card


class Classroom:
    """Everybody's progress in the units that are handed out."""

    def __init__(
        self, catalogue: Catalogue, store: ExchangeStore, queue: GradingQueue, attempts: AttemptLog, gradebook: Engine
    ) -> None:
        self._catalogue = catalogue
        self._store = store
        self._queue = queue
        self._attempts = attempts
        self._gradebook = gradebook
        self._read: dict[tuple[str, int], OwnNotebook] = {}

    def units(self) -> tuple[HandedOut, ...]:
        """What is handed out now: units in the programme's order, then notebooks of a trainer's own by their id."""
        released = {assignment.assignment_id: assignment for assignment in self._store.assignments()}
        units = [unit for unit in self._catalogue.units if unit.unit_id in released]
        own = [self._own(each) for name, each in released.items() if self._catalogue.unit(name) is None]
        return (*units, *own)

    def of_track(self, track: Track) -> tuple[Unit, ...]:
        """What is handed out of a track now, in its order."""
        released = {assignment.assignment_id for assignment in self._store.assignments()}
        return tuple(unit for unit in self._catalogue.units if unit.track is track and unit.unit_id in released)

    def unit(self, assignment_id: str) -> HandedOut | None:
        """The unit behind an assignment, or a trainer's own notebook that is handed out; None if it is neither."""
        own = (each for each in self._store.assignments() if each.assignment_id == assignment_id)
        return self._catalogue.unit(assignment_id) or next(map(self._own, own), None)

    def current(self) -> HandedOut | None:
        """The unit the class is at: that of the last try or hand-in, else the first; None before any is handed out."""
        units, latest = self.units(), self._attempts.latest()
        moments = [(latest.tried_at, latest.assignment_id)] if latest else []
        moments += [(each.submitted_at, each.assignment_id) for each in self._store.submissions()[-1:]]
        at = max(moments)[1] if moments else None
        return next((unit for unit in units if unit.unit_id == at), next(iter(units), None))

    def terms(self, unit: HandedOut) -> Terms:
        """Until when the class may hand a unit in."""
        return self._store.terms_of(None, unit.unit_id)

    def week(self, student_id: str) -> tuple[Progress, ...]:
        """One person's progress in every unit that is handed out."""
        return tuple(self.progress(student_id, unit) for unit in self.units())

    def is_grading(self, student_id: str) -> bool:
        """Whether a hand-in of one person's waits in the queue or is looked at now.

        Every page that waits asks it each second: a whole `week` for each of a class would keep the service busy.
        """
        own = {hand_in.submission_id for hand_in in self._store.submissions(student_id=student_id)}
        return any(job.submission_id in own for job in self._queue.jobs(JobState.QUEUED, JobState.RUNNING))

    def begun(self, student_id: str) -> tuple[HandedOut, ...]:
        """The units in which this person ever tried or handed in something, in the programme's order."""
        begun = self._attempts.assignments(student_id)
        begun |= {hand_in.assignment_id for hand_in in self._store.submissions(student_id=student_id)}
        return tuple(unit for unit in self._catalogue.units if unit.unit_id in begun)

    def recall_pool(self, student_id: str) -> tuple[RecallItem, ...]:
        """The questions of the units this person has begun, in the order of the year."""
        return tuple(item for unit in self.begun(student_id) for item in unit.recall)

    def standings(self, progress: Progress, cards: Mapping[str, Card]) -> tuple[Standing, ...]:
        """How well a person can do the exercises of a unit, by their tries and by what they remembered later."""
        return standings(progress, solid_notions(self._catalogue.units, cards))

    def progress(self, student_id: str, unit: HandedOut) -> Progress:
        """One person's progress in one unit."""
        [each] = self.rows(unit, [student_id])
        return each

    def rows(self, unit: HandedOut, student_ids: Iterable[str]) -> tuple[Progress, ...]:
        """The progress of each of these people in one unit, in their order."""
        wanted = list(student_ids)
        only = wanted[0] if len(wanted) == 1 else None
        attempts: dict[str, list[Attempt]] = {}
        for attempt in self._attempts.read(student_id=only, assignment_id=unit.unit_id):
            attempts.setdefault(attempt.student_id, []).append(attempt)
        hand_ins: dict[str, list[Submission]] = {}
        for hand_in in self._store.submissions(student_id=only, assignment_id=unit.unit_id):
            hand_ins.setdefault(hand_in.student_id, []).append(hand_in)
        scores = {
            each.student_id: each for each in read_scores(self._gradebook, student_id=only, assignment_id=unit.unit_id)
        }
        return tuple(
            self._row(unit, name, attempts.get(name, []), hand_ins.get(name, []), scores.get(name)) for name in wanted
        )

    def _own(self, assignment: Assignment) -> OwnNotebook:
        version = (assignment.assignment_id, assignment.version)
        if version not in self._read:
            self._read[version] = own_notebook(assignment.assignment_id, self._store.files_of_release(assignment))
        return self._read[version]

    def _row(
        self,
        unit: HandedOut,
        student_id: str,
        attempts: list[Attempt],
        hand_ins: list[Submission],
        scores: SubmissionScores | None,
    ) -> Progress:
        return progress(
            unit,
            attempts=attempts,
            hand_ins=hand_ins,
            job=self._queue.job(hand_ins[-1].submission_id) if hand_ins else None,
            scores=scores,
            terms=self._store.terms_of(student_id, unit.unit_id),
        )
