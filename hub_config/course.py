"""The curriculum, from its folders to the people: check, build, release."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from pathlib import Path

import curriculum
from curriculum.builder.notebooks import build_source, source_files
from curriculum.builder.programme import Programme, load_programme
from curriculum.builder.units import Unit
from graders.exchange.client import AnswerError, ExchangeClient
from graders.exchange.file_names import Limits
from graders.exchange.folder import read_work

CURRICULUM = Path(curriculum.__file__).parent


class CourseError(Exception):
    """It cannot be done; one sentence says why."""


def check() -> Programme:
    """The programme, if it has no fault; CurriculumError names all there are."""
    return load_programme(CURRICULUM)


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
        stamp = _stamp(unit, course_root)
        stamp.parent.mkdir(parents=True, exist_ok=True)
        stamp.write_text(_digest(unit), encoding="ascii")
    return [unit.unit_id for unit in stale]


def release(units: Iterable[Unit], course_root: Path, client: ExchangeClient) -> list[str]:
    """Hands out what is new or has changed; the ids of those units."""
    return [unit.unit_id for unit in units if _release(unit.unit_id, course_root, client)]


def _generate_release(unit: Unit, course_root: Path) -> None:
    # nbgrader is slow to load, and mostly nothing is stale.
    from graders.notebook import course as nbgrader_course

    try:
        nbgrader_course.generate_assignment(course_root, unit.unit_id)
    except nbgrader_course.CourseError as error:
        raise CourseError(str(error)) from error


def _release(unit_id: str, course_root: Path, client: ExchangeClient) -> bool:
    files = dict(read_work(course_root / "release" / unit_id, Limits()).files)
    try:
        _, handed_out, _ = client.release(unit_id)
    except AnswerError as error:
        if error.status != 404:
            raise
        handed_out = {}
    if handed_out == files:
        return False
    client.put_release(unit_id, files)
    return True


def _is_built(unit: Unit, course_root: Path) -> bool:
    stamp = _stamp(unit, course_root)
    built = stamp.exists() and stamp.read_text(encoding="ascii") == _digest(unit)
    return built and (course_root / "release" / unit.unit_id / unit.notebook_name).exists()


def _stamp(unit: Unit, course_root: Path) -> Path:
    """Says from which source the release was made; written last, so a build that was cut short is done again."""
    return course_root / ".built" / unit.unit_id


def _digest(unit: Unit) -> str:
    digest = hashlib.sha256()
    for name, data in sorted(source_files(unit).items()):
        digest.update(f"{name}\0{len(data)}\0".encode() + data)
    return digest.hexdigest()
