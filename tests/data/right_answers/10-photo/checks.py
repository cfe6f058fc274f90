from graders.checks import check
from graders.web.expectations.document import valid_html
from graders.web.expectations.images import expect_alternatives, expect_images, no_broken_images
from graders.web.page import Page


@check(points=1)
def there_is_a_picture(page: Page) -> None:
    """La page montre une image."""
    expect_images(page)


@check(points=2)
def picture_is_found(page: Page) -> None:
    """L’image s’affiche."""
    no_broken_images(page)


@check(points=2)
def picture_is_told(page: Page) -> None:
    """L’image a un texte pour qui ne la voit pas."""
    expect_alternatives(page)


@check(points=1)
def page_is_valid(page: Page) -> None:
    """Chaque balise est bien écrite."""
    valid_html(page)
