"""The process that grades: one hand-in at a time, nbgrader already loaded.

    python -m graders.notebook.worker COURSE_ROOT

reads one `GradingTask` per line (JSON) on standard input and answers each with one line, a `Graded`, on standard
output. It ends with its input, and is killed with the process that started it.
"""

from __future__ import annotations

import argparse
import json
import sys
import traceback
from collections.abc import Sequence
from pathlib import Path
from typing import IO

from graders.notebook.gradebook import open_gradebook
from graders.notebook.grading import Graded, GradingOutcome, GradingTask, grade
from graders.notebook.worker_life import die_with_parent, own_standard_output


def serve(course_root: Path, tasks: IO[str], answers: IO[str]) -> None:
    """Answers tasks until there are no more; an unforeseen error is an answer too, and the next task is graded."""
    gradebook = open_gradebook(course_root)
    for line in tasks:
        try:
            graded = grade(course_root, gradebook, GradingTask.from_json(json.loads(line)))
        except Exception:
            traceback.print_exc()
            graded = Graded(GradingOutcome.FAILED, reason=traceback.format_exc(limit=-3))
        answers.write(json.dumps(graded.to_json()) + "\n")
        answers.flush()


def main(argv: Sequence[str] | None = None) -> int:
    """The worker process."""
    parser = argparse.ArgumentParser(prog="python -m graders.notebook.worker")
    parser.add_argument("course_root", type=Path, help="nbgrader's course folder")
    arguments = parser.parse_args(argv)
    die_with_parent()
    serve(arguments.course_root.absolute(), sys.stdin, own_standard_output())
    return 0


if __name__ == "__main__":
    sys.exit(main())
