"""The only start of untrusted code: a command in its own namespaces, under its own limits.

A sandbox is data (`Sandbox`); `sandbox_argv` turns it into a bubblewrap command line for any way of starting a process
(`subprocess`, `asyncio`, a spawner), which hands over `sandbox.environment` as the *whole* environment:

    sandbox = Sandbox(mounts=(*SYSTEM, Mount(Path("/srv/task"), "/task", writable=True)), limits=Limits(processes=20))
    Popen(sandbox_argv(sandbox, ["python3", "/task/main.py"]), env=dict(sandbox.environment))

What the limits of one process cannot hold (the memory of a whole tree of them) `graders.memory_guard` does.

`start` and `start_async` do it all, and add a filter of system calls (`graders.system_calls`).

ref: bwrap(1), https://github.com/containers/bubblewrap ; prlimit(1), choom(1) of util-linux ; user_namespaces(7)
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any

from graders.system_calls import seccomp_filter

BWRAP = "/usr/bin/bwrap"
PRLIMIT = "/usr/bin/prlimit"
CHOOM = "/usr/bin/choom"

MIB = 1024 * 1024


class SandboxError(Exception):
    """The sandbox itself could not be made; says nothing about the work inside."""


@dataclass(frozen=True)
class Mount:
    """A file or folder of this machine and where the sandbox sees it."""

    source: Path
    """Must exist; a symbolic link is followed."""
    target: str
    """Absolute path inside."""
    writable: bool = False


@dataclass(frozen=True)
class Limits:
    """What the work may use up. A limit of None is not set."""

    processes: int = 64
    """Processes and threads together, all of the sandbox: holds a fork bomb."""
    file_bytes: int | None = 64 * MIB
    """The size of any one file it writes."""
    data_bytes: int | None = None
    """Private memory of any one process; above it an allocation fails (in Python: a MemoryError)."""
    open_files: int = 1024
    """File descriptors of any one process."""
    temporary_bytes: int = 64 * MIB
    """/tmp, and again /dev/shm: files that live in memory."""


@dataclass(frozen=True)
class Sandbox:
    """What the work sees and may do; everything not named here does not exist for it."""

    mounts: tuple[Mount, ...]
    """Bound in this order, so a later one may lie inside an earlier one."""
    environment: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({"PATH": "/usr/bin:/bin"}))
    """All of it. Goes to the process, never on the command line, which every account of the machine can read."""
    limits: Limits = Limits()
    folder: str = "/tmp"
    """Where the command starts."""
    network: bool = False
    """True shares the machine's network, loopback included."""
    own_namespaces: bool = False
    """True lets the work make namespaces of its own: for a browser, which builds its own sandbox from them."""
    dies_with_starter: bool = True
    """False for what must survive its starter, such as a person's server while the hub restarts."""
    ids: tuple[int, int] = (1000, 1000)
    """The user and group number the work sees as its own."""


SYSTEM = (
    Mount(Path("/usr"), "/usr"),
    # Which library is where; without it every start searches.
    Mount(Path("/etc/ld.so.cache"), "/etc/ld.so.cache"),
    # Debian's chosen programs: awk, vi, editor, java …
    Mount(Path("/etc/alternatives"), "/etc/alternatives"),
)
"""What any program needs; none of it is secret or writable."""


def sandbox_argv(sandbox: Sandbox, command: Sequence[str], filter_fd: int | None = None) -> list[str]:
    """The command line that runs `command` inside; start it with exactly `sandbox.environment`.

    `filter_fd` is an open file descriptor of the process, from which `system_calls.seccomp_filter` can be read.
    """
    walls = [*_namespaces(sandbox), *_files(sandbox), "--chdir", sandbox.folder]
    if filter_fd is not None:
        walls += ["--seccomp", str(filter_fd)]
    return [BWRAP, *walls, "--", *_limits(sandbox), *command]


def start(sandbox: Sandbox, command: Sequence[str], **options: Any) -> subprocess.Popen[bytes]:
    """Starts the command inside and returns at once; `options` are Popen's (stdin, stdout …)."""
    with _filtered(sandbox, command) as (argv, descriptors):
        return subprocess.Popen(argv, env=dict(sandbox.environment), pass_fds=descriptors, **options)


async def start_async(sandbox: Sandbox, command: Sequence[str], **options: Any) -> asyncio.subprocess.Process:
    """As `start`, for a process that is talked to from an event loop."""
    with _filtered(sandbox, command) as (argv, descriptors):
        return await asyncio.create_subprocess_exec(
            *argv, env=dict(sandbox.environment), pass_fds=descriptors, **options
        )


@contextlib.contextmanager
def _filtered(sandbox: Sandbox, command: Sequence[str]) -> Iterator[tuple[list[str], tuple[int, ...]]]:
    """The command line with the filter of system calls, and the descriptors the process must inherit for it."""
    calls = seccomp_filter()
    if not calls:
        yield sandbox_argv(sandbox, command), ()
        return
    # Some hundred bytes: they fit into the pipe before anybody reads.
    reading, writing = os.pipe()
    try:
        os.write(writing, calls)
        os.close(writing)
        yield sandbox_argv(sandbox, command, filter_fd=reading), (reading,)
    finally:
        os.close(reading)


