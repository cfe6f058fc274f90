from graders.checks import check
from graders.sql.database import Database
from graders.sql.expectations.rows import expect_runs
from graders.sql.expectations.tables import (
    expect_accepts,
    expect_column,
    expect_foreign_key,
    expect_not_null,
    expect_primary_key,
    expect_refuses,
    expect_table,
    expect_unique,
)

KNOWN = """
CREATE TABLE atelier (id INTEGER PRIMARY KEY, nom TEXT NOT NULL, places INTEGER NOT NULL);
INSERT INTO atelier VALUES (1, 'Vélo', 8), (2, 'Couture', 6);
"""
PEOPLE = "INSERT INTO personne (id, nom, courriel) VALUES (1, 'Awa', 'awa@exemple.fr')"
BOOKING = "INSERT INTO inscription (personne_id, atelier_id, places) VALUES (1, 2, 3)"


@check(points=1)
def sql_runs(database: Database) -> None:
    """Tout le SQL se lit et s’exécute."""
    expect_runs(database, KNOWN)


@check(points=2)
def people_have_their_table(database: Database) -> None:
    """Une personne a un nom, et un courriel que nul autre n’a."""
    expect_primary_key(database, "personne", "id", data=KNOWN)
    expect_column(database, "personne", "nom", kind="text", data=KNOWN)
    expect_not_null(database, "personne", "nom", data=KNOWN)
    expect_unique(database, "personne", "courriel", data=KNOWN)


@check(points=3)
def bookings_are_sound(database: Database) -> None:
    """Une inscription mène à une personne et à un atelier, pour une place au moins."""
    expect_table(database, "inscription", data=KNOWN)
    expect_foreign_key(database, "inscription", "personne_id", to="personne", data=KNOWN)
    expect_foreign_key(database, "inscription", "atelier_id", to="atelier", data=KNOWN)
    expect_accepts(database, BOOKING, after=[PEOPLE], data=KNOWN)
    expect_refuses(database, BOOKING.replace("3)", "0)"), after=[PEOPLE], data=KNOWN)
    expect_refuses(database, BOOKING.replace("2,", "77,"), after=[PEOPLE], data=KNOWN)
