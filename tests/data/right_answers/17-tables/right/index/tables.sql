CREATE TABLE IF NOT EXISTS Personne (id INT PRIMARY KEY, nom CHARACTER(20) NOT NULL CHECK (length(nom) > 0), courriel TEXT NOT NULL);
CREATE UNIQUE INDEX un_courriel ON Personne (courriel);
CREATE TABLE IF NOT EXISTS Inscription (
  personne_id INT REFERENCES Personne, /* la clé de Personne */
  atelier_id INT REFERENCES atelier,
  places SMALLINT CHECK (places BETWEEN 1 AND 20), note TEXT
);
