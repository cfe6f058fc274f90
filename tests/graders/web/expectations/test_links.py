"""Links in the real browser: right ways pass, each mistake gets its message."""

import time

import pytest

from graders.checker import Checker
from graders.web.expectations import links as expect
from tests.graders.exercises import IN_TIME_S, a_page
from tests.graders.web.expectations.verbs import Told, Verb, told, what_is_raised

pytestmark = pytest.mark.browser

CARD = a_page('<h2 id="plan">Plan</h2><a name="ancien">a</a><p id="été">a</p>')


def menu(*entries: str) -> str:
    """A navigation of these entries."""
    return f"<nav><ul>{''.join(f'<li>{entry}</li>' for entry in entries)}</ul></nav>"


def navigation_of_three(page: expect.Page) -> None:
    """Every page of the three has the menu."""
    expect.expect_navigation_on_every_page([page, page.open("carte.html"), page.open("Prix.html")])


RIGHT: dict[str, tuple[Verb, str]] = {
    "a file": (expect.no_broken_links, '<a href="carte.html">a</a>'),
    "a file with a query": (expect.no_broken_links, '<a href="./carte.html?a=b">a</a>'),
    "spaces around": (expect.no_broken_links, '<a href=" carte.html ">a</a>'),
    "a place": (expect.no_broken_links, '<a href="#ici">a</a><p id="ici">a</p>'),
    "a place elsewhere": (expect.no_broken_links, '<a href="carte.html#plan">a</a>'),
    "an old place": (expect.no_broken_links, '<a href="carte.html#ancien">a</a>'),
    "a place with accents": (expect.no_broken_links, '<a href="carte.html#été">a</a>'),
    "the top": (expect.no_broken_links, '<a href="#top">a</a>'),
    "the home page by its folder": (expect.no_broken_links, '<a href="./">a</a>'),
    "a text of a page": (expect.no_broken_links, '<a href="carte.html#:~:text=Plan">a</a>'),
    "outside": (expect.no_broken_links, '<a href="https://exemple.fr">a</a>'),
    "mail": (expect.no_broken_links, '<a href="mailto:a@b.fr">a</a>'),
    "no href is no link": (expect.no_broken_links, "<a>a</a>"),
    "a base": (expect.no_broken_links, '<base href="https://exercice.test/"><a href="carte.html">a</a>'),
    "up from a base": (expect.no_broken_links, '<base href="a/b/"><a href="../../carte.html">a</a>'),
    "hidden names": (expect.no_broken_links, '<form><input name="querySelectorAll"></form><a href="carte.html">a</a>'),
    "leads to": (lambda page: expect.expect_link(page, "carte.html"), '<a href="/carte.html#plan">a</a>'),
    "leads to a place": (lambda page: expect.expect_link(page, "carte.html#plan"), '<a href="carte.html#plan">a</a>'),
    "leads outside": (lambda page: expect.expect_link(page, "https://a.fr"), '<a href="https://A.fr/">a</a>'),
    "an area leads too": (
        lambda page: expect.expect_link(page, "carte.html"),
        '<map name="m"><area href="carte.html" alt="a"></map>',
    ),
    "named": (
        lambda page: expect.expect_link_to(page, "Voir la carte", "carte.html"),
        '<a href="carte.html"><b>VOIR</b> la carte</a>',
    ),
    "named by its picture": (
        lambda page: expect.expect_link_to(page, "Carte", "carte.html"),
        '<a href="carte.html"><img src="a.png" alt="Carte"></a>',
    ),
    "named by aria-label": (
        lambda page: expect.expect_link_to(page, "Carte", "carte.html"),
        '<a href="carte.html" aria-label="Carte">➔</a>',
    ),
    "the second of two of this name": (
        lambda page: expect.expect_link_to(page, "Carte", "carte.html"),
        '<a href="Prix.html">Carte</a><a href="carte.html">Carte</a>',
    ),
    "an anchor": (lambda page: expect.expect_anchor(page, "ici"), '<a href="#ici">a</a><p id="ici">a</p>'),
    "an anchor by its file": (
        lambda page: expect.expect_anchor(page, "#ici"),
        '<a href="index.html#ici">a</a><p id="ici">a</p>',
    ),
    "the same tab": (expect.expect_new_window_told, '<a href="carte.html" target="_self">a</a>'),
    "told in its text": (expect.expect_new_window_told, '<a href="a" target="_blank">Plan (nouvel onglet)</a>'),
    "told in its title": (
        expect.expect_new_window_told,
        '<a href="a" target=_blank title="Plan - Nouvelle fenêtre">Plan</a>',
    ),
    "told by a picture": (
        expect.expect_new_window_told,
        '<a href="a" target="_blank">Plan <img src="a.svg" alt="dans un nouvel onglet"></a>',
    ),
    "the same menu": (
        navigation_of_three,
        menu('<a href="./">Accueil</a>', '<a href="carte.html">Carte</a>', '<a href="Prix.html">Prix</a>'),
    ),
    "its own entry is no link": (
        navigation_of_three,
        menu("<b>Accueil</b>", '<a href="carte.html">Carte</a>', '<a href="Prix.html">Prix</a>'),
    ),
    "a menu by its role": (
        navigation_of_three,
        '<div role="navigation"><a href="carte.html">Carte</a> <a href="Prix.html">Prix</a></div>',
    ),
    "marked": (
        expect.expect_current_page_marked,
        menu('<a href="./" aria-current="page">Accueil</a>', '<a href="carte.html" aria-current="false">a</a>'),
    ),
    "marked without a link": (expect.expect_current_page_marked, menu('<b aria-current="true">Accueil</b>')),
}
WRONG: dict[str, tuple[Verb, str, Told]] = {
    "no such file": (
        expect.no_broken_links,
        '<p>a\n<a href="cart.html">a</a>',
        ("broken-link", None, "cart.html", 9),
    ),
    "capitals": (expect.no_broken_links, '<a href="Carte.html">a</a>', ("link-case", "carte.html", "Carte.html", 8)),
    "no such place": (expect.no_broken_links, '<a href="#Ici">a</a><p id="ici">', ("broken-anchor", "Ici", "#Ici", 8)),
    "no such place there": (
        expect.no_broken_links,
        '<a href="carte.html#prix">a</a>',
        ("broken-anchor", "prix", "carte.html#prix", 8),
    ),
    "badly written": (
        expect.no_broken_links,
        r'<a href="pages\carte.html">a</a>',
        ("link-backslash", None, r"pages\carte.html", 8),
    ),
    "out of the site": (
        expect.no_broken_links,
        '<a href="../carte.html">a</a>',
        ("link-too-high", None, "../carte.html", 8),
    ),
    "empty": (expect.no_broken_links, '<a href="">Plan</a>', ("link-empty", None, "a : Plan", 8)),
    "no link": (
        lambda page: expect.expect_link(page, "carte.html"),
        "<p>a",
        ("missing-link", "carte.html", None, None),
    ),
    "another link": (
        lambda page: expect.expect_link(page, "carte.html"),
        '<a href="Prix.html">a</a>',
        ("missing-link", "carte.html", "Prix.html", 8),
    ),
    "another name": (
        lambda page: expect.expect_link_to(page, "Carte", "carte.html"),
        '<a href="carte.html">Plan</a>',
        ("missing-link-text", "Carte", None, None),
    ),
    "another target": (
        lambda page: expect.expect_link_to(page, "Carte", "carte.html"),
        '<a href="Prix.html">Carte</a>',
        ("wrong-link", "carte.html", "Prix.html", 8),
    ),
    "no anchor": (lambda page: expect.expect_anchor(page, "ici"), "<p>a", ("missing-anchor", "ici", None, None)),
    "an anchor nobody leads to": (
        lambda page: expect.expect_anchor(page, "ici"),
        '<p id="ici">a',
        ("missing-link", "#ici", None, None),
    ),
    "a new tab untold": (
        expect.expect_new_window_told,
        '<a href="a" target="_blank">Plan</a>',
        ("new-window", None, "Plan", 8),
    ),
    "no menu": (navigation_of_three, "<p>a", ("no-navigation", "nav", None, None)),
    "a menu that lacks one": (
        navigation_of_three,
        menu('<a href="carte.html">Carte</a>'),
        ("navigation-lacks", "Prix.html", None, 8),
    ),
    "another order": (
        navigation_of_three,
        menu('<a href="Prix.html">Prix</a>', '<a href="carte.html">Carte</a>', '<a href="index.html">Accueil</a>'),
        ("navigation-order", "Prix.html, carte.html, index.html", "index.html, carte.html, Prix.html", None),
    ),
    "not marked": (
        expect.expect_current_page_marked,
        menu('<a href="./" class="active">Accueil</a>'),
        ("current-missing", 'aria-current="page"', None, None),
    ),
    "two marked": (
        expect.expect_current_page_marked,
        menu('<a href="./" aria-current="page">a</a>', '<a href="carte.html" aria-current="page">a</a>'),
        ("current-several", None, "2", 8),
    ),
    "another page marked": (
        expect.expect_current_page_marked,
        menu('<a href="carte.html" aria-current="page">Carte</a>'),
        ("current-elsewhere", "index.html", "Carte", 8),
    ),
}
OTHERS = {
    "carte.html": CARD.replace(
        b"<h2",
        menu(
            '<a href="index.html">Accueil</a>', '<a href="carte.html">Carte</a>', '<a href="Prix.html">Prix</a>'
        ).encode()
        + b"<h2",
    ),
    "Prix.html": a_page(menu('<a href="./">Accueil</a>', '<a href="carte.html">Carte</a>')),
}


