"""The memory of whole sandboxes, watched from outside.

The kernel limits one process's memory; without a control group of our own nobody limits a tree of them. `sweep` looks
at all of them in one pass (some milliseconds for hundreds of processes) and kills the biggest process of a sandbox
above its limit, again until the rest fits: usually the one kernel that swelled, while the person's server lives on.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from graders.processor import descendants

PROC = Path("/proc")
PAGE_BYTES = os.sysconf("SC_PAGE_SIZE")


@dataclass(frozen=True)
class Process:
    """One line of the process table."""

    pid: int
    parent: int
    name: str
    resident_bytes: int


@dataclass(frozen=True)
class Killed:
    """A process that had to go."""

    root: int
    """The pid its sandbox was started under."""
    process: Process
    total_bytes: int
    """What the sandbox used altogether before."""
    limit_bytes: int


def sweep(limits: Mapping[int, int], proc: Path = PROC) -> list[Killed]:
    """Brings every sandbox below its limit.

    Parameters
    ----------
    limits : bytes a sandbox may use, by the pid it was started under
    """
    table = process_table(proc)
    return [killed for root, limit in limits.items() for killed in _relieve(root, limit, table, proc)]


def tree_bytes(root: int) -> int:
    """Memory of a process and all below it, pages that several of them share counted once (PSS); 0 if it is gone."""
    return sum(_share_bytes(process, PROC) for process in processes_of(root))


def processes_of(root: int) -> list[Process]:
    """The process and all below it that live now; empty if it is gone.

    Read by their children: the whole table takes a hundred times as long where hundreds of others run.
    """
    found = (_read(PROC / str(pid)) for pid in (root, *descendants(root)))
    return [process for process in found if process]


def process_table(proc: Path = PROC) -> dict[int, Process]:
    """All processes that live now, by pid."""
    found = (_read(Path(entry)) for entry in os.scandir(proc) if entry.name.isdecimal())
    return {process.pid: process for process in found if process}


def _relieve(root: int, limit_bytes: int, table: dict[int, Process], proc: Path) -> list[Killed]:
    tree = _tree(root, table)
    # Resident pages count shared ones in every process, so this sum is never too low; the exact one costs more.
    if sum(process.resident_bytes for process in tree) <= limit_bytes:
        return []
    shares = sorted(((_share_bytes(process, proc), process) for process in tree), key=lambda pair: -pair[0])
    total = sum(share for share, _ in shares)
    killed = []
    for share, process in shares:
        if total <= limit_bytes:
            break
        try:
            os.kill(process.pid, signal.SIGKILL)
        except ProcessLookupError:
            continue
        killed.append(Killed(root, process, total, limit_bytes))
        total -= share
    return killed


def _tree(root: int, table: dict[int, Process]) -> list[Process]:
    """The process and all below it; orphans of a sandbox stay below, as its process number 1 takes them in."""
    children: dict[int, list[Process]] = {}
    for process in table.values():
        children.setdefault(process.parent, []).append(process)
    tree = [table[root]] if root in table else []
    for process in tree:  # grows while it is walked
        tree.extend(children.get(process.pid, ()))
    return tree


def _share_bytes(process: Process, proc: Path) -> int:
    """Proportional set size; for a process that left meanwhile 0, where the kernel hides it the resident size."""
    try:
        lines = (proc / str(process.pid) / "smaps_rollup").read_text(encoding="ascii").splitlines()
    except (FileNotFoundError, ProcessLookupError):
        return 0
    except PermissionError:
        return process.resident_bytes
    return next((int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:")), 0)


def _read(folder: Path) -> Process | None:
    """One `/proc/PID/stat`, such as `4211 (python3 -c x) S 4200 … 23` with the resident pages in field 24."""
    try:
        text = (folder / "stat").read_text(encoding="utf-8", errors="replace")
    except (FileNotFoundError, ProcessLookupError):
        return None
    # The name is in brackets and may itself hold brackets and spaces.
    name, _, rest = text.partition("(")[2].rpartition(")")
    fields = rest.split()
    return Process(int(folder.name), int(fields[1]), name, int(fields[21]) * PAGE_BYTES)
