"""Names for files and folders: what is kindly refused, and how a free one is found."""

import pytest

from graders.exercise_widget.item_names import free_name, name_trouble, tidy_name
from graders.exercise_widget.texts import text


@pytest.mark.parametrize(
    ("typed", "trouble"),
    [
        ("velos", None),
        ("Mes photos d'été (1).JPG", None),  # what is not wise is learned by a check, not forbidden
        ("photo", None),
        ("  ", "name-empty"),
        ("velos/rouge", "name-slash"),
        ("quoi?", "name-sign"),
        ("C:", "name-sign"),
        (".cache", "name-hidden"),
        ("..", "name-hidden"),
        ("x" * 61, "name-long"),
        ("photo\u202egnp.svg", "name-odd"),
        ("photo\x00.svg", "name-odd"),
        ("fin.", "name-odd"),
        ("feedback", "name-reserved"),
        ("a.pyc", "name-reserved"),
        ("LAMPE.svg", "name-taken"),
    ],
)
def test_each_name_has_its_sentence(typed: str, trouble: str | None):
    """Every key of a refusal is a sentence of the catalogue."""
    found = name_trouble(tidy_name(typed), ["lampe.svg"])
    assert found == trouble
    assert trouble is None or text(trouble, name=typed).endswith(".")


def test_a_name_is_tidied_and_not_changed():
    """An accent is one sign, spaces around are gone, one stays between words."""
    assert tidy_name("  mes   e\u0301te\u0301s ") == "mes étés"


def test_a_free_name_keeps_its_end():
    """The number stands before the extension; capitals do not make a name free."""
    assert free_name("a.svg", []) == "a.svg"
    assert free_name("a.svg", ["A.svg", "a 2.svg"]) == "a 3.svg"
