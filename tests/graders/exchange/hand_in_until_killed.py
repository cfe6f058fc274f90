"""A program that hands in again and again, says each accepted one, and may kill itself at its n-th step.

python -m tests.graders.exchange.hand_in_until_killed FOLDER NAME [STEP]
"""

import os
import signal
import sys
from pathlib import Path

from sqlalchemy import event, insert

from tests.graders.exchange.makers import S04, a_store, work
from tests.graders.exchange.test_store import QUEUE, waiting


def main(folder: Path, name: str, last_step: int | None) -> None:
    """Hand in until killed; with `last_step`, one hand-in, dying before the step of that number."""
    store = a_store(folder)
    QUEUE.create_all(store._engine)
    steps = 0

    def step(*_: object) -> None:
        nonlocal steps
        steps += 1
        if steps == last_step:
            os.kill(os.getpid(), signal.SIGKILL)

    def before(function):
        def stepping(*arguments, **named):
            step()
            return function(*arguments, **named)

        return stepping

    if last_step is not None:
        os.fsync, os.replace = before(os.fsync), before(os.replace)
        event.listen(store._engine, "before_cursor_execute", step)
        event.listen(store._engine, "commit", step)

    def enqueue(connection, submission):
        connection.execute(insert(waiting).values(submission_id=submission.submission_id))

    count = 0
    while last_step is None or count == 0:
        count += 1
        submission = store.submit(name, S04, work(f"{name} {os.getpid()} {count}"), and_then=enqueue)
        step()
        print(submission.submission_id, flush=True)
    print("survived", steps, flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]) if len(sys.argv) > 3 else None)
