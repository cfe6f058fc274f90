"""A file of a person's home as a design: what it declares, and every fault in one sentence."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

import pytest

from fab_notebooks.design import find_design
from fab_notebooks.handing_out import NOTEBOOKS, OWN_DESIGN
from fab_notebooks.limited_child import LimitedChildren
from fab_notebooks.own_design import OwnDesignError
from fab_notebooks.own_file import LONGEST_S, OwnFile
from fab_notebooks.parameters import Field, ParameterError, Range
from fab_notebooks.printability import check
from tests.fab_notebooks.test_own_design import HONEST, NOT_A_NUMBER


@pytest.fixture(scope="module")
def children() -> Iterator[LimitedChildren]:
    """One starter for all."""
    children = LimitedChildren()
    yield children
    children.close()


def a_file(home: Path, children: LimitedChildren, source: str | bytes | None, longest_s: float = LONGEST_S) -> OwnFile:
    """A file with this content in somebody's home; without content, a name that no file has."""
    path = home / "mon-objet.py"
    if source is not None:
        path.write_bytes(source.encode() if isinstance(source, str) else source)
    return OwnFile(path, home, children, longest_s)


def test_it_is_a_design_like_those_of_the_house(tmp_path: Path, children: LimitedChildren):
    """Its fields, presets, bodies and checks of values."""
    source = HONEST + "\ndef bodies(parameters):\n    return 2 if parameters.width > 30 else 1\n"
    design = a_file(tmp_path, children, source).open()
    assert (design.name, design.label, design.description) == ("mon-objet.py", "Rondelle", "Un anneau plat.")
    assert design.fields == (Field("width", float, Range(10, 40, 1, "mm", "Diamètre"), 20),)
    assert {label: asdict(preset) for label, preset in design.presets.items()} == {"Grande": {"width": 40}}
    mesh = design.make({"width": 36})
    assert (mesh.is_volume, design.bodies(design.checked({"width": 36}))) == (True, 2)
    assert mesh.extents == pytest.approx([36, 36, 3], abs=1e-4)
    with pytest.raises(ParameterError, match="« Diamètre » vaut 99"):
        design.make({"width": 99})


@pytest.mark.parametrize("name", ["repair-knob", "raised-logo", "name-tag", "furniture-foot"])
def test_a_design_of_the_house_works_as_ones_own_file(tmp_path: Path, children: LimitedChildren, name: str):
    """Every kind of field comes back from the child as it was declared; so does the object."""
    house = find_design(name)
    source = Path(house.build.__code__.co_filename).read_text(encoding="utf-8")
    own = a_file(tmp_path, children, source).open()
    assert own.fields == house.fields
    assert own.make({}).volume == pytest.approx(house.make({}).volume, rel=1e-5)


def test_what_was_opened_stays_though_the_file_changes(tmp_path: Path, children: LimitedChildren):
    """The studio keeps the last good object, and its sliders go on."""
    file = a_file(tmp_path, children, HONEST)
    design = file.open()
    assert not file.has_changed
    file.path.write_text("broken (")
    assert file.has_changed
    assert design.make({}).is_volume
    file.path.unlink()
    assert file.has_changed


@pytest.mark.parametrize(
    ("source", "said"),
    [
        (None, "Il n’y a pas de fichier « mon-objet.py » à côté de ce cahier."),
        (b"x" * 200_001, "« mon-objet.py » fait plus de 200 ko."),
        (b"LABEL = '\xff'", "« mon-objet.py »"),
        ("def broken(:", "« mon-objet.py », ligne 1 : Python ne comprend pas cette ligne."),
        ("LABEL = 'x'", "« mon-objet.py » : il manque DESCRIPTION"),
        (HONEST.replace("return", "1/0; return"), "« mon-objet.py », ligne 19 : une division par zéro."),
        (HONEST.replace("return resting", "return str"), "« mon-objet.py » : « build » donne « str »"),
        (NOT_A_NUMBER, "« mon-objet.py » : « build » donne des positions qui ne sont pas des nombres"),
        (HONEST.replace("return", "while True: pass\n    return"), "le calcul a duré plus de 3 secondes"),
        (HONEST.replace("return", "bytearray(10**10); return"), "ligne 19 : le calcul a demandé trop de mémoire"),
        (
            "open('answer.json', 'w').write('{\"label\": 1, \"description\": 2, \"fields\": [{}], \"presets\": {}}')\n"
            "import os; os._exit(0)",
            "arrêté sans donner d’objet",
        ),
        (
            HONEST.replace("return", "open('answer.json', 'w').write('{}'); open('mesh.3mf', 'w').write('PK')\n"
                           "    import os; os._exit(0)\n    return"),
            "« build » donne un objet qui ne se lit pas. Ce fichier",
        ),
    ],
)  # fmt: skip
def test_every_fault_is_one_sentence_with_the_file(
    tmp_path: Path, children: LimitedChildren, source: str | bytes | None, said: str
):
    """Where, what was found, what to do; never a traceback."""
    with pytest.raises(OwnDesignError) as told:
        a_file(tmp_path, children, source, longest_s=3).open().make({})
    assert said in str(told.value)
    assert "Traceback" not in str(told.value)
    assert "\n" not in str(told.value)


def test_only_the_persons_own_files_are_opened(tmp_path: Path, children: LimitedChildren):
    """Not one elsewhere, nor by a link that leads there, nor a pipe that never ends."""
    (tmp_path / "elsewhere.py").write_text(HONEST)
    (home := tmp_path / "home").mkdir()
    (home / "link.py").symlink_to(tmp_path / "elsewhere.py")
    for path in (tmp_path / "elsewhere.py", home / "link.py", home / ".." / "elsewhere.py"):
        with pytest.raises(OwnDesignError, match="n’est pas dans vos fichiers"):
            OwnFile(path, home, children).open()
    os.mkfifo(home / "pipe.py")
    with pytest.raises(OwnDesignError, match=r"Il n’y a pas de fichier « pipe\.py »"):
        OwnFile(home / "pipe.py", home, children).open()


def test_the_file_one_begins_with_builds_at_both_ends_of_every_slider(children: LimitedChildren):
    """As each design of the house does; and it prints."""
    design = OwnFile(NOTEBOOKS / OWN_DESIGN, NOTEBOOKS, children).open()
    for values in [{}, *({field.name: end} for field in design.fields for end in field.kind.ends())]:
        mesh = design.make(values)
        assert mesh.is_volume, values
        assert check(mesh).prints, values
    for preset in design.presets.values():
        assert design.make(asdict(preset)).is_volume
