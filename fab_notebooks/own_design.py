"""A person's own design, run where its code can do no harm.

The file has the shape of the house's designs (`fab_notebooks.design`). It is code: it is read and run only in a child
process, which the caller starts (`Start`; for a studio, `fab_notebooks.limited_child`). What comes back is data: JSON
for the declaration, a 3MF for the mesh, both read with the same care as a stranger's upload. Nothing is ever unpickled.

The child: `python -m fab_notebooks.own_design describe`, or `build`; both in a folder that holds `design.py`, `build`
with `parameters.json` beside it. It writes `answer.json`, and `build` also `mesh.3mf`. The folder is made for one run:
in one that a child has been in, any name may be a link to somewhere else. What went wrong is told as

    {"sorry": "une division par zéro. …", "line": 19}
"""

from __future__ import annotations

import dataclasses
import importlib.util
import json
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import mkdtemp
from typing import Any, Protocol

import numpy as np
import trimesh

from fab_notebooks.design import Design, read_design
from fab_notebooks.mesh_file import read_mesh_file
from fab_notebooks.own_faults import in_words, line_of
from fab_notebooks.sentences import say
from fab_notebooks.threemf import write_3mf

DESIGN, PARAMETERS, ANSWER, MESH = "design.py", "parameters.json", "answer.json", "mesh.3mf"
MOST_ANSWER_BYTES = 2 * 1024 * 1024
MOST_MESH_BYTES = 60 * 1024 * 1024
MOST_SAID = 400
MOST_BODIES = 1000


class Start(Protocol):
    """How the caller runs a child: in its sandbox, with its limits, killed with all it started when time is over."""

    def __call__(self, command: Sequence[str], folder: Path, timeout_s: float) -> int:
        """Runs a Python command line (`-m module …`) in a folder it may write to; its exit code.

        Raises subprocess.TimeoutExpired once the child is dead.
        """


class OwnDesignError(Exception):
    """The design could not be run; the message is French, for its author."""

    def __init__(self, said: str, line: int = 0) -> None:
        super().__init__(said)
        self.line = line
        """Of the file; 0 if nobody knows."""


@dataclass(frozen=True)
class Described:
    """What a design declares, as data."""

    label: str
    description: str
    fields: tuple[Mapping[str, Any], ...]
    """name, kind (Range, Choice …), type, default, and what the kind has: low, high, step, unit, label, options …"""
    presets: Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True)
class Built:
    """What a design gives for some parameters."""

    mesh: trimesh.Trimesh
    bodies: int
    """How many separate parts it says that there are."""


def describe(start: Start, source: bytes, timeout_s: float = 10) -> Described:
    """What the design of this source declares."""
    with _folder(source) as folder:
        answer = _run(start, folder, "describe", timeout_s)
    try:
        return Described(
            str(answer["label"]),
            str(answer["description"]),
            tuple(map(dict, answer["fields"])),
            dict(answer["presets"]),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise OwnDesignError(say("own-design-ended")) from error


def build(start: Start, source: bytes, values: Mapping[str, Any], timeout_s: float = 20) -> Built:
    """What the design of this source gives for these parameters."""
    with _folder(source) as folder:
        (folder / PARAMETERS).write_text(json.dumps(dict(values)), encoding="utf-8")
        answer = _run(start, folder, "build", timeout_s)
        mesh = _read(folder / MESH, MOST_MESH_BYTES)
    bodies = answer.get("bodies")
    # Refused like any stranger's file: MeshFileError.
    return Built(read_mesh_file(mesh).mesh, bodies if isinstance(bodies, int) and 0 <= bodies <= MOST_BODIES else 1)


@contextmanager
def _folder(source: bytes) -> Iterator[Path]:
    folder = Path(mkdtemp(prefix="design-"))
    try:
        (folder / DESIGN).write_bytes(source)
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _run(start: Start, folder: Path, verb: str, timeout_s: float) -> Mapping[str, Any]:
    try:
        start(["-m", "fab_notebooks.own_design", verb], folder, timeout_s)
    except subprocess.TimeoutExpired as error:
        raise OwnDesignError(say("own-design-late", expected=timeout_s)) from error
    try:
        answer = json.loads(_read(folder / ANSWER, MOST_ANSWER_BYTES))
    except (ValueError, RecursionError) as error:
        raise OwnDesignError(say("own-design-ended")) from error
    if not isinstance(answer, dict):
        raise OwnDesignError(say("own-design-ended"))
    if "sorry" in answer:
        line = answer.get("line")
        raise OwnDesignError(str(answer["sorry"])[:MOST_SAID], line if isinstance(line, int) else 0)
    return answer


def _read(path: Path, most: int) -> bytes:
    # The child may have left a link to somewhere else, a device, a pipe that never ends, or nothing that can be read.
    try:
        if not path.is_symlink() and path.is_file() and path.stat().st_size <= most:
            return path.read_bytes()
    except OSError as error:
        raise OwnDesignError(say("own-design-ended")) from error
    raise OwnDesignError(say("own-design-ended"))


def _child(verb: str) -> Mapping[str, Any]:
    try:
        design = _load(Path(DESIGN))
        return _declaration(design) if verb == "describe" else _built(design)
    # Whatever somebody's code raises, SystemExit too, is an answer to its author, not a crash of ours.
    except BaseException as error:
        return {"sorry": in_words(error), "line": line_of(error, Path(DESIGN))}


def _load(path: Path) -> Design:
    spec = importlib.util.spec_from_file_location("own_design_file", path)
    if spec is None or spec.loader is None:
        raise FileNotFoundError(path)
    module = importlib.util.module_from_spec(spec)
    # Annotations are looked up in the module a class belongs to.
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return read_design(module, "own")


def _declaration(design: Design) -> Mapping[str, Any]:
    fields = [
        {"name": field.name, "kind": type(field.kind).__name__, "type": field.type.__name__, "default": field.default}
        | dataclasses.asdict(field.kind)
        for field in design.fields
    ]
    presets = {label: dataclasses.asdict(preset) for label, preset in design.presets.items()}
    return {"label": design.label, "description": design.description, "fields": fields, "presets": presets}


def _built(design: Design) -> Mapping[str, Any]:
    parameters = design.checked(json.loads(Path(PARAMETERS).read_text(encoding="utf-8")))
    mesh = design.build(parameters)
    if not isinstance(mesh, trimesh.Trimesh):
        return {"sorry": say("own-design-no-mesh", found=type(mesh).__name__)}
    if not len(mesh.faces):
        return {"sorry": say("own-design-empty")}
    if not np.isfinite(mesh.vertices).all():
        return {"sorry": say("own-design-numbers")}
    Path(MESH).write_bytes(write_3mf(mesh, design.label))
    return {"built": True, "bodies": design.bodies(parameters)}


if __name__ == "__main__":
    Path(ANSWER).write_text(json.dumps(_child(sys.argv[1]), default=str), encoding="utf-8")
