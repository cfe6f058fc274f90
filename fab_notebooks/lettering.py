"""Text as an outline, in DejaVu Sans Bold: Debian's fonts-dejavu-core, which `hub_config/enter.sh` installs.

It is free, has the letters of every European language, and its strokes are thick enough for a nozzle of 0.4 mm at 6 mm.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from fontTools.ttLib import TTFont
from manifold3d import CrossSection

from fab_notebooks.outlines import FlatPen, filled
from fab_notebooks.parameters import ParameterError
from fab_notebooks.sentences import say

FONT = Path("/usr/share/fonts/truetype/dejavu/DejaVuSans-Bold.ttf")


class FontError(Exception):
    """The font is not on this machine."""


@cache
def _font() -> tuple[Any, Any, int]:
    if not FONT.exists():
        raise FontError(f"{FONT} is missing; install the Debian package fonts-dejavu-core")
    font = TTFont(FONT, lazy=True)
    # The font's tables leave its capitals' height out: it is that of an H.
    return font.getGlyphSet(), font.getBestCmap(), font["glyf"]["H"].yMax


@cache
def lettering(text: str, height: float) -> CrossSection:
    """A line of text whose capitals are `height` tall, starting at x = 0 on the line y = 0.

    ParameterError, in French, names a character the font does not have.
    """
    glyphs, names, capital = _font()
    missing = sorted({letter for letter in text if ord(letter) not in names})
    if missing:
        raise ParameterError(say("letter-unknown", found=" ".join(missing)))
    scale = height / capital
    # A step of a tenth of a millimetre on the print.
    x, contours = 0.0, []
    for letter in text:
        pen = FlatPen(glyphs, step=height / 40 / scale)
        glyph = glyphs[names[ord(letter)]]
        glyph.draw(pen)
        contours += [[((px + x) * scale, py * scale) for px, py in contour] for contour in pen.contours]
        x += glyph.width
    return filled(contours)
