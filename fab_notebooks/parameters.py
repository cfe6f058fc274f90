"""What a design may be asked for: a frozen dataclass whose annotations carry unit, range and French label.

    @dataclass(frozen=True)
    class Parameters:
        width: Annotated[float, Range(10, 80, step=1, unit="mm", label="Largeur")] = 40
        text: Annotated[str, Text(20, label="Texte")] = "Éloïse"

`fields_of(Parameters)` reads them, `checked(Parameters, values)` makes an instance from untrusted values. Sliders,
presets, the command line and the tests all start from here.
"""

from __future__ import annotations

import contextlib
import dataclasses
import math
import typing
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from fab_notebooks.sentences import say


class ParameterError(ValueError):
    """A value that its field does not take; the message is a French sentence for whoever moves the sliders."""


class DeclarationError(Exception):
    """A declaration that can't be used; the message is a French sentence for its author: where, why, what to do."""


@dataclass(frozen=True)
class Range:
    """A number between two ends, both included."""

    low: float
    high: float
    step: float = 1
    unit: str = "mm"
    label: str = ""
    help: str = ""

    def taken(self, value: Any, kind: type) -> Any:
        """The value as the field's type; ParameterError if it is no number of the range."""
        try:
            number = float(str(value).replace(",", ".")) if isinstance(value, str) else float(value)
        except (TypeError, ValueError, OverflowError):
            number = math.nan
        # The last digits of a slider's sums must not throw a value out of its own range.
        slack = self.step * 1e-6
        whole = kind is not int or number == round(number) if math.isfinite(number) else False
        if isinstance(value, bool) or not whole or not self.low - slack <= number <= self.high + slack:
            raise ParameterError(
                say(
                    "parameter-range",
                    label=self.label,
                    low=self.low,
                    high=self.high,
                    unit=self.unit and f" {self.unit}",
                    found=str(value)[:40],
                )
            )
        return kind(min(max(number, self.low), self.high))

    def ends(self) -> tuple[Any, ...]:
        """The values at which a design must still be right."""
        return self.low, self.high


@dataclass(frozen=True)
class Choice:
    """One of a few words, each with its French label."""

    options: tuple[tuple[str, str], ...]
    label: str = ""
    help: str = ""

    def taken(self, value: Any, kind: type) -> Any:
        """The value; ParameterError if it is none of the options."""
        if value not in [name for name, _ in self.options]:
            wanted = ", ".join(label for _, label in self.options)
            raise ParameterError(say("parameter-choice", label=self.label, expected=wanted, found=str(value)[:40]))
        return value

    def ends(self) -> tuple[Any, ...]:
        """All of them."""
        return tuple(name for name, _ in self.options)


@dataclass(frozen=True)
class Switch:
    """Yes or no."""

    label: str = ""
    help: str = ""

    def taken(self, value: Any, kind: type) -> Any:
        """The value; ParameterError if it is neither."""
        known = {True: True, False: False, "yes": True, "no": False, "oui": True, "non": False}
        if not isinstance(value, bool | str) or value not in known:
            raise ParameterError(say("parameter-choice", label=self.label, expected="oui, non", found=str(value)[:40]))
        return known[value]

    def ends(self) -> tuple[Any, ...]:
        """Both."""
        return False, True


@dataclass(frozen=True)
class Text:
    """A line of text of a limited length."""

    longest: int
    label: str = ""
    help: str = ""

    def taken(self, value: Any, kind: type) -> Any:
        """The text without blanks around it; ParameterError if it is empty, too long or not one line."""
        text = value.strip() if isinstance(value, str) else ""
        if not text or len(text) > self.longest or not text.isprintable():
            raise ParameterError(say("parameter-text", label=self.label, expected=self.longest))
        return text

    def ends(self) -> tuple[Any, ...]:
        """A short text and the longest."""
        return "I", "M" * self.longest


