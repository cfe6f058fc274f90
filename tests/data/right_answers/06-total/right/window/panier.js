(function () {
  function additionner(liste) {
    return liste.length === 0 ? 0 : liste[0] + additionner(liste.slice(1));
  }
  window.total = additionner;
})();
