"""A server's reply as HTML: what its status means, its headers, its body as text, what the program printed."""

from __future__ import annotations

import html
import json

from graders.exercise_widget import markup
from graders.exercise_widget.texts import has_text, text
from graders.tried import Reply, Tried


def tried_reply(tried: Tried) -> str:
    """What one request to the learner's server gave."""
    trouble = markup.trouble(tried.trouble) if tried.trouble else ""
    reply = _reply(tried.reply) if tried.reply else ""
    return trouble + reply + (_box(text("server-said"), tried.said) if tried.said else "")


def status_meaning(status: int) -> str:
    """The status in plain French: its own sentence, or that of its hundred."""
    key = next((key for key in (f"status-{status}", f"status-{status // 100}xx") if has_text(key)), "status-other")
    return text(key)


def _reply(reply: Reply) -> str:
    said = text("reply-status", status=reply.status, meaning=status_meaning(reply.status))
    rows = "".join(
        f'<tr><th scope="row">{html.escape(name)}</th><td>{html.escape(value)}</td></tr>'
        for name, value in reply.headers
    )
    name = html.escape(text("reply-headers", count=len(reply.headers)))
    headers = (
        f'<details class="atelier-details"><summary>{name}</summary><div class="atelier-table" role="group" '
        f'tabindex="0" aria-label="{name}"><table>{rows}</table></div></details>'
    )
    return markup.news(f'<div class="atelier-status">{html.escape(said)}</div>') + _body(reply) + headers


def _body(reply: Reply) -> str:
    if reply.body is None:
        return markup.note(text("reply-no-text", size=reply.size))
    if not reply.body:
        return markup.note(text("reply-empty"))
    values = _indented(reply)
    cut = markup.note(text("reply-cut", size=reply.size)) if reply.is_cut else ""
    return _box(text("reply-body" if values is None else "reply-body-json"), values or reply.body) + cut


def _indented(reply: Reply) -> str | None:
    """The JSON of the body, a value a line; None if it is none."""
    kind = dict(reply.headers).get("content-type", "")
    if "json" not in kind and (reply.body or "")[:1] not in {"{", "["}:
        return None
    try:
        return json.dumps(json.loads(reply.body or ""), indent=2, ensure_ascii=False)
    except (ValueError, RecursionError):
        return None


def _box(title: str, content: str) -> str:
    """A text as it is, that scrolls by keyboard."""
    name = html.escape(title)
    return (
        f'<div class="atelier-label">{name}</div>'
        f'<pre class="atelier-said" role="group" tabindex="0" aria-label="{name}">{html.escape(content)}</pre>'
    )
