"""G-code before it goes to a machine: only commands that a print needs, within the machine and its temperatures.

A line is a command, its words, and a comment; the slicer's own words about the whole job are comments:

    G1 X10.5 Y20 E0.35 F1800 ; a move
    ; estimated printing time (normal mode) = 16m 57s

Everything that is not on the list `ALLOWED` is refused: emergency stop, writing into the machine's memory, its SD card,
its firmware, "host commands" that a print server would obey. Millimetres, seconds, degrees Celsius.

ref: https://marlinfw.org/meta/gcode/
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from string import ascii_uppercase

from fab_notebooks.slicing_profile import SlicingProfile

LINE_CHARACTERS = 512
FAULTS_MAX = 20
"""The first ones are enough to see what is wrong."""

AXES = frozenset("XYZ")
MOVES = frozenset({"G0", "G1"})
"""No arcs (G2, G3): their ends say nothing of where they pass; our profiles make none."""
NOZZLE = frozenset({"M104", "M109"})
BED = frozenset({"M140", "M190"})

ALLOWED = {
    **dict.fromkeys(MOVES, "moves"),
    "G4": "waits",
    "G10": "retracts",
    "G11": "recovers",
    "G21": "millimetres",
    "G28": "homes",
    "G29": "measures the bed",
    "G80": "measures the bed (Prusa)",
    "G90": "absolute positions",
    "G91": "relative positions",
    "G92": "says where it is",
    "M73": "progress on its screen",
    "M82": "absolute filament",
    "M83": "relative filament",
    "M84": "motors off",
    "M104": "heats the nozzle",
    "M105": "tells temperatures",
    "M106": "fan on",
    "M107": "fan off",
    "M109": "waits for the nozzle",
    "M115": "tells its firmware",
    "M117": "words on its screen",
    "M140": "heats the bed",
    "M190": "waits for the bed",
    "M201": "limits of acceleration",
    "M203": "limits of speed",
    "M204": "acceleration",
    "M205": "jerk",
    "M220": "speed factor",
    "M221": "flow factor",
    "M400": "waits for the moves",
    "M862.1": "checks the nozzle",
    "M862.3": "checks the model",
    "M900": "linear advance",
    "M907": "motor current",
    "T0": "the only tool",
}
"""Command → what it is for."""

WORD = re.compile(r"([A-Z])([-+]?(?:\d+\.?\d*|\.\d+))?")
"""A letter with a number or alone; no exponents: what reads them otherwise than we do would go elsewhere."""
FREE = frozenset({"M115", "M117", "M862.3"})
"""These take any text: words for the screen, the version of a firmware, the name of a model."""
LETTERS = {
    **dict.fromkeys(MOVES, frozenset("XYZEF")),
    **dict.fromkeys(NOZZLE, frozenset("SRT")),
    **dict.fromkeys(BED, frozenset("SR")),
    **dict.fromkeys(("G10", "G11"), frozenset("S")),
    "G28": frozenset("XYZW"),
    "G29": frozenset(),
    "G92": frozenset("E"),
}
"""What some commands may be told; with other letters they are other commands: `M109 B` heats beyond its S, `M104 I` to
what the machine has stored, `G10 L2` and `G92 X` move the origin, `G29 S` writes into the memory."""
ANY_LETTER = frozenset(ascii_uppercase) - frozenset("GMN")
"""Of the others: behind G, M or N, some firmwares read a command of its own."""
COMMAND = re.compile(r"[GMT]\d+(?:\.\d+)?")
ESTIMATE = re.compile(
    r"; (estimated printing time \(normal mode\)|total filament used \[g\]|filament used \[mm\]) = (.+)"
)
TIME_PART = re.compile(r"(\d+)([dhms])")
SECONDS = {"d": 86_400, "h": 3600, "m": 60, "s": 1}


@dataclass(frozen=True)
class GcodeFault:
    """Why a job may not go to the machine; lines are counted from 1."""

    line: int
    found: str
    sentence: str

    def __str__(self) -> str:
        """In one sentence."""
        return f"line {self.line}: {self.found!r}: {self.sentence}"


@dataclass(frozen=True)
class Estimate:
    """What a job takes, as the slicer has it."""

    seconds: int
    grams: float
    filament_mm: float


class EstimateError(Exception):
    """The slicer's words about the job are missing."""


@dataclass
class _Machine:
    """Where the nozzle is; only what the walls of the machine need."""

    position: dict[str, float] = field(default_factory=lambda: dict.fromkeys(AXES, 0.0))
    is_absolute: bool = True
    homed: set[str] = field(default_factory=set)
    """The axes whose place it knows."""


def gcode_faults(gcode: bytes, profile: SlicingProfile) -> tuple[GcodeFault, ...]:
    """Why this job may not be sent to a machine of this profile; empty if it may. At most `FAULTS_MAX`."""
    try:
        text = gcode.decode("ascii")
    except UnicodeDecodeError as error:
        line = gcode.count(b"\n", 0, error.start) + 1
        return (GcodeFault(line, repr(gcode[error.start : error.start + 8]), "is no text; expected G-code in ASCII"),)
    faults: list[GcodeFault] = []
    # A lone carriage return ends a line, too: firmwares and print servers obey what comes behind it.
    for fault in _faults(text.replace("\r\n", "\n").replace("\r", "\n").split("\n"), profile):
        faults.append(fault)
        if len(faults) == FAULTS_MAX:
            break
    return tuple(faults)


