"""Pictures: whether they come, what they weigh, how large they are, and what is said in their place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from graders.checks import Failure
from graders.text import has_text_in, quote
from graders.web.alternatives import names_a_file, says_nothing
from graders.web.eco import KB
from graders.web.expectations.eco import weight
from graders.web.expectations.links import files_of
from graders.web.links import address_fault, file_of, near_name, same_but_case
from graders.web.page import ELEMENTS, Element, Page
from graders.web.pictures import picture_format
from graders.web.tab import ORIGIN, Tab

IMAGES = 'img, input[type="image" i]'
CANDIDATES = "img[srcset], picture > source[srcset]"
DRAWINGS = "svg:not(svg svg)"
DRAWN_LARGER = 1.1  # a tenth more than asked is not worth a word
FORMATS = {"jpg": "jpeg"}


@dataclass(frozen=True)
class Picture:
    """One picture as shown: its file of the work (None: elsewhere), its own size and its place, in pixels.

    `size` is (0, 0) if the browser cannot read it, `top` counts from the top of the page.
    """

    element: Element
    address: str
    file: str | None
    data: bytes | None
    size: tuple[int, int]
    shown: tuple[float, float]
    top: float
    reserved: bool

    @property
    def name(self) -> str:
        """How a message names it: its file, without what tells nothing."""
        return quote((self.file or self.address).rpartition("/")[2]) or self.element.tag


def pictures(page: Page, selector: str = IMAGES) -> list[Picture]:
    """The pictures of a selector, as the browser shows them."""
    found = page.all(selector)
    rows = page.read("pictures", [element.key for element in found]) if found else []
    files = files_of(page)
    return [
        Picture(
            element,
            row["address"],
            name := _file(row["address"]),
            files.get(name) if name is not None else None,
            (row["size"][0], row["size"][1]),
            (row["shown"][0], row["shown"][1]),
            row["top"],
            row["reserved"],
        )
        for element, row in zip(found, rows, strict=True)
    ]


def picture_below(page: Page, words: str, message_id: str) -> Picture:
    """The first picture below the heading that says `words`, above the next heading; it has loaded."""
    by_key = {picture.element.key: picture for picture in pictures(page)}
    is_below = False
    for element in page.all("h1, h2, h3, h4, h5, h6, img"):
        if element.tag != "img":
            is_below = has_text_in(words, element.text)
        elif is_below:
            picture = by_key[element.key]
            if picture.size == (0, 0):
                no_broken_images(page)
            return picture
    raise Failure(message_id, expected=words, file=page.name)


def expect_images(
    page: Page, *, at_least: int = 1, backgrounds: bool = False, message_id: str = "missing-image"
) -> None:
    """The page shows this many pictures: img, drawings in svg, and (if asked) backgrounds."""
    count = len(page.all(f"{IMAGES}, {DRAWINGS}"))
    if backgrounds:
        count += len(page.read("backgrounds", ELEMENTS))
    if count < at_least:
        raise Failure(message_id, expected=str(at_least), found=str(count), file=page.name)


def no_broken_images(page: Page, *, backgrounds: bool = False, message_id: str | None = None) -> None:
    """Each picture, each candidate of a srcset (and each background, if asked) is there and is a picture."""
    for element in page.all(f"{IMAGES}, {CANDIDATES}"):
        if not element.attributes.get("src", "").strip() and not _has_candidates(element):
            found = quote(element.attributes.get("alt", ""), 40) or element.tag
            raise Failure(message_id or "image-without-src", found=found, file=page.name, line=element.line)
        for written in _written(element):
            _expect_address(page, element, written, message_id)
    for picture in pictures(page):
        if picture.size == (0, 0) and not picture.address.startswith("data:"):
            raise _failure(message_id or "image-unreadable", page, picture, found=picture.name)
    for address in page.read("backgrounds", ELEMENTS) if backgrounds else ():
        name = _file(address)
        if name is not None and name not in files_of(page):
            raise Failure(message_id or "broken-image", found=quote(name), file=page.name)


def expect_alternatives(page: Page, selector: str = IMAGES, message_id: str | None = None) -> None:
    """Each picture has words in its place, or says that it is a decoration; none is a file's name."""
    for element in page.all(selector):
        said = element.attributes
        words = said.get("aria-label") or said.get("alt")
        if words is None:
            hidden = said.get("role") in {"none", "presentation"} or said.get("aria-hidden") == "true"
            if not hidden and not said.get("aria-labelledby"):
                found = quote(said.get("src", "")) or element.tag
                raise Failure(message_id or "image-alt-missing", found=found, file=page.name, line=element.line)
        elif names_a_file(words, said.get("src", "")):
            raise Failure(message_id or "image-alt-file", found=quote(words), file=page.name, line=element.line)
        elif says_nothing(words):
            raise Failure(message_id or "image-alt-filler", found=quote(words), file=page.name, line=element.line)


