"""A person's own design, run where its code can do no harm.

The file has the shape of the house's designs (`fab_notebooks.design`). It is code: it is read and run only in a child
process, which the caller starts in its sandbox (`Start`). What comes back is data: JSON for the declaration, a 3MF for
the mesh, both read with the same care as a stranger's upload. Nothing is ever unpickled.

The child: `python -m fab_notebooks.own_design describe`, or `build`; both in a folder that holds `design.py`, `build`
with `parameters.json` beside it. It writes `answer.json`, and `build` also `mesh.3mf`.
"""

from __future__ import annotations

import dataclasses
import importlib.util
import json
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import trimesh

from fab_notebooks.design import Design, read_design
from fab_notebooks.mesh_file import read_mesh_file
from fab_notebooks.parameters import DeclarationError, ParameterError
from fab_notebooks.sentences import say
from fab_notebooks.threemf import write_3mf

DESIGN, PARAMETERS, ANSWER, MESH = "design.py", "parameters.json", "answer.json", "mesh.3mf"
MOST_ANSWER_BYTES = 2 * 1024 * 1024
MOST_MESH_BYTES = 60 * 1024 * 1024
MOST_SAID = 300


class Start(Protocol):
    """How the caller runs a child: in its sandbox, with its limits, killed with all it started when time is over."""

    def __call__(self, command: Sequence[str], folder: Path, timeout_s: float) -> int:
        """Runs a Python command line (`-m module …`) in a folder it may write to; its exit code.

        Raises subprocess.TimeoutExpired once the child is dead.
        """


class OwnDesignError(Exception):
    """The design could not be run; the message is French, for its author."""


@dataclass(frozen=True)
class Described:
    """What a design declares, as data."""

    label: str
    description: str
    fields: tuple[Mapping[str, Any], ...]
    """name, kind (Range, Choice …), default, and what the kind has: low, high, step, unit, label, options …"""
    presets: Mapping[str, Mapping[str, Any]]


def describe(start: Start, folder: Path, timeout_s: float = 10) -> Described:
    """What the `design.py` in a folder declares."""
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


def build(start: Start, folder: Path, values: Mapping[str, Any], timeout_s: float = 20) -> trimesh.Trimesh:
    """The mesh of the `design.py` in a folder for these parameters."""
    (folder / PARAMETERS).write_text(json.dumps(dict(values)), encoding="utf-8")
    _run(start, folder, "build", timeout_s)
    # Refused like any stranger's file: MeshFileError.
    return read_mesh_file(_read(folder / MESH, MOST_MESH_BYTES)).mesh


def _run(start: Start, folder: Path, verb: str, timeout_s: float) -> Mapping[str, Any]:
    for name in (ANSWER, MESH):
        (folder / name).unlink(missing_ok=True)
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
        raise OwnDesignError(str(answer["sorry"])[:MOST_SAID])
    return answer


def _read(path: Path, most: int) -> bytes:
    # The child may have left a link to somewhere else, a device or a pipe that never ends.
    if path.is_symlink() or not path.is_file() or path.stat().st_size > most:
        raise OwnDesignError(say("own-design-ended"))
    return path.read_bytes()


def _child(verb: str) -> Mapping[str, Any]:
    try:
        design = _load(Path(DESIGN))
        if verb == "describe":
            return _declaration(design)
        mesh = design.make(json.loads(Path(PARAMETERS).read_text(encoding="utf-8")))
        if not isinstance(mesh, trimesh.Trimesh):
            raise DeclarationError(f"build gave a {type(mesh).__name__}; expected a trimesh.Trimesh")
        Path(MESH).write_bytes(write_3mf(mesh, design.label))
        return {"built": True}
    except ParameterError as error:
        return {"sorry": str(error)}
    except MemoryError:
        return {"sorry": say("own-design-ended")}
    # Whatever somebody's code raises is an answer to its author, not a crash of ours.
    except Exception as error:
        return {"sorry": say("own-design-unreadable", found=f"{type(error).__name__}: {error}"[:200] + _line(error))}


def _line(error: Exception) -> str:
    here, line = error.__traceback__, 0
    while here:
        line = here.tb_lineno if Path(here.tb_frame.f_code.co_filename).name == DESIGN else line
        here = here.tb_next
    return f" ({DESIGN}, ligne {line})" if line else ""


def _load(path: Path) -> Design:
    spec = importlib.util.spec_from_file_location("own_design_file", path)
    if spec is None or spec.loader is None:
        raise DeclarationError(f"{path} is no Python file")
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


if __name__ == "__main__":
    Path(ANSWER).write_text(json.dumps(_child(sys.argv[1]), default=str), encoding="utf-8")
