"""Small verbs about a piece to print: is it closed, does it fit, does it stand, is it thick enough."""

from __future__ import annotations

from graders.checks import Failure
from graders.mesh.piece import Piece
from graders.mesh.settings import Setting

BED_MM = (250.0, 210.0, 200.0)  # the house's usual printer: width, depth, height
ROUNDING_MM = 1e-6


def expect_watertight(piece: Piece, message_id: str | None = None) -> None:
    """The surface is closed, looks outwards, and there is something inside."""
    turned = dict.fromkeys(("flipped", "inside-out", "inside-out-part"), "mesh-turned")
    told = {"open-edges": "mesh-open", "no-volume": "mesh-flat"} | turned
    if found := piece.finding(*told):
        raise Failure(message_id or told[found.finding_id], file=piece.file)


def expect_one_body(piece: Piece, message_id: str | None = None) -> None:
    """All of it hangs together."""
    if (bodies := piece.measures.bodies) != 1:
        raise Failure(message_id or "mesh-bodies", expected="1 partie", found=f"{bodies} parties", file=piece.file)


def expect_fits(piece: Piece, bed_mm: tuple[float, float, float] = BED_MM, *, message_id: str | None = None) -> None:
    """The piece, as it lies, is no bigger than the room above the bed."""
    if any(size > room + ROUNDING_MM for size, room in zip(piece.measures.size_mm, bed_mm, strict=True)):
        expected, found = sizes(bed_mm), sizes(piece.measures.size_mm)
        raise Failure(message_id or "mesh-too-big", expected=expected, found=found, file=piece.file)


def expect_on_plate(piece: Piece, message_id: str | None = None) -> None:
    """The piece lies on the bed with a flat face, all its parts do, and it does not tip over."""
    told = {
        "not-on-plate": "mesh-not-flat",
        "floating": "mesh-floats",
        "floating-several": "mesh-floats",
        "topples": "mesh-tips",
    }
    if found := piece.finding(*told):
        raise Failure(message_id or told[found.finding_id], file=piece.file)


def expect_wall(piece: Piece, *, at_least_mm: float, message_id: str | None = None) -> None:
    """No wall is thinner."""
    wall = piece.measures.wall_mm
    # A hundredth is rounding: no printer is that good.
    if wall is not None and wall < at_least_mm - 0.01:
        raise Failure(message_id or "mesh-thin", expected=mm(at_least_mm), found=mm(wall), file=piece.file)


def expect_size(
    piece: Piece, size_mm: tuple[float, float, float], *, tolerance_mm: float = 0.2, message_id: str | None = None
) -> None:
    """Width, depth and height are as asked."""
    pairs = zip(piece.measures.size_mm, size_mm, strict=True)
    if any(abs(found - wanted) > tolerance_mm for found, wanted in pairs):
        expected, found = sizes(size_mm), sizes(piece.measures.size_mm)
        raise Failure(message_id or "mesh-size", expected=expected, found=found, file=piece.file)


def expect_prints(piece: Piece, message_id: str | None = None) -> None:
    """Nothing that the studio knows of keeps it from being printed; what does is said in the studio's words."""
    stop = next((each for each in piece.measures.findings if each.stops), None)
    if stop is not None:
        raise Failure(message_id or "mesh-stops", file=piece.file, values={"why": f"{stop.say} {stop.next}"})


def expect_setting(
    piece: Piece, name: str, *, low: float, high: float, unit: str, message_id: str | None = None
) -> Setting:
    """The file of settings says this one, and its number is between the two, both included."""
    if name not in piece.settings:
        raise Failure("mesh-setting-missing", expected=name, file=piece.file)
    setting = piece.settings[name]
    if not low <= setting.value <= high:
        raise Failure(
            message_id or "mesh-setting-range",
            expected=f"de {number(low)} à {number(high)} {unit}",
            found=f"{number(setting.value)} {unit}",
            file=piece.file,
            line=setting.line,
            values={"name": name},
        )
    return setting


def mm(value: float) -> str:
    """1.2 → "1,2 mm"."""
    return f"{number(value)} mm"


def sizes(values: tuple[float, float, float]) -> str:
    """(58.2, 21, 3.6) → "58,2 × 21 × 3,6 mm"."""
    return " × ".join(map(number, values)) + " mm"


def number(value: float) -> str:
    """A number as it is written in French text, with two decimals at most."""
    return f"{value:.2f}".rstrip("0").rstrip(".").replace(".", ",")
