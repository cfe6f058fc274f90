"""Reference pictures of an exercise, made from its solution: `pictures/index-1280.png` beside its checks.py.

What a check compares with (`graders/web/expectations/likeness.py`) comes from the same browser and the same letters.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from curriculum.builder.exercises import UnitExercise
from graders.exercise import Engine
from graders.web.expectations.likeness import PICTURES, picture_name
from graders.web.likeness import as_png, photograph
from graders.web.pool import TabPool
from graders.work import Work

WIDTHS = (360, 1280)
NAME = re.compile(r".+-(?P<width>\d+)\.png")


async def make_pictures(taught: UnitExercise, widths: Sequence[int] = ()) -> list[Path]:
    """The pictures of each page of the solution, written; of the widths there are already, if none is named.

    ValueError if it has no page.
    """
    work = Work(taught.exercise, taught.solution)
    pages = work.pages() if taught.exercise.engine is Engine.WEB else []
    if not pages:
        raise ValueError(f"{taught.exercise.exercise_id} has no page in its solution")
    made = []
    pool = TabPool(warm=0)
    try:
        for page in pages:
            for width in widths or _widths_there(taught.path):
                async with pool.tab() as tab:
                    await tab.load(page, work.served())
                    await tab.show_on(replace(tab.screen, width=width))
                    path = taught.path / picture_name(page, width)
                    path.parent.mkdir(exist_ok=True)
                    path.write_bytes(as_png(await photograph(tab)))
                    made.append(path)
    finally:
        await pool.close()
    return made


def _widths_there(folder: Path) -> list[int]:
    found = (NAME.fullmatch(path.name) for path in (folder / PICTURES).glob("*.png"))
    return sorted({int(name["width"]) for name in found if name}) or list(WIDTHS)
