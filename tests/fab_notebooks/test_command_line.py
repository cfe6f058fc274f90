"""`python -m fab_notebooks`: every verb, as its description shows it."""

import io
import json
from pathlib import Path

import pytest
from PIL import Image

from fab_notebooks.__main__ import main
from fab_notebooks.design import design_names
from fab_notebooks.mesh_file import read_mesh_file, stl_bytes
from fab_notebooks.threemf import read_3mf
from tests.fab_notebooks.broken_mesh import Damage, broken, bumpy_ring


def test_a_design_is_built_into_a_file_with_title_and_picture(tmp_path: Path, capsys):
    """Millimetres, the parameters asked for, and a thumbnail of the object."""
    out = tmp_path / "knob.3mf"
    assert main(["design", "repair-knob", "--diameter", "24", "--pointer", "non", "--out", str(out)]) == 0
    found = read_3mf(out.read_bytes())
    assert (found.title, found.unit) == ("Bouton de réparation", "millimeter")
    assert found.mesh.extents[0] == pytest.approx(24, abs=0.2)
    with Image.open(io.BytesIO(found.picture)) as thumbnail:
        assert thumbnail.size == (256, 256)
        assert thumbnail.getextrema()[3] == (0, 255)
    assert "knob.3mf" in capsys.readouterr().err


@pytest.mark.parametrize("suffix", ["stl", "glb"])
def test_a_preset_is_written_in_other_formats(tmp_path: Path, suffix: str):
    """The same object."""
    out = tmp_path / f"hook.{suffix}"
    assert main(["design", "wall-hook", "--preset", "Torchon", "--out", str(out)]) == 0
    assert read_mesh_file(out.read_bytes()).mesh.is_volume


def test_a_drawing_is_read_from_its_file(tmp_path: Path):
    """The option takes a name, not the text."""
    drawing = tmp_path / "square.svg"
    drawing.write_text('<svg xmlns="http://www.w3.org/2000/svg"><rect width="5" height="5"/></svg>')
    out = tmp_path / "logo.stl"
    asked = ["design", "raised-logo", "--svg", str(drawing), "--plate", "square", "--ring", "non", "--size", "50"]
    assert main([*asked, "--out", str(out)]) == 0
    assert read_mesh_file(out.read_bytes()).mesh.extents[0] == pytest.approx(59, abs=0.01)


def test_a_wrong_parameter_is_one_line_and_exit_code_2(tmp_path: Path, capsys):
    """On standard error, with what is possible."""
    assert main(["design", "repair-knob", "--diameter", "900", "--out", str(tmp_path / "x.stl")]) == 2
    said = capsys.readouterr().err
    assert said == "fab_notebooks: « Diamètre du bouton » vaut 900. Choisissez un nombre entre 12 et 60 mm.\n"


def test_an_unknown_ending_is_refused(tmp_path: Path, capsys):
    """Before anything is built."""
    with pytest.raises(SystemExit, match="2"):
        main(["design", "repair-knob", "--out", str(tmp_path / "x.txt")])
    assert "does not end in .stl, .3mf, .glb" in capsys.readouterr().err


def test_the_designs_are_listed(capsys):
    """One line each."""
    assert main(["designs"]) == 0
    assert [line.split()[0] for line in capsys.readouterr().out.splitlines()] == design_names()


def test_check_repair_and_picture_go_hand_in_hand(tmp_path: Path, capsys):
    """A broken file is said to be so (exit code 1), mended, and looked at."""
    scan, mended, image = tmp_path / "scan.stl", tmp_path / "mended.3mf", tmp_path / "mended.png"
    scan.write_bytes(stl_bytes(broken(bumpy_ring(24, 40), Damage(holes=2, flipped=3))))
    assert main(["check", str(scan), "--json"]) == 1
    assert "open-edges" in [one["id"] for one in json.loads(capsys.readouterr().out)["findings"]]
    assert main(["repair", str(scan), "--out", str(mended)]) == 0
    assert "J’ai bouché 2 trous" in capsys.readouterr().out
    assert main(["check", str(mended)]) == 0
    assert main(["picture", str(mended), "--out", str(image)]) == 0
    with Image.open(image) as shown:
        assert shown.size == (512, 512)


def test_a_file_that_is_none_is_one_line(tmp_path: Path, capsys):
    """And exit code 2."""
    (tmp_path / "x.stl").write_text("hello")
    assert main(["check", str(tmp_path / "x.stl")]) == 2
    assert capsys.readouterr().err.startswith("fab_notebooks: Ce fichier n’est pas un STL")
