"""Small verbs on CSS as it is written: that a browser understands it, where it stands, what it uses.

Prefer the verbs on what is seen (`expectations/style.py`); these are for exercises whose subject is the writing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from graders.checks import Failure
from graders.text import quote
from graders.web.css.masking import mask
from graders.web.css.names import nearest
from graders.web.css.rules import Declaration, Rule
from graders.web.css.stylesheets import Stylesheet, local_name, page_styles
from graders.web.css.validity import css_faults
from graders.web.page import Page

WORD = re.compile(r"[@:#.]*-{0,2}[a-zA-Z%][\w-]*")
UNIT = re.compile(r"(?<![\w-])[+-]?[\d.]+([a-z%]+)", re.IGNORECASE)
# (max-width: 600px), (width <= 37.5em), (400px <= width < 800px)
WIDTH = re.compile(
    r"\(\s*(?:max-|min-)?width\s*[:<>=]+\s*([\d.]+)(px|em|rem)|([\d.]+)(px|em|rem)\s*[<>]=?\s*width", re.I
)
LETTER_PX = 16


def valid_css(page: Page, message_id: str | None = None) -> None:
    """A browser understands all CSS of the page; otherwise the first root cause, with what was probably meant."""
    if faults := css_faults(page):
        raise faults[0].failure(message_id)


def expect_stylesheet_linked(page: Page, name: str = "style.css", message_id: str | None = None) -> None:
    """The page reads the stylesheet `name`, linked or imported."""
    styles = page_styles(page)
    if name in styles.files:
        return
    lost = next((one for one in styles.lost), None)
    if lost is not None:
        near = nearest(lost.name, page.file_names, 0.5)
        values = {"near": near} if near else {}
        raise Failure(
            message_id or "css-link-file", expected=name, found=lost.name, file=lost.file, line=lost.line, values=values
        )
    for link in page.all("link[href]"):
        if local_name(link.attributes["href"], page.name) == name:
            raise Failure(message_id or "css-link-rel", expected=name, file=page.name, line=link.line)
    head = page.first("head")
    raise Failure(message_id or "css-not-linked", expected=name, file=page.name, line=head.line if head else None)


def no_inline_style(page: Page, message_id: str | None = None) -> None:
    """The HTML has neither `style` attributes nor `<style>` elements: the CSS is in files of its own."""
    for sheet in page_styles(page).sheets:
        if sheet.element is not None:
            message = "css-inline-style" if sheet.is_attribute else "css-style-element"
            found = None if not sheet.is_attribute else sheet.element.tag
            raise Failure(message_id or message, found=found, file=page.name, line=sheet.element.line)


def expect_uses(page: Page, *words: str, message_id: str = "css-not-used") -> None:
    """The CSS uses one of the words in a rule: a property, a word or unit of a value, `@media`, `:hover`."""
    if _first_use(page, words) is None:
        files = page_styles(page).files
        raise Failure(message_id, expected=" ou ".join(words), file=files[0] if files else page.name)


def no_use(page: Page, *words: str, message_id: str = "css-unwanted") -> None:
    """The CSS uses none of the words in a rule."""
    if (use := _first_use(page, words)) is not None:
        word, file, line = use
        raise Failure(message_id, found=word, file=file, line=line)


def expect_custom_property(
    page: Page, name: str | None = None, value: str | None = None, *, used: bool = True, message_id: str | None = None
) -> None:
    """A custom property is defined (any, or `name`), with `value` if asked, and used by a rule."""
    styles = page_styles(page)
    file = styles.files[0] if styles.files else page.name
    defined = [
        (sheet, one)
        for sheet, rule in styles.rules()
        for one in [*rule.declarations, *_registered(rule)]
        if one.name.startswith("--") and name in {None, one.name}
    ]
    if not defined:
        raise Failure(message_id or ("css-no-variable" if name else "css-without-variable"), expected=name, file=file)
    sheet, first = defined[0]
    if value is not None and not any(_plain(one.value) == _plain(value) for _, one in defined):
        raise Failure(
            message_id or "css-variable-value",
            expected=value,
            found=quote(first.value, 40),
            file=sheet.file,
            line=first.line,
            values={"name": first.name},
        )
    names = {one.name for _, one in defined}
    uses = {found for _, rule in styles.rules() for one in rule.declarations for found in _variables(one)}
    if used and not names & uses:
        raise Failure(
            message_id or "css-unused-variable", file=sheet.file, line=first.line, values={"name": first.name}
        )


def expect_media_query(page: Page, between: tuple[float, float] | None = None, message_id: str | None = None) -> None:
    """A rule counts from some screen width on (or up to it), at a width in pixels within `between` if given."""
    styles = page_styles(page)
    found = [
        (sheet, rule, width)
        for sheet, rule in styles.rules()
        if rule.at == "media" and (rule.rules or rule.declarations)
        for width in _widths_px(rule.prelude)
    ]
    if not found:
        raise Failure(message_id or "css-no-media", file=styles.files[0] if styles.files else page.name)
    if between is not None and not any(between[0] <= width <= between[1] for _, _, width in found):
        sheet, rule, width = found[0]
        raise Failure(
            message_id or "css-media-width",
            expected=f"entre {between[0]:g} et {between[1]:g} px",
            found=f"{width:g} px",
            file=sheet.file,
            line=rule.line,
        )


def _first_use(page: Page, words: tuple[str, ...]) -> tuple[str, str, int] | None:
    wanted = {word.lower().removesuffix("()"): word for word in words}
    for sheet, line, used in _uses(page):
        if used in wanted:
            return wanted[used], sheet.file, line
    return None


def _uses(page: Page) -> Iterator[tuple[Stylesheet, int, str]]:
    """Every name the CSS of a page uses, with its line: strings and comments use nothing."""
    for sheet, rule in page_styles(page).rules():
        if rule.at:
            yield sheet, rule.line, f"@{rule.at}"
        for word in WORD.findall(mask(rule.prelude)[0].lower()):
            yield sheet, rule.line, word
        for one in rule.declarations:
            yield sheet, one.line, one.name
            value = mask(one.value)[0].lower()
            for word in (*WORD.findall(value), *UNIT.findall(value)):
                yield sheet, one.line, word


def _widths_px(query: str) -> list[float]:
    sizes = {"px": 1, "em": LETTER_PX, "rem": LETTER_PX}
    return [float(one or other) * sizes[(unit or second).lower()] for one, unit, other, second in WIDTH.findall(query)]


def _registered(rule: Rule) -> list[Declaration]:
    """`@property --gap { initial-value: 8px }` defines --gap as a rule does."""
    starts = [one for one in rule.declarations if one.name == "initial-value"] if rule.at == "property" else []
    return [Declaration(rule.prelude.strip(), one.value, one.line) for one in starts]


def _variables(one: Declaration) -> list[str]:
    return re.findall(r"\bvar\(\s*(--[\w-]+)", one.value)


def _plain(value: str) -> str:
    return " ".join(value.split()).lower()
