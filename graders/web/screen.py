"""A page as a telephone, a large screen, a printer or a reader who zooms sees it.

    with page.shown(width=360) as phone:
        no_overlap(phone, "nav a")
    with page.shown(zoom=200, dark=True): …
    with page.shown(media="print"): …

What was before comes back at the end of the block, whatever happens in it; blocks may stand in one another.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

WIDTH_PX, HEIGHT_PX = 1280, 800
LETTER_PX, FIXED_LETTER_PX = 16, 13  # what a browser starts with
MEDIA = ("screen", "print")
LARGEST_PX = 4000  # no screen is larger, and a picture of it would be too heavy


@dataclass(frozen=True)
class Screen:
    """How a page is shown: the window in pixels of the screen, and what its reader asked the browser for.

    `zoom` is the browser's, in percent: at 200, a window of 1280 has room for 640 CSS pixels. `text_zoom` is the size
    of letters set in the browser: only letters that follow it (em, rem, %) grow.
    """

    width: int = WIDTH_PX
    height: int = HEIGHT_PX
    zoom: int = 100
    text_zoom: int = 100
    media: str = "screen"
    dark: bool = False
    reduced_motion: bool = False

    def __post_init__(self) -> None:
        if not (1 <= self.width <= LARGEST_PX and 1 <= self.height <= LARGEST_PX):
            raise ValueError(f"a screen of {self.width} by {self.height}; expected 1 to {LARGEST_PX} each")
        if not (25 <= self.zoom <= 500 and 25 <= self.text_zoom <= 500):
            raise ValueError(f"zoom={self.zoom}, text_zoom={self.text_zoom}; expected 25 to 500 (percent)")
        if self.media not in MEDIA:
            raise ValueError(f"media={self.media!r}; expected one of {', '.join(MEDIA)}")

    @property
    def css_width(self) -> int:
        """The room the page has, in CSS pixels."""
        return round(self.width * 100 / self.zoom)

    def settings(self) -> Mapping[str, Mapping[str, Any]]:
        """What makes a browser show a page so: parameters by method of the protocol."""
        return {
            "Emulation.setDeviceMetricsOverride": {
                "width": self.css_width,
                "height": round(self.height * 100 / self.zoom),
                "deviceScaleFactor": self.zoom / 100,
                "mobile": False,
            },
            "Emulation.setEmulatedMedia": {
                "media": self.media,
                "features": [
                    {"name": "prefers-color-scheme", "value": "dark" if self.dark else "light"},
                    {"name": "prefers-reduced-motion", "value": "reduce" if self.reduced_motion else "no-preference"},
                ],
            },
            "Page.setFontSizes": {
                "fontSizes": {
                    "standard": round(LETTER_PX * self.text_zoom / 100),
                    "fixed": round(FIXED_LETTER_PX * self.text_zoom / 100),
                }
            },
        }
