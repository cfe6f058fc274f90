"""One of the processes that `batch.py` grades with.

    python -m graders.notebook.batch_worker COURSE_ROOT ASSIGNMENT [--config nbgrader_config.py]

reads `{"student_id": "amel"}` per line and answers each with `{"error": null}` or the reason why it is not graded.
"""

from __future__ import annotations

import argparse
import json
import signal
import sys
import traceback
from collections.abc import Sequence
from pathlib import Path
from typing import IO

# Half of nbgrader's loading is a grammar of IRIs, which no notebook has (see `hub_config/single_user/serve.py`).
sys.modules["rfc3987_syntax"] = None  # type: ignore[assignment]

from graders.notebook.course import CourseError, autograde  # noqa: E402
from graders.notebook.worker import die_with_parent, own_standard_output  # noqa: E402


def serve(course_root: Path, assignment_id: str, config_file: Path | None, tasks: IO[str], answers: IO[str]) -> None:
    """Grades until there are no more tasks; an unforeseen error is an answer too."""
    for line in tasks:
        student_id = json.loads(line)["student_id"]
        error = None
        try:
            autograde(course_root, student_id, assignment_id, config_file=config_file)
        except CourseError as reason:
            error = str(reason)
        except Exception:
            traceback.print_exc()
            error = traceback.format_exc(limit=-3)
        answers.write(json.dumps({"error": error}) + "\n")
        answers.flush()


def main(argv: Sequence[str] | None = None) -> int:
    """The worker process."""
    parser = argparse.ArgumentParser(prog="python -m graders.notebook.batch_worker")
    parser.add_argument("course_root", type=Path, help="nbgrader's course folder")
    parser.add_argument("assignment_id")
    parser.add_argument("--config", type=Path, help="an nbgrader_config.py to grade by")
    arguments = parser.parse_args(argv)
    die_with_parent()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C is for who started us, who then ends us
    serve(arguments.course_root, arguments.assignment_id, arguments.config, sys.stdin, own_standard_output())
    return 0


if __name__ == "__main__":
    sys.exit(main())
