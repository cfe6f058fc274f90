from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import unquote

from graders.checks import Failure, check
from graders.text import has_text_in
from graders.web.expectations.document import (
    expect_charset,
    expect_doctype,
    expect_everywhere,
    expect_lang,
    expect_own_texts,
    expect_title,
    valid_html,
)
from graders.web.expectations.images import expect_alternatives, expect_images, no_broken_images
from graders.web.expectations.labels import expect_labels
from graders.web.expectations.links import expect_navigation_on_every_page, no_broken_links
from graders.web.expectations.roles import expect_landmarks, fields_of, type_of
from graders.web.expectations.semantics import (
    expect_heading_order,
    expect_table_captions,
    expect_table_headers,
    expect_table_scopes,
)
from graders.web.expectations.wording import expect_link_texts, expect_useful_title
from graders.web.page import Element, Page

PAGES = ("index.html", "ateliers.html", "inscription.html", "contact.html")
PROGRAMME, FORM = ("ateliers.html",), ("inscription.html",)
WORKSHOPS = ("Premiers pas au clavier", "Ma boîte mail", "Ranger ses photos", "Faire son CV")
DESCRIPTION = 'head > meta[name="description" i]'
# « 3 mois », « un an », « deux semaines »: how long something is kept.
DURATION = re.compile(r"\b(\d+|une?|deux|trois|six|douze)\s+(jours?|semaines?|mois|ans?|années?)\b", re.IGNORECASE)
STOPS = "a[href], button, input, select, textarea, summary, [tabindex]"
RIGHTS = ("effacer", "supprimer", "retirer", "changer", "modifier", "corriger")

Verb = Callable[[Page], object]


def of_site(page: Page, *verbs: Verb) -> list[Page]:
    """The four pages, each of which passes these verbs."""
    pages = [page.open(name) for name in PAGES]
    for verb in verbs:
        expect_everywhere(pages, verb)
    return pages


@check(points=1, criterion="8.1", files=PAGES)
def says_it_is_html(page: Page) -> None:
    """Chaque page dit qu'elle est du HTML."""
    of_site(page, is_written, expect_doctype)


def is_written(page: Page) -> None:
    """The page holds more than the comment it was handed out with."""
    if not page.written.openings:
        raise Failure("not-written", file=page.name)


@check(points=1, criterion="8.3", files=PAGES)
def says_its_language(page: Page) -> None:
    """Chaque page dit sa langue."""
    of_site(page, expect_lang)


@check(points=1, files=PAGES)
def keeps_accents(page: Page) -> None:
    """Chaque page garde les accents."""
    of_site(page, expect_charset)


@check(points=1, criterion="8.5", files=PAGES)
def tabs_have_titles(page: Page) -> None:
    """Chaque onglet a son titre à lui."""
    pages = of_site(page, expect_title, expect_useful_title)
    expect_own_texts(pages, lambda one: one.title or "", "same-title")


def description_of(page: Page) -> str:
    """What search engines say of the page."""
    meta = page.first(DESCRIPTION)
    if meta is None:
        raise Failure("no-description", expected='<meta name="description" content="…">', file=page.name)
    if not (said := meta.attributes.get("content", "").strip()):
        raise Failure("empty-description", file=page.name, line=meta.line)
    return said


@check(points=1, files=PAGES)
def pages_describe_themselves(page: Page) -> None:
    """Chaque page a sa description, pour les moteurs de recherche."""
    expect_own_texts(of_site(page, description_of), description_of, "same-description")


@check(points=1, criterion="9.1", files=PAGES)
def headings_follow(page: Page) -> None:
    """Chaque page a un seul grand titre, et ses niveaux se suivent."""
    of_site(page, expect_heading_order)


@check(points=1, criterion="9.2", files=PAGES)
def pages_have_zones(page: Page) -> None:
    """Chaque page a ses 4 zones : en-tête, navigation, contenu, pied."""
    of_site(page, lambda one: expect_landmarks(one, "banner", "navigation", "main", "contentinfo"))


@check(points=1, criterion="12.7", files=PAGES)
def content_is_one_key_away(page: Page) -> None:
    """Chaque page commence par un lien d'évitement."""
    of_site(page, leads_past_the_menu)


