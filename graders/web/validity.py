"""What a validator says of a page, in French: the first root cause counts, not its cascades."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Fault:
    """One fault: `rule_id` of html-validate, the line it is on, and what the French sentence names."""

    rule_id: str
    line: int
    values: Mapping[str, str] = field(default_factory=dict)
