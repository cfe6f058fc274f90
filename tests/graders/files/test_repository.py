"""Git repositories on the real checker."""

from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest

from graders.files.expectations.repository import (
    expect_branch,
    expect_commits,
    expect_ignored,
    expect_merged,
    expect_messages,
    expect_not_tracked,
    expect_tracked,
    no_secret_in_history,
    no_trace,
)
from graders.files.expectations.tree import expect_file, expect_text_in
from graders.files.git_process import GitSandbox
from graders.files.repository import commit_of, repository_of
from tests.graders.files.makers import BUNDLE, Depot, message_on, report_on

pytestmark = pytest.mark.sandbox


def rule(verb, *arguments, **options):
    """The verb with all but its subject."""
    return lambda repository: verb(repository, *arguments, **options)


COMMITS = rule(expect_commits, at_least=3)
MESSAGES = rule(expect_messages)
MERGED = rule(expect_merged, "menu")
TRACKED = rule(expect_tracked, "index.html")
NOT_TRACKED = rule(expect_not_tracked, "node_modules/", "*.log")
IGNORED = rule(expect_ignored, "node_modules/", "*.log".replace("*", "a"))
NO_TRACE = rule(no_trace, ".env", "node_modules/")
NO_SECRET = rule(no_secret_in_history)
TEXT = lambda repository: expect_text_in(repository.tree, "index.html", "menu")  # noqa: E731
RULES = [COMMITS, MESSAGES, MERGED, TRACKED, NOT_TRACKED, IGNORED, NO_TRACE, NO_SECRET, TEXT]


def begun(folder: Path) -> Depot:
    """Two commits on main."""
    depot = Depot(folder / "depot")
    depot.commit("Ajoute la page d’accueil", {"index.html": "<h1>Bonjour</h1>\n"})
    return depot.commit("Ajoute la liste des fichiers ignorés", {".gitignore": "node_modules/\n*.log\n"})


def with_menu(depot: Depot, *merge: str) -> Depot:
    """A branch `menu` with one commit, merged."""
    depot.git("switch", "-qc", "menu")
    depot.commit("Ajoute le menu du haut", {"index.html": "<h1>Bonjour</h1>\n<nav>menu</nav>\n"})
    depot.git("switch", "-q", "main")
    depot.git("merge", "-q", *merge, "menu")
    return depot


async def of(bundle: bytes, *rules) -> list[str | None]:
    """The message ids of the rules."""
    report = await report_on({BUNDLE: bundle}, *rules)
    assert report.notice != "our-fault"
    return [result.message_id for result in report.results]


async def test_every_right_way_has_full_marks(tmp_path: Path):
    """Fast-forward or merge commit, the branch kept or taken away, HEAD or not, main or master."""
    fast = with_menu(begun(tmp_path))
    assert await of(fast.bundle(), *RULES) == [None] * len(RULES)
    fast.git("branch", "-m", "main", "master")
    assert await of(fast.bundle("--branches"), *RULES) == [None] * len(RULES)


async def test_a_branch_taken_away_after_its_merge_is_welcome(tmp_path: Path):
    """The merge commit still names it."""
    depot = with_menu(begun(tmp_path), "--no-ff", "--no-edit")
    depot.git("branch", "-D", "menu")
    depot.git("tag", "-a", "v1", "-m", "Première version")
    assert await of(depot.bundle(), *RULES) == [None] * len(RULES)


