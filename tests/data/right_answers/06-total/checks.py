from random import Random

from graders.checks import check
from graders.web.expectations.script import expect_function, valid_script
from graders.web.page import Page


@check(points=1)
def script_is_readable(page: Page) -> None:
    """Le navigateur comprend le script."""
    valid_script(page)


@check(points=3)
def total_adds_up(page: Page) -> None:
    """La fonction total additionne les prix."""
    expect_function(page, "total", cases=[(([10, 20],), 30), (([],), 0)], hidden=prices)


def prices(random: Random) -> tuple[tuple[list[int]], int]:
    """A basket nobody can know."""
    basket = [random.randrange(1, 100) for _ in range(random.randrange(2, 9))]
    return (basket,), sum(basket)
