"""Who had a processor, who waited for one, and who has to wait behind the others; as the kernel tells in /proc.

Whether a page or a server is late by its own doing, or because the machine is busy, is decided here.
"""

from __future__ import annotations

import contextlib
import os
import time
from collections import deque
from collections.abc import Callable, Sequence
from pathlib import Path

SPENDING_S = 2.0
QUEUEING_S = 3.0  # what is looked back at: as long as a page may take to load
MOMENT_S = 0.3
LOWEST = 19  # ref: sched(7), the nice value


class Spending:
    """How much processor time each process used lately: what it used long ago is forgiven, as the validator's."""

    def __init__(self, read: Callable[[int], float] | None = None, clock: Callable[[], float] = time.monotonic) -> None:
        self._read = read or cpu_s
        self._clock = clock
        self._began: dict[int, tuple[float, float]] = {}

    def since_lately_s(self, pid: int) -> float:
        """Seconds of processor time since the last time they were counted anew, at most SPENDING_S ago and a little."""
        now, used_s = self._clock(), self._read(pid)
        at, before_s = self._began.setdefault(pid, (now, used_s))
        if now - at > SPENDING_S:
            self._began[pid] = (now, used_s)
        return used_s - before_s


class Queueing:
    """How long processes waited for a processor that was busy with others, over the last seconds."""

    def __init__(self, every_s: float, read: Callable[[int], tuple[float, float]] | None = None) -> None:
        """`every_s` is how often `note` is called."""
        self._read = read or run_and_wait_s
        self._last: dict[int, tuple[float, float]] = {}
        self._recent: deque[tuple[float, float]] = deque(maxlen=round(QUEUEING_S / every_s))

    def note(self, pids: Sequence[int]) -> None:
        """Add what these processes did since the last time."""
        now = {pid: self._read(pid) for pid in pids}
        known = [(now[pid], self._last[pid]) for pid in now.keys() & self._last.keys()]
        self._recent.append((sum(new[0] - old[0] for new, old in known), sum(new[1] - old[1] for new, old in known)))
        self._last = now

    @property
    def is_long(self) -> bool:
        """True if they waited more than they ran, and for longer than a moment."""
        run_s, wait_s = (sum(one) for one in zip(*self._recent, strict=True)) if self._recent else (0.0, 0.0)
        return wait_s > max(run_s, MOMENT_S)


def run_and_wait_s(pid: int) -> tuple[float, float]:
    """Seconds the first thread of a process had a processor, and waited for one; zeros if it is gone.

    ref: https://docs.kernel.org/scheduler/sched-stats.html#proc-pid-schedstat
    """
    fields = proc_file(pid, "schedstat").split()
    return (int(fields[0]) / 1e9, int(fields[1]) / 1e9) if fields else (0.0, 0.0)


def descendants(pid: int) -> list[int]:
    """Process ids below `pid`, parents first; those that end meanwhile may be missing."""
    found = [pid]
    for one in found:  # grows while it is walked; an orphan that moves to another parent meanwhile is met twice
        found.extend(child for child in children(one) if child not in found)
    return found[1:]


def children(pid: int) -> list[int]:
    """The processes that any thread of a process has started and that still run; none if it is gone.

    ref: https://man7.org/linux/man-pages/man5/proc_pid_task.5.html
    """
    try:
        threads = os.listdir(f"/proc/{pid}/task")
    except OSError:
        return []
    return [int(word) for thread in threads for word in proc_file(pid, f"task/{thread}/children").split()]


def cpu_s(pid: int) -> float:
    """Seconds of processor time a process has used; 0 if it is gone."""
    fields = proc_file(pid, "stat").rpartition(b")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK") if fields else 0.0


def put_behind(pid: int) -> None:
    """Give every thread of a process the lowest priority; those it starts later have it from them."""
    with contextlib.suppress(OSError):  # gone meanwhile
        for thread in os.listdir(f"/proc/{pid}/task"):
            if os.getpriority(os.PRIO_PROCESS, int(thread)) < LOWEST:
                os.setpriority(os.PRIO_PROCESS, int(thread), LOWEST)


def proc_file(pid: int, name: str) -> bytes:
    """What `/proc/PID/NAME` holds; nothing if the process is gone."""
    try:
        return Path(f"/proc/{pid}/{name}").read_bytes()
    except OSError:
        return b""
