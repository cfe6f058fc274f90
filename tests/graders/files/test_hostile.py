"""A repository as an attack: Git reads it, and runs nothing of it."""

import time
import zlib
from hashlib import sha1
from pathlib import Path

import pytest

from graders.files.expectations.repository import expect_commits, expect_ignored
from graders.files.git_process import GitSandbox
from graders.files.repository import repository_of
from tests.graders.exercises import IN_TIME_S
from tests.graders.files.makers import BUNDLE, Depot, message_on

pytestmark = pytest.mark.sandbox


def has_a_commit(repository):
    """The simplest look."""
    expect_commits(repository, at_least=1)


def a_depot(folder: Path) -> Depot:
    """One commit."""
    return Depot(folder / "depot").commit("Ajoute la page d’accueil", {"index.html": "<h1>Bonjour</h1>\n"})


def a_tree(depot: Depot, entries: list[tuple[str, str, str]]) -> str:
    """A tree object with entries that `git add` would refuse."""
    raw = b"".join(f"{mode} {name}\0".encode() + bytes.fromhex(sha) for mode, name, sha in entries)
    return write_object(depot, "tree", raw)


def write_object(depot: Depot, kind: str, raw: bytes) -> str:
    """Any object, without a look at it."""
    data = f"{kind} {len(raw)}\0".encode() + raw
    sha = sha1(data, usedforsecurity=False).hexdigest()
    path = depot.folder / ".git/objects" / sha[:2] / sha[2:]
    path.parent.mkdir(exist_ok=True)
    if not path.exists():
        path.write_bytes(zlib.compress(data, 9))
    return sha


def with_tree(depot: Depot, tree: str) -> bytes:
    """A bundle of one commit more, which has this tree."""
    commit = depot.git("commit-tree", tree, "-p", "HEAD", "-m", "Ajoute des fichiers")
    depot.git("update-ref", "refs/heads/main", commit)
    return depot.bundle()


async def test_nothing_of_the_repository_runs(tmp_path: Path):
    """Hooks, settings, filters, drivers, links and paths that leave the folder: they are files to read, or nothing."""
    depot = a_depot(tmp_path)
    trap = "touch /tmp/caught; exit 1"
    depot.git("config", "core.fsmonitor", trap)
    depot.git("config", "core.pager", trap)
    depot.git("config", "filter.trap.smudge", trap)
    depot.git("config", "diff.trap.textconv", trap)
    depot.git("config", "uploadpack.packObjectsHook", trap)
    hook = depot.folder / ".git/hooks/post-checkout"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text(f"#!/bin/sh\n{trap}\n")
    hook.chmod(0o755)
    blob = write_object(depot, "blob", b"* filter=trap diff=trap\n")
    script = write_object(depot, "blob", f"#!/bin/sh\n{trap}\n".encode())
    modules = write_object(depot, "blob", b'[submodule "x"]\n\tpath = x\n\turl = ext::sh -c touch% /tmp/caught\n')
    inner = a_tree(depot, [("100755", "post-checkout", script)])
    tree = a_tree(
        depot,
        [
            ("100644", "../../dehors", script),
            ("120000", ".gitattributes.lien", script),
            ("100644", ".gitattributes", blob),
            ("100644", ".gitmodules", modules),
            ("40000", ".git", a_tree(depot, [("40000", "hooks", inner), ("100644", "config", blob)])),
            ("100644", "a\nb\t\x01", blob),
            ("160000", "x", "1" * 40),
        ],
    )
    git = GitSandbox()
    repository = repository_of(await git.read(with_tree(depot, tree), BUNDLE), BUNDLE, git)
    assert "../../dehors" in repository.tree.paths
    assert not Path("/tmp/caught").exists()
    assert not (tmp_path.parent / "dehors").exists()


