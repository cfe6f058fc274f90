"""A Git repository as checks look at it: commits, branches, and the files of each commit. Pure data."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from functools import cached_property
from typing import Any, Protocol

from graders.files.tree import Tree

PERSON = re.compile(r"(?P<name>.*?) ?<(?P<email>[^>]*)> (?P<seconds>-?\d{1,11}) (?P<zone>[+-]\d{4})")
MAIN = ("main", "master")


class Ignores(Protocol):
    """Git's own reading of .gitignore."""

    def ignored(self, rules: Mapping[str, str], paths: Sequence[str], name: str) -> set[str]:
        """Those of the paths that are left out."""


@dataclass(frozen=True)
class Commit:
    """One commit; `files` are the objects of its files by path."""

    sha: str
    message: str
    author: str
    email: str
    date: datetime
    parents: tuple[str, ...]
    files: Mapping[str, str]

    @property
    def subject(self) -> str:
        """The first line of its message."""
        return next(iter(self.message.strip().splitlines()), "").strip()

    @property
    def is_merge(self) -> bool:
        """True if it joins two lines of work."""
        return len(self.parents) > 1


@dataclass(frozen=True)
class Repository:
    """Commits, the newest first; `branches` and `tags` name commits, `blobs` are contents by object (None: too big)."""

    name: str
    commits: tuple[Commit, ...]
    branches: Mapping[str, str]
    tags: Mapping[str, str]
    head: str | None
    blobs: Mapping[str, bytes | None]
    git: Ignores

    @cached_property
    def by_sha(self) -> Mapping[str, Commit]:
        """The commits by their names."""
        return {commit.sha: commit for commit in self.commits}

    @property
    def main_branch(self) -> str | None:
        """The branch called main or master, else the one that is checked out, else the only one."""
        checked_out = [name for name, sha in self.branches.items() if sha == self.head]
        return next((name for name in (*MAIN, *checked_out, *self.branches) if name in self.branches), None)

    @property
    def last(self) -> Commit | None:
        """The commit that is checked out; where the bundle does not say, the main branch's."""
        sha = self.head or self.branches.get(self.main_branch or "")
        return self.by_sha.get(sha or "") or next(iter(self.commits), None)

    @property
    def tree(self) -> Tree:
        """The files of the last commit."""
        return self.tree_of(self.last) if self.last else Tree({}, self.name)

    def tree_of(self, commit: Commit) -> Tree:
        """The files of a commit; what was too big to read is empty."""
        return Tree({path: self.blobs.get(sha) or b"" for path, sha in commit.files.items()}, self.name)

    def ancestors(self, sha: str) -> set[str]:
        """The commit and all before it."""
        found: set[str] = set()
        waiting = [sha]
        while waiting:
            one = waiting.pop()
            if one not in found and one in self.by_sha:
                found.add(one)
                waiting += self.by_sha[one].parents
        return found

    def ignored(self, paths: Sequence[str]) -> set[str]:
        """Those of the paths that the last commit's .gitignore files leave out."""
        tree = self.tree
        rules = {path: tree.text(path) for path in tree.matching(".gitignore")}
        return self.git.ignored(rules, paths, self.name)

    def history(self) -> Iterator[tuple[Commit, str, bytes]]:
        """Every version of every file, the oldest first: the commit that brought it, its path, its content."""
        seen: set[tuple[str, str]] = set()
        for commit in reversed(self.commits):
            for path, sha in commit.files.items():
                if (path, sha) not in seen:
                    seen.add((path, sha))
                    yield commit, path, self.blobs.get(sha) or b""


def repository_of(reply: Mapping[str, Any], name: str, git: Ignores) -> Repository:
    """The repository that the sandbox read."""
    refs = {ref: sha for ref, sha in reply["refs"] if sha}
    return Repository(
        name=name,
        commits=tuple(commit_of(one["sha"], one["raw"], one["files"]) for one in reply["commits"]),
        branches={ref.removeprefix("refs/heads/"): sha for ref, sha in refs.items() if ref.startswith("refs/heads/")},
        tags={ref.removeprefix("refs/tags/"): sha for ref, sha in refs.items() if ref.startswith("refs/tags/")},
        head=refs.get("HEAD"),
        blobs={
            sha: None if one["data"] is None else base64.b64decode(one["data"]) for sha, one in reply["blobs"].items()
        },
        git=git,
    )


def commit_of(sha: str, raw: str, files: Sequence[Sequence[str]]) -> Commit:
    """The commit of its raw text.

    tree 9bd…
    parent 1f2…
    author Awa Diallo <awa@example.org> 1763900000 +0100
    committer …

    Ajoute la page des horaires
    """
    head, _, message = raw.partition("\n\n")
    fields = [line.partition(" ") for line in head.split("\n")]
    author = PERSON.fullmatch(next((value for key, _, value in fields if key == "author"), ""))
    return Commit(
        sha=sha,
        message=message,
        author=author["name"] if author else "",
        email=author["email"] if author else "",
        date=_date(author["seconds"], author["zone"]) if author else datetime.fromtimestamp(0, UTC),
        parents=tuple(value for key, _, value in fields if key == "parent"),
        # Links and other repositories are no files.
        files={path: blob for path, mode, blob in files if mode.startswith("100")},
    )


def _date(seconds: str, zone: str) -> datetime:
    minutes = int(zone[1:3]) * 60 + int(zone[3:])
    offset = timedelta(minutes=min(minutes, 24 * 60 - 1)) * (-1 if zone[0] == "-" else 1)
    try:
        return datetime.fromtimestamp(int(seconds), timezone(offset))
    except (OverflowError, ValueError, OSError):
        return datetime.fromtimestamp(0, UTC)
