"""Small verbs about a Git repository: its commits, their messages, its branches, what it keeps and leaves out."""

from __future__ import annotations

import re
from difflib import get_close_matches

from graders.checks import Failure
from graders.files.expectations.tree import near_path
from graders.files.repository import Commit, Repository
from graders.files.secrets import is_sample, is_text, secrets_in
from graders.files.tree import path_matches
from graders.text import fold_text, quote

VAGUE = {
    "maj", "mise a jour", "update", "updates", "test", "tests", "essai", "fix", "modif", "modifs", "modification",
    "modifications", "changement", "changements", "changes", "wip", "commit", "truc", "divers", "ok", "fin", "final",
    "premier commit", "first commit", "initial commit", "init", "save", "sauvegarde", "add files via upload",
    "correction", "corrections", "rien", "dernier commit", "nouveau commit",
}  # fmt: skip
HISTORY_BYTES = 4 * 1024 * 1024  # of different texts that are searched: a second's work; a site by hand has a tenth
LETTERS, LONG = 10, 72  # a subject that says something, and one that fits on a line


def expect_commits(repository: Repository, *, at_least: int, message_id: str | None = None) -> tuple[Commit, ...]:
    """The history has as many commits, merges not counted."""
    found = tuple(commit for commit in repository.commits if not commit.is_merge)
    if len(found) < at_least:
        told = message_id or ("git-few-commits" if found else "git-no-commit")
        raise Failure(told, expected=str(at_least), found=str(len(found)), file=repository.name)
    return found


def expect_messages(
    repository: Repository, *, tolerating: int = 0, letters: int = LETTERS, message_id: str | None = None
) -> None:
    """Every commit's message says what changed; `tolerating` leaves out so many of the oldest, as they were given."""
    expect_commits(repository, at_least=1, message_id=message_id)
    written = [commit for commit in reversed(repository.commits) if not commit.is_merge][tolerating:]
    seen: set[str] = set()
    for commit in written:
        told = _message_fault(commit.subject, letters)
        if told is None and fold_text(commit.subject) in seen:
            told = "git-message-same"
        if told is not None:
            raise Failure(message_id or told, found=quote(commit.subject) or None, file=repository.name)
        seen.add(fold_text(commit.subject))


def expect_branch(repository: Repository, name: str, message_id: str | None = None) -> str:
    """The branch is there; its last commit."""
    if name not in repository.branches:
        near = get_close_matches(name, list(repository.branches), n=1, cutoff=0.6)
        raise Failure(
            message_id or "git-no-branch",
            expected=name,
            file=repository.name,
            values={"near": quote(near[0])} if near else {},
        )
    return repository.branches[name]


def expect_merged(repository: Repository, name: str, *, into: str | None = None, message_id: str | None = None) -> None:
    """The branch's work is in `into` (the main branch); a branch taken away after its merge is welcome."""
    target = into or repository.main_branch or "main"
    tip = expect_branch(repository, target, message_id)
    merged = repository.ancestors(tip)
    if name not in repository.branches:
        subjects = [repository.by_sha[sha].subject for sha in merged if repository.by_sha[sha].is_merge]
        if any(re.search(rf"\b{re.escape(name)}\b", subject) for subject in subjects):
            return
    if expect_branch(repository, name, message_id) not in merged:
        raise Failure(message_id or "git-not-merged", expected=target, found=name, file=repository.name)


def expect_tracked(repository: Repository, path: str, message_id: str | None = None) -> None:
    """The last commit holds the file."""
    paths = repository.tree.paths
    if path not in paths:
        near = near_path(path, paths)
        raise Failure(
            message_id or "git-not-tracked",
            expected=path,
            file=repository.name,
            values={"near": quote(near)} if near else {},
        )


def expect_not_tracked(repository: Repository, *patterns: str, message_id: str | None = None) -> None:
    """The last commit holds no file of the patterns: "node_modules/", ".env", "*.log"."""
    for pattern in patterns:
        found = repository.tree.matching(pattern)
        if found:
            raise Failure(message_id or "git-tracked", found=quote(found[0]), file=repository.name)


def no_trace(repository: Repository, *patterns: str, message_id: str | None = None) -> None:
    """No commit ever held a file of the patterns."""
    for commit, path, _ in repository.history():
        if any(path_matches(path, pattern) for pattern in patterns):
            raise Failure(
                message_id or "git-in-history",
                found=quote(path),
                file=repository.name,
                values={"where": quote(commit.subject) or commit.sha[:7]},
            )


def expect_ignored(repository: Repository, *paths: str, message_id: str | None = None) -> None:
    """The .gitignore of the last commit leaves out the paths, as Git itself reads it: "node_modules/", ".env"."""
    asked = {path: f"{path}x" if path.endswith("/") else path for path in paths}
    left_out = repository.ignored(tuple(asked.values()))
    for path, example in asked.items():
        if example not in left_out:
            raise Failure(message_id or "git-not-ignored", expected=path, file=".gitignore")


def no_secret_in_history(repository: Repository, message_id: str | None = None) -> None:
    """No version of any file ever held a key, a password or a token; what is found is never shown.

    Failure `secret-history-long` for a history with more text than can be searched in time.
    """
    left, searched = HISTORY_BYTES, set[bytes]()
    for commit, path, data in repository.history():
        is_new = data not in searched and is_text(data) and not is_sample(path)
        if is_new:
            left -= len(data)
            searched.add(data)
        if left < 0:
            raise Failure("secret-history-long", file=repository.name)
        for secret in secrets_in(path, data if is_new else b""):
            raise Failure(
                message_id or "secret-history",
                found=secret.kind,
                file=quote(path),
                line=secret.line,
                values={"where": quote(commit.subject, 40) or commit.sha[:7]},
            )


def _message_fault(subject: str, letters: int) -> str | None:
    if not subject:
        return "git-message-empty"
    if fold_text(subject).rstrip(" 0123456789") in VAGUE or not re.search(r"[^\W\d_]{2}", subject):
        return "git-message-vague"
    if len(subject) < letters or len(subject.split()) < 2:
        return "git-message-short"
    return "git-message-long" if len(subject) > LONG else None
