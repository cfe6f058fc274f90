"""How much a page looks like a reference picture: by shape, by colours, by height; and pictures that show where not.

Letters are blurred away on purpose: eight pixels of the page become one, so that another font, a shift by two pixels or
other words count for little, another layout for much. What another font pushes down is compared where it now stands. It
is a hint, never a proof.
"""

from __future__ import annotations

import base64
import binascii
import io
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFilter, UnidentifiedImageError

from graders.checks import Failure
from graders.picture import PICTURE_BYTES, Picture
from graders.web.cdp import CallTimedOut
from graders.web.tab import PageStuck, Tab

HIGHEST_PX = 4000  # of a page; what is below is not looked at
PICTURE_PX = 640  # wide: enough for an eye, a quarter of the work of the full size
PICTURE_S = 3.0  # 0.1 s for a page by hand
BLUR_PX = 8  # of the page in one small pixel
SAME_ROW = 2.0  # of 255: what it costs to hold a row of one picture beside two of the other
COLUMNS = 40  # that tell a row from another
WINDOW = 7  # of the comparison of shapes, in small pixels
BAND = 100  # high, in small pixels: colours are compared screen by screen, or a long page would hide its header
NEAR = 10.0  # between two colours that an eye takes for one (CIE 1976)
SHOWN_PX = (360, 1200)  # of a picture in a report
RED = np.array([200, 0, 60])

Numbers = NDArray[np.float64]


class PictureError(Exception):
    """A reference picture that is missing or none; the trainer's to mend."""


@dataclass(frozen=True)
class Likeness:
    """How alike two pictures are, each from 0 to 1, and where they differ (`different`: small pixels)."""

    shape: float
    colours: float
    height: float
    different: NDArray[np.bool_]

    @property
    def where(self) -> str:
        """Which part of the page differs most, in French."""
        rows = np.array_split(self.different, 3)
        worst = int(np.argmax([part.mean() if part.size else 0 for part in rows]))
        return ("en haut", "au milieu", "en bas")[worst]


async def photograph(tab: Tab) -> Image.Image:
    """The page as it is shown now, from its top, keeping still; Failure if the browser cannot paint it in time."""
    height = await tab.read("keepStill")
    width = tab.screen.css_width
    clip = {
        "x": 0,
        "y": 0,
        "width": width,
        "height": max(1, min(height, HIGHEST_PX)),
        "scale": min(1.0, PICTURE_PX / width) / (tab.screen.zoom / 100),
    }
    try:
        answer = await tab.call(
            "Page.captureScreenshot",
            timeout_s=PICTURE_S,
            format="png",
            optimizeForSpeed=True,
            captureBeyondViewport=True,
            clip=clip,
        )
    except CallTimedOut as error:
        if tab.is_stuck:
            raise PageStuck("too-heavy") from error
        tab.expect_processor()
        raise Failure("too-heavy") from error
    await tab.read("moveAgain")
    return read_picture(base64.b64decode(answer["data"]))


def read_picture(data: bytes) -> Image.Image:
    """A picture from the bytes of its file, at most as large as we make them; PictureError if it is none."""
    try:
        picture = Image.open(io.BytesIO(data), formats=("PNG",))
        if picture.width > 2 * PICTURE_PX or picture.height > 2 * HIGHEST_PX:
            raise PictureError(f"a picture of {picture.width} by {picture.height} pixels is too large")
        return picture.convert("RGB")
    except (UnidentifiedImageError, OSError, ValueError, binascii.Error) as error:
        raise PictureError(f"not a PNG picture: {error}") from error


def compare(reference: Image.Image, own: Image.Image, width: int) -> Likeness:
    """How alike two pictures of a page are; `width` is that of the window, in CSS pixels."""
    one, other = _small(reference, width), _small(own, width)
    rows, own_rows = _rows_that_match(_blurred_grey(one), _blurred_grey(other))
    distance = np.sqrt(((_lab(one)[rows] - _lab(other)[own_rows]) ** 2).sum(axis=2))
    different = np.zeros((other.height, other.width), dtype=bool)
    np.logical_or.at(different, own_rows, distance >= NEAR)
    return Likeness(
        shape=_shape(_blurred_grey(one)[rows], _blurred_grey(other)[own_rows]),
        colours=min(float((band < NEAR).mean()) for band in _bands(distance)),
        height=min(one.height, other.height) / max(one.height, other.height),
        different=different,
    )


