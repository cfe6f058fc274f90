"""Many submissions of one assignment graded at once: as many processes as there are cores, results as they come.

    for result in autograde_all(course_root, "ps1"):
        print(result.student_id, result.error or "graded", f"{result.seconds:.1f} s")

or, from a shell, for any nbgrader course:

    python -m graders.notebook.batch COURSE_ROOT ps1 --config nbgrader_config.py

The work is done in a pool of processes (`batch_pool.py`), which ends with whoever asks. If the whole pool is killed,
another goes on with what is left; grading twice gives the same result as once, since every step replaces what the one
before left.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from subprocess import PIPE

ATTEMPTS = 3
"""A submission that ends this many processes is reported, and the others go on."""


@dataclass(frozen=True)
class BatchResult:
    """One submission. `error` is why it is not graded: nbgrader's own words, or that its process ended."""

    student_id: str
    assignment_id: str
    seconds: float
    error: str | None = None


def submitted_by(course_root: Path, assignment_id: str) -> list[str]:
    """Everybody with a submission of this assignment in `submitted/`, in order."""
    return sorted(path.parent.name for path in (course_root / "submitted").glob(f"*/{assignment_id}") if path.is_dir())


def autograde_all(
    course_root: Path,
    assignment_id: str,
    student_ids: Sequence[str] | None = None,
    *,
    workers: int | None = None,
    config_file: Path | None = None,
) -> Iterator[BatchResult]:
    """Grades these people's submissions (all, if None are named), and yields each result when it is there.

    Parameters
    ----------
    workers : processes; None for one per core
    config_file : an `nbgrader_config.py` to grade by; without it, as in this house
    """
    course_root = course_root.absolute()
    # Somebody who is named twice must not be graded by two processes at once: both write into the same folders.
    waiting = list(dict.fromkeys(student_ids or submitted_by(course_root, assignment_id)))
    if not waiting:
        return
    command = [sys.executable, "-m", "graders.notebook.batch_pool", str(course_root), assignment_id]
    command += ["--workers", str(workers or len(os.sched_getaffinity(0)))]
    command += ["--config", str(config_file)] if config_file else []
    for _ in range(ATTEMPTS):
        for result in _ask_pool(command, waiting, assignment_id):
            waiting.remove(result.student_id)
            yield result
        if not waiting:
            return
        waiting.append(waiting.pop(0))  # the first one may have been the reason
    for student_id in waiting:
        yield BatchResult(student_id, assignment_id, 0.0, f"the processes that grade ended {ATTEMPTS} times")


def _ask_pool(command: Sequence[str], student_ids: Sequence[str], assignment_id: str) -> Iterator[BatchResult]:
    """What a pool answers until it ends, with its work done or before."""
    # Its pipe may break while it is written to or closed: then it ended, and has answered nothing.
    with suppress(BrokenPipeError), subprocess.Popen(command, stdin=PIPE, stdout=PIPE, text=True) as pool:
        if pool.stdin is None or pool.stdout is None:
            raise RuntimeError("the pool has no pipes")
        try:
            pool.stdin.write(json.dumps(list(student_ids)) + "\n")
            pool.stdin.flush()
            for line in pool.stdout:
                if not line.endswith("\n"):
                    return  # killed in the middle of a word
                yield BatchResult(assignment_id=assignment_id, **json.loads(line))
        finally:
            pool.kill()


def main(argv: Sequence[str] | None = None) -> int:
    """Grades from a shell, with a line for each person; 1 if somebody's work is not graded, 2 if there is none."""
    parser = argparse.ArgumentParser(prog="python -m graders.notebook.batch", description=main.__doc__)
    parser.add_argument("course_root", type=Path, help="nbgrader's course folder")
    parser.add_argument("assignment_id")
    parser.add_argument("student_ids", nargs="*", help="only these people")
    parser.add_argument("--workers", type=int, help="processes; one per core if not said")
    parser.add_argument("--config", type=Path, help="an nbgrader_config.py to grade by")
    asked = parser.parse_args(argv)
    total = len(set(asked.student_ids) or submitted_by(asked.course_root, asked.assignment_id))
    if not total:
        print(f"nothing is in {asked.course_root}/submitted/*/{asked.assignment_id}", file=sys.stderr)
        return 2
    results = autograde_all(
        asked.course_root, asked.assignment_id, asked.student_ids, workers=asked.workers, config_file=asked.config
    )
    failed = 0
    for number, result in enumerate(results, 1):
        failed += result.error is not None
        print(f"{number} of {total}: {result.student_id}: {result.error or 'graded'}", file=sys.stderr)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
