"""A trainer's own notebooks stand on the pages beside the units of the programme."""

import json

import pytest

from hub_config.service.handed_out import OwnNotebook, own_notebook
from tests.hub_config.service import gallery
from tests.hub_config.service.visitor import main_words


@pytest.mark.parametrize(
    ("cells", "title"),
    [
        ([("markdown", "Bonjour\n# Des moyennes\n# Autre")], "Des moyennes"),
        ([("code", "# un commentaire"), ("markdown", "## Petit titre")], "averages"),
        ([("markdown", "# " + "x" * 200)], "x" * 80),
    ],
)
def test_its_title_is_its_first_heading(cells: list[tuple[str, str]], title: str):
    """A heading of the first level in a text cell; without one the file's name."""
    notebook = {"cells": [{"cell_type": kind, "source": [text]} for kind, text in cells]}
    files = {"averages.ipynb": json.dumps(notebook).encode(), "data.csv": b""}
    assert own_notebook("ps1", files) == OwnNotebook("ps1", "averages", title)


@pytest.mark.parametrize("content", [b"", b"[]", b'{"cells": [1]}', b'{"cells": [{"cell_type": "markdown"}]}', b"\xff"])
def test_what_is_no_notebook_has_its_files_name(content: bytes):
    """A trainer sees at least what they handed out."""
    assert own_notebook("ps1", {"a.ipynb": content}).title == "a"
    assert own_notebook("ps1", {}).title == "ps1"


async def test_it_is_done_handed_in_and_answered_like_a_unit(stage):
    """On the person's page, the class's and the trainer's page of the person; what needs exercises is left out."""
    gallery.own_notebook(stage)
    week = main_words((await stage.ask("amina", "ma-semaine")).body)
    assert "ps1 – Des moyennes" in week
    assert "Corrigé : 4 points sur 5" in " ".join(week)
    assert "ps1 – Des moyennes" in main_words((await stage.ask("bruno", "ma-semaine")).body)
    words = main_words((await stage.ask("farida", "la-classe?unite=ps1")).body)
    row = words.index("Amina Diallo")
    assert words[row : row + 5] == ["Amina Diallo", "–", "lundi 23 novembre, 10 h", "4/5", "–"]
    assert "Voir quelles règles arrêtent le plus de monde" not in words
    person = main_words((await stage.ask("farida", "la-classe/amina")).body)
    assert person[person.index("ps1 – Des moyennes") :][:3] == [
        "ps1 – Des moyennes", "Un cahier à faire.", "Points : 4 points sur 5.",
    ]  # fmt: skip
    assert (await stage.ask("amina", "retour/ps1")).code == 200
    assert (await stage.ask("amina", "retour/ps2")).code == 404
