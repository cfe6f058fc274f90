echo a > index.html
git add . && git commit -q -m "Crée l’accueil"
git checkout -q -b menu
echo menu > menu.html
git add . && git commit -q -m "Crée le menu"
git checkout -q main
printf 'node_modules/\n.env\n!.env.exemple\n' > .gitignore
echo 'CLE=' > .env.exemple
git add . && git commit -q -m "Explique les réglages attendus"
git rebase -q main menu
git checkout -q main
git merge -q --ff-only menu
git tag v1