def estimate(gcode: bytes) -> Estimate:
    """What the slicer says of the job; EstimateError if it says nothing."""
    # The words stand in the last lines; the settings after them are some tens of thousands of characters.
    words = gcode[-200_000:].decode("ascii", "replace")
    found = {match[1]: match[2] for match in ESTIMATE.finditer(words)}
    try:
        return Estimate(
            seconds=duration_s(found["estimated printing time (normal mode)"]),
            grams=float(found["total filament used [g]"]),
            filament_mm=float(found["filament used [mm]"]),
        )
    except (KeyError, ValueError) as error:
        raise EstimateError(f"the slicer did not say what the job takes: {error}") from error


def duration_s(words: str) -> int:
    """`1d 2h 16m 57s` in seconds; ValueError for anything else.

    >>> duration_s("16m 57s")
    1017
    """
    parts = TIME_PART.findall(words)
    if not parts or " ".join(number + unit for number, unit in parts) != words.strip():
        raise ValueError(f"{words!r} is no duration such as '1h 16m 57s'")
    return sum(int(number) * SECONDS[unit] for number, unit in parts)


def _faults(lines: Iterable[str], profile: SlicingProfile) -> Iterator[GcodeFault]:
    machine, commands = _Machine(), 0
    for number, raw in enumerate(lines, start=1):
        if len(raw) > LINE_CHARACTERS and not raw.startswith(";"):
            yield GcodeFault(number, raw[:40], f"is longer than {LINE_CHARACTERS} characters")
            continue
        if raw.startswith((";@", ";!")):
            yield GcodeFault(number, raw[:40], "is a comment that some servers obey")
        line = raw.partition(";")[0].strip()
        if not line:
            continue
        commands += 1
        for sentence in _faults_of(line, machine, profile):
            yield GcodeFault(number, line[:80], sentence)
    if not commands:
        yield GcodeFault(1, "", "there is no command in it")


def _faults_of(line: str, machine: _Machine, profile: SlicingProfile) -> Iterator[str]:
    """What is wrong with one command; the machine is moved by it."""
    command, _, rest = line.partition(" ")
    if not COMMAND.fullmatch(command):
        yield "is no command of a printer"
        return
    if command not in ALLOWED:
        yield f"{command} is not a command that a print needs"
        return
    if command in FREE:
        return
    parts = [(part, WORD.fullmatch(part)) for part in rest.split()]
    if strange := [part for part, word in parts if word is None]:
        yield f"{strange[0]!r} is no word of a command, such as X10.5"
        return
    told = {word[1]: word[2] for _, word in parts if word}
    if unwanted := told.keys() - LETTERS.get(command, ANY_LETTER):
        yield f"{command} may not be told {min(unwanted)}"
        return
    if len(told) < len(parts):
        # One firmware takes the first, another the last.
        yield "has the same letter twice"
        return
    words = {letter: float(number) for letter, number in told.items() if number}
    if command in NOZZLE or command in BED:
        yield from _too_hot(command, words, profile)
    elif command == "G28":
        # Without an axis, all of them.
        axes = told.keys() & AXES or AXES
        machine.homed |= axes
        machine.position |= dict.fromkeys(axes, 0.0)
    elif command in ("G90", "G91"):
        machine.is_absolute = command == "G90"
    elif command == "G92" and not told:
        # It means all axes: what it then calls 0 could be anywhere, and the walls below would mean nothing.
        yield "without E it sets every axis anew"
    elif command in MOVES:
        yield from _outside(words, machine, profile)


def _too_hot(command: str, words: dict[str, float], profile: SlicingProfile) -> Iterator[str]:
    highest = profile.highest_nozzle_c if command in NOZZLE else profile.highest_bed_c
    # R is S that also waits while it cools.
    for wanted in (words[letter] for letter in "SR" if letter in words):
        if not 0 <= wanted <= highest:
            yield f"{wanted:g} °C; expected 0 to {highest}"


def _outside(words: dict[str, float], machine: _Machine, profile: SlicingProfile) -> Iterator[str]:
    """Moves the nozzle; says where it would leave the machine."""
    if words.keys() & AXES - machine.homed:
        yield "a move before the machine knows where it is (G28)"
        machine.homed |= AXES  # said once
    (left, front), (right, back) = profile.bed_mm
    beside = profile.beside_bed_mm
    walls = {"X": (left - beside, right + beside), "Y": (front - beside, back + beside), "Z": (0.0, profile.height_mm)}
    for axis, (least, most) in walls.items():
        if axis not in words:
            continue
        there = words[axis] if machine.is_absolute else machine.position[axis] + words[axis]
        machine.position[axis] = there
        if not (math.isfinite(there) and least - 1e-6 <= there <= most + 1e-6):
            yield f"{axis} would be {there:g} mm; expected {least:g} to {most:g}"
