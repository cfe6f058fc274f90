"""Small verbs on one reply: each looks at one thing and raises a Failure made from the very value it looked at."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any
from urllib.parse import urlsplit

from graders.http.json_difference import first_difference
from graders.http.reply import Reply
from graders.text import has_text_in, quote, same_text, tidy_text
from graders.web.source import Source
from graders.work import FILE_BYTES

REDIRECTS = frozenset({301, 302, 303, 307, 308})


def expect_status(reply: Reply, status: int | Collection[int], message_id: str | None = None) -> Reply:
    """The code is this one, or one of these."""
    accepted = {status} if isinstance(status, int) else set(status)
    if reply.status in accepted:
        return reply
    expected = " ou ".join(map(str, sorted(accepted)))
    if reply.status >= 500 and message_id is None:
        words = reply.trouble.words if reply.trouble else None
        raise reply.failure("server-trouble", expected=expected, found=words or str(reply.status))
    raise reply.failure(message_id or "wrong-status", expected=expected, found=str(reply.status))


def expect_not_found(reply: Reply, message_id: str = "not-said-absent") -> Reply:
    """What does not exist is answered with 404 (or 410: it no longer exists)."""
    if reply.status not in {404, 410}:
        return expect_status(reply, 404, None if reply.status >= 500 else message_id)
    return reply


def expect_header(reply: Reply, name: str, value: str | None = None, message_id: str | None = None) -> str:
    """The reply has this header, with this value if one is given; case and spaces do not count."""
    found = reply.headers.get(name.lower())
    if found is None:
        raise reply.failure(message_id or "no-header", expected=name, found=", ".join(reply.headers) or None)
    if value is not None and found.replace(" ", "").casefold() != value.replace(" ", "").casefold():
        raise reply.failure(message_id or "wrong-header", expected=f"{name}: {value}", found=f"{name}: {quote(found)}")
    return found


def expect_type(reply: Reply, kind: str, message_id: str | None = None) -> None:
    """The reply says what it is: application/json, text/html; with or without a charset."""
    json_like = kind == "application/json" and reply.type.startswith("application/") and reply.type.endswith("+json")
    if reply.type != kind and not json_like:
        raise reply.failure(message_id or ("wrong-reply-type" if reply.type else "no-reply-type"), expected=kind,
                            found=reply.type or None)  # fmt: skip


def expect_json(
    reply: Reply, wanted: Any, *, extra: bool = False, any_order: bool = False, message_id: str | None = None
) -> Any:
    """The body is this JSON; keys in any order, a type stands for any value of it, as of `first_difference`."""
    found = reply.json
    difference = first_difference(wanted, found, extra=extra, any_order=any_order)
    if difference:
        raise reply.failure(
            message_id or f"json-{difference.kind}",
            expected=difference.expected,
            found=difference.found,
            place=difference.place,
        )
    return found


def expect_html(reply: Reply, *texts: str, message_id: str | None = None) -> str:
    """The reply is an HTML page whose text holds all of these; gives its text."""
    expect_type(reply, "text/html")
    page = Source(reply.text)
    if len(page.text) > FILE_BYTES or not page.is_readable:
        raise reply.failure("reply-too-big")
    shown = tidy_text(page.shown_text)
    for text in texts:
        if not has_text_in(text, shown):
            raise reply.failure(message_id or "reply-lacks-text", expected=text, found=quote(shown) or "une page vide")
    return shown


def expect_redirect(reply: Reply, to: str, message_id: str | None = None) -> None:
    """The reply sends on to this path; with or without the name of the server."""
    if reply.status not in REDIRECTS:
        raise reply.failure(message_id or "no-redirect", expected=to, found=str(reply.status))
    written = reply.headers.get("location", "")
    try:
        found = urlsplit(written)
    except ValueError:  # "//[" is no address
        raise reply.failure(message_id or "wrong-redirect", expected=to, found=quote(written)) from None
    path = found.path + (f"?{found.query}" if found.query else "")
    if path.rstrip("/") != to.rstrip("/"):
        raise reply.failure(message_id or "wrong-redirect", expected=to, found=path or None)


def expect_cookie(reply: Reply, name: str, value: str | None = None, message_id: str | None = None) -> str:
    """The reply sets this cookie; gives its value."""
    found = reply.cookies.get(name)
    if found is None or (value is not None and not same_text(found, value)):
        said = ", ".join(f"{one}={content}" for one, content in reply.cookies.items())
        expected = name if value is None else f"{name}={value}"
        raise reply.failure(message_id or "no-cookie", expected=expected, found=quote(said) or None)
    return found
