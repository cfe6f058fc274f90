"""A parametric design: one Python file that declares what may be chosen and builds the mesh.

    LABEL = "Bouton de réparation"
    DESCRIPTION = "Remplace le bouton cassé d’un four ou d’une plaque."
    PRESETS = {"Four": Parameters(diameter=40)}
    BODIES = 1                      # separate parts on the plate; or a function bodies(parameters)

    @dataclass(frozen=True)
    class Parameters: …             # see `fab_notebooks.parameters`

    def build(parameters: Parameters) -> trimesh.Trimesh: …    # millimetres, z up, resting on z = 0

The French words stand in that file and not in a catalogue: they are the declaration, beside the range they explain.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from types import ModuleType
from typing import Any

import trimesh

from fab_notebooks import designs
from fab_notebooks.parameters import DeclarationError, Field, checked, fields_of
from fab_notebooks.sentences import say


@dataclass(frozen=True)
class Design:
    """A design as its file declares it."""

    name: str
    """As on the command line: `repair-knob`."""
    label: str
    description: str
    parameters: type
    fields: tuple[Field, ...]
    presets: Mapping[str, Any]
    """Instances of `parameters` by French name."""
    build: Callable[[Any], trimesh.Trimesh]
    bodies: Callable[[Any], int]
    """How many separate parts these parameters give."""

    def make(self, values: Mapping[str, Any]) -> trimesh.Trimesh:
        """The mesh for values of any origin; ParameterError for what a field does not take."""
        return self.build(self.checked(values))

    def checked(self, values: Mapping[str, Any]) -> Any:
        """An instance of `parameters` from values of any origin; ParameterError for what a field does not take."""
        return checked(self.parameters, values)


def read_design(module: ModuleType, name: str) -> Design:
    """The design a module declares; DeclarationError says what is missing."""
    wanted = {"LABEL": str, "DESCRIPTION": str, "PRESETS": Mapping, "Parameters": type, "build": Callable}
    for attribute, kind in wanted.items():
        if not isinstance(getattr(module, attribute, None), kind):  # type: ignore[arg-type]
            raise DeclarationError(say(f"declaration-{attribute}"))
    fields = fields_of(module.Parameters)
    for label, preset in module.PRESETS.items():
        if not isinstance(preset, module.Parameters):
            raise DeclarationError(say("declaration-preset", label=label, found=type(preset).__name__))
    count = getattr(module, "BODIES", 1)
    return Design(
        name=name,
        label=module.LABEL,
        description=module.DESCRIPTION,
        parameters=module.Parameters,
        fields=fields,
        presets=dict(module.PRESETS),
        build=module.build,
        bodies=getattr(module, "bodies", lambda _: count),
    )


def design_names() -> list[str]:
    """The names of the designs of this house, in alphabetical order."""
    return sorted(module.name.replace("_", "-") for module in pkgutil.iter_modules(designs.__path__))


@cache
def find_design(name: str) -> Design:
    """The design of a name; KeyError with the known names if there is none."""
    if name not in design_names():
        raise KeyError(f"no design {name!r}; expected one of {', '.join(design_names())}")
    return read_design(importlib.import_module(f"{designs.__name__}.{name.replace('-', '_')}"), name)
