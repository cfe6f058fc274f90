"""One sandbox per person: their own home, the software read-only, and nothing else.

A server outlives a crash of the hub, which finds it again by its process id and start time. It ends when its person
stops it, when it idles, or when the hub is stopped on purpose.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import subprocess
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import psutil
from jupyterhub.spawner import LocalProcessSpawner
from jupyterhub.utils import random_port
from traitlets import Integer, Unicode, default

from graders import sandbox
from graders.memory_guard import sweep
from graders.sandbox import MIB, SYSTEM, Limits, Mount, Sandbox
from hub_config.roles import Role
from hub_config.service.french_dates import PARIS

COURSE_FOLDER = "cours"
"""Where trainers find the course in their home; formgrader opens notebooks only below the server's root."""

ETC = (
    "/etc/localtime",
    "/etc/timezone",
    "/etc/mime.types",
    "/etc/bash.bashrc",
    "/etc/inputrc",
    "/etc/fonts",
    "/etc/ssl/certs",
    "/etc/resolv.conf",
)
"""What of the machine's settings a terminal, a clock and a picture need; bound where it exists."""

SOFTWARE = (".venv", "fab_notebooks", "graders", "hub_config/single_user")
"""What of the checkout a person's server runs. Not `curriculum`: it holds the solutions."""


def software_mounts(checkout: Path) -> tuple[Mount, ...]:
    """The software at its own paths: the virtual environment knows them."""
    return tuple(Mount(checkout / part, str(checkout / part)) for part in SOFTWARE)


def person_files(name: str) -> dict[str, str]:
    """The few files in /etc that name people, as the sandbox sees them: this person and root, nobody else."""
    return {
        "passwd": f"root:x:0:0:root:/root:/usr/sbin/nologin\n{name}:x:1000:1000:{name}:/home/{name}:/bin/bash\n",
        "group": f"root:x:0:\n{name}:x:1000:\n",
        "hosts": "127.0.0.1 localhost atelier\n",
        "nsswitch.conf": "passwd: files\ngroup: files\nhosts: files dns\n",
    }


