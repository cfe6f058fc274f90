"""The curriculum, from its folders to the people: check, build, release."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Iterable, Sequence
from pathlib import Path

import curriculum
from curriculum.builder.check import check_course
from curriculum.builder.faults import CurriculumError
from curriculum.builder.notebooks import build_source, source_files
from curriculum.builder.pictures import make_pictures
from curriculum.builder.programme import Programme, load_programme
from curriculum.builder.red_thread_files import red_thread_files
from curriculum.builder.trials import Tell, run_elsewhere, run_here
from curriculum.builder.units import Unit
from graders.exchange.client import ExchangeClient
from graders.exchange.file_names import Limits
from graders.exchange.folder import read_work
from graders.web.cdp import CdpError
from graders.web.tab import PageStuck
from hub_config.mesh_inspector import MeshInspector

CURRICULUM = Path(curriculum.__file__).parent


class CourseError(Exception):
    """It cannot be done; one sentence says why."""


def load() -> Programme:
    """The programme, if its files fit together; CurriculumError names every fault."""
    return load_programme(CURRICULUM)


def try_all(programme: Programme, units: Sequence[Unit], tell: Tell) -> None:
    """Reads the French of these units and tries each of their exercises twice; CurriculumError names every fault.

    `tell` hears how far it is.
    """
    second = run_elsewhere(CURRICULUM, "hub_config.second_run")
    if faults := asyncio.run(check_course(programme, units, run_here(MeshInspector()), second, tell)):
        raise CurriculumError(faults)


def chosen(programme: Programme, names: Sequence[str]) -> tuple[Unit, ...]:
    """The units of these names (`web-s04-html-base`, or S04 as people say), or all of them when none is named."""
    named = {unit.code.casefold(): unit for unit in programme.units} | {unit.unit_id: unit for unit in programme.units}
    if unknown := [name for name in names if name.casefold() not in named]:
        known = ", ".join(unit.unit_id for unit in programme.units)
        raise CourseError(f"no unit {', '.join(unknown)}; there are {known}")
    wanted = {named[name.casefold()].unit_id for name in names} or {unit.unit_id for unit in programme.units}
    return tuple(unit for unit in programme.units if unit.unit_id in wanted)


def assignment_of(programme: Programme, name: str) -> str:
    """The assignment of a unit (S04, or `web-s04-html-base`); any other name is an assignment of the trainer's own."""
    units = {unit.code.casefold(): unit for unit in programme.units}
    return units[name.casefold()].unit_id if name.casefold() in units else name


def take_pictures(programme: Programme, name: str, widths: Sequence[int]) -> list[Path]:
    """The reference pictures of an exercise (`web-s04-html-base/03`), made from its solution."""
    unit_name, _, number = name.partition("/")
    (unit,) = chosen(programme, [unit_name])
    found = next((taught for taught in unit.exercises if taught.exercise.number == number), None)
    if found is None:
        numbers = ", ".join(taught.exercise.number for taught in unit.exercises)
        raise CourseError(f"no exercise {number!r} in {unit.unit_id}; there are {numbers}")
    try:
        return asyncio.run(make_pictures(found, widths))
    except (ValueError, OSError, CdpError, PageStuck) as error:
        raise CourseError(f"{name}: {error}") from error


def print_pdf(programme: Programme, name: str) -> bytes:
    """The unit of this name, on paper."""
    # nbconvert is slow to load.
    from curriculum.builder.paper import print_unit

    (unit,) = chosen(programme, [name])
    try:
        return asyncio.run(print_unit(unit))
    except (OSError, CdpError, PageStuck) as error:
        raise CourseError(f"{unit.unit_id}: {error}") from error


def write_data(programme: Programme, folder: Path) -> list[Path]:
    """The red thread's files, written into the folder; those that are there are replaced."""
    written = []
    for name, data in red_thread_files(programme.red_thread).items():
        path = folder / name
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
        except OSError as error:
            raise CourseError(f"{path}: {error.strerror}") from error
        written.append(path)
    return written


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
