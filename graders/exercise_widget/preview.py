"""The learner's page, shown as they write it, with none of our page's rights.

The page runs in a frame of its own: `sandbox` without `allow-same-origin` gives it an origin of its own, so a script in
it reaches neither JupyterLab nor its cookies, and the policy inside lets it load nothing from anywhere. A form may be
sent, for only then does the browser say which field it refuses; the policy stops what would leave.
https://developer.mozilla.org/docs/Web/HTML/Reference/Elements/iframe#sandbox
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Mapping
from pathlib import Path

from graders.exercise_widget.texts import text

# The policy lets nothing be loaded, and the base makes every address of another page or file lead nowhere: without it
# they would be JupyterLab's. The script (preview.js) does for links what is left to do.
_LIMITS = (
    '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; img-src data:; font-src data:; '
    "media-src data:; style-src 'unsafe-inline'; script-src 'unsafe-inline'; form-action 'none'\">"
    '<base href="about:srcdoc">'
)
_FOLLOW_LINKS = Path(__file__).with_name("preview.js").read_text(encoding="utf-8")
_DOCTYPE = re.compile(r"\s*<!doctype[^>]*>", re.IGNORECASE)


def preview_frame(name: str, pages: Mapping[str, str], title: str) -> str:
    """An <iframe> with the page `name` in it, whose links open the other `pages`; `title` is for those who hear it."""
    others = {other: _with_first(_LIMITS, page) for other, page in pages.items()}
    words = {"lost": text("preview-lost", name="{name}"), "back": text("preview-back")}
    values = ", ".join(_in_script(value) for value in (others, name, words))
    page = _with_first(f"{_LIMITS}<script>({_FOLLOW_LINKS})({values})</script>", pages[name])
    return (
        f'<iframe class="atelier-preview-frame" sandbox="allow-scripts allow-forms" title="{html.escape(title)}" '
        f'srcdoc="{html.escape(page)}"></iframe>'
    )


def _with_first(limits: str, page: str) -> str:
    """The page with its limits first, after its doctype so that it is still read in standards mode."""
    doctype = _DOCTYPE.match(page)
    cut = doctype.end() if doctype else 0
    return page[:cut] + limits + page[cut:]


def _in_script(value: object) -> str:
    """A value as a script may hold it: without a sign that could end the script."""
    return json.dumps(value).replace("<", "\\u003c")


def has_links(page: str) -> bool:
    """Whether the page links to another page (a place in itself does not count)."""
    return re.search(r"<a\s[^>]*href\s*=\s*[\"']?[^\"'#\s>]", page, re.IGNORECASE) is not None


def has_forms(page: str) -> bool:
    """Whether the page has a form, which sends nothing from here."""
    return re.search(r"<form[\s>]", page, re.IGNORECASE) is not None
