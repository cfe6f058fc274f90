let somme; /* function total( n'est pas ici */
function total(prix = []) {
  somme = 0;
  prix.forEach(function ajouter(un) { somme += Number(un); });
  return somme;
}