@dataclass(frozen=True)
class Drawing:
    """An SVG drawing, as its text; the command line takes the name of a file."""

    examples: tuple[str, ...]
    """What the tests draw."""
    label: str = ""
    help: str = ""
    longest: int = 1_000_000

    def taken(self, value: Any, kind: type) -> Any:
        """The text; ParameterError if it is too long. `fab_notebooks.svg` says whether it can be drawn."""
        if not isinstance(value, str) or len(value) > self.longest:
            raise ParameterError(say("drawing-too-long", expected=self.longest))
        return value

    def ends(self) -> tuple[Any, ...]:
        """The examples."""
        return self.examples


Kind = Range | Choice | Switch | Text | Drawing
TYPES: Mapping[type, tuple[type, ...]] = {
    Range: (float, int),
    Choice: (str,),
    Switch: (bool,),
    Text: (str,),
    Drawing: (str,),
}


@dataclass(frozen=True)
class Field:
    """One parameter: its name, what it may be, what it is if nobody says."""

    name: str
    type: type
    kind: Kind
    default: Any

    @property
    def label(self) -> str:
        """What stands beside its slider."""
        return self.kind.label

    @property
    def option(self) -> str:
        """Its name on the command line."""
        return "--" + self.name.replace("_", "-")


def fields_of(parameters: type) -> tuple[Field, ...]:
    """The fields in the order of their declaration; DeclarationError names the one that is wrong."""
    if not dataclasses.is_dataclass(parameters) or not parameters.__dataclass_params__.frozen:  # type: ignore[attr-defined]
        raise DeclarationError(say("declaration-frozen"))
    hints = typing.get_type_hints(parameters, include_extras=True)
    return tuple(_field(field, hints[field.name]) for field in dataclasses.fields(parameters))


def _field(field: dataclasses.Field[Any], hint: Any) -> Field:
    kinds = [extra for extra in getattr(hint, "__metadata__", ()) if isinstance(extra, Kind)]
    if len(kinds) != 1:
        raise DeclarationError(say("declaration-field", name=field.name))
    plain, kind = typing.get_args(hint)[0], kinds[0]
    if plain not in TYPES[type(kind)]:
        wanted = " ou ".join(one.__name__ for one in TYPES[type(kind)])
        found = getattr(plain, "__name__", str(plain))
        raise DeclarationError(
            say("declaration-type", name=field.name, found=found, kind=type(kind).__name__, expected=wanted)
        )
    if not kind.label:
        raise DeclarationError(say("declaration-label", name=field.name))
    if isinstance(kind, Range) and not (math.isfinite(kind.high - kind.low) and kind.low < kind.high and kind.step > 0):
        raise DeclarationError(say("declaration-range", name=field.name, low=kind.low, high=kind.high, step=kind.step))
    if field.default is dataclasses.MISSING:
        raise DeclarationError(say("declaration-default", name=field.name))
    try:
        kind.taken(field.default, plain)
    except ParameterError as error:
        raise DeclarationError(say("declaration-default-wrong", name=field.name, found=str(error))) from error
    return Field(field.name, plain, kind, field.default)


P = TypeVar("P")


def checked(parameters: type[P], values: Mapping[str, Any]) -> P:
    """An instance of `parameters` from values of any origin; ParameterError for the first that is not taken."""
    fields = {field.name: field for field in fields_of(parameters)}
    unknown = sorted(values.keys() - fields.keys())
    if unknown:
        raise ParameterError(say("parameter-unknown", found=unknown[0][:40], expected=", ".join(fields)))
    return parameters(**{name: fields[name].kind.taken(value, fields[name].type) for name, value in values.items()})


def fitting(parameters: type, values: Mapping[str, Any]) -> dict[str, Any]:
    """As many of these values as are taken, and for the rest the value that each field starts with."""
    fitted = {field.name: field.default for field in fields_of(parameters)}
    for field in fields_of(parameters):
        if field.name in values:
            with contextlib.suppress(ParameterError):
                fitted[field.name] = field.kind.taken(values[field.name], field.type)
    return fitted
