"""Lets the workers of a Dask cluster look at hand-ins; what they saw is written down here, by the one grading worker.

A worker that is killed costs nothing: the scheduler gives its hand-in to another. Where the cluster does not answer,
the queue tries again as for any fault of ours, and in the end a trainer is told.

Dask runs what it is sent, and believes what it is answered: the address is that of a closed network, or `tls://` with
the certificates that Dask's own settings name.
ref: https://distributed.dask.org/en/stable/tls.html
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from graders.notebook.course import CourseError
from graders.notebook.elsewhere import pack
from graders.notebook.grading import Graded, GradingOutcome, GradingTask
from graders.notebook.learner_files import LearnerFileError, read_folder
from graders.notebook.worker_process import WorkerError
from hub_config.grading_elsewhere import examine_there
from hub_config.service.grading import Worker
from hub_config.settings import INSTALL_DASK, SettingsError

CONNECT_S = 10.0
# A class of thirty behind one worker, and a first hand-in that waits for a browser and a generated course.
DEADLINE_S = 600.0

Examine = Callable[[bytes], bytes]


class DaskCluster:
    """One connection to a scheduler, made at the first hand-in and again when it broke. Use as a context manager."""

    def __init__(self, address: str, examine: Examine = examine_there, *, deadline_s: float = DEADLINE_S) -> None:
        try:
            import distributed
        except ImportError as error:
            raise SettingsError(f"atelier.toml: grading_dask needs Dask; {INSTALL_DASK}") from error
        self._connect: Any = distributed.Client
        self._address = address
        self._examine = examine
        self._deadline_s = deadline_s
        self._client: Any = None
        self._connecting = asyncio.Lock()

    async def __aenter__(self) -> DaskCluster:
        """Nothing yet: the service starts also where the cluster is down."""
        return self

    async def __aexit__(self, *_: object) -> None:
        """Lets the scheduler go."""
        if self._client is not None:
            await self._client.close()

    async def examine(self, parcel: bytes) -> dict[str, Any]:
        """What a worker saw; WorkerError if none answers, or it could not."""
        try:
            async with asyncio.timeout(self._deadline_s):
                client = await self._connected()
                future = client.submit(self._examine, parcel, pure=False)
                try:
                    answer: dict[str, Any] = json.loads(await future)
                finally:
                    future.release()
        except TimeoutError as error:
            raise WorkerError(f"no Dask worker of {self._address} answered within {self._deadline_s:g} s") from error
        except Exception as error:  # Dask's own errors share no base
            raise WorkerError(f"the Dask workers of {self._address}: {type(error).__name__}: {error}") from error
        if "failed" in answer:
            raise WorkerError(f"a Dask worker of {self._address}: {answer['failed']}")
        return answer

    async def _connected(self) -> Any:
        async with self._connecting:
            if self._client is None or self._client.status != "running":
                self._client = None
                self._client = await self._connect(
                    self._address, asynchronous=True, set_as_default=False, timeout=CONNECT_S
                )
            return self._client


class DaskWorker:
    """A `Worker` that has a hand-in looked at by the cluster, then written down by `recorder`."""

    def __init__(self, cluster: DaskCluster, recorder: Worker, course_root: Path) -> None:
        self._cluster = cluster
        self._recorder = recorder
        self._course_root = course_root

    async def grade(self, task: GradingTask) -> Graded:
        """The result, or WorkerError."""
        try:
            files = read_folder(task.folder)
            parcel = pack(self._course_root, task.assignment_id, task.submitted_at, files).to_bytes()
        except LearnerFileError as error:
            return Graded(GradingOutcome.HELD, reason=str(error))
        except CourseError as error:
            raise WorkerError(str(error)) from error
        return await self._recorder.grade(replace(task, examined=await self._cluster.examine(parcel)))
