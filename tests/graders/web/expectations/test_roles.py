"""Verbs of roles and names: what counts, and what is said of what does not."""

import pytest

from graders.checker import Checker
from graders.web.expectations import roles as expect
from graders.web.page import Page
from tests.graders.exercises import a_page
from tests.graders.web.expectations.verbs import Told, Verb, told, what_is_raised

pytestmark = pytest.mark.browser

LANDMARKS: Verb = lambda page: expect.expect_landmarks(page, "banner", "navigation", "main", "contentinfo")  # noqa: E731
SEND: Verb = lambda page: expect.expect_named(page, "button", "Envoyer")  # noqa: E731
HOME: Verb = lambda page: expect.expect_link_named(page, "Accueil")  # noqa: E731
HOURS: Verb = lambda page: expect.expect_heading(page, "Horaires", level=2)  # noqa: E731
FOUR: Verb = lambda page: expect.expect_list(page, items=4)  # noqa: E731
INNER: Verb = lambda page: expect.expect_list(page, items=2, within=page.one("ul"))  # noqa: E731
MENU: Verb = lambda page: expect.expect_link_named(page, "Accueil", within=page.one("nav"))  # noqa: E731
NAME: Verb = lambda page: expect.labelled_field(page, "Votre nom", type="text")  # noqa: E731
ITEMS = "<li>a</li><li>b</li><li>c</li><li>d</li>"
RIGHT: dict[str, tuple[Verb, str]] = {
    "landmarks": (LANDMARKS, "<header>a</header><nav>b</nav><main>c</main><footer>d</footer>"),
    "landmarks-by-role": (
        LANDMARKS,
        '<div role="banner">a<div role="navigation" aria-label="Menu">b</div></div><div role="main">c</div>'
        '<div role="contentinfo">d</div>',
    ),
    "several-navigations": (
        LANDMARKS,
        "<header>a<nav>b</nav></header><main>c<article><header>x</header></article></main><footer><nav>d</nav></footer>",
    ),
    "button": (SEND, "<button>  envoyer </button>"),
    "button-of-an-input": (SEND, '<input type="submit" value="Envoyer">'),
    "button-by-role": (SEND, '<a href="#" role="button">Envoyer</a>'),
    "button-named-by-its-picture": (SEND, '<button><img src="a.png" alt="Envoyer"></button>'),
    "button-named-by-aria": (SEND, '<button aria-label="Envoyer">✓</button>'),
    "link": (HOME, '<a href="index.html"><b>Accueil</b></a>'),
    "link-by-role": (HOME, '<span role="link" tabindex="0">Accueil</span>'),
    "heading": (HOURS, "<h2>HORAIRES :</h2>"),
    "heading-by-role": (HOURS, '<p role="heading" aria-level="2">Horaires</p>'),
    "heading-of-a-level-by-aria": (HOURS, '<h4 aria-level="2">Horaires</h4>'),
    "image": (lambda page: expect.expect_image_named(page, "Un chat"), '<img src="a.png" alt="un chat">'),
    "drawing": (
        lambda page: expect.expect_image_named(page, "Un chat"),
        "<svg role='img'><title>Un chat</title><circle r='1'/></svg>",
    ),
    "list": (FOUR, f"<ul>{ITEMS}</ul>"),
    "list-with-numbers": (FOUR, f"<ol>{ITEMS}</ol>"),
    "list-by-role": (FOUR, '<div role="list">' + '<p role="listitem">a</p>' * 4 + "</div>"),
    "list-in-a-list": (FOUR, f"<ul><li>a<ul><li>x<ol><li>y</li></ol></li></ul></li>{ITEMS[10:]}</ul>"),
    "second-list": (FOUR, f"<ul><li>a</li></ul><menu>{ITEMS}</menu>"),
    "at-least": (lambda page: expect.expect_list(page, at_least=3), f"<ul>{ITEMS}</ul>"),
    "field": (NAME, '<label for="n">Votre nom</label><input id="n">'),
    "field-wrapped": (NAME, '<label>Votre nom : <input type="TEXT"></label>'),
    "field-with-more-words": (NAME, "<label>Votre nom (obligatoire) <input></label>"),
    "field-by-aria": (NAME, '<span id="l">Votre nom</span><input aria-labelledby="l">'),
    "field-labelled-and-placeholder": (NAME, '<label>Votre nom <input placeholder="Dupont"></label>'),
    "choice": (
        lambda page: expect.labelled_field(page, "Ville", type="select"),
        "<label>Ville <select><option>a</option></select></label>",
    ),
    "date": (lambda page: expect.labelled_field(page, "Jour", type="date"), '<label>Jour <input type="date"></label>'),
    "file": (
        lambda page: expect.labelled_field(page, "Photo", type="file"),
        '<label>Photo <input type="file"></label>',
    ),
    "role": (lambda page: expect.expect_role(page, "article", at_least=2), "<article>a</article><article>b</article>"),
}
WRONG: dict[str, tuple[Verb, str, Told]] = {
    "nothing": (LANDMARKS, "<p>a</p>", ("missing-role", "un en-tête de page", None, None)),
    "header-of-a-section": (
        LANDMARKS,
        "<section><header>a</header></section><nav>b</nav><main>c</main>",
        ("landmark-inside", "un en-tête de page", "<header>", 8),
    ),
    "box-called-menu": (
        LANDMARKS,
        '<header>a</header>\n<div class="main-nav" id="m">b</div><main>c</main><footer>d</footer>',
        ("looks-like-role", "une navigation", '<div id="m" class="main-nav">', 9),
    ),
    "main-twice": (
        LANDMARKS,
        "<header>a</header><nav>b</nav><main>c</main>\n<main>d</main><footer>d</footer>",
        ("several-landmarks", "une zone principale", "2", 9),
    ),
    "main-hidden": (
        LANDMARKS,
        "<header>a</header><nav>b</nav><main hidden>c</main><footer>d</footer>",
        ("hidden-role", "une zone principale", "<main>", 8),
    ),
    "div-that-is-clicked": (
        SEND,
        '<div class="c" onclick="f()"><span>Envoyer</span></div>',
        ("looks-like-role", "un bouton « Envoyer »", '<div class="c" onclick="f()">', 8),
    ),
    "link-that-is-no-button": (
        SEND,
        '<p><a href="#">Envoyer</a></p>',
        ("looks-like-role", "un bouton « Envoyer »", "<a>", 8),
    ),
    "name-nearly": (SEND, "<button>Envoyez</button>", ("near-name", "Envoyer", "Envoyez", 8)),
    "button-hidden": (
        SEND,
        '<button style="display: none">Envoyer</button>',
        ("hidden-role", "un bouton « Envoyer »", "<button>", 8),
    ),
    "another-button": (
        SEND,
        "<button>Annuler</button>",
        ("missing-role", "un bouton « Envoyer »", "« Annuler »", 8),
    ),
    "link-to-nowhere": (HOME, "<a>Accueil</a>", ("link-without-href", "un lien « Accueil »", "<a>", 8)),
    "heading-of-another-level": (HOURS, "<h1>a</h1>\n<h3>Horaires</h3>", ("heading-level", "2", "3", 9)),
    "bold-paragraph": (
        HOURS,
        "<h2>a</h2>\n<p><strong>Horaires</strong></p>",
        ("looks-like-role", "un titre de niveau 2 « Horaires »", "<strong>", 9),
    ),
    "list-too-short": (FOUR, "<ul><li>a</li></ul>\n<ul><li>a</li><li>b</li></ul>", ("list-items", "4", "2", 9)),
    "no-list": (FOUR, "<p>- a<br>- b</p>", ("missing-role", "une liste", None, None)),
    "dialog-without-a-name": (
        lambda page: expect.expect_named(page, "dialog", "Votre panier"),
        "<dialog open>\n<h2>Votre panier</h2></dialog>",
        ("nameless-role", "Votre panier", "<dialog>", 8),
    ),
    "button-without-a-name": (SEND, "<button><svg></svg></button>", ("nameless-role", "Envoyer", "<button>", 8)),
    "no-list-within": (INNER, f"<ul>\n{ITEMS}</ul>", ("missing-role-within", "une liste", None, 8)),
    "link-elsewhere": (
        MENU,
        "<nav>\n<p>a</p></nav>\n<a href='a.html'>Accueil</a>",
        ("role-elsewhere", "un lien « Accueil »", None, 10),
    ),
    "no-link-within": (MENU, "\n<nav><p>a</p></nav>", ("missing-role-within", "un lien « Accueil »", None, 9)),
    "placeholder": (NAME, '<input placeholder="Votre nom">', ("placeholder-label", None, "Votre nom", 8)),
    "title": (NAME, '<input title="Votre nom">', ("title-label", None, "Votre nom", 8)),
    "label-not-tied": (
        NAME,
        '<label for="m">Votre nom</label><input id="n">',
        ("label-not-tied", None, None, 8),
    ),
    "label-hidden": (
        NAME,
        '<label for="n" hidden>Votre nom</label><input id="n">',
        ("label-hidden", None, None, 8),
    ),
    "label-nearly": (NAME, "<label>Votre non <input></label>", ("near-name", "Votre nom", "Votre non", 8)),
    "no-field": (NAME, "<button>Votre nom</button>", ("missing-field", "Votre nom", None, None)),
    "field-of-another-type": (
        NAME,
        '<label>Votre nom <input type="number"></label>',
        ("field-type", "text", "number", 8),
    ),
    "too-few": (
        lambda page: expect.expect_role(page, "article", at_least=2),
        "<article>a</article>",
        ("too-few-of-role", "2", "1", 8),
    ),
}


