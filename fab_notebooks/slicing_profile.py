"""What may be handed to the slicer: the profiles of the folder `profiles`, and no other.

A profile is a TOML file: words and limits of ours, then settings by the slicer's own names. It may stand on another
(`based_on`), or on a vendor's, which PrusaSlicer installs as bundles whose sections inherit from each other:

    [print:0.20mm QUALITY @MK3]
    inherits = *0.20mm*; *QUALITY*
    compatible_printers_condition = printer_notes=~/.*PRINTER_MODEL_MK3.*/ and nozzle_diameter[0]==0.4

`SlicingProfile.settings` has all of that in one flat table. Lengths are millimetres, temperatures degrees Celsius.

ref: https://github.com/prusa3d/PrusaSlicer/wiki/Vendor-bundles-and-updating-process
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

PROFILES = Path(__file__).with_name("profiles")
VENDORS = Path("/usr/share/PrusaSlicer/profiles")

NEVER = frozenset({"post_process", "output_filename_format", "inherits", "thumbnails", "gcode_substitutions"})
"""`post_process` names a program that the slicer starts; the others would change what we look for in its output."""
NEVER_WITH = ("compatible_", "printhost_", "host_type", "renamed_from")

SETTING = re.compile(r"[a-z0-9_]+")
SECTION = re.compile(r"\[(\w+):(.+)\]\s*")


class ProfileError(Exception):
    """A profile that cannot be read; the message says where and what."""


@dataclass(frozen=True)
class SlicingProfile:
    """One way of slicing, for one kind of machine and material."""

    name: str
    label: str
    """What people choose from, in French."""
    settings: Mapping[str, str]
    euros_per_kg: float
    highest_nozzle_c: int
    highest_bed_c: int
    beside_bed_mm: float
    """How far beside the bed the vendor's own start may go, for a purge line."""

    @property
    def bed_mm(self) -> tuple[tuple[float, float], tuple[float, float]]:
        """The smallest and the greatest corner of the bed."""
        points = [tuple(map(float, point.split("x"))) for point in self.settings["bed_shape"].split(",")]
        xs, ys = zip(*points, strict=True)
        return (min(xs), min(ys)), (max(xs), max(ys))

    @property
    def height_mm(self) -> float:
        """The highest point it may reach."""
        return float(self.settings["max_print_height"])

    @property
    def ini(self) -> str:
        """The settings as the slicer loads them."""
        return "".join(f"{name} = {value}\n" for name, value in sorted(self.settings.items()))


@cache
def profile_names() -> tuple[str, ...]:
    """All that there are."""
    return tuple(sorted(file.stem for file in PROFILES.glob("*.toml")))


@cache
def slicing_profile(name: str) -> SlicingProfile:
    """One of them; ProfileError for any other name."""
    if name not in profile_names():
        raise ProfileError(f"there is no slicing profile {name!r}; there are {', '.join(profile_names())}")
    content = tomllib.loads((PROFILES / f"{name}.toml").read_text(encoding="utf-8"))
    base = vars(slicing_profile(content["based_on"])) if "based_on" in content else {}
    vendor = vendor_settings(content["vendor"]) if "vendor" in content else {}
    own_settings: Mapping[str, object] = content.get("settings", {})
    if forbidden := sorted(filter(is_forbidden, own_settings)):
        raise ProfileError(f"profiles/{name}.toml: {', '.join(forbidden)} may not be set")
    if strange := sorted(key for key, value in own_settings.items() if not is_one_line(key, value)):
        raise ProfileError(f'profiles/{name}.toml: {strange[0]!r} is no setting on one line, such as perimeters = "2"')
    settings = {**base.get("settings", {}), **vendor, **own_settings}
    own: dict[str, Any] = {key: content.get(key, base.get(key)) for key in SlicingProfile.__annotations__}
    return SlicingProfile(**{**own, "name": name, "settings": settings})


def vendor_settings(vendor: Mapping[str, str], folder: Path = VENDORS) -> dict[str, str]:
    """A vendor's settings for a printer, a print and a filament, with all they inherit, in one flat table."""
    file = folder / vendor["file"]
    try:
        sections = dict(_sections(file.read_text(encoding="utf-8")))
    except OSError as error:
        raise ProfileError(
            f"{file} cannot be read ({error.strerror}); install the Debian package prusa-slicer"
        ) from error
    flat: dict[str, str] = {}
    for kind in ("print", "filament", "printer"):
        flat |= _inherited(sections, kind, vendor[kind], file.name)
        # Its start and end ask for these names.
        flat[f"{kind}_settings_id"] = vendor[kind]
    return {name: value for name, value in flat.items() if not is_forbidden(name)}


def is_forbidden(setting: str) -> bool:
    """Whether a setting may never reach the slicer."""
    return setting in NEVER or setting.startswith(NEVER_WITH) or setting.endswith("_notes") or setting == "notes"


def is_one_line(setting: str, value: object) -> bool:
    """Whether the slicer reads one setting from it, and that one: a line break would begin another."""
    return SETTING.fullmatch(setting) is not None and isinstance(value, str) and value.isprintable()


def _sections(text: str) -> Iterator[tuple[tuple[str, str], dict[str, str]]]:
    """Each `[kind:name]` with its settings; lines without "=" and comments say nothing."""
    settings: dict[str, str] = {}
    for line in text.splitlines():
        if line.startswith("["):
            settings = {}
            if found := SECTION.fullmatch(line):
                yield (found[1], found[2].strip()), settings
        elif "=" in line and not line.startswith("#"):
            name, _, value = line.partition("=")
            settings[name.strip()] = value.strip()


def _inherited(
    sections: Mapping[tuple[str, str], Mapping[str, str]], kind: str, name: str, file: str
) -> dict[str, str]:
    """A section over those it inherits from; of several the last one counts."""
    if (kind, name) not in sections:
        raise ProfileError(f"{file}: there is no [{kind}:{name}]; another version of prusa-slicer?")
    own = sections[kind, name]
    flat: dict[str, str] = {}
    for parent in filter(None, (part.strip() for part in own.get("inherits", "").split(";"))):
        flat |= _inherited(sections, kind, parent, file)
    return {**flat, **own}
