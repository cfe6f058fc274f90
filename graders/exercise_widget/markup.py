"""Small pieces of HTML for the exercise view; every text is escaped here, Markdown from the curriculum excepted."""

from __future__ import annotations

import html
from functools import cache
from pathlib import Path

from markdown_it import MarkdownIt

from graders.card import card_css
from graders.exercise_widget.texts import text
from graders.tried import Trouble


def label(content: str) -> str:
    """A caption over something."""
    return f'<div class="atelier-label">{html.escape(content)}</div>'


def note(content: str) -> str:
    """A quiet sentence."""
    return f'<div class="atelier-note">{html.escape(content)}</div>'


def warning(content: str) -> str:
    """A sentence that must not be missed, also by those who hear the screen."""
    return f'<div class="atelier-warning" role="alert">⚠ {html.escape(content)}</div>'


def letter(head: str, content: str) -> str:
    """Words from somebody to the reader, in the lines they were written in."""
    return f'<div class="atelier-letter"><strong>{html.escape(head)}</strong><p>{html.escape(content)}</p></div>'


def done(content: str) -> str:
    """A sentence that says something good happened."""
    return f'<div class="atelier-done">✔ {html.escape(content)}</div>'


def news(inner_html: str) -> str:
    """Ready-made HTML that is read aloud when it appears."""
    return f'<div role="alert">{inner_html}</div>'


def trouble(told: Trouble) -> str:
    """Why something did not work, read aloud; the file and line are shown where the sentence does not say them."""
    line = text("at-line", file=told.file, line=told.line) if told.line and str(told.line) not in told.sentence else ""
    return warning(f"{told.sentence} {line}".strip())


def heard(content: str) -> str:
    """A sentence for those who hear the screen; the others see what it says beside it."""
    return f'<div class="atelier-heard" role="alert">{html.escape(content)}</div>'


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
    return f"<style>{sheet}\n{card_css()}</style>"
