"""Memory of a tree of processes, shared pages counted once (PSS)."""

from __future__ import annotations

from collections.abc import Iterable

import psutil


def tree_of(pid: int) -> list[psutil.Process]:
    """A process and all below it; empty if it has ended."""
    try:
        root = psutil.Process(pid)
        return [root, *root.children(recursive=True)]
    except psutil.NoSuchProcess:
        return []


def pss_bytes(processes: Iterable[psutil.Process]) -> int:
    """Proportional set size of the processes, in bytes; one that has ended counts 0."""
    total = 0
    for process in processes:
        try:
            total += process.memory_full_info().pss
        except (psutil.NoSuchProcess, psutil.AccessDenied):
            continue
    return total