async def test_rules_of_ignored_files_stay_in_their_folder(tmp_path: Path):
    """A .gitignore with a path that leaves the folder, or as a bomb of stars, is one more file to read."""
    depot = a_depot(tmp_path)
    depot.commit("Ajoute une liste", {".gitignore": "*a" * 60 + "b\n/../../etc/\n!x\n"})

    def rule(repository):
        expect_ignored(repository, "a" * 200)

    start = time.monotonic()
    assert await message_on({BUNDLE: depot.bundle()}, rule) in {"git-not-ignored", "git-too-slow"}
    assert time.monotonic() - start < IN_TIME_S


def a_bomb_of_trees(depot: Depot) -> bytes:
    """Ten trees, each ten times the one before: ten thousand million paths in a few hundred bytes."""
    sha, mode = write_object(depot, "blob", b"x"), "100644"
    for _ in range(10):
        sha, mode = a_tree(depot, [(mode, f"{n}", sha) for n in range(10)]), "40000"
    return with_tree(depot, sha)


def a_bomb_of_zeros(depot: Depot) -> bytes:
    """A file of 60 MB in 60 kB."""
    blob = write_object(depot, "blob", bytes(60_000_000))
    return with_tree(depot, a_tree(depot, [("100644", "zeros", blob)]))


def many_names(depot: Depot) -> bytes:
    """More branches than anybody has."""
    head = depot.git("rev-parse", "HEAD")
    lines = "".join(f"create refs/heads/b{n} {head}\n" for n in range(400))
    depot.git("update-ref", "--stdin", data=lines.encode())
    return depot.bundle()


def many_commits(depot: Depot) -> bytes:
    """Two thousand commits."""
    parts = ["commit refs/heads/long\ncommitter A <a@example.org> 1 +0000\ndata 1\nx\n"] * 2000
    depot.git("fast-import", "--quiet", data="".join(parts).encode())
    return depot.bundle()


def a_deep_tree(depot: Depot) -> bytes:
    """Folders in folders, a thousand deep."""
    sha, mode = write_object(depot, "blob", b"x"), "100644"
    for _ in range(400):
        sha, mode = a_tree(depot, [(mode, "d", sha)]), "40000"
    return with_tree(depot, sha)


def a_broken_tree(depot: Depot) -> bytes:
    """A tree that ends in the middle of an entry: Git itself does not pack it, so it is handed in by hand."""
    bundle = bytearray(depot.bundle())
    bundle[len(bundle) // 2] ^= 0xFF
    return bytes(bundle)


def a_part(depot: Depot) -> bytes:
    """The last commit without those before."""
    depot.commit("Ajoute le menu du haut", {"menu.html": "a"})
    return depot.bundle("HEAD~1..HEAD", "main")


@pytest.mark.parametrize(
    ("make", "message_ids"),
    [
        (a_bomb_of_trees, {"git-too-big"}),
        (a_bomb_of_zeros, {None, "git-too-big", "git-too-slow"}),
        (many_names, {"git-too-big"}),
        (many_commits, {"git-too-big"}),
        (a_deep_tree, {"git-too-big"}),
        (a_broken_tree, {"git-unreadable"}),
        (a_part, {"git-part-only"}),
    ],
)
async def test_an_attack_is_told_as_a_failure(tmp_path: Path, make, message_ids: set[str | None]):
    """The work fails, not the grader, and within its time; a big file alone may be passed over."""
    bundle = make(a_depot(tmp_path))
    start = time.monotonic()
    assert await message_on({BUNDLE: bundle}, has_a_commit) in message_ids
    assert time.monotonic() - start < IN_TIME_S


async def test_a_name_replaced_in_secret_is_not_believed(tmp_path: Path):
    """refs/replace cannot show one commit for another."""
    depot = a_depot(tmp_path).commit("maj", {"a.html": "a"})
    good = depot.git("commit-tree", "HEAD^{tree}", "-p", "HEAD~1", "-m", "Ajoute une belle page")
    depot.git("replace", depot.git("rev-parse", "HEAD"), good)
    git = GitSandbox()
    repository = repository_of(await git.read(depot.bundle(), BUNDLE), BUNDLE, git)
    assert repository.last is not None
    assert repository.last.subject == "maj"
