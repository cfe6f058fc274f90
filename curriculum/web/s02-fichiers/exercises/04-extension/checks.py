from pathlib import PurePosixPath

from graders.checks import Failure, check
from graders.files.expectations.tree import expect_kept, given_files
from graders.files.tree import Tree
from graders.text import quote

GIVEN = given_files(__file__, "start/photos")


def expect_extension(tree: Tree, name: str, extension: str, message_id: str) -> None:
    """The file handed out as `name` has this extension now, and no other before it; capitals are tolerated."""
    found = PurePosixPath(expect_kept(tree, GIVEN[name], name)).name
    told = {"found": quote(found), "expected": extension, "file": found}
    if "." not in found:
        raise Failure("no-extension", **{**told, "expected": extension.lstrip(".")})
    if PurePosixPath(found).suffix.lower() != extension:
        raise Failure(message_id, **told)
    if len(PurePosixPath(found).suffixes) > 1:
        raise Failure("two-extensions", **told)


@check(points=1)
def poster(tree: Tree) -> None:
    """L'affiche s'ouvre comme une image."""
    expect_extension(tree, "affiche.txt", ".svg", "picture-is-svg")


@check(points=1)
def logo(tree: Tree) -> None:
    """Le logo s'ouvre comme une image."""
    expect_extension(tree, "logo", ".svg", "picture-is-svg")


@check(points=1)
def hours(tree: Tree) -> None:
    """Les horaires s'ouvrent comme un texte."""
    expect_extension(tree, "horaires.svg", ".txt", "text-is-txt")


@check(points=1)
def prices(tree: Tree) -> None:
    """Les prix s'ouvrent comme un texte."""
    expect_extension(tree, "prix.jpg", ".txt", "text-is-txt")


@check(points=1)
def beginnings(tree: Tree) -> None:
    """Le début de chaque nom est resté le même."""
    for name, content in GIVEN.items():
        found = PurePosixPath(expect_kept(tree, content, name)).name
        wanted = name.partition(".")[0]
        if not found.lower().startswith(wanted):
            raise Failure("name-changed", expected=wanted, found=quote(found), file=found)
