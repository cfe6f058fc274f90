"""What a check found, and the report a learner reads; pure data.

Three outcomes, never two: the work passed, the work failed, or the *grader* broke. A grader that broke gives no points
and takes none: the submission goes to a trainer. There is no fourth way to get points: without a verdict there is none.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import Enum
from typing import Any

from graders.picture import Picture


class Outcome(Enum):
    """The verdict on one check, and on a whole report."""

    PASSED = "passed"
    FAILED = "failed"
    ERRORED = "errored"


@dataclass(frozen=True)
class CheckResult:
    """One check on one piece of work.

    `title` is the rule in French ("La page dit sa langue."). A FAILED result has a `message_id` and the French sentence
    made from it; `expected` and `found` quote the task's and the learner's own words, `line` counts from 1 in
    `file`; its three `hints`, from mild to strong, are opened by choice. `criterion` is the number of the criterion of
    RGAA it is about ("1.1"), if any; `pictures` can be opened, such as a model and the learner's page. `files` are
    those the rule is about, if it says so, `also` other files than `file` where it is not kept.
    """

    check_id: str
    title: str
    points: float
    outcome: Outcome
    message_id: str | None = None
    message: str | None = None
    expected: str | None = None
    found: str | None = None
    file: str | None = None
    line: int | None = None
    hints: tuple[str, ...] = ()
    criterion: str | None = None
    pictures: tuple[Picture, ...] = ()
    files: tuple[str, ...] = ()
    also: tuple[str, ...] = ()

    @property
    def score(self) -> float:
        """Points earned: all of them or none."""
        return self.points if self.outcome is Outcome.PASSED else 0.0


@dataclass(frozen=True)
class Report:
    """Every check of one exercise, in page order.

    `notice` is the id of a message about the whole work ("unchanged", "empty-file", "missing-file", "our-fault"), with
    its French sentence in `notice_text` and its `notice_hints`; it is told instead of the first failed check.
    """

    exercise_id: str
    results: tuple[CheckResult, ...]
    notice: str | None = None
    notice_text: str | None = None
    notice_hints: tuple[str, ...] = ()

    @property
    def outcome(self) -> Outcome:
        """ERRORED if any check errored, else FAILED if any failed, else PASSED; no check at all is ERRORED."""
        outcomes = {result.outcome for result in self.results}
        if not outcomes or Outcome.ERRORED in outcomes:
            return Outcome.ERRORED
        return Outcome.FAILED if Outcome.FAILED in outcomes else Outcome.PASSED

    @property
    def score(self) -> float:
        """Points earned."""
        return sum(result.score for result in self.results)

    @property
    def max_score(self) -> float:
        """Points of all checks."""
        return sum(result.points for result in self.results)

    @property
    def next_step(self) -> CheckResult | None:
        """The one thing to mend now: the first check that did not pass; None when all did."""
        return next((result for result in self.results if result.outcome is not Outcome.PASSED), None)

    @property
    def message_id(self) -> str | None:
        """What the learner is told: the notice's id, else that of the next step; None when all passed."""
        return self.notice or (self.next_step.message_id if self.next_step else None)

    @property
    def hints(self) -> tuple[str, ...]:
        """The hints of what the learner is told, mildest first; often none."""
        if self.notice:
            return self.notice_hints
        return self.next_step.hints if self.next_step else ()

    def with_hints(self, at_most: int) -> Report:
        """The same report with so many hints of each message at most, the mildest."""
        results = tuple(replace(result, hints=result.hints[:at_most]) for result in self.results)
        return replace(self, results=results, notice_hints=self.notice_hints[:at_most])

    def to_json(self) -> dict[str, Any]:
        """The report as JSON objects, with outcome and scores spelled out for readers without this class."""
        return {
            "exercise_id": self.exercise_id,
            "outcome": self.outcome.value,
            "score": self.score,
            "max_score": self.max_score,
            "notice": self.notice,
            "notice_text": self.notice_text,
            "notice_hints": list(self.notice_hints),
            "results": [
                {
                    "check_id": result.check_id,
                    "title": result.title,
                    "points": result.points,
                    "outcome": result.outcome.value,
                    "message_id": result.message_id,
                    "message": result.message,
                    "expected": result.expected,
                    "found": result.found,
                    "file": result.file,
                    "line": result.line,
                    "hints": list(result.hints),
                    "criterion": result.criterion,
                    "pictures": [picture.to_json() for picture in result.pictures],
                    "files": list(result.files),
                    "also": list(result.also),
                }
                for result in self.results
            ],
        }

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Report:
        """The report that `to_json` wrote; KeyError or ValueError if it is not one."""
        return cls(
            exercise_id=data["exercise_id"],
            notice=data["notice"],
            notice_text=data["notice_text"],
            notice_hints=tuple(data.get("notice_hints", ())),
            results=tuple(_result_from(row) for row in data["results"]),
        )


def _result_from(row: dict[str, Any]) -> CheckResult:
    pictures = tuple(Picture.from_json(picture) for picture in row.get("pictures", ()))
    texts = {name: tuple(row.get(name, ())) for name in ("hints", "files", "also")}
    return CheckResult(**{**row, **texts, "outcome": Outcome(row["outcome"]), "pictures": pictures})
