"""The notebooks of the house: they run, and there is nothing in them to read but words."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbformat
import pytest
from jupyter_client.manager import KernelManager, start_new_kernel
from nbconvert.preprocessors import ExecutePreprocessor

from fab_notebooks.design import design_names, find_design
from fab_notebooks.gallery import notebook_name
from fab_notebooks.handing_out import FOLDER, HANDED_OUT, NOTEBOOKS, OWN_DESIGN, OWN_NOTEBOOK, hand_out

SOURCES = re.compile(
    r"from fab_notebooks\.(studio import studio|gallery import gallery)"
    r'|studio\("[a-z-]+"\)|studio\("mon-objet\.py"\)|gallery\(\)'
)
NAMES = sorted(path.name for path in NOTEBOOKS.glob("*.ipynb"))


def a_notebook(name: str) -> Any:
    """One of them."""
    return nbformat.read(NOTEBOOKS / name, as_version=4)


def test_there_is_one_for_each_design_and_the_gallery():
    """The gallery's links lead to files that are there; and one for an object of one's own."""
    assert {"galerie.ipynb", OWN_NOTEBOOK, *(notebook_name(find_design(name)) for name in design_names())} <= set(NAMES)


@pytest.fixture(scope="module")
def kernel(tmp_path_factory: pytest.TempPathFactory) -> Iterator[KernelManager]:
    """One kernel for all: starting it takes longer than what they do."""
    home = tmp_path_factory.mktemp("home")
    hand_out(home)
    manager, client = start_new_kernel(cwd=str(home / FOLDER), env={"HOME": str(home), "PATH": "/usr/bin:/bin"})
    client.stop_channels()
    yield manager
    manager.shutdown_kernel(now=True)


@pytest.mark.parametrize("name", NAMES)
def test_it_runs_from_beginning_to_end(name: str, kernel: KernelManager):
    """Under nbconvert; every view it promises is there."""
    notebook = a_notebook(name)
    ExecutePreprocessor(timeout=60).preprocess(notebook, {}, km=kernel)
    views = [cell for cell in notebook.cells if cell.cell_type == "code" and cell.source.endswith(")")]
    assert views
    for cell in views:
        assert [output.output_type for output in cell.outputs] == ["execute_result"]


@pytest.mark.parametrize("name", NAMES)
def test_it_holds_no_geometry_and_no_outputs(name: str):
    """Its code cells open a studio or the gallery and nothing else; JupyterLab runs just these by itself."""
    notebook = a_notebook(name)
    nbformat.validate(notebook)
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert [cell.source for cell in code if not SOURCES.fullmatch(cell.source)] == []
    assert [cell.outputs for cell in code if cell.outputs] == []
    assert (notebook.metadata.atelier.page, bool(notebook.metadata.title)) == (name.removesuffix(".ipynb"), True)


def test_a_home_gets_what_it_has_not(tmp_path: Path):
    """A notebook that somebody has changed stays theirs."""
    hand_out(tmp_path)
    names = sorted([*NAMES, OWN_DESIGN, HANDED_OUT])
    assert sorted(path.name for path in (tmp_path / FOLDER).iterdir()) == names
    (tmp_path / FOLDER / "galerie.ipynb").write_text("mine")
    (tmp_path / FOLDER / NAMES[0]).unlink()
    hand_out(tmp_path)
    assert (tmp_path / FOLDER / "galerie.ipynb").read_text() == "mine"
    assert sorted(path.name for path in (tmp_path / FOLDER).iterdir()) == names


def test_a_newer_notebook_takes_the_place_of_one_that_nobody_has_written_in(tmp_path: Path):
    """Also of one that was run, where JupyterLab has saved what it showed; never of one with a word changed."""
    house, home = tmp_path / "house", tmp_path / "home"
    house.mkdir()
    home.mkdir()
    names = ["lu.ipynb", "ecrit.ipynb", "lien.ipynb", OWN_DESIGN]

    def publish(edition: str) -> None:
        for name in names:
            cell = nbformat.v4.new_code_cell(f"studio({edition!r})")
            nbformat.write(nbformat.v4.new_notebook(cells=[cell]), house / name)
        hand_out(home, house)

    def said(name: str) -> list[str]:
        return [cell.source for cell in nbformat.read(home / FOLDER / name, as_version=4).cells]

    publish("un")
    for name, source in (("lu.ipynb", "studio('un')"), ("ecrit.ipynb", "studio('un') # à moi")):
        notebook = nbformat.read(home / FOLDER / name, as_version=4)
        notebook.cells[0].source = source
        notebook.cells[0].outputs = [nbformat.v4.new_output("stream", text="montré")]
        nbformat.write(notebook, home / FOLDER / name)
    (home / FOLDER / "lien.ipynb").unlink()
    (home / FOLDER / "lien.ipynb").symlink_to("/dev/zero")
    publish("deux")
    assert [said(name) for name in ("lu.ipynb", "ecrit.ipynb", OWN_DESIGN)] == [
        ["studio('deux')"],
        ["studio('un') # à moi"],
        ["studio('deux')"],
    ]
    assert (home / FOLDER / "lien.ipynb").is_symlink()
    publish("trois")
    assert (said("lu.ipynb"), said("ecrit.ipynb")) == (["studio('trois')"], ["studio('un') # à moi"])


def test_a_home_from_before_the_list_keeps_what_it_has(tmp_path: Path):
    """Nobody knows whether its notebooks are as they were handed out."""
    (tmp_path / FOLDER).mkdir()
    (tmp_path / FOLDER / "galerie.ipynb").write_text("{}")
    (tmp_path / FOLDER / HANDED_OUT).write_text("[")
    hand_out(tmp_path)
    assert (tmp_path / FOLDER / "galerie.ipynb").read_text() == "{}"
    assert sorted(json.loads((tmp_path / FOLDER / HANDED_OUT).read_text())) == sorted(
        {*NAMES, OWN_DESIGN} - {"galerie.ipynb"}
    )