def leads_past_the_menu(page: Page) -> None:
    """The first thing the keyboard comes to is a link to a place of the page; read, as four visits would take long."""
    first = next((one for one in page.all(STOPS) if one.shown), None)
    href = "" if first is None else first.attributes.get("href", "").strip()
    if first is None or not href.startswith("#") or href == "#":
        found = None if first is None else first.text or first.tag
        raise Failure("skip-missing", found=found, file=page.name, line=first.line if first else None)
    if unquote(href[1:]) not in [one.attributes["id"] for one in page.all("[id]")]:
        raise Failure("skip-target", expected=href[1:], found=first.text, file=page.name, line=first.line)


@check(points=1, criterion="12.2", files=PAGES)
def menu_is_the_same(page: Page) -> None:
    """Le menu mène aux autres pages, dans le même ordre partout."""
    expect_navigation_on_every_page(of_site(page))


@check(points=1, criterion="6.1", files=PAGES)
def links_say_where_they_lead(page: Page) -> None:
    """Chaque lien dit où il mène, et il y mène."""
    of_site(page, no_broken_links, links_are_named)


def links_are_named(page: Page) -> None:
    """Each link says where it leads; a mail's address may name the link to it."""
    try:
        expect_link_texts(page)
    except Failure as failure:
        if failure.message_id != "url-as-text":
            raise


@check(points=1, criterion="1.1", files=PAGES)
def pictures_come_with_words(page: Page) -> None:
    """Chaque image s'affiche, avec son texte de remplacement."""
    home, *_ = of_site(page, no_broken_images, expect_alternatives)
    expect_images(home, at_least=1)


@check(points=1, criterion="5.6", files=PROGRAMME)
def programme_is_a_table(page: Page) -> None:
    """Les 4 ateliers sont dans un tableau, avec titre et en-têtes."""
    programme = page.open(*PROGRAMME)
    tables = programme.by_role("table")
    if not tables:
        raise Failure("no-table", file=programme.name)
    for workshop in WORKSHOPS:
        if not any(has_text_in(workshop, table.text) for table in tables):
            raise Failure("workshop-missing", expected=workshop, file=programme.name, line=tables[0].line)
    expect_table_captions(programme)
    expect_table_headers(programme)
    expect_table_scopes(programme)


@check(points=1, criterion="11.1", files=FORM)
def form_is_labelled(page: Page) -> None:
    """Le formulaire demande le nom et l'adresse mail, avec leurs étiquettes."""
    form = page.open(*FORM)
    fields = fields_of(form)
    if not fields:
        raise Failure("no-form", file=form.name)
    expect_labels(form)
    if not any(has_text_in("nom", one.name) for one, _ in fields):
        raise Failure("field-missing", expected="le nom", file=form.name)
    if not any(type_of(element) == "email" for _, element in fields):
        raise Failure("field-missing", expected="l'adresse mail, avec le type email", file=form.name)
    if not form.by_role("button"):
        raise Failure("no-button", file=form.name)


@check(points=1, files=FORM)
def form_says_why(page: Page) -> None:
    """Une mention dit pourquoi, combien de temps et quels droits."""
    form = page.open(*FORM)
    text = " ".join(element.text for element in form.all("main, form") if element.shown)
    if not has_text_in("pour votre inscription", text):
        raise Failure("mention-lacks", expected="pourquoi : « pour votre inscription »", file=form.name)
    if not DURATION.search(text):
        raise Failure("mention-lacks", expected="combien de temps, par exemple « 3 mois »", file=form.name)
    if not any(has_text_in(word, text) for word in RIGHTS):
        raise Failure("mention-lacks", expected="les droits : « voir, changer, effacer »", file=form.name)
    if not any(is_mail(link) for link in form.all("main a[href], form a[href]")):
        raise Failure("mention-lacks", expected="à qui écrire, avec un lien mailto", file=form.name)


def is_mail(link: Element) -> bool:
    """True for a link that opens a letter."""
    return link.attributes["href"].strip().lower().startswith("mailto:")


@check(points=1, criterion="8.2", files=PAGES)
def pages_are_valid(page: Page) -> None:
    """Chaque balise des 4 pages est bien écrite."""
    of_site(page, valid_html)
