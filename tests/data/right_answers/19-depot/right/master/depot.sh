git branch -q -m master
echo a > index.html
git add . && git commit -q -m "Crée la page"
git checkout -q -b menu
echo b >> index.html
git commit -q -am "Écrit le menu"
git checkout -q master
printf '/node_modules\n/.env\n' > .gitignore
git add . && git commit -q -m "Ignore ce qui ne se partage pas" -m "Les modules se réinstallent."
git merge -q -m "Merge branch 'menu'" menu
