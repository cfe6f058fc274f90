function total(prix) {
  let somme = 0;
  for (let i = 0; i < prix.length; i++) {
    somme = somme + prix[i];
  }
  return somme;
}
