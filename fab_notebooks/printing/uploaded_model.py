"""A person's upload on its way to the slicer: of the file only the shape is kept, as STL, and a picture of it.

Whatever can be in such a file is met by a child alone (`Run` starts it, behind walls and with limits of memory and
time); what the child leaves is read like a stranger's. It is `python -m fab_notebooks.printing.uploaded_model` in a
folder with `upload`, and writes `picture.png` and `model.stl`, or, in `sorry.txt`, one French sentence: why the file
can't be read.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path

from fab_notebooks.mesh_errors import MeshFileError
from fab_notebooks.mesh_file import read_mesh_file, stl_bytes
from fab_notebooks.picture import picture
from fab_notebooks.slicer import MIB, Run, SlicingError, SlicingFault, judge, run_with_limits

UPLOAD_BYTES = 60 * MIB
"""A million faces in STL are 50 MB."""
MODEL_BYTES = 110 * MIB
"""An STL of as many faces as are read at all."""
PICTURE_BYTES = 4 * MIB
PICTURE_POINTS = 480
SORRY_BYTES = 2000


@dataclass(frozen=True)
class UploadedModel:
    """What is kept of an upload."""

    stl: bytes
    """Binary, in millimetres."""
    picture: bytes
    """PNG, for who sends and for who approves."""


def read_upload(content: bytes, folder: Path, run: Run = run_with_limits) -> UploadedModel:
    """The model in a file of any kind that `read_mesh_file` knows; `folder` is empty and ours.

    MeshFileError, in French, for a file that can't be read; SlicingError if the child broke, or took too much.
    """
    (folder / "upload").write_bytes(content)
    finished = run([sys.executable, "-m", "fab_notebooks.printing.uploaded_model"], folder)
    if finished.code == 0 and (sorry := _left(folder / "sorry.txt", SORRY_BYTES)):
        raise MeshFileError(sorry.decode("utf-8", "replace"))
    stl = _left(folder / "model.stl", MODEL_BYTES)
    judge(finished, stl is not None)
    image = _left(folder / "picture.png", PICTURE_BYTES)
    if stl is None or image is None:
        raise SlicingError(SlicingFault.BROKEN, "the upload was read, and has no picture")
    return UploadedModel(stl, image)


def _left(path: Path, most: int) -> bytes | None:
    # The child may have left a link to somewhere else, or more than it was asked for.
    if path.is_symlink() or not path.is_file() or path.stat().st_size > most:
        return None
    return path.read_bytes()


def _child() -> None:
    try:
        mesh = read_mesh_file(Path("upload").read_bytes()).mesh
    except MeshFileError as error:
        Path("sorry.txt").write_text(str(error), encoding="utf-8")
        return
    Path("picture.png").write_bytes(picture(mesh, PICTURE_POINTS))
    Path("model.stl").write_bytes(stl_bytes(mesh))


if __name__ == "__main__":
    _child()