def expect_image_weight(page: Page, *, at_most_kb: float, message_id: str = "image-heavy") -> None:
    """No picture of the work weighs more; the heaviest is told."""
    known = [(len(picture.data), picture) for picture in pictures(page) if picture.data is not None]
    count, heaviest = max(known, key=lambda one: one[0], default=(0, None))
    if heaviest is not None and count > at_most_kb * KB:
        raise _failure(message_id, page, heaviest, expected=weight(at_most_kb * KB), found=weight(count))


def no_oversized_images(page: Page, *, times: float = 2.0, message_id: str = "image-oversized") -> None:
    """No picture has over `times` the pixels its place has in width; drawings in svg have none to count."""
    for picture in pictures(page):
        width, place = picture.size[0], picture.shown[0]
        is_drawing = picture.data is not None and picture_format(picture.data) == "svg"
        if place and not is_drawing and width > place * times * DRAWN_LARGER:
            raise _failure(message_id, page, picture, expected=str(round(place)), found=str(width))


def expect_reserved_place(page: Page, selector: str = IMAGES, message_id: str = "image-jumps") -> None:
    """Each picture's place is known before it comes: its sides as attributes or in the CSS, or their ratio."""
    for picture in pictures(page, selector):
        if picture.element.shown and not picture.reserved:
            raise _failure(message_id, page, picture)


def expect_formats(
    page: Page, formats: Sequence[str], selector: str = IMAGES, message_id: str = "image-format"
) -> None:
    """Each picture is in one of these formats, told by its bytes: "webp", "avif", "svg", "jpeg", "png", "gif"."""
    wanted = [FORMATS.get(name, name) for name in formats]
    for picture in pictures(page, selector):
        found = None if picture.data is None else picture_format(picture.data)
        if found is not None and found not in wanted:
            raise _failure(message_id, page, picture, expected=" ou ".join(wanted), found=found)


def expect_lazy_images(page: Page, message_id: str | None = None) -> None:
    """Pictures below the first screen wait to be loaded; those on it do not."""
    height = page.ask(_screen_height)
    for picture in pictures(page, "img"):
        is_lazy = picture.element.attributes.get("loading", "").strip().lower() == "lazy"
        if picture.top >= height and not is_lazy:
            raise _failure(message_id or "image-not-lazy", page, picture, expected='loading="lazy"')
        if picture.top < height and picture.element.shown and is_lazy:
            raise _failure(message_id or "image-lazy-first", page, picture, found='loading="lazy"')


async def _screen_height(tab: Tab) -> float:
    return float(tab.screen.height)


def _has_candidates(element: Element) -> bool:
    """True if a picture may come from elsewhere than its own src."""
    return "srcset" in element.attributes or element.inside("picture")


def _written(element: Element) -> list[str]:
    """The addresses an element has: its src, and those of its srcset without their descriptors."""
    candidates = element.attributes.get("srcset", "").split(",")
    listed = [words[0] for words in (one.split() for one in candidates) if words]
    if any(address.startswith("data:") for address in listed):  # a comma of its own
        listed = []
    source = element.attributes.get("src")
    return ([] if source is None else [source]) + listed


def _expect_address(page: Page, element: Element, written: str, message_id: str | None) -> None:
    address = written.strip()

    def failure(own: str, **values: str | None) -> Failure:
        expected = values.pop("expected", None)
        known = {name: value for name, value in values.items() if value is not None}
        return Failure(
            message_id or own,
            expected=expected,
            found=quote(address) or element.tag,
            file=page.name,
            line=element.line,
            values=known,
        )

    if address.startswith(("data:", "blob:")):
        return
    if fault := address_fault(address):
        own = "image-disk" if fault.message_id in {"link-disk", "link-own-machine"} else "image-address"
        raise failure(own, near=fault.near)
    name = _file(page.read("addresses", [address])[0] or "")
    files = files_of(page)
    if name is None:
        raise failure("image-outside")
    if name not in files:
        real = same_but_case(name, files)
        if real is not None:
            raise failure("image-case", expected=real)
        raise failure("broken-image", near=near_name(name, [one for one in files if picture_format(files[one])]))


def _file(address: str) -> str | None:
    if not address.startswith(f"{ORIGIN}/"):
        return None
    return file_of(urlsplit(address).path.removeprefix("/"))


def _failure(
    message_id: str, page: Page, picture: Picture, *, expected: str | None = None, found: str | None = None
) -> Failure:
    return Failure(
        message_id,
        expected=expected,
        found=found,
        file=page.name,
        line=picture.element.line,
        values={"name": picture.name},
    )
