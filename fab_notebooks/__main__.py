"""The designs and checks at the command line.

    python -m fab_notebooks designs
    python -m fab_notebooks design repair-knob --diameter 24 --out knob.3mf
    python -m fab_notebooks check knob.3mf
    python -m fab_notebooks repair scan.stl --out scan.3mf
    python -m fab_notebooks picture knob.3mf --out knob.png

Exit codes: 0, 1 where `check` found something that stops the print, 2 for a mistake in what was asked.
"""

from __future__ import annotations

import argparse
import dataclasses
import json
import sys
from collections.abc import Sequence
from pathlib import Path

import trimesh

from fab_notebooks.design import Design, design_names, find_design
from fab_notebooks.exports import EXPORTS, export
from fab_notebooks.mesh_errors import MeshFileError
from fab_notebooks.mesh_file import read_mesh_file
from fab_notebooks.meshfix import meshfix
from fab_notebooks.parameters import Choice, Drawing, Field, ParameterError, Range
from fab_notebooks.picture import picture
from fab_notebooks.printability import check
from fab_notebooks.repair import repair


def main(argv: Sequence[str] | None = None) -> int:
    """Does what the command line says; the exit code."""
    arguments = _parser().parse_args(argv)
    try:
        code: int = arguments.run(arguments)
    except (ParameterError, MeshFileError, OSError) as error:
        print(f"fab_notebooks: {error}", file=sys.stderr)
        return 2
    return code


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m fab_notebooks", description="Parametric designs and mesh checks.")
    verbs = parser.add_subparsers(required=True, metavar="VERB")
    names = verbs.add_parser("designs", help="list the designs")
    names.set_defaults(run=_list)
    design = verbs.add_parser("design", help="build a design into a file")
    choices = design.add_subparsers(required=True, metavar="DESIGN", dest="name")
    for one in map(find_design, design_names()):
        _add_design(choices.add_parser(one.name, help=one.label, description=one.description), one)
    for name, run, text in (
        ("check", _check, "say whether a mesh prints, and why not"),
        ("repair", _repair, "close and turn what is broken"),
        ("picture", _picture, "a PNG of a mesh"),
    ):
        verb = verbs.add_parser(name, help=text)
        verb.add_argument("file", type=Path, help="STL, OBJ, PLY, 3MF or GLB")
        verb.set_defaults(run=run)
        if name == "check":
            verb.add_argument("--json", action="store_true", help="the findings as JSON on standard output")
        else:
            verb.add_argument("--out", type=_png if name == "picture" else _mesh_path, required=True)
    return parser


def _add_design(verb: argparse.ArgumentParser, design: Design) -> None:
    verb.add_argument("--preset", choices=list(design.presets), help="where to start from")
    verb.add_argument("--out", type=_mesh_path, required=True, help="a name ending in .3mf, .stl or .glb")
    for field in design.fields:
        verb.add_argument(field.option, dest=f"p_{field.name}", default=None, metavar="…", help=_help(field))
    verb.set_defaults(run=_build)


def _help(field: Field) -> str:
    match field.kind:
        case Range(low, high, _, unit):
            limits = f"{low:g} … {high:g} {unit}"
        case Choice(options):
            limits = ", ".join(name for name, _ in options)
        case Drawing():
            limits = "an SVG file"
        case _:
            limits = ""
    default = "" if isinstance(field.kind, Drawing) else f" ({field.default})"
    return f"{field.label}: {limits}{default}".rstrip(": ").replace("%", "%%")


def _mesh_path(text: str) -> Path:
    path = Path(text)
    if path.suffix.lower().removeprefix(".") not in EXPORTS:
        raise argparse.ArgumentTypeError(f"{text!r} does not end in {', '.join(f'.{kind}' for kind in EXPORTS)}")
    return path


def _png(text: str) -> Path:
    if not text.lower().endswith(".png"):
        raise argparse.ArgumentTypeError(f"{text!r} does not end in .png")
    return Path(text)


def _list(_: argparse.Namespace) -> int:
    for design in map(find_design, design_names()):
        print(f"{design.name:16} {design.label}. {design.description}")
    return 0


def _build(arguments: argparse.Namespace) -> int:
    design = find_design(arguments.name)
    start = design.presets[arguments.preset] if arguments.preset else design.parameters()
    values = dataclasses.asdict(start)
    for field in design.fields:
        given = getattr(arguments, f"p_{field.name}")
        if given is not None:
            drawn = isinstance(field.kind, Drawing)
            values[field.name] = Path(given).read_text(encoding="utf-8", errors="replace") if drawn else given
    _write(design.make(values), arguments.out, design.label)
    return 0


def _write(mesh: trimesh.Trimesh, path: Path, title: str) -> None:
    path.write_bytes(export(mesh, path.suffix.lower().removeprefix("."), title))
    size = " × ".join(f"{extent:.1f}" for extent in mesh.extents)
    print(f"{path}: {len(mesh.faces)} triangles, {size} mm, {mesh.volume / 1000:.1f} cm³", file=sys.stderr)


def _check(arguments: argparse.Namespace) -> int:
    report = check(read_mesh_file(arguments.file.read_bytes()).mesh)
    if arguments.json:
        found = [
            {"id": one.id, "weight": one.weight.name, "faces": len(one.faces), "say": one.sentence.say}
            for one in report.findings
        ]
        print(json.dumps({"measures": dataclasses.asdict(report.measures), "findings": found}, ensure_ascii=False))
    else:
        for finding in report.findings:
            print(finding.sentence.say)
        print(report.next_step)
    return 0 if report.prints else 1


def _repair(arguments: argparse.Namespace) -> int:
    done = repair(read_mesh_file(arguments.file.read_bytes()).mesh, meshfix)
    for line in done.sentences():
        print(line)
    _write(done.mesh, arguments.out, arguments.file.stem)
    return 0 if done.after.is_solid else 1


def _picture(arguments: argparse.Namespace) -> int:
    arguments.out.write_bytes(picture(read_mesh_file(arguments.file.read_bytes()).mesh, 512))
    return 0


if __name__ == "__main__":
    sys.exit(main())
