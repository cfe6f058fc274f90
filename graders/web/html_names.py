"""The names HTML knows (`html_names.yml`), to tell a slip of the keyboard from a name of one's own.

An attribute counts as known wherever it stands; which element may have it is not judged here.
"""

from __future__ import annotations

import difflib
from functools import cache
from pathlib import Path

import yaml


@cache
def names(kind: str) -> frozenset[str]:
    """The names of a kind: "elements", "attributes", "obsolete" or "rdfa"."""
    text = Path(__file__).with_suffix(".yml").read_text(encoding="utf-8")
    return frozenset(yaml.safe_load(text)[kind])


def is_attribute(name: str) -> bool:
    """True for a name that HTML knows or knew, or leaves to authors (data-…, aria-…, on…)."""
    known = names("attributes") | names("obsolete") | names("rdfa")
    return name in known or name.startswith(("data-", "aria-", "on"))


def nearest(name: str, kind: str) -> str | None:
    """The name of this kind that was probably meant, if one is near."""
    return next(iter(difflib.get_close_matches(name.lower(), sorted(names(kind)), n=1)), None)
