const formulaire = document.querySelector("#formulaire");
const champs = document.querySelector("#tache");
const liste = document.querySelector("#liste");
const taches = JSON.parse(localStorage.getItem("taches") ?? "[]");

function montrer() {
  liste.textContent = "";
  for (const tache of taches) {
    const point = document.createElement("li");
    point.textContent = tache;
    liste.append(point);
  }
}

formulaire.addEventListener("submit", (evenement) => {
  evenement.preventDefault();
  const tache = champ.value.trim();
  if (tache === "") {
    return;
  }
  taches.push(tache);
  localStorage.setItem("taches", JSON.stringify(taches));
  champ.value = "";
  champ.focus();
  montrer();
});

montrer();