@pytest.mark.parametrize(("verb", "body"), RIGHT.values(), ids=RIGHT.keys())
async def test_right_links_pass(checker: Checker, verb: Verb, body: str):
    """Every right way to write a link is accepted."""
    assert told(await what_is_raised(checker, verb, {"index.html": a_page(body), **OTHERS})) is None


@pytest.mark.parametrize(("verb", "body", "failure"), WRONG.values(), ids=WRONG.keys())
async def test_wrong_links_fail_with_what_was_seen(checker: Checker, verb: Verb, body: str, failure: Told):
    """The failure quotes the address, what was meant, and where it stands."""
    assert told(await what_is_raised(checker, verb, {"index.html": a_page(body), **OTHERS})) == failure


async def test_five_thousand_links_are_no_page(checker: Checker):
    """Links made without end are not looked at one by one."""
    flood = "<script>for (let i = 0; i < 5000; i++) document.body.append(Object.assign(" + (
        "document.createElement('a'), {href: 'a' + i}))</script>"
    )
    begun = time.monotonic()
    raised = await what_is_raised(checker, expect.no_broken_links, {"index.html": a_page(flood)})
    assert told(raised) == ("too-heavy", None, None, None)
    assert time.monotonic() - begun < IN_TIME_S


async def test_a_page_cannot_mend_its_links_by_redefining_built_ins(checker: Checker):
    """What the page makes of URL and of its own getters changes nothing."""
    page = a_page(
        '<script>URL = class { href = "https://exercice.test/carte.html" };'
        "Object.defineProperty(HTMLAnchorElement.prototype, 'href', {get: () => 'https://exercice.test/carte.html'});"
        "</script>\n"
        '<img name="URL"><a href="absent.html">a</a>'
    )
    raised = await what_is_raised(checker, expect.no_broken_links, {"index.html": page, **OTHERS})
    assert told(raised) == ("broken-link", None, "absent.html", 9)
