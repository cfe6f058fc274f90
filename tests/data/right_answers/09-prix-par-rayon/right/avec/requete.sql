/* d'abord compter, ensuite assembler */
WITH compte AS (SELECT "rayon_id", COUNT(1) AS n FROM "objet" GROUP BY "rayon_id")
SELECT "rayon"."nom", COALESCE(n, 0)
FROM "rayon" LEFT JOIN compte ON compte.rayon_id = rayon.id
ORDER BY 2 DESC;
