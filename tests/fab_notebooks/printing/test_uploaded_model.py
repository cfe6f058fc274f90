"""What is kept of an upload: its shape and a picture, read by a child; or one French sentence."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from PIL import Image

from fab_notebooks import slicer
from fab_notebooks.mesh_errors import MeshFileError
from fab_notebooks.mesh_file import stl_size_mm
from fab_notebooks.printing.uploaded_model import read_upload
from fab_notebooks.slicer import Finished, SlicingError, SlicingFault
from tests.fab_notebooks.meshes import TYPES, box_3mf, box_stl


def make(folder: Path) -> Path:
    """The folder, empty."""
    folder.mkdir()
    return folder


def test_a_3mf_is_the_same_as_its_stl_and_has_a_picture(tmp_path):
    """In millimetres; nothing of the file's other parts comes along, or out of the folder."""
    settings = {"Metadata/Slic3r_PE.config": "; post_process = /bin/evil\n", "3D/../../../evil.model": TYPES}
    models = [
        read_upload(content, make(tmp_path / str(number)))
        for number, content in enumerate((box_3mf(10, 20, 2, more=settings), box_stl(10, 20, 2)))
    ]
    assert [stl_size_mm(model.stl) for model in models] == [(10, 20, 2)] * 2
    assert models[0].stl == models[1].stl
    assert Image.open(io.BytesIO(models[0].picture)).size == (480, 480)
    assert {file.name for file in tmp_path.rglob("*")} == {"0", "1", "upload", "model.stl", "picture.png"}


def test_what_is_no_model_is_one_sentence(tmp_path):
    """The child says it, and ends well."""
    with pytest.raises(MeshFileError, match=r"Ce fichier n’est pas un STL, un 3MF, un OBJ, un PLY ou un GLB\."):
        read_upload(b"not a model", tmp_path)


def a_child_that_leaves(files: dict[str, bytes | Path], finished: Finished):
    """Instead of the real one."""

    def run(command, folder: Path) -> Finished:
        for name, content in files.items():
            if isinstance(content, Path):
                (folder / name).symlink_to(content)
            else:
                (folder / name).write_bytes(content)
        return finished

    return run


@pytest.mark.parametrize(
    ("files", "finished", "fault"),
    [
        ({}, Finished(1, "numpy.core._exceptions._ArrayMemoryError: Unable to allocate"), SlicingFault.TOO_SLOW),
        ({}, Finished(None, ""), SlicingFault.TOO_SLOW),
        ({}, Finished(137, ""), SlicingFault.KILLED),
        ({}, Finished(1, "Traceback"), SlicingFault.BROKEN),
        ({"sorry.txt": b"owned"}, Finished(1, "Traceback"), SlicingFault.BROKEN),
        ({"model.stl": Path("/etc/passwd")}, Finished(0, ""), SlicingFault.NO_LAYERS),
        ({"model.stl": box_stl(), "picture.png": Path("/etc/passwd")}, Finished(0, ""), SlicingFault.BROKEN),
    ],
    ids=["memory", "time", "killed", "broken", "sorry and broken", "a link for a model", "a link for a picture"],
)
def test_a_child_that_breaks_or_lies_gives_nothing(tmp_path, files, finished, fault):
    """How it ended decides; a link to a file of ours is not followed."""
    with pytest.raises(SlicingError, match=r"\w") as error:
        read_upload(b"", tmp_path, a_child_that_leaves(files, finished))
    assert error.value.fault is fault


def test_a_child_cannot_have_more_memory_than_its_limit(tmp_path, monkeypatch):
    """The kernel gives no more, and that is a fault of this upload."""
    monkeypatch.setattr(slicer, "MEMORY_BYTES", 300 * slicer.MIB)
    with pytest.raises(SlicingError) as error:
        read_upload(b"v 1 0 0\nv 0 1 0\nv 0 0 1\n" + b"f 1 2 3\n" * 1_500_000, tmp_path)
    assert error.value.fault is SlicingFault.TOO_SLOW
