"""The names CSS knows (`names.yml`), and which of them was probably meant."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from graders.text import fold_text

CLOSE = 0.7  # "with" is not near "width" enough for difflib's own 0.6 to be a risk; "colr" is for "color"


@cache
def _lists() -> Mapping[str, Any]:
    lists: Mapping[str, Any] = yaml.safe_load(Path(__file__).with_suffix(".yml").read_text(encoding="utf-8"))
    return lists


@cache
def names(kind: str) -> frozenset[str]:
    """The names of a kind: "properties", "taught", "units", "colors" …"""
    return frozenset(_lists()[kind])


def nearest(name: str, candidates: Iterable[str], close: float = CLOSE) -> str | None:
    """The candidate that was probably meant, if one is near."""
    return next(iter(difflib.get_close_matches(name.lower(), sorted(candidates), n=1, cutoff=close)), None)


def nearest_property(name: str) -> str | None:
    """The property that was probably meant: a French name's, one that is taught, then any."""
    meant: str | None = _lists()["french_properties"].get(fold_text(name))
    taught = nearest(name, names("taught"))
    return meant or taught or nearest(name, names("properties"), 0.8)


def in_css(word: str) -> str | None:
    """What CSS says for a French word: « rouge » is "red"."""
    meant: str | None = _lists()["french"].get(fold_text(word))
    return meant
