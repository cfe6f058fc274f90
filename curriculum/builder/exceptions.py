"""Where plain French gives way: few places, each named with its reason, and gone as soon as it is not needed.

- file: web/s04-html-base/lesson.md
  fault: "says « CSS »"
  reason: "the word the trainees hear from the first day on; S10 explains it"
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from curriculum.builder.faults import Fault
from curriculum.builder.fields import read_fields

FEW = 12  # with more of them it is the rule that is wrong
FILE = Path(__file__).with_name("plain_french_exceptions.yml")


@dataclass(frozen=True)
class Excused:
    """A fault that may stand: the file it is in, from the curriculum's folder on, and how its sentence begins."""

    file: str
    fault: str
    line: int


def without_excused(faults: Iterable[Fault], folders: Sequence[Path], path: Path = FILE) -> list[Fault]:
    """The faults less those that are excused; with a fault for each excuse of these folders that nothing needs."""
    listed: list[Fault] = []
    excuses = _read(path, listed)
    left, used = listed, set()
    for fault in faults:
        excuse = next((each for each in excuses if _covers(each, fault)), None)
        if excuse is None:
            left.append(fault)
        else:
            used.add(excuse)
    for excuse in excuses:
        looked_at = any(excuse.file.startswith(f"{folder.parent.name}/{folder.name}/") for folder in folders)
        if looked_at and excuse not in used:
            left.append(Fault(path, excuse.line, f"excuses what {excuse.file} no longer says; take it out"))
    return left


def _covers(excuse: Excused, fault: Fault) -> bool:
    return fault.path.as_posix().endswith(f"/{excuse.file}") and fault.sentence.startswith(excuse.fault)


def _read(path: Path, faults: list[Fault]) -> list[Excused]:
    fields = read_fields(path, faults, known=("exceptions",))
    groups = fields.groups("exceptions", known=("file", "fault", "reason")) if fields is not None else ()
    if fields is not None and len(groups) > FEW:
        fields.fault("exceptions", f"holds {len(groups)}; expected at most {FEW}: change the text, or the rule")
    for group in groups:
        group.text("reason")  # missing or empty, it is told
    return [Excused(group.text("file"), group.text("fault"), group.line) for group in groups]
