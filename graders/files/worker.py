"""Reads a Git bundle inside the sandbox: the bundle in, one JSON object out. Standard library and `git` only.

A bundle holds objects and names of commits and nothing else: no hook, no configuration, no alternates come with it.
Nothing of it is checked out, so no filter, link or path of it reaches a file; objects are read one by one with
`git cat-file`, which asks for a size before it asks for content.

    in   {"ignore": null} NEWLINE bundle…       or {"ignore": {".gitignore": "*.log\\n"}, "paths": ["a.log"]} NEWLINE
    out  {"refs": [["refs/heads/main", "1f…"]], "commits": [{"sha": "1f…", "raw": "tree …", "files": [[path, mode,
         sha]]}], "blobs": {"9d…": {"size": 12, "data": "base64 or null"}}}    or {"fault": "part-only"}

ref: gitformat-bundle(5), git-cat-file(1) --batch-command
"""

from __future__ import annotations

import base64
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

FOLDER = Path("/tmp/depot")
REFS = 300
COMMITS = 1_000
PATHS = 20_000  # of all commits together
TREES = 20_000
BLOB_BYTES = 256 * 1024  # above it only the size is told
ALL_BLOB_BYTES = 8 * 1024 * 1024
COMMIT_BYTES = 64 * 1024
TREE_BYTES = 1024 * 1024
DEPTH = 50

GIT = [
    "/usr/bin/git",
    "--no-replace-objects",
    # What is bigger is streamed and never held in memory whole.
    "-c", "core.bigFileThreshold=1m",
    "-c", "pack.threads=1",
    "-c", "gc.auto=0",
]  # fmt: skip
ENVIRONMENT = {
    "PATH": "/usr/bin:/bin",
    "HOME": "/nonexistent",
    "LC_ALL": "C.UTF-8",
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_CONFIG_GLOBAL": "/dev/null",
    "GIT_ATTR_NOSYSTEM": "1",
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_ALLOW_PROTOCOL": "none",
}


class FaultError(Exception):
    """The bundle cannot be read; the message says why in one word."""


class Objects:
    """The objects of a repository, one at a time; each is read at most once."""

    def __init__(self) -> None:
        pipe = subprocess.PIPE
        command = [*GIT, "-C", str(FOLDER), "cat-file", "--batch-command"]
        self._git = subprocess.Popen(command, env=ENVIRONMENT, stdin=pipe, stdout=pipe, stderr=subprocess.DEVNULL)
        self._left = TREES

    def info(self, sha: str) -> tuple[str, int]:
        """Type and size; "missing" for what is not there, such as another repository's commit."""
        _, kind, *rest = self._ask(f"info {sha}").split()
        return kind, int(rest[0]) if rest else 0

    def content(self, sha: str, kind: str, most: int) -> bytes:
        """The bytes of an object that must be of this kind and no bigger than `most`."""
        self._left -= 1
        found, size = self.info(sha)
        if found != kind:
            raise FaultError("unreadable")
        if size > most or self._left < 0:
            raise FaultError("too-big")
        self._ask(f"contents {sha}")
        stream = self._git.stdout
        data = stream.read(size + 1) if stream else b""
        if len(data) != size + 1:
            raise FaultError("too-big")
        return data[:-1]

    def _ask(self, line: str) -> str:
        if self._git.stdin is None or self._git.stdout is None:
            raise FaultError("unreadable")
        try:
            self._git.stdin.write(line.encode() + b"\n")
            self._git.stdin.flush()
        except BrokenPipeError as error:
            raise FaultError("too-big") from error
        answer = self._git.stdout.readline().decode()
        if not answer:
            raise FaultError("too-big")
        return answer


def git(*arguments: str, **options: Any) -> subprocess.CompletedProcess[bytes]:
    """What a git command says."""
    return subprocess.run([*GIT, *arguments], env=ENVIRONMENT, capture_output=True, check=False, **options)


