from graders.checks import Failure, check
from graders.web.expectations.keyboard import expect_activates
from graders.web.expectations.roles import expect_named
from graders.web.page import Page
from graders.web.play import Play

STEPS = ((False, "menu-open-at-first"), (True, "menu-not-opened"), (False, "menu-stays-open"))


@check(points=1)
def there_is_a_button(page: Page) -> None:
    """La page a un bouton Menu."""
    expect_named(page, "button", "Menu")


@check(points=2)
def a_click_opens_and_closes(page: Page) -> None:
    """Un clic montre le menu, un autre clic le cache."""
    with page.played() as play:
        for wanted, message_id in STEPS:
            if is_open(play) is not wanted:
                raise Failure(message_id, file=page.name)
            button = expect_named(play, "button", "Menu")
            play.click(button)


@check(points=2)
def keys_open_too(page: Page) -> None:
    """Les touches Entrée et Espace font comme le clic."""
    expect_activates(page, ("button", "Menu"), result=is_open)


def is_open(play: Play) -> bool:
    """True if the link is there for everybody."""
    return bool(play.by_role("link", "Horaires"))
