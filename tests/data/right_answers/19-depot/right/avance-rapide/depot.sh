echo '<h1>Le café</h1>' > index.html
git add index.html && git commit -q -m "Première page"
printf '.env\nnode_modules\n' > .gitignore
git add .gitignore && git commit -q -m "Laisse de côté les modules et les secrets"
git checkout -q -b menu
echo '<nav></nav>' >> index.html
git add index.html && git commit -q -m "Ajout : menu de navigation"
git checkout -q main
git merge -q menu