def read_bundle(bundle: bytes) -> dict[str, Any]:
    """Everything checks look at."""
    path = FOLDER.with_suffix(".bundle")
    path.write_bytes(bundle)
    git("init", "-q", "--bare", "--template=", str(FOLDER))
    read = git("-C", str(FOLDER), "bundle", "unbundle", str(path))
    if read.returncode:
        said = read.stderr.decode(errors="replace")
        if "prerequisite" in said:
            raise FaultError("part-only")
        raise FaultError("too-big" if read.returncode < 0 or "memory" in said else "unreadable")
    refs = [line.decode(errors="replace").partition(" ") for line in read.stdout.splitlines()]
    if len(refs) > REFS:
        raise FaultError("too-big")
    tips = "".join(f"{sha}^{{commit}}\n" for sha, _, _ in refs)
    listed = git(
        "-C", str(FOLDER), "rev-list", "--topo-order", f"--max-count={COMMITS + 1}", "--stdin", input=tips.encode()
    )
    if listed.returncode:
        raise FaultError("unreadable")
    shas = listed.stdout.decode().split()
    if len(shas) > COMMITS:
        raise FaultError("too-big")
    objects = Objects()
    trees: dict[str, list[list[str]]] = {}
    commits, left = [], PATHS
    for sha in shas:
        raw = objects.content(sha, "commit", COMMIT_BYTES)
        root = raw.partition(b"\n")[0].removeprefix(b"tree ").decode("ascii", "replace")
        files = _files(objects, root, trees, left, 0)
        left -= len(files)
        commits.append({"sha": sha, "raw": raw.decode("utf-8", "replace"), "files": files})
    peeled = [[name, _commit_of(sha)] for sha, _, name in refs]
    return {"refs": peeled, "commits": commits, "blobs": _blobs(objects, commits)}


def _commit_of(sha: str) -> str:
    """The commit behind a name, which may be an annotated tag."""
    return git("-C", str(FOLDER), "rev-parse", "--verify", "-q", f"{sha}^{{commit}}").stdout.decode().strip()


def _files(objects: Objects, sha: str, trees: dict[str, list[list[str]]], left: int, depth: int) -> list[list[str]]:
    """[path, mode, object] of all below a tree; a tree that holds itself many times over is counted, not walked."""
    if sha in trees:
        if len(trees[sha]) > left:
            raise FaultError("too-big")
        return trees[sha]
    if depth > DEPTH:
        raise FaultError("too-big")
    found: list[list[str]] = []
    for mode, name, inner in _entries(objects.content(sha, "tree", TREE_BYTES)):
        if mode == "40000":
            below = _files(objects, inner, trees, left - len(found), depth + 1)
            found += [[f"{name}/{path}", kind, blob] for path, kind, blob in below]
        else:
            found.append([name, mode, inner])
        if len(found) > left:
            raise FaultError("too-big")
    trees[sha] = found
    return found


def _entries(tree: bytes) -> Iterator[tuple[str, str, str]]:
    """Mode, name and object of each entry: `100644 index.html\\0` and 20 bytes."""
    at = 0
    while at < len(tree):
        end = tree.index(b"\0", at)
        mode, _, name = tree[at:end].partition(b" ")
        yield (
            mode.decode("ascii", "replace").lstrip("0"),
            name.decode("utf-8", "replace"),
            tree[end + 1 : end + 21].hex(),
        )
        at = end + 21


def _blobs(objects: Objects, commits: list[dict[str, Any]]) -> dict[str, Any]:
    """Size and content of every file of every commit, each once."""
    found: dict[str, Any] = {}
    left = ALL_BLOB_BYTES
    for commit in commits:
        for _, mode, sha in commit["files"]:
            if sha in found or mode == "160000":  # a commit of another repository
                continue
            kind, size = objects.info(sha)
            data = None
            if kind == "blob" and size <= min(BLOB_BYTES, left):
                data = base64.b64encode(objects.content(sha, "blob", BLOB_BYTES)).decode()
                left -= size
            found[sha] = {"size": size, "data": data}
    return found


def ignored(files: dict[str, str], paths: list[str]) -> dict[str, Any]:
    """Those of the paths that the .gitignore files leave out."""
    work = FOLDER.with_suffix(".work")
    git("init", "-q", "--template=", str(work))
    for name, text in files.items():
        path = work / name
        if ".." in path.parts or path.name != ".gitignore" or ".git" in path.parts:
            continue
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    said = git("check-ignore", "--no-index", "-z", "--stdin", cwd=work, input="\0".join(paths).encode())
    return {"ignored": said.stdout.decode("utf-8", "replace").rstrip("\0").split("\0")}


def main() -> None:
    """Answer the one question that comes in."""
    question = json.loads(sys.stdin.buffer.readline())
    os.umask(0o077)
    try:
        if question["ignore"] is None:
            answer = read_bundle(sys.stdin.buffer.read())
        else:
            answer = ignored(question["ignore"], question["paths"])
    except FaultError as error:
        answer = {"fault": str(error)}
    except (MemoryError, OSError):
        answer = {"fault": "too-big"}
    except Exception:  # whatever a forged object makes of us, it is the bundle's fault and is said as such
        answer = {"fault": "unreadable"}
    sys.stdout.write(json.dumps(answer))


if __name__ == "__main__":
    main()
