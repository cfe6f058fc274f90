from posixpath import dirname, join, normpath

from graders.checks import Failure, check
from graders.text import has_text_in
from graders.web.expectations.document import valid_html
from graders.web.expectations.links import expect_link_to, no_broken_links
from graders.web.page import Page

CV = "ateliers/cv.html"
TEXTS = {
    "index.html": ("Espace numérique Les Marronniers", "Choisissez une page."),
    CV: ("Faire son CV", "Venez le jeudi à 14 heures."),
}


@check(points=1)
def path_to_cv(home: Page) -> None:
    """De l'accueil, « Faire son CV » mène à sa page."""
    expect_path(home, "Faire son CV", "ateliers/cv.html", "cv-path")


@check(points=1)
def path_to_contact(home: Page) -> None:
    """De l'accueil, « Nous écrire » mène à sa page."""
    expect_path(home, "Nous écrire", "contact.html", "contact-path")


@check(points=1)
def path_home(home: Page) -> None:
    """De la page du CV, « Retour à l'accueil » mène à l'accueil."""
    expect_path(home.open(CV), "Retour à l'accueil", "../index.html", "home-path")


@check(points=1)
def path_to_photos(home: Page) -> None:
    """De la page du CV, « Ranger ses photos » mène à sa page."""
    expect_path(home.open(CV), "Ranger ses photos", "photos.html", "photos-path")


@check(points=1)
def all_links_answer(home: Page) -> None:
    """Tous les liens des 2 pages répondent."""
    no_broken_links(home)
    no_broken_links(home.open(CV))


@check(points=1)
def text_is_kept(home: Page) -> None:
    """Les 2 pages disent toujours la même chose."""
    for name, texts in TEXTS.items():
        page = home.open(name)
        for text in texts:
            if not has_text_in(text, page.one("body").text):
                raise Failure("text-is-kept", expected=text, file=name)


@check(points=1)
def pages_are_valid(home: Page) -> None:
    """Chaque balise des 2 pages est bien écrite."""
    valid_html(home)
    valid_html(home.open(CV))


def expect_path(page: Page, text: str, path: str, message_id: str) -> None:
    """The link called `text` leads where `path` leads; the message does not give the path away."""
    try:
        expect_link_to(page, text, path)
    except Failure as failure:
        if failure.message_id != "wrong-link":
            raise
        written = failure.found or ""
        told = {"found": written, "file": failure.file, "line": failure.line}
        if place_of(page, written.casefold()) == place_of(page, path):
            raise Failure("path-case", expected=text, **told) from None
        raise Failure(message_id, **told) from None


def place_of(page: Page, path: str) -> str:
    """The file a path of this page leads to."""
    return normpath(join(dirname(page.name), path))