@pytest.mark.parametrize(
    ("steps", "looked_at", "message_id"),
    [
        ([], COMMITS, "git-few-commits"),
        ([("maj", {"a.html": "a"})], MESSAGES, "git-message-vague"),
        ([("Test 2", {"a.html": "a"})], MESSAGES, "git-message-vague"),
        ([("...", {"a.html": "a"})], MESSAGES, "git-message-vague"),
        ([("", {"a.html": "a"})], MESSAGES, "git-message-empty"),
        ([("menu", {"a.html": "a"})], MESSAGES, "git-message-short"),
        ([("Ajoute " + "la page " * 12, {"a.html": "a"})], MESSAGES, "git-message-long"),
        ([("ajoute la page d'accueil", {"a.html": "a"})], MESSAGES, "git-message-same"),
        ([], MERGED, "git-no-branch"),
        ([("Retire la page d’accueil", {"index.html": None})], TRACKED, "git-not-tracked"),
        ([("Ajoute les modules", {"node_modules/x/a.js": "a"})], NOT_TRACKED, "git-tracked"),
        ([("Ajoute le journal", {"logs/a.log": "a"})], NOT_TRACKED, "git-tracked"),
        ([("Change la liste", {".gitignore": "*.log\n# node_modules/\n"})], IGNORED, "git-not-ignored"),
        ([("Ajoute un réglage", {".env": "A=1"}), ("Retire le réglage", {".env": None})], NO_TRACE, "git-in-history"),
        ([("Ajoute un réglage", {".env": "A=1"}), ("Retire le réglage", {".env": None})], NO_SECRET, "secret-history"),
        (
            [("Ajoute la base", {"a.php": "$mdp = 's0leil!';"}), ("Cache le secret", {"a.php": "$mdp = getenv();"})],
            NO_SECRET,
            "secret-history",
        ),
        ([], TEXT, "files-text"),
    ],
)
async def test_a_mistake_gets_its_message(
    tmp_path: Path, steps: list[tuple[str, dict[str, str | None]]], looked_at, message_id: str
):
    """Each rule fails by itself, with its message; a secret's value is shown nowhere."""
    depot = begun(tmp_path)
    for message, files in steps:
        depot.commit(message, files)
    report = await report_on({BUNDLE: depot.bundle()}, looked_at)
    assert (report.message_id, report.score) == (message_id, 0)
    assert "s0leil" not in str(report.to_json())


async def test_a_branch_that_is_not_merged(tmp_path: Path):
    """Its work is on no other branch."""
    depot = begun(tmp_path)
    depot.git("switch", "-qc", "menu")
    depot.commit("Ajoute le menu du haut", {"index.html": "menu"})
    assert await of(depot.bundle(), MERGED, rule(expect_branch, "menus")) == ["git-not-merged", "git-no-branch"]


async def test_given_commits_keep_their_messages(tmp_path: Path):
    """What was handed out is not held against the learner."""
    depot = Depot(tmp_path / "depot").commit("init", {"index.html": "a"})
    depot.commit("Ajoute le menu du haut", {"index.html": "b"})
    assert await of(depot.bundle(), MESSAGES, rule(expect_messages, tolerating=1)) == ["git-message-vague", None]


async def test_what_a_repository_tells(tmp_path: Path):
    """Commits with their people, times and files; links and other repositories are no files."""
    depot = begun(tmp_path)
    (depot.folder / "lien").symlink_to("/etc/passwd")
    depot.commit("Ajoute un lien vers ailleurs", {"pages/été.html": "été\n"})
    git = GitSandbox()
    repository = repository_of(await git.read(depot.bundle(), BUNDLE), BUNDLE, git)
    last = repository.commits[0]
    assert (last.author, last.email, last.subject) == ("Awa Diallo", "awa@example.org", "Ajoute un lien vers ailleurs")
    assert last.date == datetime(2026, 11, 24, 9, 30, tzinfo=timezone(timedelta(hours=1)))
    assert last.parents == (repository.commits[1].sha,)
    assert repository.tree.files == {
        ".gitignore": b"node_modules/\n*.log\n",
        "index.html": b"<h1>Bonjour</h1>\n",
        "pages/été.html": "été\n".encode(),
    }
    assert (repository.main_branch, list(repository.branches)) == ("main", ["main"])


def test_a_forged_commit_is_read_as_far_as_it_goes():
    """A commit without people or with a time no calendar has breaks nothing."""
    assert commit_of("1f", "tree 9b\n\nBonjour", []).author == ""
    assert commit_of("1f", "author A <a@b> 99999999999 +9999\n\nx", []).subject == "x"


async def test_an_empty_file_is_no_repository():
    """What is no bundle is told as such, under every check."""
    ids = await of(b"# v2 git bundle\n", COMMITS, MESSAGES)
    assert set(ids) <= {"git-unreadable", "git-no-commit"}
    assert await message_on({BUNDLE: b"no bundle"}, rule(expect_file, "a")) == "git-unreadable"
