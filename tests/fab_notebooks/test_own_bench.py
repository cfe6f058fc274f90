"""A person's own file in the studio: opened again when it is saved; the last good object stays."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from fab_notebooks.own_bench import own_studio
from fab_notebooks.studio import Studio
from tests.fab_notebooks.studio_makers import a_place, fact, move
from tests.fab_notebooks.test_own_design import HONEST

READ = "« rondelle.py » est lu. Changez-le et enregistrez-le : l’objet suit."


@pytest.fixture
async def opened(tmp_path: Path) -> AsyncIterator[Callable[[], Studio]]:
    """`opened()`: a studio of the file `rondelle.py`, followed as long as the test lasts."""
    place = a_place(tmp_path)
    studios: list[Studio] = []

    def opened() -> Studio:
        studios.append(own_studio(tmp_path / "rondelle.py", place, lambda design: Studio(design, place), 0.01))
        return studios[-1]

    yield opened
    for studio in studios:
        for task in studio.background.tasks:
            task.cancel()
    place.start.close()


async def told(studio: Studio, words: str) -> str:
    """What the page says of the file, once these words are in it."""
    async with asyncio.timeout(30):
        while words not in studio.view.state["source"]["text"]:
            await asyncio.sleep(0.01)
    return str(studio.view.state["source"]["kind"])


async def test_the_object_follows_the_file(tmp_path: Path, opened: Callable[[], Studio]):
    """New sliders, the old values as far as they fit, another object; no cell was run."""
    (tmp_path / "rondelle.py").write_text(HONEST)
    studio = opened()
    assert studio.view.state["source"] == {"text": READ, "kind": "good", "path": "rondelle.py"}
    assert (studio.view.form["title"], fact(studio, "Taille")) == ("Rondelle", "20 × 20 × 3 mm")
    move(studio, "width", 34)
    assert fact(studio, "Taille") == "34 × 34 × 3 mm"
    (tmp_path / "rondelle.py").write_text(HONEST.replace("extrude(3)", "extrude(5)").replace("Rondelle", "Entretoise"))
    async with asyncio.timeout(30):
        while studio.view.form["title"] != "Entretoise":
            await asyncio.sleep(0.01)
    assert (fact(studio, "Taille"), studio.view.state["values"]) == ("34 × 34 × 5 mm", {"width": 34})


async def test_a_fault_leaves_the_last_good_object(tmp_path: Path, opened: Callable[[], Studio]):
    """Its sliders work on; the sentence goes when the file is right again."""
    (tmp_path / "rondelle.py").write_text(HONEST)
    studio = opened()
    before = studio.view.positions
    (tmp_path / "rondelle.py").write_text(HONEST.replace("return", "1/0; return"))
    assert await told(studio, "« rondelle.py », ligne 19 : une division par zéro.") == "bad"
    assert studio.view.state["source"]["text"].endswith("J’ai gardé l’objet d’avant.")
    assert (studio.view.positions, studio.view.form["title"]) == (before, "Rondelle")
    move(studio, "width", 30)
    assert fact(studio, "Taille") == "30 × 30 × 3 mm"
    (tmp_path / "rondelle.py").write_text(HONEST)
    assert await told(studio, READ) == "good"


async def test_a_position_of_a_slider_that_fails_is_told_under_it(tmp_path: Path, opened: Callable[[], Studio]):
    """With file and line; the object of before stays."""
    failing = HONEST.replace("    return", "    1 / (parameters.width - 25)\n    return")
    (tmp_path / "rondelle.py").write_text(failing)
    studio = opened()
    move(studio, "width", 25)
    assert studio.view.state["fault"]["name"] == "width"
    assert "« rondelle.py », ligne 19 : une division par zéro." in studio.view.state["fault"]["say"]
    assert fact(studio, "Taille") == "20 × 20 × 3 mm"


async def test_a_file_that_is_not_there_yet_is_waited_for(tmp_path: Path, opened: Callable[[], Studio]):
    """An empty bench says so; saved, the file is on it. What is not printable cannot be sent."""
    studio = opened()
    assert studio.view.state["source"]["text"].startswith("Il n’y a pas de fichier « rondelle.py »")
    assert (studio.view.form["fields"], studio.view.positions) == ([], b"")
    studio.hear({"kind": "send", "name": ""})
    assert studio.view.state["notice"]["kind"] == "bad"
    (tmp_path / "rondelle.py").write_text(HONEST)
    assert await told(studio, READ) == "good"
    assert fact(studio, "Taille") == "20 × 20 × 3 mm"


async def test_a_new_kernel_goes_on_where_the_sliders_stood(tmp_path: Path, opened: Callable[[], Studio]):
    """Unless the file has no object there any more: then it starts anew, and says why."""
    (tmp_path / "rondelle.py").write_text(HONEST)
    move(opened(), "width", 31)
    assert opened().view.state["values"] == {"width": 31}
    (tmp_path / "rondelle.py").write_text(HONEST.replace("    return", "    1 / (parameters.width - 31)\n    return"))
    studio = opened()
    assert studio.view.state["values"] == {"width": 20}
    assert await told(studio, "une division par zéro") == "bad"


async def test_of_two_studios_the_later_follows_the_file(tmp_path: Path, opened: Callable[[], Studio]):
    """A cell run twice does not read the file twice as often."""
    (tmp_path / "rondelle.py").write_text(HONEST)
    first = opened()
    await asyncio.sleep(0)
    second = opened()
    async with asyncio.timeout(30):
        while any(task.get_coro().__name__ == "follow" for task in first.background.tasks):
            await asyncio.sleep(0.01)
    (tmp_path / "rondelle.py").write_text("broken (")
    await told(second, "Python ne comprend pas")
    assert first.view.state["source"]["text"] == READ


async def test_its_objects_are_kept_under_its_name(tmp_path: Path, opened: Callable[[], Studio]):
    """And opened again."""
    (tmp_path / "rondelle.py").write_text(HONEST)
    studio = opened()
    move(studio, "width", 29)
    studio.hear({"kind": "keep", "name": "Joint"})
    move(studio, "width", 12)
    studio.hear({"kind": "open", "name": "Joint"})
    assert studio.view.state["values"] == {"width": 29}
