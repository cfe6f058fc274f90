"""Small pieces of HTML for the exercise view; every text is escaped here, Markdown from the curriculum excepted."""

from __future__ import annotations

import html
from functools import cache
from pathlib import Path
from urllib.parse import quote

from markdown_it import MarkdownIt

from graders.card import card_css

LINE_HEIGHT_PX = 26  # of a text field, as in view.css
NUMBERED_LINES = 200  # a page written by hand is shorter


def label(content: str) -> str:
    """A caption over something."""
    return f'<div class="atelier-label">{html.escape(content)}</div>'


def note(content: str) -> str:
    """A quiet sentence."""
    return f'<div class="atelier-note">{html.escape(content)}</div>'


def warning(content: str) -> str:
    """A sentence that must not be missed, also by those who hear the screen."""
    return f'<div class="atelier-warning" role="alert">⚠ {html.escape(content)}</div>'


def done(content: str) -> str:
    """A sentence that says something good happened."""
    return f'<div class="atelier-done">✔ {html.escape(content)}</div>'


def news(inner_html: str) -> str:
    """Ready-made HTML that is read aloud when it appears."""
    return f'<div role="alert">{inner_html}</div>'


def link(content: str, address: str) -> str:
    """A link that leaves the notebook in the same window."""
    return f'<a class="atelier-link" target="_top" href="{html.escape(address)}">{html.escape(content)}</a>'


def paragraph(content: str) -> str:
    """A sentence among others."""
    return f"<p>{html.escape(content)}</p>"


def code(content: str) -> str:
    """What somebody typed, as they typed it."""
    return f"<code>{html.escape(content)}</code>"


def markdown(source: str) -> str:
    """Markdown as HTML; tags in the source are shown, not used."""
    return str(MarkdownIt("commonmark", {"html": False}).render(source))


@cache
def style() -> str:
    """The <style> every view brings along."""
    sheet = Path(__file__).with_name("view.css").read_text(encoding="utf-8")
    return f"<style>{sheet}\n.atelier-exercise {{ --atelier-numbers: {_line_numbers()}; }}\n{card_css()}</style>"


def _line_numbers() -> str:
    """A picture of line numbers, to lie behind a text field: the card says "la ligne 9", and a field counts none."""
    numbers = "".join(
        f'<text x="34" y="{LINE_HEIGHT_PX * line - 8}">{line}</text>' for line in range(1, NUMBERED_LINES + 1)
    )
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="40" height="{LINE_HEIGHT_PX * NUMBERED_LINES}">'
        f'<g font-family="monospace" font-size="13" fill="#767676" text-anchor="end">{numbers}</g></svg>'
    )
    return f"url(data:image/svg+xml,{quote(svg, safe=' =:/')})".replace(" ", "%20")
