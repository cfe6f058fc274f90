SELECT nom,
       (SELECT COUNT(*) FROM objet WHERE rayon_id = rayon.id) -- un rayon vide donne 0
FROM rayon
