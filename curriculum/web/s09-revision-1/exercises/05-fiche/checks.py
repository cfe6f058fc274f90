from graders.checks import Failure, check
from graders.files.expectations.tree import expect_file
from graders.files.tree import Tree
from graders.text import fold_text

FILE = "fiche-1.txt"
TITLES = ("Ce que j'ai fait", "Mes outils", "Avec qui", "Pour qui et quand", "Ce que je veux ajouter")


def parts_of(tree: Tree) -> dict[str, int]:
    """How many words stand below each title; titles that are gone are not there."""
    expect_file(tree, FILE)
    counts: dict[str, int] = {}
    current = None
    for line in tree.text(FILE).splitlines():
        title = title_of(line)
        if title is not None:
            current = title
            counts.setdefault(title, 0)
        elif current is not None:
            counts[current] += sum(any(sign.isalnum() for sign in word) for word in line.split())
    return counts


def title_of(line: str) -> str | None:
    """The title a line is, whatever number or sign stands before it and behind it."""
    said = fold_text(line.lstrip("#*-0123456789.) ").replace("(facultatif)", "")).strip(" *#:?")
    return next((title for title in TITLES if said == fold_text(title)), None)


def expect_words(tree: Tree, title: str, at_least: int) -> None:
    """Something stands below the title; what it says is for people to read."""
    counts = parts_of(tree)
    if title not in counts:
        raise Failure("title-is-gone", expected=title, file=FILE)
    if counts[title] == 0:
        raise Failure("part-is-empty", expected=title, file=FILE)
    if counts[title] < at_least:
        found = f"{counts[title]} mot{'s' if counts[title] > 1 else ''}, sur {at_least}"
        raise Failure("part-is-short", expected=title, found=found, file=FILE)


@check(points=1)
def says_what_was_done(tree: Tree) -> None:
    """La fiche dit ce que vous avez fait."""
    expect_words(tree, TITLES[0], 10)


@check(points=1)
def says_with_what(tree: Tree) -> None:
    """La fiche dit vos outils."""
    expect_words(tree, TITLES[1], 3)


@check(points=1)
def says_with_whom(tree: Tree) -> None:
    """La fiche dit avec qui."""
    expect_words(tree, TITLES[2], 3)


@check(points=1)
def says_for_whom_and_when(tree: Tree) -> None:
    """La fiche dit pour qui, et quand."""
    expect_words(tree, TITLES[3], 3)
