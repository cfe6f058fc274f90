"""The card of a report, whole: words, order, escaping, and what nbconvert leaves of it."""

from __future__ import annotations

import html
import re
from dataclasses import replace

import pytest

from graders.card import card_css, card_html
from graders.notebook.safe_html import clean_html
from graders.picture import Picture
from graders.results import CheckResult, Outcome, Report

LANG = CheckResult("lang", "La page dit sa langue.", 1.0, Outcome.PASSED)
TITLE = CheckResult("title", "L’onglet a un titre.", 1.0, Outcome.PASSED)
ONE_H1 = CheckResult(
    "one_h1",
    "La page a un seul grand titre.",
    2.0,
    Outcome.FAILED,
    message_id="one-h1",
    message="La page a deux grands titres. Gardez-en un.",
    expected="1 titre h1",
    found="<h1>Bonjour</h1> & co",
    file="index.html",
    line=9,
)
BROKEN = CheckResult("one_h1", "La page a un seul grand titre.", 2.0, Outcome.ERRORED)
HELP = "→ Ensuite, cliquez sur « Vérifier ». Besoin d’aide ? Ouvrez une aide ou appelez quelqu’un."


def a_report(*results: CheckResult, notice: str | None = None, notice_text: str | None = None) -> Report:
    """The report of S04's third exercise."""
    return Report("web-s04-html-base/03", results, notice, notice_text)


PICTURES = (
    Picture("Le modèle", "La page du modèle.", b"\0\0\0"),
    Picture("Votre page", "Votre page <b>.", b"\xff\xff\xff"),
)


def words(card: str) -> list[str]:
    """What a reader without styles sees, line by line; plain spaces for non-breaking ones."""
    lines = re.sub(r"</(div|li)>", "\n", card)
    text = html.unescape(re.sub(r"<[^>]+>", "", lines)).replace("\u00a0", " ")
    return [line.strip() for line in text.splitlines() if line.strip()]


def test_a_failed_report_says_what_is_right_then_one_next_thing():
    """First what is right, then only the first fault with expected, found and line, then the next move."""
    later = CheckResult("p", "Il y a 3 paragraphes.", 1.0, Outcome.FAILED, message="Il manque un paragraphe.")
    assert words(card_html(a_report(LANG, TITLE, ONE_H1, later))) == [
        "Déjà juste : 2 sur 4.",
        "✔ La page dit sa langue.",
        "✔ L’onglet a un titre.",
        "➜ Maintenant : La page a un seul grand titre.",
        "La page a deux grands titres. Gardez-en un.",
        "Attendu : 1 titre h1",
        "Obtenu : <h1>Bonjour</h1> & co",
        "Regardez la ligne 9 du fichier index.html.",
        HELP,
    ]


def test_a_criterion_is_named():
    """Who wants to know more finds the number of RGAA's criterion."""
    lines = words(card_html(a_report(replace(ONE_H1, criterion="9.1"))))
    assert "Pour aller plus loin : critère RGAA 9.1." in lines


def test_the_other_pages_are_named_too():
    """Who mends the first page hears at once of the others."""
    lines = words(card_html(a_report(replace(ONE_H1, also=("carte.html", "prix.html")))))
    place = lines.index("Regardez la ligne 9 du fichier index.html.")
    assert lines[place + 1] == "Puis regardez aussi : carte.html, prix.html."


def test_nothing_right_yet_is_said_kindly():
    """No "0 sur 2" is shown, and no empty list; what the check left out is left out."""
    bare = CheckResult("p", "Il y a un paragraphe.", 1.0, Outcome.FAILED, message="Il manque un paragraphe.")
    assert words(card_html(a_report(bare, ONE_H1))) == [
        "Vous avez commencé. Avançons une étape à la fois.",
        "➜ Maintenant : Il y a un paragraphe.",
        "Il manque un paragraphe.",
        HELP,
    ]
    assert "<ul" not in card_html(a_report(bare, ONE_H1))


def test_what_the_message_quotes_is_not_said_twice():
    """Expected and found stand below the message where it does not hold both of them itself."""
    both = "Un accent est à revoir. Attendu :\u00a0«\u00a0réparé\u00a0». La réponse dit «\u00a0reparé\u00a0»."
    step = replace(ONE_H1, message=both, expected="réparé", found="reparé", file=None, line=None)
    assert words(card_html(a_report(step)))[2:] == [both.replace("\u00a0", " "), HELP]
    one = replace(step, message="Le mot attendu est « réparé ».")
    assert words(card_html(a_report(one)))[2:] == [one.message, "Attendu : réparé", "Obtenu : reparé", HELP]


@pytest.mark.parametrize("results", [(LANG, TITLE), (LANG, ONE_H1), (LANG, BROKEN)])
def test_away_from_the_exercise_no_button_is_named(results: tuple[CheckResult, ...]):
    """The feedback page has no "Vérifier", no hints and no next exercise; the rest of the card is the same."""
    report = a_report(*results)
    assert words(card_html(report, by_the_exercise=False)) == words(card_html(report))[:-1]
    assert "Vérifier" not in card_html(report, by_the_exercise=False)


