"""The learner's page, shown as they write it, with none of our page's rights.

The page runs in a frame of its own: `sandbox` without `allow-same-origin` gives it an origin of its own, so a script in
it reaches neither JupyterLab nor its cookies, and the policy inside lets it load nothing from anywhere.
https://developer.mozilla.org/docs/Web/HTML/Reference/Elements/iframe#sandbox
"""

from __future__ import annotations

import html
import re

# The policy lets nothing be loaded, and the base makes every address of another page or file lead nowhere: without it
# they would be JupyterLab's. The script does for links what is left to do: go to a place in the page, or nothing.
_LIMITS = (
    '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; img-src data:; font-src data:; '
    "media-src data:; style-src 'unsafe-inline'; script-src 'unsafe-inline'; form-action 'none'\">"
    '<base href="about:srcdoc">'
    "<script>addEventListener('click', (event) => {"
    " const place = event.target.closest?.('a[href]')?.getAttribute('href');"
    " if (place === undefined) return;"
    " event.preventDefault();"
    " if (place.startsWith('#')) document.getElementById(place.slice(1))?.scrollIntoView();"
    " })</script>"
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
    return page[:cut] + _LIMITS + page[cut:]


def has_links(page: str) -> bool:
    """Whether the page links to another page (a place in itself does not count)."""
    return re.search(r"<a\s[^>]*href\s*=\s*[\"']?[^\"'#\s>]", page, re.IGNORECASE) is not None
