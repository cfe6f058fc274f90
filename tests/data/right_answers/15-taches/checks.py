from graders.checks import check
from graders.web.expectations.forms import expect_field
from graders.web.expectations.keyboard import expect_focus_kept
from graders.web.expectations.play import expect_no_errors, expect_says, no_dialog
from graders.web.expectations.roles import expect_list, expect_named
from graders.web.expectations.script import valid_script
from graders.web.page import Page
from graders.web.play import Play


@check(points=1)
def script_runs(page: Page) -> None:
    """Le script se lit et ne s’arrête pas."""
    valid_script(page)
    expect_no_errors(page)


@check(points=3)
def tasks_are_added(page: Page) -> None:
    """Une tâche écrite s’ajoute à la liste, par le bouton ou par Entrée."""
    with page.played() as play:
        add(play, "Arroser")
        add(play, "Balayer", by="Enter")
        expect_says(play, "li", "Arroser")
        expect_says(play, "li", "Balayer")
        expect_list(play, items=2)
        no_dialog(play)


@check(points=2)
def nothing_is_no_task(page: Page) -> None:
    """Un champ vide n’ajoute rien, et des balises restent du texte."""
    with page.played() as play:
        add(play, "<b>Trier</b>")
        expect_says(play, "li", "<b>Trier</b>")
        add(play, "   ")
        expect_list(play, items=1)


@check(points=2)
def tasks_are_kept(page: Page) -> None:
    """Les tâches sont encore là quand on revient."""
    with page.played() as play:
        add(play, "Arroser")
        play.reload()
        expect_says(play, "li", "Arroser")


@check(points=1)
def keyboard_goes_on(page: Page) -> None:
    """Après un ajout, le clavier n’est pas perdu."""
    expect_focus_kept(page, after=lambda play: add(play, "Arroser"))


def add(play: Play, task: str, by: str = "click") -> None:
    """Write a task as a visitor does."""
    play.type(expect_field(play, "Nouvelle tâche"), task)
    if by == "Enter":
        play.press("Enter")
    else:
        play.click(expect_named(play, "button", "Ajouter"))
