CREATE TABLE inscription
( numero      integer primary key
, personne_id integer not null references personne(id)
, atelier_id  integer not null references atelier(id)
, places      integer not null default (1) check(places>=1 and places<=10)
, le          date    not null default current_date
)
;

CREATE TABLE personne
( id       integer primary key
, nom      text    not null
, prenom   text
, courriel text    not null constraint unique_courriel unique check(courriel like '%_@_%')
)
;
