select r.nom as rayon, count(o.id) as nombre from rayon r left outer join objet o on r.id = o.rayon_id group by r.nom
