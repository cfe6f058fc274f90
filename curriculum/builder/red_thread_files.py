"""The red thread as files that units hand out and checks use; the same data gives the same bytes.

    ressourcerie.json   {"objets": [{"id": 1, "nom": "Lampe de bureau bleue", …}], "ateliers": […], …}
    ressourcerie.sql    the same as tables: CREATE TABLE objets (…); INSERT INTO objets VALUES (…);
    ressourcerie.db     what SQLite makes of it
    photos/….svg

An object without a photo has null for it and for its words.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping
from contextlib import closing
from typing import Any

from curriculum.builder.red_thread import PHOTOS, RedThread

Row = Mapping[str, Any]

TABLES = """\
CREATE TABLE objets (
  id INTEGER PRIMARY KEY,
  nom TEXT NOT NULL,
  categorie TEXT NOT NULL,
  poids_kg REAL NOT NULL,
  prix_eur REAL NOT NULL,
  etat TEXT NOT NULL,
  date_entree TEXT NOT NULL,
  photo TEXT,
  alt TEXT
);
CREATE TABLE ateliers (
  id INTEGER PRIMARY KEY,
  titre TEXT NOT NULL,
  date TEXT NOT NULL,
  places INTEGER NOT NULL,
  niveau_pix INTEGER NOT NULL
);
CREATE TABLE reservations_3d (
  id INTEGER PRIMARY KEY,
  machine TEXT NOT NULL,
  debut TEXT NOT NULL,
  duree_min INTEGER NOT NULL,
  matiere TEXT NOT NULL
);
"""


def red_thread_files(thread: RedThread) -> dict[str, bytes]:
    """Every file by its name; none if the red thread is empty."""
    if not thread.objects:
        return {}
    rows = red_thread_rows(thread)
    sql = _sql(rows)
    photos = {f"{PHOTOS}/{each.photo}" for each in thread.objects if each.photo}
    return {
        "ressourcerie.json": (json.dumps(rows, indent=2, ensure_ascii=False) + "\n").encode(),
        "ressourcerie.sql": sql.encode(),
        "ressourcerie.db": _database(sql),
        **{photo: (thread.path / photo).read_bytes() for photo in sorted(photos)},
    }


def red_thread_rows(thread: RedThread) -> dict[str, list[Row]]:
    """The three tables, as JSON has them."""
    return {
        "objets": [
            {
                "id": each.object_id,
                "nom": each.name,
                "categorie": each.category.value,
                "poids_kg": _plain(each.weight_kg),
                "prix_eur": _plain(each.price_eur),
                "etat": each.condition.value,
                "date_entree": each.arrived_on.isoformat(),
                "photo": f"{PHOTOS}/{each.photo}" if each.photo else None,
                "alt": each.alternative or None,
            }
            for each in thread.objects
        ],
        "ateliers": [
            {
                "id": each.workshop_id,
                "titre": each.title,
                "date": each.starts_at.isoformat(timespec="minutes"),
                "places": each.places,
                "niveau_pix": each.pix_level,
            }
            for each in thread.workshops
        ],
        "reservations_3d": [
            {
                "id": each.booking_id,
                "machine": each.machine.value,
                "debut": each.starts_at.isoformat(timespec="minutes"),
                "duree_min": each.minutes,
                "matiere": each.material.value,
            }
            for each in thread.bookings
        ],
    }


def _sql(rows: Mapping[str, list[Row]]) -> str:
    return TABLES + "".join(
        f"INSERT INTO {table} VALUES ({', '.join(map(_literal, row.values()))});\n"
        for table, lines in rows.items()
        for row in lines
    )


def _plain(number: float) -> float:
    """11 rather than 11.0, as people write it."""
    return int(number) if number == int(number) else number


def _literal(value: str | float | None) -> str:
    """A value as SQL writes it: 'Vélo d''enfant', 1.5, NULL."""
    if value is None:
        return "NULL"
    return "'" + value.replace("'", "''") + "'" if isinstance(value, str) else f"{value:g}"


def _database(sql: str) -> bytes:
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.executescript(sql)
        return connection.serialize()
