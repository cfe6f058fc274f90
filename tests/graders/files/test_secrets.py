"""Keys and passwords in files, and in all that a history ever held."""

from datetime import UTC, datetime
from types import SimpleNamespace

import pytest

from graders.checks import Failure
from graders.files.expectations import repository as expect
from graders.files.repository import Commit, Repository
from graders.files.secrets import TEXT_BYTES, Secret, secrets_in

TOKEN = f"eyJ{'a' * 20}.eyJ{'b-_' * 20}.{'c' * 10}"
LONG = TEXT_BYTES - 10


def a_history(*commits: dict[str, bytes]) -> Repository:
    """One commit for each, the oldest first, with the files it brings."""
    blobs = {str(hash(data)): data for files in commits for data in files.values()}
    made = [
        Commit(str(number), f"Commit {number}", "Awa", "awa@example.org", datetime(2026, 11, 23, tzinfo=UTC), (), {
            path: str(hash(data)) for path, data in files.items()
        })
        for number, files in enumerate(commits)
    ]  # fmt: skip
    return Repository("depot.bundle", tuple(reversed(made)), {}, {}, None, blobs, SimpleNamespace())


def told(repository: Repository) -> tuple[str, str | None] | None:
    """The message about a history, and the file it names; None if nothing is said."""
    try:
        expect.no_secret_in_history(repository)
    except Failure as failure:
        return failure.message_id, failure.file
    return None


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        (TOKEN, "un jeton d’accès"),
        (f"token: {TOKEN};", "un jeton d’accès"),
        (f"{'eyJ-' * 300} {TOKEN}", "un jeton d’accès"),
        (f"x{TOKEN}", None),
        (TOKEN.replace(".", "-"), None),
    ],
)
def test_a_token_is_found_where_it_begins(line: str, kind: str | None):
    """After any sign that is not its own; what only looks a little like one is left alone."""
    found = [Secret("a.js", kind, 2)] if kind else []
    assert list(secrets_in("a.js", f"\n{line}\n".encode())) == found


def test_what_is_searched_once_is_not_searched_again():
    """A text that lies at many paths is one text: the limit is about different ones."""
    text = b"bonjour\n" * (LONG // 8)
    assert told(a_history({f"copie-{number}.txt": text for number in range(200)})) is None
    pictures = {f"photo-{number}.jpg": bytes([number]) + b"\0" * LONG for number in range(40)}
    assert told(a_history(pictures)) is None


def test_a_history_too_long_to_search_is_said_to_be():
    """It is neither called clean, nor our fault; a secret that came before the limit is told."""
    texts = [{f"{number}.txt": b"%d" % number + b" " * LONG} for number in range(expect.HISTORY_BYTES // LONG + 1)]
    assert told(a_history(*texts)) == ("secret-history-long", "depot.bundle")
    assert told(a_history({"a.js": TOKEN.encode()}, *texts)) == ("secret-history", "a.js")


def test_a_sample_hides_nothing():
    """The same words are a secret where they are used."""
    words = b"cle = 1\npassword = 's0leil!'\n"
    assert told(a_history({"reglages.example": words})) is None
    assert told(a_history({"reglages.example": words}, {"reglages.py": words})) == ("secret-history", "reglages.py")
