SELECT rayon.nom, COUNT(objet.id)
FROM rayon
LEFT JOIN objet ON objet.rayon_id = rayon.id
GROUP BY rayon.id;
