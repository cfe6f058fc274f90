var taches = localStorage.taches ? localStorage.taches.split("\n") : [];
var l = document.getElementById('l')

function ligne(texte) {
    var li = document.createElement('LI')
    li.appendChild(document.createTextNode(texte))
    l.appendChild(li)
}

function ajouter() {
    var champ = document.getElementById('t')
    if (champ.value.replace(/\s+/g, '') == '') return
    ligne(champ.value)
    taches.push(champ.value)
    localStorage.taches = taches.join("\n")
    champ.value = ''
}

for (var i = 0; i < taches.length; i++) ligne(taches[i])