def environment_of(name: str, *, checkout: Path, trainer: bool) -> dict[str, str]:
    """What a person's server needs besides what the hub gives every server."""
    single_user = checkout / "hub_config" / "single_user"
    home = f"/home/{name}"
    environment = {
        "PATH": f"{checkout / '.venv/bin'}:/usr/bin:/bin",
        "HOME": home,
        "USER": name,
        "LOGNAME": name,
        "SHELL": "/bin/bash",
        "LANG": "C.UTF-8",
        # The clock of the place, as on the service's pages; a server machine often keeps UTC.
        "TZ": PARIS.key,
        "TMPDIR": "/tmp",
        # Voilà looks for the template of its pages there.
        "JUPYTER_PATH": str(single_user / "share"),
        # Sockets and process ids of this run: gone with it, and paths short enough for a socket.
        "JUPYTER_RUNTIME_DIR": "/tmp/jupyter",
        "XDG_RUNTIME_DIR": "/tmp/run",
        "JUPYTER_CONFIG_PATH": f"{single_user / ('trainer' if trainer else 'trainee')}:{single_user / 'common'}",
        # The software is read-only and compiled when it is installed.
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    if trainer:
        environment["ATELIER_COURSE_ROOT"] = f"{home}/{COURSE_FOLDER}"
    return environment


class MemoryWatch:
    """Looks at all servers' memory twice a second, in a thread; the fault of one is no reason to stop looking."""

    interval_s = 0.5

    def __init__(self) -> None:
        self._limits: dict[int, int] = {}
        self._task: asyncio.Task[None] | None = None

    def add(self, pid: int, limit_bytes: int, log: Any) -> None:
        """From now on this sandbox stays below its limit."""
        self._limits[pid] = limit_bytes
        if self._task is None or self._task.done():
            self._task = asyncio.get_running_loop().create_task(self._run(log))

    def forget(self, pid: int) -> None:
        """The sandbox is gone."""
        self._limits.pop(pid, None)

    async def _run(self, log: Any) -> None:
        while self._limits:
            try:
                for killed in await asyncio.to_thread(sweep, dict(self._limits)):
                    log.warning(
                        "sandbox %d used %d MiB of %d: killed %s",
                        killed.root,
                        killed.total_bytes // MIB,
                        killed.limit_bytes // MIB,
                        killed.process.name,
                    )
            except OSError:
                log.exception("a look at the memory of the servers failed")
            await asyncio.sleep(self.interval_s)


watch = MemoryWatch()
"""One for all servers of the hub: a look costs the same for one as for thirty."""


class SandboxSpawner(LocalProcessSpawner):  # type: ignore[misc]
    """Starts, finds again and stops one person's server in its sandbox."""

    checkout = Unicode(help="Where the software is.").tag(config=True)
    homes_dir = Unicode(help="Holds one folder per person.").tag(config=True)
    course_dir = Unicode(help="The course folder, which trainers see.").tag(config=True)
    etc_dir = Unicode(help="Where the little /etc of each sandbox is written.").tag(config=True)
    logs_dir = Unicode(help="What each server says, from its last start on.").tag(config=True)
    service_url = Unicode(help="Where the server reaches the service.").tag(config=True)
    memory_bytes = Integer(help="A server with all its kernels.").tag(config=True)
    processes = Integer(help="Processes and threads of a person.").tag(config=True)
    file_bytes = Integer(help="The biggest file a person writes.").tag(config=True)
    idle_s = Integer(help="After how long a kernel without a page is ended.").tag(config=True)

    started_s = 0.0
    """When the process began, to tell it from a later one with the same number."""

    @default("env_keep")
    def _nothing_of_the_hub(self) -> list[str]:
        return []

    @property
    def is_trainer(self) -> bool:
        """Whether the person gets the course and the formgrader."""
        return bool({group.name for group in self.user.groups} & {Role.TRAINER.group})

    def user_env(self, env: dict[str, str]) -> dict[str, str]:
        """The hub's variables, less the second copy of the token, and ours."""
        env.pop("JPY_API_TOKEN", None)
        ours = environment_of(self.user.name, checkout=Path(self.checkout), trainer=self.is_trainer)
        return {**env, **ours, "ATELIER_SERVICE_URL": self.service_url}

    def sandbox(self, environment: Mapping[str, str]) -> Sandbox:
        """All that this person's server sees and may do."""
        name = self.user.name
        etc = Path(self.etc_dir) / name
        mounts = [
            *SYSTEM,
            *(Mount(Path(path), path) for path in ETC if Path(path).exists()),
            *(Mount(etc / file, f"/etc/{file}") for file in person_files(name)),
            *software_mounts(Path(self.checkout)),
            Mount(Path(self.homes_dir) / name, f"/home/{name}", writable=True),
        ]
        if self.is_trainer:
            mounts.append(Mount(Path(self.course_dir), f"/home/{name}/{COURSE_FOLDER}", writable=True))
        return Sandbox(
            mounts=tuple(mounts),
            environment=environment,
            limits=Limits(
                processes=self.processes,
                file_bytes=self.file_bytes,
                # No single process may take more than all together; the watch sees to the sum.
                data_bytes=self.memory_bytes,
                open_files=4096,
                temporary_bytes=128 * MIB,
            ),
            folder=f"/home/{name}",
            # The server listens on loopback and calls the hub and the service there.
            network=True,
            dies_with_starter=False,
        )

    def prepare_folders(self) -> None:
        """The person's home and little /etc, where they are missing."""
        name = self.user.name
        home = Path(self.homes_dir) / name
        home.mkdir(mode=0o700, parents=True, exist_ok=True)
        if self.is_trainer:
            # Where the course is bound; it must be there before, and stays an empty folder for the hub.
            (home / COURSE_FOLDER).mkdir(exist_ok=True)
            Path(self.course_dir).mkdir(parents=True, exist_ok=True)
        etc = Path(self.etc_dir) / name
        etc.mkdir(parents=True, exist_ok=True)
        for file, text in person_files(name).items():
            (etc / file).write_text(text, encoding="utf-8")

    def server_command(self) -> Sequence[str]:
        """The command inside."""
        checkout = Path(self.checkout)
        program = [str(checkout / ".venv/bin/python"), "-P", str(checkout / "hub_config/single_user/serve.py")]
        # Kernels talk through sockets in the sandbox's own /tmp, not through the loopback that all servers share.
        kernels = ["--KernelManager.transport=ipc", f"--MappingKernelManager.cull_idle_timeout={self.idle_s}"]
        return [*program, *kernels, *self.get_args()]

    async def start(self) -> tuple[str, int]:
        """Where the server answers, once it does."""
        self.port = random_port()
        self.prepare_folders()
        walls = self.sandbox(self.get_env())
        with open(Path(self.logs_dir) / f"server-{self.user.name}.log", "wb") as log:
            self.proc = sandbox.start(
                walls,
                self.server_command(),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        self.pid = self.proc.pid
        self.started_s = psutil.Process(self.pid).create_time()
        watch.add(self.pid, self.memory_bytes, self.log)
        # Now, not when it answers: a hub that falls meanwhile must find the process again, to end it.
        self.orm_spawner.state = self.get_state()
        self.db.commit()
        await self.wait_until_it_listens()
        return ("127.0.0.1", self.port)

    async def wait_until_it_listens(self) -> None:
        """Look often: the hub's own waiting doubles its pauses, up to a second is lost on each start."""
        while await self.poll() is None:
            try:
                _, writer = await asyncio.open_connection("127.0.0.1", self.port)
            except OSError:
                await asyncio.sleep(0.05)
            else:
                writer.close()
                return
        raise RuntimeError(f"the server of {self.user.name} ended while it started; see its log in {self.logs_dir}")

    def load_state(self, state: dict[str, Any]) -> None:
        """Find a server again that outlived the hub."""
        super().load_state(state)
        self.started_s = state.get("started_s", 0.0)
        if self.is_alive():
            watch.add(self.pid, self.memory_bytes, self.log)

    def get_state(self) -> dict[str, Any]:
        """What the next hub needs to find the server."""
        return {**super().get_state(), **({"started_s": self.started_s} if self.pid else {})}

    def clear_state(self) -> None:
        """There is no server."""
        watch.forget(self.pid)
        super().clear_state()
        self.started_s = 0.0

    def is_alive(self) -> bool:
        """Whether the process is there and the one that was started."""
        try:
            return bool(self.pid) and abs(psutil.Process(self.pid).create_time() - self.started_s) < 1
        except psutil.NoSuchProcess:
            return False

    async def poll(self) -> int | None:
        """None while it runs, else how it ended (0 where nobody knows)."""
        status = self.proc.poll() if self.proc is not None else None if self.is_alive() else 0
        if status is not None:
            self.clear_state()
        return status

    async def stop(self, now: bool = False) -> None:
        """Ask the server to end its kernels and itself; after some seconds, or now, everything in the sandbox ends."""
        if await self.poll() is not None:
            return
        if not now and (server := self.server_pid()):
            with contextlib.suppress(ProcessLookupError):
                os.kill(server, signal.SIGTERM)
            if await self.wait_for_death(self.term_timeout):
                return
        sandbox.kill(self.pid)
        await self.wait_for_death(self.kill_timeout)

    async def wait_for_death(self, timeout: float = 10) -> bool:
        """Whether it ended within these seconds; look often here too, or a stop is noticed seconds after it is done."""
        end_s = time.monotonic() + timeout
        while await self.poll() is None:
            if time.monotonic() > end_s:
                return False
            await asyncio.sleep(0.05)
        return True

    def server_pid(self) -> int | None:
        """The server itself: the one child of the sandbox's process number 1."""
        first = sandbox.first_inside(self.pid)
        return sandbox.first_inside(first) if first else None

    async def progress(self) -> AsyncIterator[dict[str, int | str]]:
        """How far the start is, by time: the page has the words."""
        for percent in range(10, 100, 10):
            yield {"progress": percent, "message": ""}
            await asyncio.sleep(0.7)

    # LocalProcessSpawner looks the person up among the machine's accounts; people here have none.
    def make_preexec_fn(self, name: str) -> None:
        """Nothing to do between fork and exec."""
