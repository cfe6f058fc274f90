"""The same thirty classic notebooks graded by nbgrader's command line, by its API in one process, by otter, by ours.

nbgrader     `nbgrader autograde ps1`, as it comes
API          `NbGraderAPI.autograde` for each submission, in one process that has loaded everything
otter        `otter run` for each submission, in an environment of its own made at the first run (its format is another:
             the same answers and the same tests, without what only nbgrader has)
ours         `autograde_all`: a process per core, our execution step in the place of nbgrader's

Each is given the time of its own start. Memory is that of all its processes, shared pages counted once, at its peak.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from graders.notebook.course import generate_assignment
from graders.notebook.gradebook import open_gradebook, read_scores
from tests.benchmarks.memory import pss_bytes, tree_of
from tests.benchmarks.otter_peer import lay_out, otter_environment, otter_scores
from tests.graders.notebook.classic.courses import SOURCE, SUBMISSIONS, a_source_folder, hand_in

ASSIGNMENT = "ps1"
SUBMISSIONS_COUNT = 30
CONFIG = Path(__file__).parents[1] / "data" / "nbgrader_suite" / "nbgrader_config.py"

BY_API = """
import json, sys
from nbgrader.apps.api import NbGraderAPI
from nbgrader.coursedir import CourseDirectory
from traitlets.config import Config
config = Config()
config.CourseDirectory.root = sys.argv[1]
api = NbGraderAPI(CourseDirectory(config=config), config=config)
for student_id in sys.argv[3:]:
    result = api.autograde(sys.argv[2], student_id)
    assert result["success"], result
"""
BY_US = """
import sys
from pathlib import Path
from graders.notebook.batch import autograde_all
for result in autograde_all(Path(sys.argv[1]), sys.argv[2], config_file=Path(sys.argv[3])):
    assert result.error is None, result
"""


@dataclass(frozen=True)
class Run:
    """One way of grading them all."""

    seconds: float
    memory_bytes: int
    scores: dict[str, float]


def measure() -> str:
    """The rows, one for each way, with how many times quicker ours is, and whether the scores agree."""
    with tempfile.TemporaryDirectory() as folder:
        course = a_class(Path(folder) / "course")
        students = sorted(path.name for path in (course / "submitted").iterdir())
        ours = run(course, [sys.executable, "-c", BY_US, "{course}", ASSIGNMENT, str(CONFIG)])
        command_line = run(course, ["nbgrader", "autograde", ASSIGNMENT, "--course-dir", "{course}"])
        api = run(course, [sys.executable, "-c", BY_API, "{course}", ASSIGNMENT, *students])
        rows = [f"{SUBMISSIONS_COUNT} classic notebooks on {len(os.sched_getaffinity(0))} cores"]
        rows += [row("ours", ours, ours), row("nbgrader autograde", command_line, ours), row("NbGraderAPI", api, ours)]
        by_otter = run_otter()
        rows.append(row("otter run, two of the tests", by_otter, ours))
        agree = ours.scores == command_line.scores == api.scores and by_otter.scores == common_scores()
        rows.append(f"{'scores':<40} {'all the same' if agree else 'THEY DIFFER'}")
        return "\n".join(rows)


def a_class(course: Path) -> Path:
    """A course with the notebook released and handed in by all."""
    a_source_folder(course, ASSIGNMENT)
    generate_assignment(course, ASSIGNMENT)
    for student_id, (answers, _) in the_class().items():
        hand_in(course, ASSIGNMENT, student_id, answers)
    return course


def the_class() -> dict[str, tuple[dict[str, str], tuple[float, float, float, float]]]:
    """Everybody's answers, and what each test gives them."""
    kinds = list(SUBMISSIONS.values())
    return {f"s{number:02}": kinds[number % len(kinds)] for number in range(SUBMISSIONS_COUNT)}


def common_scores() -> dict[str, float]:
    """What the tests that otter has too are worth to each; that a word on stderr costs all is nbgrader's rule alone."""
    worth = SOURCE["mean-test"][1] + SOURCE["mean-empty"][1]
    return {
        student_id: worth if "stderr" in answers.get("mean", "") else scores[0] + scores[1]
        for student_id, (answers, scores) in the_class().items()
    }


def run_otter() -> Run:
    """The same answers in otter's form."""
    environment = otter_environment()
    with tempfile.TemporaryDirectory() as folder:
        answers = {student_id: own for student_id, (own, _) in the_class().items()}
        command = lay_out(Path(folder), answers, environment)
        seconds, memory = timed(command, Path(folder), environment)
        return Run(seconds, memory, otter_scores(Path(folder)))


def run(course: Path, command: Sequence[str]) -> Run:
    """The command on a copy of the course."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(shutil.copytree(course, Path(folder) / "course"))
        seconds, memory = timed([part.replace("{course}", str(copy)) for part in command], copy)
        scores = {one.student_id: one.score for one in read_scores(open_gradebook(copy), assignment_id=ASSIGNMENT)}
        return Run(seconds, memory, scores)


def timed(command: Sequence[str], folder: Path, environment: Mapping[str, str] | None = None) -> tuple[float, int]:
    """Seconds, and bytes of memory at the peak."""
    peak, over = 0, threading.Event()
    began = time.monotonic()
    pipes = {"stdout": subprocess.DEVNULL, "stderr": subprocess.PIPE}
    process = subprocess.Popen(command, cwd=folder, env=environment and dict(environment), **pipes)

    def watch() -> None:
        nonlocal peak
        while not over.wait(0.5):
            peak = max(peak, pss_bytes(tree_of(process.pid)))

    watching = threading.Thread(target=watch)
    watching.start()
    _, said = process.communicate()
    seconds = time.monotonic() - began
    over.set()
    watching.join()
    if process.returncode:
        raise RuntimeError(f"{command[0]} ended with {process.returncode}: {said[-2000:].decode()}")
    return seconds, peak


def row(name: str, run: Run, ours: Run) -> str:
    """One line: seconds, memory, times as long as ours, and the sum of all scores."""
    ratio = "" if run is ours else f"   x {run.seconds / ours.seconds:.1f}"
    total = json.dumps(round(sum(run.scores.values()), 2))
    return f"{name:<40} {run.seconds:7.2f} s   {run.memory_bytes / 2**20:6.0f} MiB   {total} points{ratio}"


if __name__ == "__main__":
    print(measure())
