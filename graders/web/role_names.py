"""What learners call the things a screen reader announces: « un lien », « un titre de niveau 2 », « la navigation »."""

from __future__ import annotations

from graders.text import quote

# https://www.w3.org/TR/wai-aria-1.2/#role_definitions
NAMES = {
    "alert": "une alerte",
    "article": "un article",
    "banner": "un en-tête de page",
    "blockquote": "une citation",
    "button": "un bouton",
    "caption": "une légende",
    "cell": "une case de tableau",
    "checkbox": "une case à cocher",
    "code": "du code",
    "color": "un champ de couleur",
    "columnheader": "un en-tête de colonne",
    "combobox": "une liste de choix",
    "complementary": "une zone d’à-côté",
    "contentinfo": "un pied de page",
    "date": "un champ de date",
    "definition": "une définition",
    "description-list": "une liste de définitions",
    "dialog": "une boîte de dialogue",
    "emphasis": "un passage souligné de la voix",
    "figcaption": "une légende de figure",
    "figure": "une figure",
    "form": "un formulaire nommé",
    "group": "un groupe",
    "heading": "un titre",
    "image": "une image",
    "label": "une étiquette",
    "link": "un lien",
    "list": "une liste",
    "listbox": "une liste de choix",
    "listitem": "un point de liste",
    "main": "une zone principale",
    "navigation": "une navigation",
    "option": "un choix de liste",
    "paragraph": "un paragraphe",
    "progressbar": "une barre de progression",
    "radio": "un bouton radio",
    "radiogroup": "un groupe de boutons radio",
    "region": "une section nommée",
    "row": "une ligne de tableau",
    "rowheader": "un en-tête de ligne",
    "search": "une zone de recherche",
    "searchbox": "un champ de recherche",
    "separator": "un séparateur",
    "slider": "un curseur",
    "spinbutton": "un champ de nombre",
    "status": "une zone d’état",
    "strong": "un passage important",
    "switch": "un interrupteur",
    "tab": "un onglet",
    "table": "un tableau",
    "term": "un terme",
    "textbox": "un champ de texte",
    "time-field": "un champ d’heure",
    "video": "une vidéo",
}
# The element that has the role by itself.
ELEMENTS = {
    "article": "<article>",
    "banner": "<header>",
    "button": "<button>",
    "complementary": "<aside>",
    "contentinfo": "<footer>",
    "heading": "<h2>",
    "image": "<img>",
    "link": '<a href="…">',
    "list": "<ul>",
    "listitem": "<li>",
    "main": "<main>",
    "navigation": "<nav>",
    "region": "<section>",
    "search": "<search>",
    "table": "<table>",
}


def name_of(role: str, level: int | None = None) -> str:
    """The role with its article; one without a French name keeps its own."""
    plain = NAMES.get(role, f"un élément « {role} »")
    return f"{plain} de niveau {level}" if level is not None else plain


def named(role: str, name: str | None, level: int | None = None) -> str:
    """The role and the name: « un bouton « Envoyer » »."""
    return f"{name_of(role, level)} « {quote(name, 40)} »" if name else name_of(role, level)
