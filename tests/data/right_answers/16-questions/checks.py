from graders.checks import Failure, check
from graders.web.expectations.access import no_axe_violations
from graders.web.expectations.document import valid_html
from graders.web.expectations.keyboard import expect_activates, expect_escape_closes, expect_focus_moves_to
from graders.web.expectations.play import expect_no_errors
from graders.web.expectations.roles import expect_named
from graders.web.page import Page
from graders.web.play import Play

QUESTION = "summary, button, [role=button]"
BOX = "dialog, [role=dialog]"


@check(points=3)
def question_opens(page: Page) -> None:
    """La réponse est cachée, puis la question s’ouvre à la souris et au clavier."""
    with page.played() as play:
        if is_open(play):
            raise Failure("answer-shown", file=page.name)
        play.click(QUESTION, "Comment venir ?")
        if not play.wait_for(lambda: is_open(play), within=1):
            expect_no_errors(play)
            raise Failure("answer-hidden", file=page.name)
    expect_activates(page, QUESTION, result=is_open)


@check(points=3)
def box_opens_and_closes(page: Page) -> None:
    """« Réserver » ouvre une boîte, le clavier y va, et la touche Échap la ferme."""
    with page.played() as play:
        play.click(expect_named(play, "button", "Réserver"))
        expect_named(play, "dialog", "Votre réservation")
    expect_focus_moves_to(page, BOX, after=lambda play: play.click(expect_named(play, "button", "Réserver")))
    expect_escape_closes(page, ("button", "Réserver"), BOX)


@check(points=1)
def page_is_well_made(page: Page) -> None:
    """La page est bien écrite, et un lecteur d’écran peut tout dire."""
    valid_html(page)
    no_axe_violations(page)


def is_open(play: Play) -> bool:
    """True if the answer can be read."""
    return "Tram 3, arrêt Tilleul" in play.shown_text
