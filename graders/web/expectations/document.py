"""Small verbs for checks: each looks at one thing and raises a Failure made from the very value it looked at."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence

from graders.checks import Failure
from graders.text import fold_text, nearest_text, quote, same_text, tidy_text
from graders.web.page import Element, Page, spoken


def expect_doctype(page: Page, message_id: str = "no-doctype") -> None:
    """The page says that it is HTML."""
    if page.doctype != "html":
        raise Failure(message_id, expected="<!doctype html>", found=page.doctype, file=page.name, line=1)


def expect_lang(page: Page, lang: str = "fr", message_id: str | None = None) -> None:
    """The page says its language; a region is welcome (fr-FR)."""
    found = (page.lang or "").strip()
    html = page.first("html")
    line = html.line if html else None
    if not found:
        raise Failure(message_id or "no-lang", expected=f'lang="{lang}"', file=page.name, line=line)
    if found.lower().replace("_", "-").split("-")[0] != lang:
        raise Failure(message_id or "wrong-lang", expected=f'lang="{lang}"', found=found, file=page.name, line=line)


def expect_title(page: Page, text: str | None = None, message_id: str | None = None) -> None:
    """The tab has a title: any, or this one."""
    found = page.title
    element = page.first("head > title")
    line = element.line if element else None
    if found is None:
        raise Failure(message_id or "no-title", expected=text, file=page.name)
    if not found:
        raise Failure(message_id or "empty-title", expected=text, file=page.name, line=line)
    if text is not None and not same_text(found, text):
        raise Failure(message_id or "wrong-title", expected=text, found=quote(found), file=page.name, line=line)


def expect_description(page: Page, *, signs: tuple[int, int] = (50, 160), message_id: str | None = None) -> str:
    """The page says what it is about for a list of results: in a sentence or two of so many signs, its title aside."""
    element = page.first('meta[name="description" i]')
    if element is None:
        raise Failure(message_id or "no-description", expected='<meta name="description">', file=page.name)
    said = tidy_text(element.attributes.get("content", ""))

    def failure(own: str, *, expected: str | None = None, found: str | None = None) -> Failure:
        return Failure(message_id or own, expected=expected, found=found, file=page.name, line=element.line)

    if not said:
        raise failure("empty-description", expected='content="…"')
    if same_text(said, page.title or ""):
        raise failure("description-is-title", found=quote(said))
    if not signs[0] <= len(said) <= signs[1]:
        own = "description-short" if len(said) < signs[0] else "description-long"
        raise failure(own, expected=f"{signs[0]} à {signs[1]} signes", found=f"{len(said)} signes")
    return said


def expect_different_titles(page: Page, other: Page, message_id: str = "same-title") -> None:
    """Two pages can be told apart by their tabs."""
    expect_title(page)
    expect_title(other)
    if same_text(page.title or "", other.title or ""):
        title = page.first("head > title")
        raise Failure(message_id, found=quote(page.title or ""), file=page.name, line=title.line if title else None)


def expect_everywhere(pages: Sequence[Page], verb: Callable[[Page], object]) -> None:
    """Each page of a site passes the verb; the failure is the first page's, and names the other pages that have one.

    So nobody mends one page only to hear of the next.
    """
    failures: list[tuple[Page, Failure]] = []
    for page in pages:
        try:
            verb(page)
        except Failure as failure:
            failures.append((page, failure))
    if failures:
        (page, first), *others = failures
        first.file = first.file or page.name
        first.also = tuple(other.name for other, _ in others)
        raise first


def expect_own_texts(pages: Sequence[Page], text_of: Callable[[Page], str], message_id: str) -> None:
    """No two pages of a site say the same in their title, their description …; the second that does is told."""
    said: dict[str, list[Page]] = {}
    for page in pages:
        said.setdefault(fold_text(text_of(page)), []).append(page)
    for _, second, *others in (alike for alike in said.values() if len(alike) > 1):
        also = tuple(page.name for page in others)
        raise Failure(message_id, found=quote(text_of(second)), file=second.name, also=also)


def expect_charset(page: Page, message_id: str = "no-charset") -> None:
    """The page says how its letters are written."""
    if page.charset not in {"utf-8", "utf8"}:
        raise Failure(message_id, expected='<meta charset="utf-8">', found=page.charset, file=page.name)


def expect_one_h1(page: Page, message_id: str | None = None) -> Element:
    """The page has exactly one main heading, and it says something."""
    found = page.all("h1")
    if not found:
        raise Failure(message_id or "no-h1", expected="1 h1", found="0 h1", file=page.name)
    if len(found) > 1:
        raise Failure(
            message_id or "several-h1", expected="1 h1", found=f"{len(found)} h1", file=page.name, line=found[1].line
        )
    if not found[0].has_text:
        raise Failure(message_id or "empty-element", found="h1", file=page.name, line=found[0].line)
    return found[0]


def expect_count(
    page: Page,
    selector: str,
    *,
    exactly: int | None = None,
    at_least: int | None = None,
    at_most: int | None = None,
    with_text: bool = True,
    message_id: str | None = None,
) -> list[Element]:
    """As many elements as asked; only those that hold text count unless `with_text` is False."""
    every = page.all(selector)
    found = [element for element in every if element.has_text or not with_text]
    least = at_least if exactly is None else exactly
    most = at_most if exactly is None else exactly
    if least is not None and len(found) < least:
        empty = next((element for element in every if not element.has_text), None) if with_text else None
        if empty is not None:
            raise Failure(message_id or "empty-element", found=empty.tag, file=page.name, line=empty.line)
        few = "missing-element" if not found and least == 1 else "too-few-elements"
        expected = selector if few == "missing-element" else f"{least} {selector}"
        raise Failure(message_id or few, expected=expected, found=f"{len(found)} {selector}", file=page.name)
    if most is not None and len(found) > most:
        raise Failure(
            message_id or "too-many-elements",
            expected=f"{most} {selector}",
            found=f"{len(found)} {selector}",
            file=page.name,
            line=found[most].line,
        )
    return found


def expect_text(page: Page, selector: str, text: str, message_id: str | None = None) -> Element:
    """One element of the selector says `text`; case, accents and spaces are tolerated."""
    found = page.all(selector)
    for element in found:
        if same_text(element.text, text):
            return element
    if not found:
        other = next((one for one in reversed(page.all("body *")) if same_text(one.text, text)), None)
        raise Failure(
            message_id or ("text-in-other-element" if other else "missing-element-saying"),
            expected=selector,
            found=other.tag if other else None,
            file=page.name,
            line=other.line if other else None,
            values={"name": quote(text)},
        )
    nearest = found[nearest_text([one.text for one in found], text)]
    raise Failure(
        message_id or "wrong-text", expected=text, found=quote(nearest.text), file=page.name, line=nearest.line
    )


def expect_texts(page: Page, selector: str, texts: Sequence[str], message_id: str | None = None) -> list[Element]:
    """Each of the texts is said by an element of the selector, in any order."""
    return [expect_text(page, selector, text, message_id) for text in texts]


def no_heading_skip(page: Page, message_id: str | None = None) -> None:
    """The headings go down one level at a time and begin with h1."""
    headings = page.headings()
    if headings and headings[0].level != 1:
        first = headings[0]
        raise Failure(message_id or "heading-first", expected="h1", found=first.tag, file=page.name, line=first.line)
    for before, after in itertools.pairwise(headings):
        if after.level > before.level + 1:
            raise Failure(
                message_id or "heading-skip",
                expected=f"h{before.level + 1}",
                found=spoken(after),
                file=page.name,
                line=after.line,
            )


def expect_closed(page: Page, tag: str, message_id: str = "unclosed-element") -> None:
    """Each element of this tag has its end tag."""
    for opening in page.unclosed():
        if opening.tag == tag:
            raise Failure(message_id, expected=f"</{tag}>", found=f"<{tag}>", file=page.name, line=opening.line)


def expect_outside(page: Page, selector: str, container: str, message_id: str = "wrong-nesting") -> None:
    """No element of the selector is inside a `container`."""
    for element in page.all(selector):
        if element.inside(container):
            raise Failure(
                message_id,
                expected=f"après la fin de {container}",
                found=f"{element.tag} dans {container}",
                file=page.name,
                line=element.line,
            )


def expect_order(page: Page, first: str, second: str, message_id: str = "wrong-order") -> None:
    """The tag `first` is written before `second`; read from the text, as a browser puts them right in silence."""
    tags = [opening.tag for opening in page.written.openings]
    for tag in (first, second):
        if tag not in tags:
            raise Failure("missing-element", expected=tag, file=page.name)
    if tags.index(first) > tags.index(second):
        raise Failure(
            message_id,
            expected=first,
            found=second,
            file=page.name,
            line=page.written.openings[tags.index(second)].line,
        )


def valid_html(page: Page, message_id: str | None = None) -> None:
    """A validator has nothing to say; otherwise its first root cause, in French."""
    faults = page.validity_faults()
    if faults:
        fault = faults[0]
        raise Failure(
            message_id or f"html.{fault.rule_id}",
            found=quote(page.written.line(fault.line)) or None,
            file=page.name,
            line=fault.line,
            values=fault.values,
        )
