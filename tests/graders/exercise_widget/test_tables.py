"""Rows as tables: for eyes, for ears, and never as anybody's HTML."""

from __future__ import annotations

import re

import pytest

from graders.exercise_widget.tables import sample_tables, table, tried_tables
from graders.tried import Rows, Tried, Trouble

BOOKS = Rows("livre", ("titre", "prix"), (("Oran", 3.5), ("<b>", None), ("", 4)), 3, kinds=("TEXT", "REAL"))


def words(html: str) -> str:
    """The text of HTML, its parts apart."""
    return " | ".join(part.strip() for part in re.split(r"<[^>]+>", html) if part.strip()).replace("\u00a0", " ")


def test_a_table_has_a_caption_and_headers():
    """Its box has a name and takes the focus, so that a wide one scrolls by keyboard; NULL is a word."""
    html = table("Résultat", BOOKS)
    assert 'role="group" tabindex="0" aria-label="Résultat"' in html
    assert html.count('<th scope="col">') == 2
    assert words(html) == "Résultat | titre | TEXT | prix | REAL | Oran | 3.5 | &lt;b&gt; | NULL | texte vide | 4"


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        (Rows("", ("n",), (), 0), "Résultat : aucune ligne"),
        (Rows("", ("n",), ((1,),), 1), "Résultat : 1 ligne"),
        (Rows("", ("n",), ((1,), (2,)), 2), "Résultat : 2 lignes"),
        (Rows("", ("n",), ((1,),), 1300), "Résultat : 1\u202f300 lignes, voici les 1 premières"),
        (Rows("", ("n",), ((1,),), 5000, more=True), "Résultat : plus de 5\u202f000 lignes, voici les 1 premières"),
    ],
)
def test_the_number_of_rows_is_said(rows: Rows, said: str):
    """As the caption, and once aloud."""
    html = tried_tables(Tried(results=(rows,))).replace("\u00a0", " ")
    assert html.startswith(f'<div class="atelier-heard" role="alert">{said}.</div>')
    assert f"<caption>{said}</caption>" in html


def test_several_results_have_numbers_and_changes_their_table():
    """Two queries, a table as it is afterwards, one that is gone."""
    one = Rows("", ("n",), ((1,),), 1)
    html = tried_tables(Tried(results=(one, one), changed=(BOOKS,), gone=("ville",)))
    assert re.findall("<caption>(.*?)</caption>", html.replace("\u00a0", " ")) == [
        "Résultat 1 : 1 ligne", "Résultat 2 : 1 ligne", "La table livre, après : 3 lignes",
    ]  # fmt: skip
    assert "La table ville n’existe plus." in html


def test_nothing_to_show_is_said():
    """SQL that changes nothing and asks nothing."""
    assert words(tried_tables(Tried())) == "C’est fait. Il n’y a pas de ligne à montrer."


def test_trouble_comes_first_with_its_line():
    """The line is added where the sentence does not say it; what ran before is still shown."""
    said = Trouble("Il manque une virgule.", "requete.sql", 3)
    html = tried_tables(Tried(results=(Rows("", ("n",), ((1,),), 1),), trouble=said))
    assert words(html).startswith("⚠ Il manque une virgule. Fichier requete.sql, ligne 3. | Résultat : 1 ligne")
    assert "ligne 3." not in tried_tables(Tried(trouble=Trouble("Regardez la ligne 3.", "requete.sql", 3))).replace(
        "Regardez la ligne 3.", ""
    )


def test_the_sample_is_looked_at_table_by_table():
    """Closed, each with its columns in its name."""
    html = sample_tables((BOOKS, Rows("ville", ("nom",), (), 0)))
    assert re.findall("<summary>(.*?)</summary>", html) == ["livre\u00a0: titre, prix", "ville\u00a0: nom"]
    assert html.count("<details") == html.count("</details>") == 2
