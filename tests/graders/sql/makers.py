"""A small bookshop, and exercises on it for the real checker."""

from __future__ import annotations

from collections.abc import Callable

from graders.checker import Checker
from graders.checks import Check
from graders.exercise import Engine, Exercise
from graders.results import Report
from graders.sql.database import Database
from tests.graders.exercises import an_exercise

NAME = "requete.sql"

SCHEMA = """
CREATE TABLE auteur (id INTEGER PRIMARY KEY, nom TEXT NOT NULL, ville TEXT);
CREATE TABLE livre (
  id INTEGER PRIMARY KEY, titre TEXT NOT NULL, prix REAL, auteur_id INTEGER REFERENCES auteur (id), genre TEXT
);
"""
SHOP = (
    SCHEMA
    + """
INSERT INTO auteur VALUES (1, 'Sand', 'Nohant'), (2, 'Camus', 'Oran'), (3, 'Vian', NULL);
INSERT INTO livre VALUES
  (1, 'Indiana', 4.5, 1, 'roman'), (2, 'La Peste', 7, 2, 'roman'), (3, 'La Chute', 3, 2, 'roman'),
  (4, 'Noces', 5, 2, 'essai'), (5, 'Anonyme', NULL, NULL, 'conte');
"""
)
HIDDEN = (
    SCHEMA
    + """
INSERT INTO auteur VALUES (1, 'Duras', 'Gia Dinh'), (2, 'Perec', NULL);
INSERT INTO livre VALUES
  (1, 'L''Amant', 5, 1, 'roman'), (2, 'Les Choses', 2, 2, 'roman'), (3, 'W', 8, 2, 'essai'),
  (4, 'Ondine', 4.99, NULL, 'conte');
"""
)
DATA = [SHOP, HIDDEN]


def an_sql_exercise(*rules: Callable[[Database], None]) -> Exercise:
    """An exercise with a check of one point for each rule."""
    checks = (Check(f"rule_{number}", "La requête convient.", 1.0, rule) for number, rule in enumerate(rules))
    return an_exercise(*checks, engine=Engine.SQL, learner_files=(NAME,), start={NAME: b"-- ici\n"})


async def report_on(sql: str, *rules: Callable[[Database], None], deadline_s: float = 10) -> Report:
    """The real checker's report on a learner's SQL."""
    return await Checker(deadline_s=deadline_s).check(an_sql_exercise(*rules), {NAME: sql.encode()})


async def message_on(sql: str, rule: Callable[[Database], None]) -> str | None:
    """The id of the message a learner reads; None if the work has full marks."""
    report = await report_on(sql, rule)
    assert report.notice != "our-fault"
    assert report.message_id is None or report.results[0].message
    return report.message_id