@pytest.mark.parametrize("case", RIGHT)
async def test_whatever_has_the_role_counts(checker: Checker, case: str):
    """A right page is right, whichever elements give it its roles and names."""
    verb, body = RIGHT[case]
    assert told(await what_is_raised(checker, verb, {"index.html": a_page(body)})) is None


@pytest.mark.parametrize("case", WRONG)
async def test_what_is_there_instead_is_said(checker: Checker, case: str):
    """A failure names the thing in French, what was found in its place, and its line."""
    verb, body, expected = WRONG[case]
    assert told(await what_is_raised(checker, verb, {"index.html": a_page(body)})) == expected


async def test_every_kind_of_field_is_found(checker: Checker):
    """Whatever the browser makes of a type, it is one field with its label."""
    types = ["text", "email", "url", "tel", "password", "search", "number", "range", "color", "file", "checkbox"]
    types += ["radio", "date", "time", "month", "week", "datetime-local", "no-such-type"]
    body = "".join(f'<label>x-{kind}-x <input type="{kind}"></label>' for kind in types)
    body += "<label>x-select-x <select><option>a</select></label><label>x-many-x <select multiple></select></label>"
    body += '<label>x-textarea-x <textarea></textarea></label><button>a</button><input type="submit">'
    found: list[str] = []

    def verb(page: Page) -> None:
        found.extend(one.name for one, _ in expect.fields_of(page))

    await what_is_raised(checker, verb, {"index.html": a_page(body)})
    assert found == [f"x-{kind}-x" for kind in (*types, "select", "many", "textarea")]


async def test_an_exercise_may_say_it_in_its_own_words(checker: Checker):
    """`message_id` replaces the catalogue's."""
    failure = await what_is_raised(
        checker,
        lambda page: expect.expect_landmarks(page, "main", message_id="no-h1"),
        {"index.html": a_page("<p>a</p>")},
    )
    assert told(failure) == ("no-h1", "une zone principale", None, None)
