"""What a file shows when it is opened, as HTML: the end of its name decides how, as on any computer."""

from __future__ import annotations

import base64
import html
import re
from pathlib import PurePosixPath

from graders.exercise_widget.markup import note
from graders.exercise_widget.texts import text

# What opens as a picture: the end of the name → the type of the content, and what such a content begins with.
PICTURES = {
    ".svg": ("image/svg+xml", ()),
    ".png": ("image/png", (b"\x89PNG",)),
    ".jpg": ("image/jpeg", (b"\xff\xd8",)),
    ".jpeg": ("image/jpeg", (b"\xff\xd8",)),
    ".gif": ("image/gif", (b"GIF8",)),
}
TEXTS = {".txt", ".md", ".csv", ".html", ".css"}
LINES = 12  # enough to see what it is
TITLE = re.compile(r"<title[^>]*>([^<]{1,200})</title>")


def opened(name: str, content: bytes) -> str:
    """The picture or the first lines; a sentence where such a file cannot be opened."""
    suffix = PurePosixPath(name).suffix.lower()
    if not suffix:
        return note(text("open-no-suffix"))
    if suffix in PICTURES:
        return _picture(name, suffix, content)
    if suffix in TEXTS:
        return _text(content, suffix)
    return note(text("open-unknown", suffix=suffix))


def _picture(name: str, suffix: str, content: bytes) -> str:
    """An <img>: scripts in an SVG do not run there, and nothing is loaded. A picture's own title is its words."""
    kind, beginnings = PICTURES[suffix]
    source = content.decode("utf-8", errors="replace") if suffix == ".svg" else ""
    if not ("<svg" in source[:2000] or content.startswith(beginnings or b"\0never")):
        return note(text("open-no-picture", suffix=suffix))
    title = TITLE.search(source)
    words = html.unescape(title[1]).strip() if title else text("picture-of", name=name)
    data = base64.b64encode(content).decode("ascii")
    shown = f'<img class="atelier-picture" alt="{html.escape(words)}" src="data:{kind};base64,{data}">'
    return shown + (note(text("picture-says", words=words)) if title else "")


def _text(content: bytes, suffix: str) -> str:
    try:
        lines = content.decode("utf-8-sig").splitlines()
    except UnicodeDecodeError:
        return note(text("open-no-text", suffix=suffix))
    if not any(line.strip() for line in lines):
        return note(text("open-empty"))
    shown = "\n".join(lines[:LINES])
    more = note(text("open-more")) if len(lines) > LINES else ""
    return f'<pre class="atelier-lines-shown">{html.escape(shown)}</pre>{more}'
