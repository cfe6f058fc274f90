"""How a benchmark prints: ours and the peer's on one line, with the ratio."""

from __future__ import annotations

import statistics
from collections.abc import Sequence


def line(what: str, ours: Sequence[float], peer: Sequence[float] | None, unit: str, peer_name: str = "") -> str:
    """One row: medians with their range, and how many times less ours takes than the peer.

    >>> line("start", [1.0, 2.0, 3.0], [4.0], "s", "stock hub")
    'start                                    ours    2.00 s [1.00-3.00]   stock hub    4.00 s [4.00-4.00]   x 2.0'
    """
    text = f"{what:<40} ours {spread(ours, unit)}"
    if peer:
        ratio = statistics.median(peer) / statistics.median(ours)
        text += f"   {peer_name} {spread(peer, unit)}   x {ratio:.1f}"
    return text


def spread(values: Sequence[float], unit: str) -> str:
    """Median and range: `   2.00 s [1.00-3.00]`."""
    return f"{statistics.median(values):7.2f} {unit} [{min(values):.2f}-{max(values):.2f}]"
