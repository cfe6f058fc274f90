import re
import unicodedata
from collections.abc import Iterator
from pathlib import PurePosixPath

from graders.checks import Failure, check
from graders.files.expectations.tree import expect_kept, given_files, good_name
from graders.files.tree import Tree
from graders.text import quote

GIVEN = given_files(__file__, "start/photos")
SHOWN = {  # what each picture shows, in the task's word first
    "IMG 0412.svg": ("lampe",),
    "Vélo d'enfant.svg": ("velo", "bicyclette"),
    "MANTEAU VERT.svg": ("manteau", "veste", "parka"),
    "photo-3.svg": ("guitare",),
}


def names(tree: Tree) -> Iterator[tuple[tuple[str, ...], str]]:
    """The words for what each picture shows, and what it is called now; a Failure for one that is gone."""
    for name, words in SHOWN.items():
        yield words, PurePosixPath(expect_kept(tree, GIVEN[name], name)).name


@check(points=2)
def names_say_what_is_shown(tree: Tree) -> None:
    """Chaque nom dit ce que l'image montre."""
    for words, name in names(tree):
        if not any(word in good_name(name) for word in words):
            raise Failure("name-says-nothing", expected=words[0], found=quote(name))


@check(points=1)
def small_letters(tree: Tree) -> None:
    """Chaque nom a de petites lettres, sans accent."""
    for _, name in names(tree):
        if any(unicodedata.combining(sign) for sign in unicodedata.normalize("NFD", name)):
            raise Failure("accent-in-name", expected=good_name(name), found=quote(name))
        if name != name.lower():
            raise Failure("capital-in-name", expected=good_name(name), found=quote(name))


@check(points=1)
def no_space(tree: Tree) -> None:
    """Aucun nom n'a d'espace ou de signe fragile."""
    for _, name in names(tree):
        if re.search(r"\s", name):
            raise Failure("space-in-name", expected=good_name(name), found=quote(name))
        if re.search(r"[^\w.-]", name):
            raise Failure("sign-in-name", expected=good_name(name), found=quote(name))


@check(points=1)
def ends_are_kept(tree: Tree) -> None:
    """Chaque nom finit par .svg."""
    for _, name in names(tree):
        if not name.lower().endswith(".svg"):
            raise Failure("end-is-missing", found=quote(name))
