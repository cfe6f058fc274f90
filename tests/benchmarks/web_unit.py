"""What the grading of a web unit takes beyond its checks: S04, graded as the service's worker does, by checks that are
done at once.

From the files of a hand-in to scores in the gradebook, and then to the feedback page; and nbgrader's own two commands
on the same hand-in, whose exercise cells run nothing there.
"""

from __future__ import annotations

import statistics
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from curriculum.builder.notebooks import build_source
from graders.notebook.course import autograde, generate_assignment, generate_feedback
from graders.notebook.learner_files import read_folder
from graders.notebook.submission import place_submission
from graders.results import CheckResult, Outcome, Report
from hub_config.course import load
from tests.benchmarks.plain_nbgrader import plain_grading
from tests.benchmarks.report import line

UNIT = "web-s04-html-base"
HAND_INS = 20


def measure() -> str:
    """The rows."""
    (unit,) = (unit for unit in load().units if unit.unit_id == UNIT)
    with tempfile.TemporaryDirectory() as folder:
        course = Path(folder) / "ours"
        build_source(unit, course)
        generate_assignment(course, UNIT)
        release = course / "release" / UNIT
        points = {taught.exercise.number: taught.exercise.points for taught in unit.exercises}
        files = read_folder(release)
        autograde_ms: list[float] = []
        feedback_ms: list[float] = []

        def done_at_once(assignment_id: str, number: str, _: Mapping[str, bytes]) -> Report:
            done = CheckResult("done", "C'est fait.", points[number], Outcome.PASSED)
            return Report(f"{assignment_id}/{number}", (done,))

        for number in range(HAND_INS + 1):
            with taken(autograde_ms):
                place_submission(course, "amel", UNIT, files, datetime.now(UTC) + timedelta(seconds=number))
                autograde(course, "amel", UNIT, done_at_once)
            with taken(feedback_ms):
                generate_feedback(course, "amel", UNIT)
        plain = plain_grading(Path(folder) / "plain", course / "source" / UNIT, release)
        first_ms = autograde_ms[0] + feedback_ms[0]
        whole_ms = [sum(both) for both in zip(autograde_ms[1:], feedback_ms[1:], strict=True)]
        return "\n".join(
            [
                line(
                    "S04 to its scores, beyond checks", autograde_ms[1:], [1000 * plain.autograde_s], "ms", "nbgrader"
                ),
                line("… and its feedback page", feedback_ms[1:], [1000 * plain.feedback_s], "ms", "nbgrader"),
                f"{'':<40} together {statistics.median(whole_ms):.0f} ms; the first of a process {first_ms:.0f} ms",
            ]
        )


@contextmanager
def taken(into_ms: list[float]) -> Iterator[None]:
    """Notes how many milliseconds it takes."""
    began_s = time.monotonic()
    yield
    into_ms.append(1000 * (time.monotonic() - began_s))


if __name__ == "__main__":
    print(measure())
