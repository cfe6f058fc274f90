"""Pictures in the real browser: right ways pass, each mistake gets its message."""

import pytest

from graders.checker import Checker
from graders.web.expectations import images as expect
from tests.graders.exercises import a_page
from tests.graders.web.expectations.verbs import Told, Verb, told, what_is_raised
from tests.graders.web.pictures import SVG, a_png

pytestmark = pytest.mark.browser

FILES = {
    "plan.png": a_png(40, 20),
    "grand.png": a_png(1000, 20, extra=90_000),
    "logo.svg": SVG,
    "texte.png": b"Bonjour",
}
FAR = '<div style="height: 3000px"></div>'
PLACE = "width: 100px; height: 10px"

RIGHT: dict[str, tuple[Verb, str]] = {
    "an image": (expect.expect_images, '<img src="plan.png" alt="">'),
    "a drawing": (expect.expect_images, "<svg><path/></svg>"),
    "a background": (
        lambda page: expect.expect_images(page, backgrounds=True),
        '<p style="background: url(plan.png)">a',
    ),
    "below its heading": (
        lambda page: expect.picture_below(page, "lampe", "missing-element"),
        '<h2>Vélo</h2><p>a</p><h2>La lampe bleue</h2><img src="plan.png" alt="">',
    ),
    "loads": (expect.no_broken_images, '<img src="./plan.png" alt="">'),
    "a drawing loads": (expect.no_broken_images, '<img src="/logo.svg" alt="">'),
    "in the text itself": (
        expect.no_broken_images,
        '<img src="data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7" alt="">',
    ),
    "a srcset": (
        expect.no_broken_images,
        '<img srcset="plan.png 40w, grand.png 1000w" sizes="40px" src="plan.png" alt="">',
    ),
    "a picture": (
        expect.no_broken_images,
        '<picture><source srcset="logo.svg" type="image/svg+xml"><img src="plan.png" alt=""></picture>',
    ),
    "a picture whose img has no address": (
        expect.no_broken_images,
        '<picture><source srcset="plan.png"><img alt=""></picture>',
    ),
    "not loaded yet": (expect.no_broken_images, f'{FAR}<img src="plan.png" alt="" loading="lazy">'),
    "backgrounds": (
        lambda page: expect.no_broken_images(page, backgrounds=True),
        '<p style="background: url(plan.png)">a',
    ),
    "words": (expect.expect_alternatives, '<img src="plan.png" alt="Plan du quartier">'),
    "a decoration": (expect.expect_alternatives, '<img src="plan.png" alt="">'),
    "words by aria-label": (expect.expect_alternatives, '<img src="plan.png" aria-label="Plan">'),
    "a decoration by its role": (expect.expect_alternatives, '<img src="plan.png" role="presentation">'),
    "light": (lambda page: expect.expect_image_weight(page, at_most_kb=10), '<img src="plan.png" alt="">'),
    "no image weighs nothing": (lambda page: expect.expect_image_weight(page, at_most_kb=1), "<p>a"),
    "as large as its place": (expect.no_oversized_images, '<img src="plan.png" alt="" width="20">'),
    "a drawing has any size": (expect.no_oversized_images, '<img src="logo.svg" alt="" width="2">'),
    "a srcset chooses": (
        expect.no_oversized_images,
        '<img srcset="plan.png 40w, grand.png 1000w" sizes="40px" style="width: 40px" alt="">',
    ),
    "sides": (expect.expect_reserved_place, '<img src="plan.png" alt="" width="40" height="20">'),
    "sides that follow the page": (
        expect.expect_reserved_place,
        '<style>img { max-width: 100%; height: auto }</style><img src="plan.png" alt="" width="40" height="20">',
    ),
    "sides in the CSS": (expect.expect_reserved_place, f'<img src="plan.png" alt="" style="{PLACE}">'),
    "a ratio": (expect.expect_reserved_place, '<img src="plan.png" alt="" style="width: 100%; aspect-ratio: 2">'),
    "a format": (lambda page: expect.expect_formats(page, ["png", "svg"]), '<img src="plan.png" alt="">'),
    "waits": (
        expect.expect_lazy_images,
        f'<img src="plan.png" alt="">{FAR}<img src="plan.png" alt="" loading="LAZY">',
    ),
}
WRONG: dict[str, tuple[Verb, str, Told]] = {
    "none": (expect.expect_images, '<p style="background: url(plan.png)">a', ("missing-image", "1", "0", None)),
    "below another heading": (
        lambda page: expect.picture_below(page, "lampe", "missing-element"),
        '<h2>La lampe bleue</h2><h2>Vélo</h2><img src="plan.png" alt="">',
        ("missing-element", "lampe", None, None),
    ),
    "below its heading, and broken": (
        lambda page: expect.picture_below(page, "lampe", "missing-element"),
        '<h2>La lampe</h2>\n<img src="plam.png" alt="">',
        ("broken-image", None, "plam.png", 9),
    ),
    "absent": (expect.no_broken_images, '<p>a\n<img src="plam.png" alt="">', ("broken-image", None, "plam.png", 9)),
    "an address in href": (
        expect.no_broken_images,
        '<img href="plan.png" alt="Le plan">',
        ("image-without-src", None, "Le plan", 8),
    ),
    "no address": (expect.no_broken_images, '<p>a\n<img src=" ">', ("image-without-src", None, "img", 9)),
    "capitals": (
        expect.no_broken_images,
        '<img src="Plan.PNG" alt="">',
        ("image-case", "plan.png", "Plan.PNG", 8),
    ),
    "on the disk": (
        expect.no_broken_images,
        r'<img src="C:\images\plan.png" alt="">',
        ("image-disk", None, r"C:\images\plan.png", 8),
    ),
    "backslash": (
        expect.no_broken_images,
        r'<img src="images\plan.png" alt="">',
        ("image-address", None, r"images\plan.png", 8),
    ),
    "elsewhere": (
        expect.no_broken_images,
        '<img src="https://images.example/plan.png" alt="">',
        ("image-outside", None, "https://images.example/plan.png", 8),
    ),
    "no picture": (
        expect.no_broken_images,
        '<img src="texte.png" alt="">',
        ("image-unreadable", None, "texte.png", 8),
    ),
    "an absent candidate": (
        expect.no_broken_images,
        '<img srcset="plan.png 40w, absent.png 400w" src="plan.png" alt="">',
        ("broken-image", None, "absent.png", 8),
    ),
    "an absent background": (
        lambda page: expect.no_broken_images(page, backgrounds=True),
        '<p style="background: url(absent.png)">a',
        ("broken-image", None, "absent.png", None),
    ),
    "no words": (expect.expect_alternatives, '<img src="plan.png">', ("image-alt-missing", None, "plan.png", 8)),
    "a file's name": (
        expect.expect_alternatives,
        '<img src="plan.png" alt="plan.png">',
        ("image-alt-file", None, "plan.png", 8),
    ),
    "a filler": (
        expect.expect_alternatives,
        '<img src="plan.png" alt="Photo">',
        ("image-alt-filler", None, "Photo", 8),
    ),
    "heavy": (
        lambda page: expect.expect_image_weight(page, at_most_kb=50),
        '<img src="plan.png" alt="">\n<img src="grand.png" alt="">',
        ("image-heavy", "50 ko", "90 ko", 9),
    ),
    "larger than its place": (
        expect.no_oversized_images,
        '<img src="grand.png" alt="" width="300">',
        ("image-oversized", "300", "1000", 8),
    ),
    "larger, hidden behind sizes": (
        expect.no_oversized_images,
        '<img srcset="grand.png 1000w" sizes="300px" alt="">',
        ("image-oversized", "300", "1000", 8),
    ),
    "jumps": (expect.expect_reserved_place, '<img src="plan.png" alt="">', ("image-jumps", None, None, 8)),
    "jumps in height": (
        expect.expect_reserved_place,
        '<img src="plan.png" alt="" style="width: 100%">',
        ("image-jumps", None, None, 8),
    ),
    "another format": (
        lambda page: expect.expect_formats(page, ["webp", "jpg"]),
        '<img src="plan.png" alt="">',
        ("image-format", "webp ou jpeg", "png", 8),
    ),
    "does not wait": (
        expect.expect_lazy_images,
        f'{FAR}\n<img src="plan.png" alt="">',
        ("image-not-lazy", 'loading="lazy"', None, 9),
    ),
    "waits where it is seen": (
        expect.expect_lazy_images,
        '<img src="plan.png" alt="" loading="lazy">',
        ("image-lazy-first", None, 'loading="lazy"', 8),
    ),
}


