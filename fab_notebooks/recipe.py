"""What an object was made with: a design and its values. It travels with the part, so that others may read it in words
and its owner may take the object up again.

    Recipe("repair-knob", {"diameter": 30.0, …}, "Bouton de réparation : diamètre du bouton 30 mm, hauteur 18 mm, …")

Of a person's own design (`Impression 3D/mon-objet.py`) nobody else has the declaration: its words are that person's.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from fab_notebooks.design import Design, design_names, find_design
from fab_notebooks.own_file import OWN
from fab_notebooks.parameters import Choice, Drawing, Field, ParameterError, Range
from fab_notebooks.sentences import french, say

NAME_CHARACTERS = 120
WORDS_CHARACTERS = 400
VALUES_CHARACTERS = 4000
"""As JSON, which goes into an address. A big drawing does not: then the part travels without its recipe."""
MOST_VALUES = 40
GREATEST = 1e9
"""No number of a design is bigger."""


class RecipeError(ValueError):
    """Something that is no recipe; the message says what and why."""


@dataclass(frozen=True)
class Recipe:
    """A design and its values."""

    design: str
    """Of the house: its name. A person's own: the file, below their home."""
    values: Mapping[str, Any]
    words: str
    """In French, one line."""

    @property
    def json(self) -> str:
        """The values as they are kept and sent."""
        return json.dumps(dict(self.values), ensure_ascii=False, separators=(",", ":"))


def recipe_of(design: Design, values: Mapping[str, Any]) -> Recipe | None:
    """The recipe of an object; None if it is too long to travel."""
    recipe = Recipe(design.name, dict(values), _words(design, values))
    return recipe if len(recipe.json) <= VALUES_CHARACTERS and len(design.name) <= NAME_CHARACTERS else None


def read_recipe(design: str, values: str, words: str) -> Recipe:
    """A recipe from anybody; RecipeError says what is wrong with it.

    For a design of the house the values are those it takes and the words are made here; whatever came is not believed.
    """
    given = _values(values)
    if design in design_names():
        found = find_design(design)
        try:
            known = asdict(found.checked(given))
        except ParameterError as error:
            raise RecipeError(f"the design {design} does not take these values") from error
        return Recipe(design, known, _words(found, known))
    is_below_home = not design.startswith("/") and ".." not in design.split("/")
    if not design.endswith(OWN) or not is_below_home or not _is_line(design, NAME_CHARACTERS):
        raise RecipeError(f"the design is {design[:40]!r}; expected one of the house, or the name of a file {OWN}")
    if not _is_line(words, WORDS_CHARACTERS):
        raise RecipeError(f"the words are no line of 1 to {WORDS_CHARACTERS} characters")
    return Recipe(design, given, words)


def _values(text: str) -> dict[str, Any]:
    if len(text) > VALUES_CHARACTERS:
        raise RecipeError(f"the values have {len(text)} characters; expected at most {VALUES_CHARACTERS}")
    try:
        values = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise RecipeError("the values are not JSON") from error
    if not isinstance(values, dict) or len(values) > MOST_VALUES:
        raise RecipeError(f"the values are no object of at most {MOST_VALUES} entries")
    for name, value in values.items():
        if not _is_line(name, NAME_CHARACTERS) or not _is_value(value):
            raise RecipeError(f"the value {name[:40]!r} is no number, text or truth")
    return values


def _is_value(value: object) -> bool:
    if isinstance(value, int | float):  # truths too
        # Before anything computes with it: an int may have thousands of digits, a float may be no number.
        return -GREATEST <= value <= GREATEST
    # A drawing has lines; nothing else that cannot be printed belongs into a value.
    return isinstance(value, str) and all(letter.isprintable() or letter in "\n\r\t" for letter in value)


def _is_line(text: str, most: int) -> bool:
    return 0 < len(text) <= most and text.isprintable() and not text.isspace()


def _words(design: Design, values: Mapping[str, Any]) -> str:
    told = ", ".join(_told(field, values[field.name]) for field in design.fields if not isinstance(field.kind, Drawing))
    words = say("recipe", label=design.label, found=told) if told else design.label
    return words if len(words) <= WORDS_CHARACTERS else words[: WORDS_CHARACTERS - 1] + "…"


def _told(field: Field, value: Any) -> str:
    """`diamètre du bouton 30 mm`."""
    label = field.label[:1].lower() + field.label[1:]
    match field.kind:
        case Range(unit=unit):
            return f"{label} {french(float(value))} {unit}".rstrip()
        case Choice(options=options):
            return f"{label} {dict(options).get(value, value)}"
    if isinstance(value, bool):
        return f"{label} {say('yes' if value else 'no')}"
    return f"{label} « {value} »"