def test_an_empty_text_found_is_still_shown():
    """Expected and found appear whenever the check gave them, even as an empty text."""
    step = CheckResult("t", "Titre.", 1.0, Outcome.FAILED, message="Le titre est vide.", expected="Horaires", found="")
    assert words(card_html(a_report(step)))[3:5] == ["Attendu : Horaires", "Obtenu :"]


@pytest.mark.parametrize(
    ("file", "line", "sentence"),
    [
        ("index.html", 9, "Regardez la ligne 9 du fichier index.html."),
        (None, 9, "Regardez la ligne 9."),
        ("index.html", None, "Regardez le fichier index.html."),
    ],
)
def test_the_place_is_as_exact_as_the_check_knows(file: str | None, line: int | None, sentence: str):
    """Line and file, each only if known."""
    step = CheckResult("p", "Règle.", 1.0, Outcome.FAILED, message="Il manque un mot.", file=file, line=line)
    assert words(card_html(a_report(step)))[-2] == sentence


@pytest.mark.parametrize(
    ("text", "end"),
    [
        ("\n" * 8 + "  <h1>Bonjour & co\n<p>", "du fichier index.html : <h1>Bonjour & co"),
        ("\n" * 8, "du fichier index.html."),
        ("une ligne", "du fichier index.html."),
    ],
)
def test_the_line_is_quoted_where_it_is_known(text: str, end: str):
    """A learner who does not count lines recognises their own; an empty or absent line is not quoted."""
    card = card_html(a_report(ONE_H1), {"index.html": text})
    assert next(line for line in words(card) if "Regardez" in line).endswith(end)


def test_everything_right_is_praised_and_points_onward():
    """All passed: praise, every rule, the next move, and no request to check again."""
    assert words(card_html(a_report(LANG, TITLE))) == [
        "★ Bravo ! Tout est juste : 2 sur 2.",
        "✔ La page dit sa langue.",
        "✔ L’onglet a un titre.",
        "→ Vous pouvez passer à la suite.",
    ]


def test_a_notice_takes_the_place_of_the_next_step():
    """An unchanged starter gets its own sentence instead of a first fault."""
    report = a_report(ONE_H1, notice="unchanged", notice_text="Rien n’a changé. Vous pouvez écrire.")
    assert words(card_html(report)) == ["Rien n’a changé. Vous pouvez écrire.", HELP]


def test_a_broken_grader_is_our_fault():
    """An errored check takes nothing from the learner and says so, with what passed still shown."""
    assert words(card_html(a_report(LANG, BROKEN))) == [
        "Déjà juste : 1 sur 2.",
        "✔ La page dit sa langue.",
        "Le problème est de notre côté.",
        "La vérification n’a pas marché. Vous n’y êtes pour rien. Vous ne perdez aucun point.",
        "→ Attendez un peu, puis cliquez de nouveau sur « Vérifier ».",
    ]
    assert words(card_html(a_report(BROKEN, notice="our-fault", notice_text="Le navigateur est en panne.")))[:2] == [
        "Le problème est de notre côté.",
        "Le navigateur est en panne.",
    ]


def test_a_report_without_any_check_is_our_fault():
    """No check at all is no verdict."""
    assert words(card_html(a_report()))[0] == "Le problème est de notre côté."


def test_pictures_can_be_opened():
    """They stand folded, each with its title and with words for who does not see it."""
    card = card_html(a_report(replace(ONE_H1, pictures=PICTURES)))
    assert "<details" in card
    assert re.findall(r"<strong>(Le modèle|Votre page)</strong>", card) == ["Le modèle", "Votre page"]
    assert re.findall(r'<img src="([^"]*)" alt="([^"]*)">', card) == [
        ("data:image/jpeg;base64,AAAA", "La page du modèle."),
        ("data:image/jpeg;base64,////", "Votre page &lt;b&gt;."),
    ]


def test_the_learners_words_are_escaped():
    """Markup in what was found is shown, never run."""
    step = CheckResult(
        "h1", "Titre.", 1.0, Outcome.FAILED, message="<b>x</b>", found="<script>alert(1)</script>", file='"><img src=x>'
    )
    assert set(re.findall(r"<(\w+)", card_html(a_report(step)))) == {"div", "strong", "code"}


@pytest.mark.parametrize(
    "report",
    [
        a_report(LANG, ONE_H1),
        a_report(replace(ONE_H1, pictures=PICTURES)),
        a_report(LANG, TITLE),
        a_report(LANG, BROKEN),
        a_report(ONE_H1, notice="unchanged", notice_text="Rien n’a changé."),
    ],
    ids=["failed", "failed-with-pictures", "passed", "errored", "notice"],
)
def test_the_feedback_page_keeps_the_whole_card(report: Report):
    """The feedback page's sanitiser changes neither tags nor classes nor words."""
    kept = clean_html(card_html(report))
    assert html.unescape(kept) == html.unescape(card_html(report))


def test_the_style_names_the_cards_classes():
    """The style sheet and the template speak of the same outcomes."""
    assert [name for name in ("passed", "errored") if f".atelier-card-{name}" not in card_css()] == []
