"""Pages that ask a server: what they asked, what they show of the answer, and what they say when none comes.

objets = fictional.objects(page.random("objets"), 3)
with page.played(api=Api({"GET /api/objets": reply(json=objets)})) as play:
    expect_request(play, "GET /api/objets")
    expect_shows(play, objets, keys=("nom", "prix"))
with page.played(api=Api({"GET /api/objets": offline()})) as play:
    expect_error_shown(play)
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from fnmatch import fnmatchcase
from typing import Any

from graders.checks import Failure
from graders.text import fold_text, has_text_in, quote
from graders.web.api import Request
from graders.web.expectations.script import no_script_fault
from graders.web.javascript import notation, same_value
from graders.web.play import Play

ASKING = {"Fetch", "XHR"}
WITHIN_S = 2.0  # of the page's time
# What a page may say when an answer does not come, or is no good; folded.
ERROR_WORDS = re.compile(
    r"erreur|impossible|probleme|reessay|echec|echou|indisponible|connexion|reseau|hors ligne|pas pu|n'a pas|ne repond"
    r"|desole|plus tard|oups|introuvable|n'arrive|panne|souci|incident|inaccessible|pas disponible|rate"
)
WAITING_WORDS = re.compile(r"charge|patient|attente|en cours|recherche|un instant|un moment|arrive|envoi|\.\.\.$")


def expect_request(
    play: Play,
    wanted: str,
    *,
    json: Any = None,
    query: Mapping[str, str] | None = None,
    form: Mapping[str, str] | None = None,
    headers: Mapping[str, str] | None = None,
    message_id: str | None = None,
) -> Request:
    """The page asked `"METHOD /path"` (a `*` stands for anything) with this body, query and headers."""
    method, _, path = wanted.partition(" ")
    asked = [one for one in play.requests if one.kind in ASKING]
    found = [one for one in asked if fnmatchcase(str(one), wanted)]
    if not found:
        no_script_fault(play)
        same_path = next((one for one in asked if fnmatchcase(one.path, path)), None)
        if same_path is not None:
            raise Failure(message_id or "request-method", expected=method, found=same_path.method, file=play.name)
        other = asked[-1] if asked else None
        own = "request-elsewhere" if other else "request-missing"
        raise Failure(message_id or own, expected=wanted, found=quote(str(other)) if other else None, file=play.name)
    faults = [_fault(one, json, query, form, headers) for one in found]
    if None not in faults:
        own, expected, seen = faults[-1]  # type: ignore[misc]
        raise Failure(message_id or own, expected=expected, found=seen, file=play.name, values={"call": str(found[-1])})
    return found[faults.index(None)]


def expect_no_request(play: Play, unwanted: str = "*", message_id: str = "request-unwanted") -> None:
    """The page asked no server for this, or for anything."""
    for one in play.requests:
        if one.kind in ASKING and fnmatchcase(str(one), unwanted):
            raise Failure(message_id, found=quote(str(one)), file=play.name)


def expect_shows(play: Play, data: Any, *, keys: Sequence[str] = (), message_id: str | None = None) -> None:
    """Every text and number of `data` can be read on the page; of objects, those under `keys` (all without).

    Numbers may be written as French does: 1234.5 is « 1 234,50 ».
    """
    wanted = list(_texts(data, keys))
    play.wait_for(lambda: all(_is_shown(one, play.shown_text) for one in wanted), WITHIN_S)
    text = play.shown_text
    missing = [one for one in wanted if not _is_shown(one, text)]
    if missing:
        no_script_fault(play)
        raise Failure(
            message_id or ("data-missing" if len(missing) == len(wanted) else "data-partly-missing"),
            expected=notation(missing[0]),
            file=play.name,
        )


def expect_error_shown(play: Play, message_id: str | None = None) -> None:
    """The page tells, in words, that an answer did not come or was no good; after a request that failed.

    A text that appeared since the request counts if it says so, or is announced (role alert or status); so does a box.
    """
    before = play.text_at_failure
    if before is None:
        raise Failure(message_id or "request-missing", expected="fetch", file=play.name)
    if any(ERROR_WORDS.search(fold_text(one.text)) for one in play.dialogs):
        return
    if not play.wait_for(lambda: _tells_error(play, before), WITHIN_S):
        raise Failure(message_id or "error-untold", file=play.name)


def expect_loading_shown(play: Play, message_id: str | None = None) -> None:
    """While an answer is held back the page says that it waits, and no more once it has come."""
    if not play.is_waiting:
        raise Failure(message_id or "request-missing", expected="fetch", file=play.name)
    lines, signs = _lines(play), set(play.read("waiting"))
    play.release()
    gone = lines - _lines(play)
    if signs - set(play.read("waiting")) or any(WAITING_WORDS.search(fold_text(line)) for line in gone):
        return
    stays = any(WAITING_WORDS.search(fold_text(line)) for line in lines) or signs
    raise Failure(message_id or ("loading-stays" if stays else "loading-untold"), file=play.name)


def _fault(
    one: Request,
    json: Any,
    query: Mapping[str, str] | None,
    form: Mapping[str, str] | None,
    headers: Mapping[str, str] | None,
) -> tuple[str, str, str | None] | None:
    """What a request lacks: message, expected, found; None if it is as asked."""
    if json is not None and not same_value(one.json, json):
        found = notation(one.json) if one.json is not None else quote(one.body) or None
        return "request-body", notation(json), found
    for what, wanted, has in (("request-query", query, one.query), ("request-body", form, one.form)):
        for key, value in (wanted or {}).items():
            if has.get(key) != value:
                return what, f"{key}={value}", f"{key}={has[key]}" if key in has else None
    for key, value in (headers or {}).items():
        found = one.headers.get(key.lower())
        if found is None or not found.lower().startswith(value.lower()):
            return "request-header", f"{key}: {value}", found
    return None


def _texts(data: Any, keys: Sequence[str]) -> Iterator[str | int | float]:
    match data:
        case dict():
            for key, value in data.items():
                if not keys or key in keys:
                    yield from _texts(value, keys)
        case list() | tuple():
            for value in data:
                yield from _texts(value, keys)
        case bool() | None:
            return  # a page says it in its own words
        case _:
            yield data


def _is_shown(value: str | int | float, text: str) -> bool:
    if isinstance(value, str):
        return not fold_text(value) or has_text_in(value, text)
    together = re.sub(r"(?<=\d)[ \u00a0\u202f](?=\d{3}(?!\d))", "", text)
    return any(
        re.search(rf"(?<![\d.,]){re.escape(form)}(?!\d|[.,]\d)", together)
        for number in {f"{value:.2f}", f"{value:.1f}" if round(value, 1) == value else "", f"{value}"}
        if (plain := number)
        for form in (plain, plain.replace(".", ","), *((str(int(value)),) if value == int(value) else ()))
    )


def _lines(play: Play) -> set[str]:
    return {line.strip() for line in play.shown_text.splitlines() if line.strip()}


def _tells_error(play: Play, before: str) -> bool:
    known = {line.strip() for line in before.splitlines()}
    new = [line for line in _lines(play) if line not in known]
    if any(ERROR_WORDS.search(fold_text(line)) for line in new):
        return True
    announced = [line.strip() for text in play.read("alerts") for line in text.splitlines()]
    return any(line in announced and not WAITING_WORDS.search(fold_text(line)) for line in new)
