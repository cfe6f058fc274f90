CREATE TABLE personne (
  id INTEGER PRIMARY KEY,
  nom TEXT,
  courriel TEXT NOT NULL UNIQUE
);
CREATE TABLE inscription (
  id INTEGER PRIMARY KEY,
  personne_id INTEGER NOT NULL REFERENCES personne (id),
  atelier_id INTEGER NOT NULL REFERENCES atelier (id),
  places INTEGER NOT NULL CHECK (places >= 1)
);
