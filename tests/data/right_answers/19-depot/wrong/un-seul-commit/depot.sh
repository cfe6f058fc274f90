echo '<h1>Le café</h1>' > index.html
printf '.env\nnode_modules\n' > .gitignore
git add . && git commit -q -m "Première page"
git checkout -q -b menu
echo '<nav></nav>' >> index.html
git add index.html && git commit -q -m "Ajout : menu de navigation"
git checkout -q main
git merge -q menu
