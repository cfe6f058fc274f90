"""What a Dask worker does: looks at one hand-in (`graders/notebook/elsewhere.py`), with a checker of its own.

A worker is started on another machine, in a checkout of the same version, by

    hub_config/enter.sh dask worker tcp://SCHEDULER:8786 --nthreads 1 --nworkers 4

Web exercises are checked there too, by a browser that the worker's process starts at the first one: the service's
checker answers on its own machine only, and it is the browser that needs the processor.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import curriculum
from curriculum.builder.programme import load_programme
from graders.checker import Checker
from graders.notebook.elsewhere import answer
from graders.notebook.service_checker import TIMEOUT_S, CheckerUnavailableError
from graders.results import Report
from hub_config.mesh_inspector import MeshInspector
from hub_config.service.catalogue import Catalogue


def examine_there(parcel: bytes) -> bytes:
    """The answer to a parcel, as JSON."""
    return answer(parcel, check_here)


def check_here(assignment_id: str, number: str, files: Mapping[str, bytes]) -> Report:
    """The report of the process's own checker; a function, as nbgrader copies its configuration whole."""
    return own_checker()(assignment_id, number, files)


class OwnChecker:
    """A checker for a process that has no event loop: the loop runs in a thread, as long as the process."""

    def __init__(self) -> None:
        self._catalogue = Catalogue(load_programme(Path(curriculum.__file__).parent).units)
        self._checker = Checker(inspector=MeshInspector())
        self._loop = asyncio.new_event_loop()
        threading.Thread(target=self._loop.run_forever, name="checker", daemon=True).start()

    def __call__(self, assignment_id: str, number: str, files: Mapping[str, bytes]) -> Report:
        """The report on these files, without a single check if there is no such exercise."""
        exercise = self._catalogue.exercise(assignment_id, number)
        if exercise is None:
            return Report(f"{assignment_id}/{number}", ())
        asked = asyncio.run_coroutine_threadsafe(self._checker.check(exercise, files), self._loop)
        try:
            return asked.result(TIMEOUT_S)
        except TimeoutError as error:
            raise CheckerUnavailableError(f"{assignment_id}/{number}: no answer within {TIMEOUT_S:g} s") from error


@cache
def own_checker() -> OwnChecker:
    """The process's one checker, made at its first use."""
    return OwnChecker()
