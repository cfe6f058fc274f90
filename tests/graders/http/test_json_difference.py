"""Where two JSON values differ first, in French."""

from typing import Any

import pytest

from graders.http.json_difference import Difference, first_difference

THING = {"id": 1, "nom": "Lampe", "tags": ["a", "b"]}
SAME: dict[str, tuple[Any, Any, dict[str, bool]]] = {
    "order of keys": (THING, dict(reversed(THING.items())), {}),
    "types": ({"id": int, "nom": str, "tags": list}, THING, {}),
    "whole and broken numbers": ([3, 2.5], [3.0, 2.5], {}),
    "a float for any number": ([float, float], [1, 1.5], {}),
    "extra allowed": ([{"id": 1}], [THING], {"extra": True}),
    "any order": ([{"id": 1}, {"id": 2}], [{"id": 2}, {"id": 1}], {"any_order": True}),
    "any order, twice the same": ([1, 1, 2], [2, 1, 1], {"any_order": True}),
    "null": (None, None, {}),
}
DIFFERENT: dict[str, tuple[Any, Any, dict[str, bool], Difference]] = {
    "missing": (THING, {"id": 1}, {}, Difference("missing", "le champ nom", '"Lampe"', "id")),
    "extra": ({"id": 1}, {"id": 1, "mot": "x"}, {}, Difference("extra", "le champ mot", "id", '"x"')),
    "value": ([THING], [{**THING, "nom": "Lampes"}], {},
              Difference("value", "le champ nom de l’élément 1", '"Lampe"', '"Lampes"')),
    "deep": ({"villes": [{"nom": {"court": 1}}]}, {"villes": [{"nom": {"court": 2}}]}, {},
             Difference("value", "le champ court du champ nom de l’élément 1 du champ villes", "1", "2")),
    "text for number": ({"prix": 12}, {"prix": "12"}, {}, Difference("kind", "le champ prix", "12", '"12"')),
    "true is no number": ({"prix": 1}, {"prix": True}, {}, Difference("kind", "le champ prix", "1", "true")),
    "true for any number": ([int], [True], {}, Difference("kind", "l’élément 1", "un nombre", "true")),
    "count": ([1, 2], [1], {}, Difference("count", "la réponse", "2 éléments", "1 élément")),
    "object for list": ([1], {"a": 1}, {}, Difference("kind", "la réponse", "une liste", '{"a": 1}')),
    "list for object": ({"a": 1}, [], {}, Difference("kind", "la réponse", "un objet", "[]")),
    "order": ([1, 2], [2, 1], {}, Difference("value", "l’élément 1", "1", "2")),
    "empty object": ({"a": int}, {}, {}, Difference("missing", "le champ a", "un nombre", "aucun champ")),
}  # fmt: skip


@pytest.mark.parametrize("name", SAME)
def test_the_same(name: str):
    """What a kind reader calls the same is the same."""
    wanted, found, options = SAME[name]
    assert first_difference(wanted, found, **options) is None


@pytest.mark.parametrize("name", DIFFERENT)
def test_different(name: str):
    """The first difference, its place said from the inside out."""
    wanted, found, options, difference = DIFFERENT[name]
    assert first_difference(wanted, found, **options) == difference
