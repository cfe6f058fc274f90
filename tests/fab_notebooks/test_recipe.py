"""What an object was made with: in words, and from anybody's hands."""

from __future__ import annotations

import json
from dataclasses import asdict

import pytest

from fab_notebooks.design import design_names, find_design
from fab_notebooks.recipe import Recipe, RecipeError, read_recipe, recipe_of

HOOK = "Crochet mural : ouverture du crochet 30 mm, largeur 18 mm, épaisseur 7 mm, diamètre des vis 4 mm"
OWN = "Impression 3D/mon-objet.py"


@pytest.mark.parametrize("name", design_names())
def test_the_recipe_of_every_design_comes_back_as_it_was(name: str):
    """Written, sent, read: the same values and words."""
    design = find_design(name)
    recipe = recipe_of(design, asdict(design.parameters()))
    assert recipe is not None
    assert read_recipe(recipe.design, recipe.json, "anything") == recipe


def test_the_words_of_a_design_of_the_house_are_made_here():
    """What the sender says of it is not believed; what is not said is as the design begins."""
    recipe = read_recipe("wall-hook", "{}", "Un crochet en or")
    assert recipe.words == HOOK
    assert recipe.values == asdict(find_design("wall-hook").parameters())


def test_texts_choices_and_switches_are_in_the_words():
    """A drawing is not: nobody reads one."""
    design = find_design("name-tag")
    recipe = recipe_of(design, asdict(design.parameters()))
    assert recipe is not None
    assert recipe.words.startswith("Étiquette à votre nom : texte « Éloïse », hauteur des lettres 12 mm,")
    assert "lettres En relief, trou pour un anneau oui" in recipe.words
    assert "svg" not in read_recipe("raised-logo", "{}", "").words


def test_a_big_drawing_does_not_travel():
    """The part is sent without a recipe."""
    design = find_design("raised-logo")
    assert recipe_of(design, asdict(design.parameters()) | {"drawing": "<svg>" + " " * 4000}) is None


def test_ones_own_design_has_its_persons_words():
    """As one line."""
    assert read_recipe(OWN, '{"width": 30}', "Rondelle : diamètre 30 mm") == Recipe(
        OWN, {"width": 30}, "Rondelle : diamètre 30 mm"
    )


@pytest.mark.parametrize(
    ("design", "values", "words", "reason"),
    [
        ("chair", "{}", "x", "the design is 'chair'; expected one of the house"),
        ("", "{}", "x", "the design is ''"),
        ("a" * 200 + ".py", "{}", "x", "the design is"),
        ("a\n.py", "{}", "x", "the design is"),
        ("../x.py", "{}", "x", r"the design is '\.\./x\.py'"),
        ("/etc/x.py", "{}", "x", "the design is '/etc/x"),
        (OWN, "{}", "", "the words are no line"),
        (OWN, "{}", "a\nb", "the words are no line"),
        (OWN, "{}", "x" * 401, "the words are no line"),
        (OWN, "[]", "x", "no object"),
        (OWN, "x", "x", "not JSON"),
        (OWN, "[" * 4000, "x", "not JSON"),
        (OWN, "{" + " " * 4000 + "}", "x", "4002 characters"),
        (OWN, json.dumps({f"a{number}": 1 for number in range(41)}), "x", "at most 40 entries"),
        (OWN, '{"a": NaN}', "x", "the value 'a' is no number"),
        (OWN, '{"a": 1e999}', "x", "the value 'a' is no number"),
        (OWN, '{"a": 1' + "0" * 3000 + "}", "x", "the value 'a' is no number"),
        (OWN, '{"a": [1]}', "x", "the value 'a' is no number"),
        (OWN, '{"a": null}', "x", "the value 'a' is no number"),
        (OWN, '{"a": "\\u0000"}', "x", "the value 'a' is no number"),
        (OWN, '{"a\\u202e": 1}', "x", "is no number"),
        ("wall-hook", '{"opening": "many"}', "x", "does not take these values"),
        ("wall-hook", '{"__class__": 1}', "x", "does not take these values"),
        ("wall-hook", '{"opening": 1' + "0" * 3000 + "}", "x", "the value 'opening' is no number"),
    ],
)
def test_what_is_no_recipe_is_refused(design: str, values: str, words: str, reason: str):
    """Each in one sentence, before anything computes with it."""
    with pytest.raises(RecipeError, match=reason):
        read_recipe(design, values, words)
