PRAGMA foreign_keys = ON;
BEGIN;
CREATE TABLE personne (id INTEGER PRIMARY KEY AUTOINCREMENT, nom TEXT NOT NULL, courriel TEXT NOT NULL COLLATE NOCASE UNIQUE) STRICT;
CREATE TABLE inscription (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  personne_id INTEGER NOT NULL,
  atelier_id INTEGER NOT NULL,
  places INTEGER NOT NULL,
  FOREIGN KEY (personne_id) REFERENCES personne,
  FOREIGN KEY (atelier_id) REFERENCES atelier,
  CHECK (NOT (places <= 0)),
  UNIQUE (personne_id, atelier_id)
) STRICT;
COMMIT;
