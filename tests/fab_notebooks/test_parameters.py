"""What a design declares and what it takes."""

from dataclasses import dataclass
from types import ModuleType
from typing import Annotated

import pytest

from fab_notebooks.design import find_design, read_design
from fab_notebooks.parameters import (
    Choice,
    DeclarationError,
    Field,
    ParameterError,
    Range,
    Switch,
    Text,
    checked,
    fields_of,
    fitting,
)

WIDTH = Range(10, 80, step=1, unit="mm", label="Largeur")


@dataclass(frozen=True)
class Parameters:
    width: Annotated[float, WIDTH] = 40
    teeth: Annotated[int, Range(6, 24, unit="", label="Dents")] = 12
    holes: Annotated[int, Range(1, 9, label="Trous")] = 2
    shape: Annotated[str, Choice((("round", "Rond"), ("square", "Carré")), label="Forme")] = "round"
    lid: Annotated[bool, Switch(label="Couvercle")] = True
    text: Annotated[str, Text(5, label="Texte")] = "Zoé"


def test_fields_come_in_their_order_with_unit_and_range():
    """What sliders and command line are made of."""
    assert fields_of(Parameters)[0] == Field("width", float, WIDTH, 40)
    assert [field.option for field in fields_of(Parameters)] == [
        "--width",
        "--teeth",
        "--holes",
        "--shape",
        "--lid",
        "--text",
    ]


def test_values_from_a_form_become_the_declared_types():
    """Texts with a French comma too."""
    values = {"width": "12,5", "holes": "3", "shape": "square", "lid": "non", "text": " Éva "}
    assert checked(Parameters, values) == Parameters(12.5, 12, 3, "square", False, "Éva")


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ({"width": 81}, "« Largeur » vaut 81. Choisissez un nombre entre 10 et 80 mm."),
        ({"width": float("nan")}, "« Largeur » vaut nan"),
        ({"width": "inf"}, "« Largeur » vaut inf"),
        ({"width": True}, "« Largeur » vaut True"),
        ({"width": None}, "« Largeur » vaut None"),
        ({"width": 10**400}, "« Largeur » vaut 10{39}\\. Choisissez"),
        ({"holes": 1.5}, "« Trous » vaut 1.5. Choisissez un nombre entre 1 et 9 mm\\."),
        ({"teeth": 2}, "« Dents » vaut 2. Choisissez un nombre entre 6 et 24\\."),
        ({"shape": "star"}, "Choisissez : Rond, Carré"),
        ({"lid": "peut-être"}, "Choisissez : oui, non"),
        ({"text": ""}, "une ligne de 1 à 5 caractères"),
        ({"text": "abcdef"}, "une ligne de 1 à 5 caractères"),
        ({"text": "a\nb"}, "une ligne de 1 à 5 caractères"),
        ({"colour": 1}, "pas de réglage « colour »"),
    ],
)
def test_a_value_that_is_not_taken_is_said_in_french(values: dict, reason: str):
    """With the name of the slider, what was found and what is possible."""
    with pytest.raises(ParameterError, match=reason):
        checked(Parameters, values)


def test_of_somebody_elses_values_those_that_fit_are_taken():
    """The others are as they begin; what is unknown is left out."""
    assert fitting(Parameters, {"width": 50, "holes": 99, "lid": "non", "colour": "red"}) == {
        "width": 50,
        "holes": 2,
        "shape": "round",
        "lid": False,
        "text": "Zoé",
        "teeth": 12,
    }


def declares(hint: object, default: object = 1.0) -> type:
    """A Parameters class with this one field."""
    return dataclass(frozen=True)(type("Parameters", (), {"__annotations__": {"x": hint}, "x": default}))


@pytest.mark.parametrize(
    ("parameters", "reason"),
    [
        (dataclass(type("Parameters", (), {})), "Écrivez @dataclass.frozen=True"),
        (declares(float), "le réglage « x » ne dit pas ce qu’il peut valoir"),
        (declares(Annotated[str, WIDTH]), "est « str ». Avec Range, écrivez float ou int"),
        (declares(Annotated[float, Range(1, 2)]), "le réglage « x » n’a pas de nom à afficher"),
        (declares(Annotated[float, Range(2, 1, label="L")]), "le réglage « x » va de 2 à 1"),
        (declares(Annotated[float, Range(0, float("inf"), label="L")]), "le réglage « x » va de 0 à inf"),
        (declares(Annotated[float, WIDTH], 5.0), "a une valeur de départ qui ne va pas. « Largeur » vaut 5.0"),
    ],
)
def test_a_wrong_declaration_is_told_to_its_author(parameters: type, reason: str):
    """Where, what was found, what was expected."""
    with pytest.raises(DeclarationError, match=reason):
        fields_of(parameters)


def test_a_module_without_build_is_no_design():
    """The missing name is said."""
    module = ModuleType("mine")
    module.__dict__.update(LABEL="Le mien", DESCRIPTION="…", PRESETS={}, Parameters=Parameters)
    with pytest.raises(DeclarationError, match="il manque build"):
        read_design(module, "mine")


def test_an_unknown_design_names_the_known_ones():
    """So that a typing mistake is mended at once."""
    with pytest.raises(KeyError, match="no design 'chair'; expected one of box-with-lid"):
        find_design("chair")
