"""A person's own design as a file of their home: `OwnFile(path, home, start).open()` gives a `Design` like the house's.

What is chosen is checked here, by the declaration that the child gave; only `build` is the child's work. Every fault is
one French sentence that names the file and, where there is one, the line.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

import trimesh

from fab_notebooks.design import Design
from fab_notebooks.mesh_errors import MeshFileError
from fab_notebooks.own_design import Described, OwnDesignError, Start, build, describe
from fab_notebooks.parameters import Choice, DeclarationError, Drawing, ParameterError, Range, Switch, Text, fields_of
from fab_notebooks.sentences import say

OWN = ".py"
"""How the name of such a file ends; no design of the house has a dot."""
MOST_FILE_BYTES = 200_000
LONGEST_S = 10.0
"""For reading the declaration, and for each build: a slider that takes longer is none."""
KINDS: Mapping[str, Any] = {kind.__name__: kind for kind in (Range, Choice, Switch, Text, Drawing)}
TYPES = {kind.__name__: kind for kind in (float, int, str, bool)}


class OwnFile:
    """One file below `home`; `start` runs its children."""

    def __init__(self, path: Path, home: Path, start: Start, longest_s: float = LONGEST_S) -> None:
        self.path = path.absolute()
        self._home = home
        self._start = start
        self._longest_s = longest_s
        self._seen: tuple[int, int] | None = None

    @property
    def name(self) -> str:
        """What its person calls it."""
        return self.path.name

    @property
    def design_name(self) -> str:
        """What its design is called among others: the file below the home."""
        path, home = self.path.resolve(), self._home.resolve()
        return path.relative_to(home).as_posix() if path.is_relative_to(home) else self.name

    @property
    def has_changed(self) -> bool:
        """Whether it was saved, or appeared, or went, since it was opened."""
        return self._stamp() != self._seen

    def open(self) -> Design:
        """The design as the file declares it now, whatever becomes of the file; OwnDesignError if there is none."""
        self._seen = self._stamp()
        return _OwnDesign(self.name, self._start, self._longest_s, self._source()).design(self.design_name)

    def _source(self) -> bytes:
        if not self.path.resolve().is_relative_to(self._home.resolve()):
            raise OwnDesignError(say("own-file-outside", file=self.name))
        try:
            if not self.path.is_file():
                raise OwnDesignError(say("own-file-missing", file=self.name))
            with self.path.open("rb") as file:
                source = file.read(MOST_FILE_BYTES + 1)
        except OSError as error:
            raise OwnDesignError(say("own-file-closed", file=self.name)) from error
        if len(source) > MOST_FILE_BYTES:
            raise OwnDesignError(say("own-file-too-long", file=self.name, expected=MOST_FILE_BYTES // 1000))
        return source

    def _stamp(self) -> tuple[int, int] | None:
        try:
            found = self.path.stat()
        except OSError:
            return None
        return found.st_mtime_ns, found.st_size


@dataclasses.dataclass
class _OwnDesign:
    """What was in the file, and what its last build said."""

    file: str
    start: Start
    longest_s: float
    source: bytes
    bodies: int = 1

    def design(self, name: str) -> Design:
        """As it is declared."""
        try:
            told = describe(self.start, self.source, self.longest_s)
            parameters = _parameters(told)
            design = Design(
                name=name,
                label=told.label[:80],
                description=told.description[:400],
                parameters=parameters,
                fields=fields_of(parameters),
                presets={},
                build=self.build,
                bodies=lambda _: self.bodies,
            )
            presets = {str(label)[:80]: design.checked(values) for label, values in told.presets.items()}
        except OwnDesignError as error:
            raise self.told(error) from error
        except (DeclarationError, ParameterError) as error:
            raise self.told(OwnDesignError(str(error))) from error
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise self.told(OwnDesignError(say("own-design-ended"))) from error
        return dataclasses.replace(design, presets=presets)

    def build(self, parameters: Any) -> trimesh.Trimesh:
        """The mesh for these parameters; OwnDesignError says why there is none."""
        try:
            built = build(self.start, self.source, dataclasses.asdict(parameters), self.longest_s)
        except OwnDesignError as error:
            raise self.told(error) from error
        except MeshFileError as error:
            raise self.told(OwnDesignError(say("own-design-mesh", found=str(error)))) from error
        self.bodies = built.bodies
        return built.mesh

    def told(self, error: OwnDesignError) -> OwnDesignError:
        """With the file's name, and the line."""
        place = "own-design-at" if error.line else "own-design-in"
        return OwnDesignError(say(place, file=self.file, line=str(error.line), found=str(error)), error.line)


def _parameters(told: Described) -> type:
    """A `Parameters` class as the child described it; KeyError, TypeError or ValueError if it is none."""
    return dataclasses.make_dataclass(
        "Parameters",
        [(field["name"], Annotated[TYPES[field["type"]], _kind(field)], field["default"]) for field in told.fields],
        frozen=True,
    )


def _kind(field: Mapping[str, Any]) -> Any:
    kind = KINDS[field["kind"]]
    values = {each.name: field[each.name] for each in dataclasses.fields(kind)}
    for name, value in values.items():
        # JSON has no tuples.
        if name in ("options", "examples"):
            values[name] = tuple(tuple(map(str, each)) if isinstance(each, list) else str(each) for each in value)
        elif name in ("label", "help", "unit"):
            values[name] = str(value)[:200]
        elif name != "longest":
            values[name] = float(value)
    return kind(**values)
