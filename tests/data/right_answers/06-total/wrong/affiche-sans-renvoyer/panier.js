function total(prix) {
  let somme = 0;
  for (const un of prix) somme += un;
  console.log(somme);
}