@pytest.mark.parametrize(("verb", "body"), RIGHT.values(), ids=RIGHT.keys())
async def test_right_pictures_pass(checker: Checker, verb: Verb, body: str):
    """Every right way to show a picture is accepted."""
    assert told(await what_is_raised(checker, verb, {"index.html": a_page(body), **FILES})) is None


@pytest.mark.parametrize(("verb", "body", "failure"), WRONG.values(), ids=WRONG.keys())
async def test_wrong_pictures_fail_with_what_was_seen(checker: Checker, verb: Verb, body: str, failure: Told):
    """The failure names the picture, what was found of it, and where it stands."""
    assert told(await what_is_raised(checker, verb, {"index.html": a_page(body), **FILES})) == failure


async def test_a_page_cannot_claim_that_its_pictures_came(checker: Checker):
    """Getters redefined by the page are not believed."""
    lies = "for (const name of ['naturalWidth', 'complete']) Object.defineProperty(HTMLImageElement.prototype, name, "
    body = f'<script>{lies}{{get: () => 400}}); Image = null;</script>\n<img src="texte.png" alt="">'
    raised = await what_is_raised(checker, expect.no_broken_images, {"index.html": a_page(body), **FILES})
    assert told(raised) == ("image-unreadable", None, "texte.png", 9)
