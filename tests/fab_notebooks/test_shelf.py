"""What a person keeps in their home."""

from pathlib import Path

import pytest

from fab_notebooks.shelf import Kept, ShelfError, tidy_name
from tests.fab_notebooks.studio_makers import a_shelf


def test_what_is_kept_is_there_again(tmp_path: Path):
    """With and without a mesh beside it; drafts are no kept objects."""
    shelf = a_shelf(tmp_path)
    knob = Kept("Bouton du four", "repair-knob", {"diameter": 40.0})
    scan = Kept("Mon scan", "", {}, mesh=b"PK")
    shelf.keep(scan)
    shelf.keep(knob)
    shelf.keep_draft("repair-knob", {"diameter": 33})
    assert shelf.names == ["Bouton du four", "Mon scan"]
    assert (shelf.open("Bouton du four"), shelf.open("Mon scan")) == (knob, scan)
    assert (shelf.draft("repair-knob"), shelf.draft("wall-hook")) == ({"diameter": 33}, None)
    assert sorted(path.name for path in (tmp_path / "objets").iterdir()) == [
        ".repair-knob.json",
        "Bouton du four.json",
        "Mon scan.3mf",
        "Mon scan.json",
    ]


@pytest.mark.parametrize(
    "content",
    [
        "",
        "[]",
        "{}",
        '{"name": 1, "design": "x", "values": 3}',
        '{"name": "x", "design": "", "values": {}, "mesh": "../../etc/passwd"}',
    ],
)
def test_a_broken_file_is_an_error_of_ours(tmp_path: Path, content: str):
    """Whatever was written into it by other hands; a mesh is looked for beside it and nowhere else."""
    shelf = a_shelf(tmp_path)
    (tmp_path / "objets").mkdir()
    (tmp_path / "objets" / "x.json").write_text(content)
    with pytest.raises(ShelfError, match=r"x\.json can't be read"):
        shelf.open("x")


def test_only_what_is_listed_can_be_opened(tmp_path: Path):
    """A name is no path."""
    (tmp_path / "secret.json").write_text('{"name": "s", "design": "", "values": {}}')
    with pytest.raises(ShelfError, match="there is no"):
        a_shelf(tmp_path).open("../secret")


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  Bouton du  four ", "Bouton du four"),
        ("a/b\\c:d", "a-b-c-d"),
        ("../../etc", "etc"),
        (".caché", "caché"),
        ("...", ""),
        ("x" * 99, "x" * 40),
        ("\x00\n", ""),
    ],
)
def test_a_name_becomes_a_name_of_a_file(typed: str, kept: str):
    """As near to what was typed as can be."""
    assert tidy_name(typed) == kept
