"""The curriculum, from its folders to the people: check, build, release."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Iterable, Sequence
from pathlib import Path

import curriculum
from curriculum.builder.check import check_programme
from curriculum.builder.faults import CurriculumError, Fault
from curriculum.builder.notebooks import build_source, source_files
from curriculum.builder.programme import Programme, load_programme
from curriculum.builder.units import Unit
from graders.checker import Checker
from graders.exchange.client import ExchangeClient
from graders.exchange.file_names import Limits
from graders.exchange.folder import read_work

CURRICULUM = Path(curriculum.__file__).parent


class CourseError(Exception):
    """It cannot be done; one sentence says why."""


def load() -> Programme:
    """The programme, if its files fit together; CurriculumError names every fault."""
    return load_programme(CURRICULUM)


def try_all(programme: Programme) -> None:
    """Reads the French and tries every exercise on the real checker; CurriculumError names every fault."""

    async def tried() -> tuple[Fault, ...]:
        async with Checker() as checker:
            return await check_programme(programme, checker)

    if faults := asyncio.run(tried()):
        raise CurriculumError(faults)


def chosen(programme: Programme, unit_ids: Sequence[str]) -> tuple[Unit, ...]:
    """These units, or all of them when none is named."""
    known = {unit.unit_id: unit for unit in programme.units}
    if unknown := [unit_id for unit_id in unit_ids if unit_id not in known]:
        raise CourseError(f"no unit {', '.join(unknown)}; there are {', '.join(known)}")
    return tuple(known[unit_id] for unit_id in unit_ids or known)


def build(units: Iterable[Unit], course_root: Path) -> list[str]:
    """Brings `source/` and `release/` up to date; the ids of the units that were not."""
    stale = [unit for unit in units if not _is_built(unit, course_root)]
    for unit in stale:
        build_source(unit, course_root)
        _generate_release(unit, course_root)
        _write(_stamp(unit, course_root, "built"), _digest(unit))
    return [unit.unit_id for unit in stale]


def release(units: Iterable[Unit], course_root: Path, client: ExchangeClient, *, again: bool = False) -> list[str]:
    """Hands out what is new or has changed since; the ids of those units.

    What a trainer has taken back stays so until it changes, or with `again`.
    """
    due = [unit for unit in units if again or _read(_stamp(unit, course_root, "released")) != _digest(unit)]
    for unit in due:
        files = read_work(course_root / "release" / unit.unit_id, Limits()).files
        client.put_release(unit.unit_id, files)
        _write(_stamp(unit, course_root, "released"), _digest(unit))
    return [unit.unit_id for unit in due]


def _generate_release(unit: Unit, course_root: Path) -> None:
    # nbgrader is slow to load, and mostly nothing is stale.
    from graders.notebook import course as nbgrader_course

    try:
        nbgrader_course.generate_assignment(course_root, unit.unit_id)
    except nbgrader_course.CourseError as error:
        raise CourseError(str(error)) from error


def _is_built(unit: Unit, course_root: Path) -> bool:
    notebook = course_root / "release" / unit.unit_id / unit.notebook_name
    return notebook.exists() and _read(_stamp(unit, course_root, "built")) == _digest(unit)


def _stamp(unit: Unit, course_root: Path, step: str) -> Path:
    """Says with which source a step was done; written last, so that one cut short is done again."""
    return course_root / f".{step}" / unit.unit_id


def _digest(unit: Unit) -> str:
    digest = hashlib.sha256()
    for name, data in sorted(source_files(unit).items()):
        digest.update(f"{name}\0{len(data)}\0".encode() + data)
    return digest.hexdigest()


def _read(file: Path) -> str:
    return file.read_text(encoding="ascii") if file.exists() else ""


def _write(file: Path, text: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="ascii")