def first_inside(pid: int) -> int | None:
    """The pid, as this machine counts, of the sandbox's process number 1; `pid` is what `start` started.

    Everything inside ends with it: the kernel kills the rest of a pid namespace (pid_namespaces(7)). None when the
    sandbox is gone or not up yet.
    """
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()
    except OSError:
        return None
    return int(children[0]) if children else None


def kill(pid: int) -> None:
    """Ends the sandbox and everything in it, at once; nothing happens if it is gone."""
    for victim in (first_inside(pid), pid):
        if victim is not None:
            try:
                os.kill(victim, signal.SIGKILL)
            except ProcessLookupError:
                continue


def probe() -> None:
    """Raises SandboxError with the reason, in one sentence, if this machine cannot make a sandbox."""
    try:
        trial = subprocess.run(
            sandbox_argv(Sandbox(mounts=SYSTEM), ["/usr/bin/true"]),
            env={},
            capture_output=True,
            text=True,
            timeout=10,
        )
    except FileNotFoundError as error:
        raise SandboxError(f"{error.filename} is missing; install the Debian package bubblewrap") from error
    except subprocess.TimeoutExpired as error:
        raise SandboxError("a trial sandbox did not end within 10 seconds") from error
    if trial.returncode:
        raise SandboxError(
            f"a trial sandbox failed: {trial.stderr.strip() or trial.returncode}; user namespaces must be allowed"
            " (sysctl kernel.unprivileged_userns_clone=1, user.max_user_namespaces above 0,"
            " kernel.apparmor_restrict_unprivileged_userns=0)"
        )


def _namespaces(sandbox: Sandbox) -> list[str]:
    user, group = sandbox.ids
    flags = [
        # Root of nothing: no capability, no set-user-id program works. ref: user_namespaces(7), PR_SET_NO_NEW_PRIVS
        "--unshare-user",
        f"--uid={user}",
        f"--gid={group}",
        # Other people's processes, their environment and command lines do not exist. ref: pid_namespaces(7)
        "--unshare-pid",
        # No shared memory segment or message queue with the outside. ref: ipc_namespaces(7)
        "--unshare-ipc",
        # A name of its own instead of the machine's.
        "--unshare-uts",
        "--hostname=atelier",
        # /proc/self/cgroup tells nothing of the machine; not every kernel has it.
        "--unshare-cgroup-try",
        # No terminal of the starter to type commands into. ref: CVE-2017-5226 (TIOCSTI)
        "--new-session",
    ]
    if not sandbox.network:
        # Not even the hub on loopback, nor abstract sockets.
        flags.append("--unshare-net")
    if not sandbox.own_namespaces:
        # A nested user namespace opens kernel code that has had holes, and would count its processes apart.
        flags.append("--disable-userns")
    if sandbox.dies_with_starter:
        # Nothing is left behind after a kill -9 of the starter. ref: PR_SET_PDEATHSIG
        flags.append("--die-with-parent")
    return [part for flag in flags for part in flag.split("=")]


def _files(sandbox: Sandbox) -> list[str]:
    temporary = str(sandbox.limits.temporary_bytes)
    # Debian's merged /usr, as in the machine's own root.
    argv = [part for name in ("bin", "lib", "lib64", "sbin") for part in ("--symlink", f"usr/{name}", f"/{name}")]
    argv += ["--proc", "/proc", "--dev", "/dev"]
    # Without a size a memory file system takes half of the machine's memory, where no process limit counts it.
    argv += ["--size", temporary, "--tmpfs", "/dev/shm", "--size", temporary, "--perms", "1777", "--tmpfs", "/tmp"]
    for mount in sandbox.mounts:
        argv += ["--bind" if mount.writable else "--ro-bind", str(mount.source), mount.target]
    # The root and /dev are memory file systems of no limited size too; nothing needs to write there.
    return [*argv, "--remount-ro", "/dev", "--remount-ro", "/"]


def _limits(sandbox: Sandbox) -> list[str]:
    """The limits, set from inside.

    RLIMIT_NPROC counts per user namespace and account (kernel 5.14 and later): set inside, it counts this sandbox
    alone; set outside, it would be held against all of the account's processes on the machine.
    """
    limits = sandbox.limits
    argv = [PRLIMIT, f"--nproc={limits.processes}", f"--nofile={limits.open_files}"]
    # A core dump would fill the disk with a copy of memory, secrets included.
    argv.append("--core=0")
    if limits.file_bytes is not None:
        argv.append(f"--fsize={limits.file_bytes}")
    if limits.data_bytes is not None:
        # Not RLIMIT_AS: JavaScript engines reserve gigabytes of addresses they never use.
        argv.append(f"--data={limits.data_bytes}")
    # When the machine runs short the kernel takes the work, not the hub. ref: proc(5) oom_score_adj
    return [*argv, "--", CHOOM, "-n", "900", "--"]
