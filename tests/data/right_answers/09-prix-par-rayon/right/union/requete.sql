SELECT rayon.nom, COUNT(*) FROM rayon JOIN objet ON rayon.id = rayon_id GROUP BY rayon.nom
UNION ALL
SELECT nom, 0 FROM rayon WHERE id NOT IN (SELECT rayon_id FROM objet WHERE rayon_id IS NOT NULL);