def shown(reference: Image.Image, own: Image.Image, likeness: Likeness) -> tuple[Picture, ...]:
    """The model, the learner's page and what differs, for the report."""
    height, width = likeness.different.shape
    small = own.convert("L").resize((width * 4, height * 4), Image.Resampling.BOX)
    pale = 128 + np.asarray(small.convert("RGB")) // 2
    mask = likeness.different.repeat(4, axis=0).repeat(4, axis=1)[..., None]
    marked = Image.fromarray(np.where(mask, (pale + RED) // 2, pale).astype(np.uint8))
    return (
        _picture("Le modèle", "La page telle qu’elle doit être.", reference),
        _picture("Votre page", "Votre page telle qu’elle est.", own),
        _picture("Ce qui diffère", f"Les écarts, en rouge, sont surtout {likeness.where} de la page.", marked),
    )


def as_png(picture: Image.Image) -> bytes:
    """The bytes of a file to keep."""
    file = io.BytesIO()
    picture.save(file, "PNG", optimize=True)
    return file.getvalue()


def _picture(title: str, alternative: str, image: Image.Image) -> Picture:
    image = image.copy()
    image.thumbnail(SHOWN_PX)
    for quality in (80, 60, 40, 20):
        file = io.BytesIO()
        image.save(file, "JPEG", quality=quality, optimize=True)
        if file.tell() <= PICTURE_BYTES:
            return Picture(title, alternative, file.getvalue())
    return _picture(title, alternative, image.resize((image.width // 2 or 1, image.height // 2 or 1)))


def _small(picture: Image.Image, width: int) -> Image.Image:
    wide = max(1, round(width / BLUR_PX))
    return picture.resize((wide, max(1, round(picture.height * wide / picture.width))), Image.Resampling.BOX)


def _rows_that_match(one: Numbers, other: Numbers) -> tuple[list[int], list[int]]:
    """Rows of both to hold side by side, from top to bottom: each row of each at least once, none crossing.

    The cheapest way by dynamic programming (Sakoe and Chiba, 1978). Along a row the running minimum of what remains
    after the running sum stands for going step by step.
    """
    costs = _row_costs(one, other)
    reached = np.cumsum(costs[0] + SAME_ROW)
    way = [reached]
    for cost in costs[1:]:
        from_above = np.minimum(reached + SAME_ROW, np.concatenate(([np.inf], reached[:-1])))
        along = np.cumsum(cost + SAME_ROW)
        reached = along + np.minimum.accumulate(cost + from_above - along)
        way.append(reached)
    row, own = len(way) - 1, len(reached) - 1
    rows, own_rows = [row], [own]
    while row or own:
        before = {
            (row - 1, own - 1): way[row - 1][own - 1] if row and own else np.inf,
            (row - 1, own): way[row - 1][own] + SAME_ROW if row else np.inf,
            (row, own - 1): way[row][own - 1] + SAME_ROW if own else np.inf,
        }
        row, own = min(before, key=lambda place: float(before[place]))
        rows.append(row)
        own_rows.append(own)
    return rows[::-1], own_rows[::-1]


def _row_costs(one: Numbers, other: Numbers) -> Numbers:
    """How much each row of one differs from each of the other, on average over some columns."""
    places = np.linspace(0, one.shape[1] - 1, min(COLUMNS, one.shape[1])).astype(int)
    costs = np.zeros((one.shape[0], other.shape[0]))
    for place in places:
        costs += np.abs(one[:, place, None] - other[None, :, place])
    return costs / len(places)


def _blurred_grey(picture: Image.Image) -> Numbers:
    return np.asarray(picture.convert("L").filter(ImageFilter.GaussianBlur(1)), dtype=float)


def _bands(values: Numbers) -> list[Numbers]:
    """Screen by screen from the top; a short rest belongs to the last."""
    count = max(1, round(values.shape[0] / BAND))
    return [values[BAND * index : (BAND * (index + 1) if index < count - 1 else None)] for index in range(count)]


def _shape(one: Numbers, other: Numbers) -> float:
    """The mean structural similarity of two grey pictures (Wang and others, 2004), windows of equal weight."""
    mean_one, mean_other = _means(one), _means(other)
    spread_one = _means(one * one) - mean_one**2
    spread_other = _means(other * other) - mean_other**2
    together = _means(one * other) - mean_one * mean_other
    c1, c2 = (0.01 * 255) ** 2, (0.03 * 255) ** 2
    above = (2 * mean_one * mean_other + c1) * (2 * together + c2)
    below = (mean_one**2 + mean_other**2 + c1) * (spread_one + spread_other + c2)
    return float((above / below).mean())


def _means(values: Numbers) -> Numbers:
    """The mean of each window, from sums of all that is above and left of a point."""
    side = min(WINDOW, *values.shape)
    sums = np.zeros((values.shape[0] + 1, values.shape[1] + 1))
    sums[1:, 1:] = values.cumsum(axis=0).cumsum(axis=1)
    windows = sums[side:, side:] - sums[:-side, side:] - sums[side:, :-side] + sums[:-side, :-side]
    means: Numbers = windows / side**2
    return means


def _lab(picture: Image.Image) -> Numbers:
    """CIE L*a*b* of sRGB colours under daylight (D65)."""
    value = np.asarray(picture, dtype=float) / 255
    linear = np.where(value <= 0.04045, value / 12.92, ((value + 0.055) / 1.055) ** 2.4)
    # ref: IEC 61966-2-1
    to_xyz = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])
    white = np.array([0.9505, 1.0, 1.089])
    xyz: Any = linear @ to_xyz.T / white
    root = np.where(xyz > 0.008856, np.cbrt(xyz), 7.787 * xyz + 16 / 116)
    x, y, z = root[..., 0], root[..., 1], root[..., 2]
    lab: Numbers = np.stack([116 * y - 16, 500 * (x - y), 200 * (y - z)], axis=2)
    return lab
