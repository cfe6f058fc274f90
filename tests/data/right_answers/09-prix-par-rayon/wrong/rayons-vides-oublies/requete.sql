SELECT rayon.nom, COUNT(*) FROM rayon JOIN objet ON objet.rayon_id = rayon.id GROUP BY rayon.id;
