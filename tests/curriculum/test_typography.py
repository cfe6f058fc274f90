import pytest

from curriculum.builder.typography import french, french_markdown


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("C'est fini ? Oui !", "C’est fini\u202f? Oui\u202f!"),
        ("Il dit : « oui » ; elle rit.", "Il dit\u00a0: «\u00a0oui\u00a0»\u202f; elle rit."),
        ("L'**élément**", "L’**élément**"),
        ("attr='x' et 5' de marche", "attr='x' et 5' de marche"),
        ("| --- | :--: |", "| --- | :--: |"),
        ("https://exemple.test/a?b", "https://exemple.test/a?b"),
    ],
)
def test_french_sets_its_spaces_and_apostrophes(typed: str, printed: str):
    """Double signs get a non-breaking space, letters a curly apostrophe, and nothing else changes."""
    assert french(typed) == printed
    assert french(printed) == printed


def test_code_stays_as_it_is():
    """No sign of a piece of code, of a block of code or of a link's target is touched."""
    text = """\
C'est `l'a : b` !

```html
<p>C'est ici : l'atelier !</p>
```

[L'atelier](l'atelier.html) ?
"""
    assert (
        french_markdown(text)
        == """\
C’est `l'a : b`\u202f!

```html
<p>C'est ici : l'atelier !</p>
```

[L’atelier](l'atelier.html)\u202f?
"""
    )
