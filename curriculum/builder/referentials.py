"""The official frames a unit refers to: DWWM, MDN, Pix, RGAA, RGESN, and our own levels of practice at the Fab Lab.

id: dwwm
title: "Titre professionnel Développeur web et web mobile (RNCP37674)"
version: "TP-01280, millésime 04"
source: "Ministère du Travail, arrêté du 26 avril 2023"
read_on: 2026-11-23
aims: [CP3]                       # what the year wants to teach of it; left out where nothing was chosen
entries:
  "CP3": "Réaliser des interfaces utilisateur statiques web ou web mobile"
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from curriculum.builder.faults import Fault, did_you_mean
from curriculum.builder.fields import Fields, read_fields

KEYS = ("id", "title", "version", "source", "read_on", "aims", "entries")
BLOC = "BC"  # a bloc of DWWM is a heading, though its competences have ids of their own


@dataclass(frozen=True)
class Referential:
    """One frame in one version.

    `entries` are its official labels by id, `read_on` the day we looked, `aims` the ids the year wants to teach.
    """

    referential_id: str
    title: str
    version: str
    source: str
    read_on: date
    aims: tuple[str, ...]
    entries: Mapping[str, str]

    @property
    def criteria(self) -> tuple[str, ...]:
        """The ids that are no heading of others: 1.1 but not 1, CP3 but not BC01."""
        headings = {entry_id.rpartition(".")[0] for entry_id in self.entries}
        return tuple(each for each in self.entries if each not in headings and not each.startswith(BLOC))


def read_referentials(folder: Path, faults: list[Fault]) -> dict[str, Referential]:
    """Every referential of the folder by id, which is also its file's name."""
    found = {}
    for path in sorted(folder.glob("*.yml")):
        fields = read_fields(path, faults, known=KEYS)
        if fields is None:
            continue
        referential_id = fields.text("id")
        if referential_id != path.stem:
            fields.fault("id", f"is {referential_id!r}; expected {path.stem!r}, the file's name")
        referential = found[path.stem] = Referential(
            referential_id,
            fields.text("title"),
            fields.text("version"),
            fields.text("source"),
            fields.day("read_on"),
            fields.texts("aims"),
            fields.text_map("entries"),
        )
        for aim, line in fields.texts_with_lines("aims"):
            if aim not in referential.entries:
                fields.note(line, f"aims names {aim!r}{did_you_mean(aim, referential.entries)}")
    if not found:
        faults.append(Fault(folder, None, "holds no referential; expected dwwm.yml, rgaa.yml …"))
    return found


def read_competences(fields: Fields, referentials: Mapping[str, Referential]) -> dict[str, tuple[str, ...]]:
    """The ids a part of a unit refers to, by referential; a fault for each that does not exist.

    {"dwwm": ("CP3",), "rgaa": ("8.3", "9.1")}
    """
    found = {}
    for name, referential in referentials.items():
        if name not in fields:
            continue
        entries = fields.texts_with_lines(name)
        found[name] = tuple(entry_id for entry_id, _ in entries)
        for entry_id, line in entries:
            if entry_id not in referential.entries:
                hint = did_you_mean(entry_id, referential.entries)
                fields.note(line, f"{name} has no {entry_id!r} in version {referential.version}{hint}")
    return found
