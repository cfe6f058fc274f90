-- contraintes nommées, à la fin
create table "personne" (
  "id" integer not null,
  "nom" varchar(80) not null,
  "courriel" varchar(255),
  constraint pk_personne primary key ("id"),
  constraint un_courriel unique ("courriel")
);

create table "inscription" (
  "personne_id" integer not null,
  "atelier_id" integer not null,
  "places" integer not null default 1,
  constraint pk_inscription primary key ("personne_id", "atelier_id"),
  constraint fk_personne foreign key ("personne_id") references "personne" ("id") on delete cascade,
  constraint fk_atelier foreign key ("atelier_id") references "atelier" ("id"),
  constraint au_moins_une check ("places" > 0)
);
