"""A page on other screens: what changes, what is waited for, and that the former screen comes back."""

from typing import Any

import pytest

from graders.checker import Checker
from graders.checks import Check, Failure
from graders.results import Outcome
from graders.web.page import Page
from graders.web.screen import Screen
from tests.graders.exercises import a_page, an_exercise
from tests.graders.web.test_page import seen

pytestmark = pytest.mark.browser

PAGE = a_page("""
<style>
  p { width: 100px; transition: all 2s }
  @media (max-width: 500px) { p { width: 50px } }
  @media print { p { width: 20px } }
  @media (prefers-color-scheme: dark) { p { width: 30px } }
  @media (prefers-reduced-motion: reduce) { p { width: 40px } }
</style>
<p>a</p><div style="width: 10rem">b</div>
""")
NAMES = "() => [innerWidth, innerHeight, devicePixelRatio].concat("
WIDTHS = "['p', 'div'].map((name) => document.querySelector(name).getBoundingClientRect().width))"
BEFORE = [1280, 800, 1, 100, 160]


def look(page: Page) -> Any:
    """The window's room, its pixels, and the widths of p and div."""
    return page.ask(lambda tab: tab.run(NAMES + WIDTHS))


SCREENS: dict[str, tuple[dict[str, Any], list[int]]] = {
    "as-it-was": ({}, BEFORE),
    "telephone": ({"width": 360, "height": 640}, [360, 640, 1, 50, 160]),
    "large": ({"width": 1920}, [1920, 800, 1, 100, 160]),
    "zoomed": ({"zoom": 200}, [640, 400, 2, 100, 160]),
    "zoomed-four-times": ({"zoom": 400}, [320, 200, 4, 50, 160]),
    "larger-letters": ({"text_zoom": 200}, [1280, 800, 1, 100, 320]),
    "printed": ({"media": "print"}, [1280, 800, 1, 20, 160]),
    "dark": ({"dark": True}, [1280, 800, 1, 30, 160]),
    "calm": ({"reduced_motion": True}, [1280, 800, 1, 40, 160]),
}


@pytest.mark.parametrize(("changes", "expected"), SCREENS.values(), ids=SCREENS.keys())
async def test_each_screen(checker: Checker, changes: dict[str, Any], expected: list[int]):
    """What is measured is at rest (no transition half way), and the former screen comes back."""

    def during_and_after(page: Page) -> Any:
        with page.shown(**changes) as other:
            during = look(other)
        return during, look(page)

    assert await seen(checker, PAGE, during_and_after) == (expected, BEFORE)


async def test_a_screen_within_a_screen(checker: Checker):
    """The inner block changes only what it names, and gives back the outer one's."""

    def nested(page: Page) -> Any:
        with page.shown(width=360) as phone:
            with phone.shown(reduced_motion=True) as calm:
                inner = look(calm)
            return inner, look(phone)

    assert await seen(checker, PAGE, nested) == ([360, 800, 1, 40, 160], [360, 800, 1, 50, 160])


async def test_the_screen_comes_back_after_a_failure(checker: Checker):
    """A check that fails on a telephone leaves the next check a large screen."""
    found: list[Any] = []

    def fail(page: Page) -> None:
        with page.shown(width=360):
            raise Failure("missing-element", expected="nav")

    exercise = an_exercise(
        Check("first", "Un.", 1.0, fail), Check("second", "Deux.", 1.0, lambda page: found.append(look(page)))
    )
    report = await checker.check(exercise, {"index.html": PAGE})
    assert ([result.outcome for result in report.results], found) == ([Outcome.FAILED, Outcome.PASSED], [BEFORE])


async def test_a_picture_chosen_by_width_has_arrived(checker: Checker):
    """A telephone's own picture has its size when the page is measured."""
    svg = "<svg xmlns='http://www.w3.org/2000/svg' width='{0}' height='9'/>"
    source = '<source media="(max-width: 500px)" srcset="small.svg">'
    html = a_page(f'<picture>{source}<img src="large.svg" alt=""></picture>')
    exercise_files = {f"{name}.svg": svg.format(width).encode() for name, width in (("small", 10), ("large", 90))}
    found: list[int] = []

    def measure(page: Page) -> None:
        with page.shown(width=360) as phone:
            found.append(phone.ask(lambda tab: tab.run("() => document.images[0].width")))

    exercise = an_exercise(Check("look", "Regarder.", 1.0, measure), start={"index.html": b"-", **exercise_files})
    await checker.check(exercise, {"index.html": html})
    assert found == [10]


async def test_a_page_that_never_rests(checker: Checker):
    """A script that runs without end on a telephone is stopped; the page is then looked at without scripts."""
    html = PAGE.replace(b"</body>", b"<script>onresize = () => { for (;;) ; }</script></body>")

    def measure(page: Page) -> None:
        with page.shown(width=360) as phone:
            assert look(phone) == [360, 800, 1, 50, 160]

    report = await checker.check(an_exercise(Check("look", "Regarder.", 1.0, measure)), {"index.html": html})
    assert report.outcome is Outcome.PASSED


async def test_a_page_that_resizes_its_own_content_without_end(checker: Checker):
    """What moves for ever is measured all the same."""
    html = PAGE.replace(
        b"</body>",
        b"""<script>
const p = document.querySelector("p");
new ResizeObserver(() => { p.style.height = `${p.offsetHeight + 1}px`; }).observe(p);
</script></body>""",
    )

    def measure(page: Page) -> Any:
        with page.shown(width=360) as phone:
            return look(phone)

    assert await seen(checker, html, measure) == [360, 800, 1, 50, 160]


@pytest.mark.parametrize(
    "wrong",
    [{"width": 0}, {"width": 5000}, {"height": 90_000}, {"zoom": 2}, {"text_zoom": 9000}, {"media": "tv"}],
    ids=str,
)
def test_no_such_screen(wrong: dict[str, Any]):
    """A trainer's slip says what is possible."""
    with pytest.raises(ValueError, match="expected"):
        Screen(**wrong)
