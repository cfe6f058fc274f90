echo a > index.html
printf '# installé par npm\n**/node_modules/**\n*.env*\n' > .gitignore
git add --all
git commit -q -m "feat: page d’accueil"
git branch menu
git checkout -q menu
mkdir css
echo 'nav { display: flex }' > css/menu.css
git add css
git commit -q -m "feat: menu en ligne"
git checkout -q main
echo b >> index.html
git commit -q -am "fix: titre de la page"
git merge -q --no-ff --no-edit menu
git branch -q -d menu
