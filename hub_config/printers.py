"""The printers of the place, as `atelier.toml` names them:

    printers = [
      { name = "mk3s", label = "Prusa MK3S", protocol = "octoprint", url = "http://10.0.0.7",
        profiles = ["prusa-mk3s-pla"] },
    ]

A printer's key is not in that file, but alone in `secrets/printer-mk3s`, where only the service reads it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from fab_notebooks.slicing_profile import profile_names

SIMULATED = "simulated"
PROTOCOLS = (SIMULATED, "octoprint", "moonraker", "prusalink")
NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,31}")
URL = re.compile(r"https?://\S+")


@dataclass(frozen=True)
class PrinterPlace:
    """One machine: what people call it, who speaks for it, and how it is sliced for."""

    name: str
    label: str
    protocol: str
    profiles: tuple[str, ...]
    """The names of the slicing profiles it prints, the usual one first."""
    url: str = ""
    """Of its print server; the simulated one's is known."""

    @property
    def is_simulated(self) -> bool:
        """Whether nothing is really printed; every page says so."""
        return self.protocol == SIMULATED


DEFAULT = (
    {
        "name": "simulee",
        "label": "Imprimante d’essai",
        "protocol": SIMULATED,
        "profiles": ["simulee-pla", "simulee-pla-fine"],
    },
)


def printer_places(values: Sequence[Mapping[str, Any]]) -> tuple[PrinterPlace, ...]:
    """The printers of checked settings."""
    return tuple(PrinterPlace(**{**value, "profiles": tuple(value["profiles"])}) for value in values)


def faults(values: object) -> Iterator[str]:
    """What is wrong with the setting `printers`, a sentence each."""
    if not isinstance(values, list | tuple) or not all(isinstance(value, Mapping) for value in values):
        yield f"printers is {values!r}; expected a list of tables, such as [{as_toml(DEFAULT[0])}]"
        return
    names = [value.get("name") for value in values]
    for number, value in enumerate(values, start=1):
        where = f"printers, number {number}"
        for name in value.keys() - PrinterPlace.__annotations__.keys():
            yield f"{where}: {name} is nothing of a printer; there are {', '.join(PrinterPlace.__annotations__)}"
        for name, expected, is_right in _expectations(value, names):
            if not is_right:
                yield f"{where}: {name} is {value.get(name)!r}; expected {expected}"
    if sum(value.get("protocol") == SIMULATED for value in values) > 1:
        yield "printers: more than one is simulated; there is one simulator"


def as_toml(value: Mapping[str, Any]) -> str:
    """One printer on one line of the settings file."""
    return "{ " + ", ".join(f"{name} = {json.dumps(each, ensure_ascii=False)}" for name, each in value.items()) + " }"


def _expectations(value: Mapping[str, Any], names: Sequence[object]) -> Iterator[tuple[str, str, bool]]:
    name, label = str(value.get("name", "")), value.get("label")
    yield "name", "a short one of its own, of a-z, 0-9 and -", bool(NAME.fullmatch(name)) and names.count(name) == 1
    yield "label", "what people call it", isinstance(label, str) and bool(label.strip())
    yield "protocol", f"one of {', '.join(PROTOCOLS)}", value.get("protocol") in PROTOCOLS
    profiles, known = value.get("profiles"), profile_names()
    are_known = isinstance(profiles, list) and profiles and all(profile in known for profile in profiles)
    yield "profiles", f"a list of {', '.join(known)}", bool(are_known)
    if value.get("protocol") != SIMULATED:
        yield (
            "url",
            "the address of its print server, such as http://10.0.0.7",
            bool(URL.fullmatch(str(value.get("url")))),
        )
