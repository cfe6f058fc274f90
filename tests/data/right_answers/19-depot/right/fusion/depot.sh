echo '<h1>Le café</h1>' > index.html
printf 'node_modules/\n.env\n' > .gitignore
git add .
git commit -q -m "Ajoute la page d’accueil"
git switch -q -c menu
echo '<nav></nav>' >> index.html
git commit -q -a -m "Ajoute le menu"
git switch -q main
echo 'Le café du coin' > LISEZMOI.md
git add LISEZMOI.md
git commit -q -m "Présente le projet"
git merge -q -m "Fusionne le menu" menu
