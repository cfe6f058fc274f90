"""What an eye calls the same page passes, what it calls another page fails; nothing a page does makes it huge."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from graders.checker import Checker
from graders.checks import Check, Failure, check
from graders.results import Outcome, Report
from graders.web.expectations.likeness import expect_likeness, picture_name
from graders.web.likeness import Likeness, PictureError, as_png, compare, photograph, read_picture, shown
from graders.web.page import Page
from graders.web.pool import TabPool
from graders.web.screen import Screen
from tests.graders.exercises import an_exercise

WIDTHS = (360, 1280)
CSS = """
body { margin: 0; font-family: "DejaVu Sans", sans-serif; color: #222 }
header { background: #1d3f72; color: #fff; padding: 1.5rem 2rem }
nav ul { display: flex; gap: 1.5rem; list-style: none; padding: 0 }
nav a { color: #fff }
main { max-width: 70rem; margin: 2rem auto; padding: 0 1rem }
.cartes { display: grid; grid-template-columns: repeat(2, 1fr); gap: 1.5rem }
article { border: 2px solid #1d3f72; border-radius: 8px; padding: 1rem; background: #eef3fa }
footer { background: #222; color: #eee; padding: 2rem }
"""
CARD = "<article><h3>Atelier</h3><p>On y répare ensemble les objets du quotidien, avec des outils prêtés.</p></article>"
BODY = f"""<header><h1>Ressourcerie du Tilleul</h1>
<nav><ul><li><a href="#">Accueil</a></li><li><a href="#">Horaires</a></li></ul></nav></header>
<main><h2>Nos ateliers</h2><div class="cartes">{CARD * 6}</div></main><footer>5, place du Tilleul</footer>"""


def a_page(css: str = CSS, body: str = BODY) -> bytes:
    """A page with its style sheet and a caret that blinks somewhere."""
    return f'<!doctype html><meta charset="utf-8"><style>{css}</style>{body}'.encode()


ALIKE = {
    "the-same": a_page(),
    "moved-by-two-pixels": a_page(CSS + "main { transform: translate(2px, 2px) }"),
    "another-font": a_page(CSS.replace('"DejaVu Sans"', '"Liberation Sans"')),
    "a-font-with-serifs": a_page(CSS.replace('"DejaVu Sans", sans-serif', '"Liberation Serif"')),
    "other-texts": a_page(body=BODY.replace("On y répare ensemble", "Chacun peut construire")),
    "nearly-the-same-blue": a_page(CSS.replace("#1d3f72", "#20457a")),
    "more-room-in-the-cards": a_page(CSS.replace("padding: 1rem; background", "padding: 1.2rem; background")),
    "turns-for-ever": a_page(CSS + "@keyframes a { to { rotate: 1turn } } h2 { animation: a 1s infinite }"),
    "comes-in": a_page(CSS + "@keyframes a { from { opacity: 0 } } main { animation: a 9s }"),
    "scrolled-by-a-script": a_page(body=BODY + "<script>scrollTo(0, 200)</script>"),
}
UNLIKE = {
    "no-grid": (a_page(CSS.replace("display: grid; ", "")), 1280, "other-shape-than-model"),
    "three-columns": (a_page(CSS.replace("repeat(2", "repeat(3")), 360, "other-shape-than-model"),
    "no-style": (a_page(""), 360, "other-shape-than-model"),
    "red-header": (
        a_page(CSS.replace("header { background: #1d3f72", "header { background: #b01020")),
        360,
        "other-colours-than-model",
    ),
    "nothing": (a_page(body=" "), 360, "other-shape-than-model"),
    "twice": (a_page(body=BODY.replace("<footer>", "<footer style='height: 90rem'>")), 360, "other-height-than-model"),
}


@pytest.fixture(scope="module")
async def folder(tmp_path_factory: pytest.TempPathFactory, pool: TabPool) -> Path:
    """The folder of an exercise with pictures of the page."""
    folder = tmp_path_factory.mktemp("exercise")
    for width in WIDTHS:
        path = folder / picture_name("index.html", width)
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(as_png(await a_photograph(pool, a_page(), width)))
    return folder


async def a_photograph(pool: TabPool, html: bytes, width: int = 1280) -> Image.Image:
    """A picture of this page on a window of this width."""
    async with pool.tab() as tab:
        await tab.load("index.html", {"index.html": html})
        await tab.show_on(Screen(width=width))
        return await photograph(tab)


def likeness_check(folder: Path, *, likeness: bool = True) -> Check:
    """The check as a trainer writes it."""

    @check(points=1, likeness=likeness)
    def like_the_model(page: Page) -> None:
        """La page ressemble au modèle."""
        expect_likeness(page, beside=str(folder / "checks.py"), widths=WIDTHS)

    return like_the_model


async def report_on(checker: Checker, folder: Path, html: bytes) -> Report:
    """What the check says of this page."""
    return await checker.check(an_exercise(likeness_check(folder)), {"index.html": html})


@pytest.mark.browser
@pytest.mark.parametrize("html", ALIKE.values(), ids=ALIKE.keys())
async def test_what_an_eye_calls_the_same(checker: Checker, folder: Path, html: bytes):
    """Fonts, words, two pixels and what moves do not count."""
    report = await report_on(checker, folder, html)
    assert (report.outcome, report.results[0].pictures) == (Outcome.PASSED, ())


@pytest.mark.browser
@pytest.mark.parametrize(("html", "width", "message_id"), UNLIKE.values(), ids=UNLIKE.keys())
async def test_what_an_eye_calls_another_page(checker: Checker, folder: Path, html: bytes, width: int, message_id: str):
    """The message says in which way, the pictures show where; together they stay small."""
    report = await report_on(checker, folder, html)
    result = report.results[0]
    assert (result.outcome, result.message_id) == (Outcome.FAILED, message_id)
    assert [picture.title for picture in result.pictures] == ["Le modèle", "Votre page", "Ce qui diffère"]
    assert sum(len(picture.address) for picture in result.pictures) <= 100_200


@pytest.mark.browser
async def test_a_comparison_without_its_mark_is_our_fault(checker: Checker, folder: Path):
    """A trainer who forgets `likeness=True` hears of it at the first try."""
    exercise = an_exercise(likeness_check(folder, likeness=False))
    assert (await checker.check(exercise, {"index.html": a_page()})).outcome is Outcome.ERRORED


@pytest.mark.browser
async def test_the_page_is_left_as_it_was(checker: Checker, folder: Path):
    """After its picture the page moves again, and late pictures are late again."""
    html = a_page(
        CSS + "@keyframes a { to { rotate: 1turn } } h2 { animation: a 1s infinite }",
        BODY + '<img loading="lazy" alt="" src="a.png">',
    )
    look = """() => [
        document.getAnimations()[0].playState,
        document.adoptedStyleSheets.length,
        document.querySelector("img").loading,
        innerWidth,
    ]"""
    found = []

    def look_again(page: Page) -> None:
        found.append(page.ask(lambda tab: tab.run(look)))

    exercise = an_exercise(likeness_check(folder), Check("look", "Regarder.", 1.0, look_again))
    await checker.check(exercise, {"index.html": html})
    assert found == [["running", 0, "lazy", 1280]]


@pytest.mark.browser
@pytest.mark.parametrize(
    "body",
    [
        "<div style='width: 60000px; height: 30000px; background: red'></div>",
        "<div style='height: 90000px; background: linear-gradient(red, blue)'></div>" * 20,
        "<div style='filter: blur(9px)'>" * 60,
        "<script>onresize = () => { document.body.style.height = '99999px' }</script>",
        "<p>a</p>" * 20_000,
    ],
    ids=["gigantic", "high", "blurred", "resizes-itself", "long"],
)
async def test_a_hostile_page_has_a_picture_like_others(pool: TabPool, body: str):
    """At most 4000 pixels of it are painted, half as wide; a page that cannot be painted in time fails by itself."""
    try:
        picture = await a_photograph(pool, body.encode())
    except Failure as failure:
        assert failure.message_id == "too-heavy"  # noqa: PT017 - either is right
    else:
        assert picture.size <= (640, 2000)


def noise(width: int, height: int) -> Image.Image:
    """A picture that no file format makes small; the same each time."""
    numbers = np.random.default_rng(7).integers(0, 256, (height, width, 3), dtype=np.uint8)
    return Image.fromarray(numbers)


@pytest.mark.parametrize("size", [(640, 2000), (640, 1), (1, 1)], ids=str)
def test_pictures_of_noise_stay_small(size: tuple[int, int]):
    """Each of the three pictures keeps its limit, whatever the page shows."""
    own, reference = noise(*size), noise(640, 400)
    pictures = shown(reference, own, compare(reference, own, 1280))
    assert len(pictures) == 3  # each refuses to be larger than it may


@pytest.mark.parametrize(
    ("data", "complaint"),
    [
        (b"", "not a PNG picture"),
        (b"GIF89a\1\0\1\0\0\0\0;", "not a PNG picture"),
        (as_png(Image.new("RGB", (4000, 10))), "too large"),
        (as_png(Image.new("RGB", (60, 60)))[:50], "not a PNG picture"),
    ],
    ids=["empty", "gif", "large", "torn"],
)
def test_a_reference_that_is_none(data: bytes, complaint: str):
    """A trainer's slip says what is wrong."""
    with pytest.raises(PictureError, match=complaint):
        read_picture(data)


def stripes(*colours: str, high: int = 100) -> Image.Image:
    """A picture of coloured stripes, one under the other."""
    picture = Image.new("RGB", (640, high * len(colours)))
    for place, colour in enumerate(colours):
        picture.paste(Image.new("RGB", (640, high), colour), (0, place * high))
    return picture


@pytest.mark.parametrize(
    ("colours", "where"),
    [
        (("red", "white", "white"), "en haut"),
        (("white", "red", "white"), "au milieu"),
        (("white", "white", "red"), "en bas"),
    ],
    ids=lambda value: str(value),
)
def test_where_pages_differ(colours: tuple[str, ...], where: str):
    """A person who does not see the picture hears which part to look at."""
    assert compare(stripes("white", "white", "white"), stripes(*colours), 1280).where == where


ROUND: dict[str, Callable[[Likeness], float]] = {
    "shape": lambda found: found.shape,
    "colours": lambda found: found.colours,
    "height": lambda found: found.height,
}


@pytest.mark.parametrize("measure", ROUND.values(), ids=ROUND.keys())
def test_a_picture_is_like_itself(measure: Callable[[Likeness], float]):
    """Each measure is 1 for the same picture."""
    assert measure(compare(noise(640, 900), noise(640, 900), 1280)) == pytest.approx(1.0)
