"""The whole programme: `programme.yml` gives the order and the calendar, the folders give the units.

title: Développeur intégrateur web, en un an
minutes: {lesson: 180, exercises: 420, project: 480, others: 480}   # what a week has for each
modules:
  - id: M1
    title: HTML
    weeks:
      - {week: 4, kind: content, units: [web-s04-html-base], exercises: 6}   # how many are planned
      - {week: 9, kind: revision, title: Révision 1}
tracks:   # without a calendar: for trainees, and for whoever comes
  - {track: fab3d, title: Impression 3D, units: [fab3d-fab-01-premier-objet]}
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from curriculum.builder.faults import CurriculumError, Fault, did_you_mean
from curriculum.builder.fields import Fields, read_fields
from curriculum.builder.red_thread import RedThread, read_red_thread
from curriculum.builder.red_thread_files import red_thread_files
from curriculum.builder.referentials import Referential, read_referentials
from curriculum.builder.typography import french
from curriculum.builder.units import Minutes, Track, Unit, read_unit


class WeekKind(Enum):
    """What a week is for."""

    CONTENT = "content"
    REVISION = "revision"
    COMPANY = "company"
    CLOSING = "closing"


@dataclass(frozen=True)
class Week:
    """One worked week of the year, counted from 1, and the units taught in it.

    `exercises` is how many graded ones the plan has for it; None if it says nothing.
    """

    number: int
    kind: WeekKind
    module_id: str
    title: str
    unit_ids: tuple[str, ...]
    exercises: int | None = None


@dataclass(frozen=True)
class WeekMinutes(Minutes):
    """What a week has for a unit, and for all the rest: recall, peers, guidance, English."""

    others: int


@dataclass(frozen=True)
class Module:
    """A stretch of weeks with one aim."""

    module_id: str
    title: str


@dataclass(frozen=True)
class OpenTrack:
    """Units that have no week, in the order they are taken."""

    track: Track
    title: str
    unit_ids: tuple[str, ...]


@dataclass(frozen=True)
class Programme:
    """Modules and weeks in their order; `units` in the order they are taught, the year's first; the referentials by id.

    `minutes` is what a week has for lesson, exercises and project. `red_thread` is empty where there is
    no folder `fil_rouge`.
    """

    title: str
    path: Path
    minutes: WeekMinutes
    modules: tuple[Module, ...]
    weeks: tuple[Week, ...]
    tracks: tuple[OpenTrack, ...]
    units: tuple[Unit, ...]
    referentials: Mapping[str, Referential]
    red_thread: RedThread


def load_programme(root: Path) -> Programme:
    """The programme under `root` (the folder `curriculum`); CurriculumError with every fault there is."""
    faults: list[Fault] = []
    referentials = read_referentials(root / "referentials", faults)
    red_thread = _read_red_thread(root / "fil_rouge", faults)
    path = root / "programme.yml"
    fields = read_fields(path, faults, known=("title", "minutes", "modules", "tracks"))
    if fields is None:
        raise CurriculumError(faults)
    modules, weeks = _read_calendar(fields)
    tracks = _read_tracks(fields)
    folders = {f"{path.parent.parent.name}-{path.parent.name}": path.parent for path in _unit_files(root)}
    in_order = [*(week.unit_ids for week in weeks), *(track.unit_ids for track in tracks)]
    order = tuple(dict.fromkeys(unit_id for unit_ids in in_order for unit_id in unit_ids))
    for unit_id in folders.keys() - set(order):
        faults.append(
            Fault(folders[unit_id] / "unit.yml", None, f"is not in programme.yml; give {unit_id!r} a week or a track")
        )
    shared = red_thread_files(red_thread) if not faults else {}
    units = tuple(
        unit
        for unit_id in order
        if unit_id in folders
        and (unit := read_unit(
            folders[unit_id],
            weeks=tuple(week.number for week in weeks if unit_id in week.unit_ids),
            referentials=referentials,
            shared=shared,
            faults=faults,
        ))
    )  # fmt: skip
    _look_at_order(fields, order, folders, faults)
    minutes = _read_minutes(fields)
    _look_at_requires(units, order, faults)
    _look_at_minutes(units, minutes, faults)
    _look_at_recall_ids(units, faults)
    if faults:
        raise CurriculumError(faults)
    return Programme(
        french(fields.text("title")), path, minutes, modules, weeks, tracks, units, referentials, red_thread
    )


def _read_red_thread(folder: Path, faults: list[Fault]) -> RedThread:
    return read_red_thread(folder, faults) if folder.is_dir() else RedThread(folder, (), (), (), ())


def _unit_files(root: Path) -> list[Path]:
    return sorted(path for track in Track for path in (root / track.value).glob("*/unit.yml"))


def _read_calendar(fields: Fields) -> tuple[tuple[Module, ...], tuple[Week, ...]]:
    modules, weeks = [], list[Week]()
    for group in fields.groups("modules", known=("id", "title", "weeks")):
        module = Module(group.text("id"), french(group.text("title")))
        modules.append(module)
        for row in group.groups("weeks", known=("week", "kind", "title", "units", "exercises")):
            week = Week(
                number=row.whole_number("week"),
                kind=row.one_of("kind", WeekKind),
                module_id=module.module_id,
                title=french(row.text("title", default="")),
                unit_ids=row.texts("units"),
                exercises=row.whole_number("exercises") if "exercises" in row else None,
            )
            if weeks and week.number <= weeks[-1].number:
                row.fault("week", f"is {week.number}, after week {weeks[-1].number}; expected weeks in their order")
            if week.kind is WeekKind.CONTENT and not week.unit_ids:
                row.fault("units", "is empty; a week of content has at least one unit")
            weeks.append(week)
    if not weeks:
        fields.fault("modules", "holds no week")
    return tuple(modules), tuple(weeks)


def _read_tracks(fields: Fields) -> tuple[OpenTrack, ...]:
    found = []
    for row in fields.groups("tracks", known=("track", "title", "units")):
        track = OpenTrack(row.one_of("track", Track), french(row.text("title")), row.texts("units"))
        if strangers := [each for each in track.unit_ids if not each.startswith(f"{track.track.value}-")]:
            row.fault("units", f"holds {strangers[0]!r}; expected units of the track {track.track.value}")
        found.append(track)
    return tuple(found)


def _read_minutes(fields: Fields) -> WeekMinutes:
    kinds = ("lesson", "exercises", "project", "others")
    group = fields.group("minutes", known=kinds, optional=False)
    return WeekMinutes(*(group.whole_number(kind) if group is not None else 0 for kind in kinds))


def _look_at_minutes(units: tuple[Unit, ...], week: WeekMinutes, faults: list[Fault]) -> None:
    """A unit fits into its weeks, and its exercises into what it has for them.

    How much of it is lesson, exercises or project is its own affair: a week of revision teaches less and makes more.
    """
    for unit in units:
        path, wanted = unit.path / "unit.yml", unit.minutes
        there = (week.lesson + week.exercises + week.project) * len(unit.weeks)
        if there and (total := wanted.lesson + wanted.exercises + wanted.project) > there:
            faults.append(Fault(path, None, f"minutes are {total} in all; programme.yml has {there} for it"))
        together = sum(taught.minutes for taught in unit.exercises)
        if together > wanted.exercises:
            sentence = f"minutes.exercises is {wanted.exercises}; the exercises take {together} together"
            faults.append(Fault(path, None, sentence))


def _look_at_order(fields: Fields, order: tuple[str, ...], folders: Mapping[str, Path], faults: list[Fault]) -> None:
    text = fields.path.read_text(encoding="utf-8")
    for unit_id in order:
        if unit_id not in folders:
            line = text.count("\n", 0, text.index(unit_id)) + 1
            faults.append(Fault(fields.path, line, f"unit {unit_id!r} is not there{did_you_mean(unit_id, folders)}"))


def _look_at_requires(units: tuple[Unit, ...], order: tuple[str, ...], faults: list[Fault]) -> None:
    for unit in units:
        path = unit.path / "unit.yml"
        for needed in unit.requires:
            if needed not in order:
                hint = did_you_mean(needed, order)
                faults.append(Fault(path, None, f"requires {needed!r}, which is not there{hint}"))
            elif order.index(needed) >= order.index(unit.unit_id):
                faults.append(Fault(path, None, f"requires {needed!r}, which programme.yml places after it"))


def _look_at_recall_ids(units: tuple[Unit, ...], faults: list[Fault]) -> None:
    first: dict[str, Unit] = {}
    for unit in units:
        for item in unit.recall:
            other = first.setdefault(item.item_id, unit)
            if other is not unit:
                sentence = f"question {item.item_id!r} is also in {other.unit_id}"
                faults.append(Fault(unit.path / "recall.yml", None, sentence))
