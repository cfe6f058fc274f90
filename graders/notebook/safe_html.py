"""HTML made from what learners wrote, safe to show to a trainer and to put on a feedback page.

nbconvert's `HTMLExporter.sanitize_html` covers outputs only as far as a template asks for it, and nbgrader's formgrader
template does not ask for text cells: a learner's `<script>` there would run with the trainer's rights. These replace
nbconvert's two filters of the same purpose for *every* template (`TemplateExporter.filters`). Its own `clean_html` also
shows `<p>` and `<h2>` as source text; this one knows ordinary text markup.
"""

from __future__ import annotations

from typing import Any

import bleach
from jinja2 import pass_context
from markupsafe import escape
from nbconvert.filters.markdown_mistune import InvalidNotebook, IPythonRenderer, MarkdownWithMath

TEXT_TAGS = frozenset(
    [
        "a",
        "abbr",
        "b",
        "blockquote",
        "br",
        "caption",
        "code",
        "dd",
        "del",
        "details",
        "div",
        "dl",
        "dt",
        "em",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "hr",
        "i",
        "img",
        "kbd",
        "li",
        "mark",
        "ol",
        "p",
        "pre",
        "q",
        "s",
        "samp",
        "section",
        "small",
        "span",
        "strong",
        "sub",
        "summary",
        "sup",
        "table",
        "tbody",
        "td",
        "tfoot",
        "th",
        "thead",
        "tr",
        "u",
        "ul",
    ]
)
PICTURE_URLS = tuple(f"data:image/{kind};base64," for kind in ("png", "jpeg", "gif"))
LINK_URLS = ("http://", "https://", "mailto:", "#")


def _is_text_attribute(tag: str, name: str, value: str) -> bool:
    """No id, class, style or event: an id could stand in for a form field of the formgrader's."""
    if tag == "a":
        return name == "title" or (name == "href" and value.startswith(LINK_URLS))
    if tag == "img":
        # A picture from elsewhere would tell its host who looks at the work, and when.
        return name in {"alt", "title", "width", "height"} or (name == "src" and value.startswith(PICTURE_URLS))
    return (tag in {"td", "th"} and name in {"colspan", "rowspan", "scope"}) or (tag == "abbr" and name == "title")


def _is_card_attribute(tag: str, name: str, value: str) -> bool:
    return name in {"class", "lang"} or _is_text_attribute(tag, name, value)


_PROTOCOLS = frozenset({"http", "https", "mailto", "data"})
_TEXT = bleach.Cleaner(tags=TEXT_TAGS, attributes=_is_text_attribute, protocols=_PROTOCOLS)
_CARD = bleach.Cleaner(tags=TEXT_TAGS, attributes=_is_card_attribute, protocols=_PROTOCOLS)


def clean_html(element: object) -> str:
    """Result cards and highlighted code: text markup with classes; anything else shows as source."""
    return str(_CARD.clean(element.decode() if isinstance(element, bytes) else str(element)))


@pass_context
def markdown_to_html(context: Any, source: str) -> str:
    """A text cell (or a trainer's comment) as HTML; a picture that is not attached leaves the text readable."""
    attachments = context.get("cell", {}).get("attachments", {})
    renderer = IPythonRenderer(escape=False, attachments=attachments, exclude_anchor_links=True)
    try:
        html = MarkdownWithMath(renderer=renderer).render(source)
    except InvalidNotebook:
        html = f"<pre>{escape(source)}</pre>"
    return str(_TEXT.clean(html))
