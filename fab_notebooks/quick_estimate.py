"""What an object will take, at once and roughly; the slicer's own figures replace it once the object is sent.

Two perimeters and the top and bottom layers are solid, the rest is filled to 15 %, as in our profiles. The speed is
what PrusaSlicer's estimates come to with them: 2.8 cm³ of plastic in 17 minutes (a cube of 20 mm).
"""

from __future__ import annotations

from dataclasses import dataclass

from fab_notebooks.sentences import french

SHELL_MM = 0.9
INFILL = 0.15
PLA_G_CM3 = 1.24
EUROS_PER_KG = 25.0
"""As in the profiles of the place."""
SPEED_CM3_MIN = 0.17
START_MIN = 4.0
"""Heating, homing, the first line."""


@dataclass(frozen=True)
class Estimate:
    """What printing takes."""

    grams: float
    euros: float
    minutes: float

    @property
    def weight(self) -> str:
        """As it is read: `8 g`."""
        return f"{french(round(self.grams, 1) if self.grams < 5 else round(self.grams))} g"

    @property
    def price(self) -> str:
        """As it is read: `0,20 €`."""
        return f"{self.euros:.2f} €".replace(".", ",")

    @property
    def time(self) -> str:
        """As it is read: `1 h 20`, to five minutes."""
        minutes = max(5, 5 * round(self.minutes / 5))
        return f"{minutes} min" if minutes < 60 else f"{minutes // 60} h {minutes % 60:02}"


def quick_estimate(volume_cm3: float, area_cm2: float) -> Estimate:
    """From what the surface encloses and its area; nothing for what encloses nothing."""
    solid = max(volume_cm3, 0.0)
    shell = min(area_cm2 * SHELL_MM / 10, solid)
    plastic = shell + (solid - shell) * INFILL
    grams = plastic * PLA_G_CM3
    return Estimate(grams, grams * EUROS_PER_KG / 1000, START_MIN + plastic / SPEED_CM3_MIN)
