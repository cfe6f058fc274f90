from graders.checks import check
from graders.sql.database import Database
from graders.sql.expectations.rows import expect_rows

TABLES = """
CREATE TABLE rayon (id INTEGER PRIMARY KEY, nom TEXT NOT NULL);
CREATE TABLE objet (id INTEGER PRIMARY KEY, nom TEXT NOT NULL, rayon_id INTEGER REFERENCES rayon);
"""
KNOWN = (
    TABLES
    + """
INSERT INTO rayon VALUES (1, 'Meubles'), (2, 'Vaisselle'), (3, 'Jouets');
INSERT INTO objet VALUES (1, 'Chaise', 1), (2, 'Table', 1), (3, 'Bol', 2);
"""
)
HIDDEN = (
    TABLES
    + """
INSERT INTO rayon VALUES (5, 'Livres'), (9, 'Outils'), (12, 'Vélos'), (13, 'Lampes');
INSERT INTO objet VALUES (1, 'Roman', 5), (2, 'Atlas', 5), (3, 'Album', 5), (4, 'Marteau', 9), (5, 'Divers', NULL);
"""
)
REFERENCE = "SELECT nom, (SELECT count(*) FROM objet WHERE rayon_id = rayon.id) FROM rayon"


@check(points=3)
def each_section_has_its_number(database: Database) -> None:
    """Chaque rayon a son nombre d’objets, même un rayon vide."""
    expect_rows(database, like=REFERENCE, data=[KNOWN, HIDDEN])
