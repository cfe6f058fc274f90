git checkout -q -b menu
echo a > index.html
git add . && git commit -q -m "Page et titre"
echo b > index.html
git commit -q -am "Menu du haut"
printf '*\n!.gitignore\n!*.html\n' > .gitignore
git add . && git commit -q -m "Garde seulement les pages"
git branch -q main
git checkout -q main
