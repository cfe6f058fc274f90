"""The learner's page, shown as they write it, with none of our page's rights.

The page runs in a frame of its own: `sandbox` without `allow-same-origin` gives it an origin of its own, so a script in
it reaches neither JupyterLab nor its cookies, and the policy inside lets it load nothing from anywhere.
https://developer.mozilla.org/docs/Web/HTML/Reference/Elements/iframe#sandbox
"""

from __future__ import annotations

import html
import re

# `about:srcdoc` as base keeps links to a place in the page working and makes those to other pages lead nowhere,
# instead of into JupyterLab.
_INNER = (
    '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; img-src data:; font-src data:; '
    "media-src data:; style-src 'unsafe-inline'; script-src 'unsafe-inline'; form-action 'none'\">"
    '<base href="about:srcdoc">'
)
_DOCTYPE = re.compile(r"\s*<!doctype[^>]*>", re.IGNORECASE)


def preview_frame(page: str, title: str) -> str:
    """An <iframe> with the learner's page in it; `title` names it for those who hear the screen."""
    return (
        f'<iframe class="atelier-preview-frame" sandbox="allow-scripts" title="{html.escape(title)}" '
        f'srcdoc="{html.escape(_with_limits(page))}"></iframe>'
    )


def _with_limits(page: str) -> str:
    """The page with its limits first, after its doctype so that it is still read in standards mode."""
    doctype = _DOCTYPE.match(page)
    cut = doctype.end() if doctype else 0
    return page[:cut] + _INNER + page[cut:]


def has_links(page: str) -> bool:
    """Whether the page links to another page (a place in itself does not count)."""
    return re.search(r"<a\s[^>]*href\s*=\s*[\"']?[^\"'#\s>]", page, re.IGNORECASE) is not None
