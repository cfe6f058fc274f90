from graders.checks import Failure, check
from graders.files.expectations.tree import expect_in_folder, given_files, good_name
from graders.files.tree import Tree

GIVEN = given_files(__file__, "start/photos")
FOLDERS = ("lampe/avant", "lampe/apres", "table/avant", "table/apres")


def expect_place(tree: Tree, wanted: str) -> None:
    """The folder is there and holds something; else the one that may have been meant is told."""
    if wanted in tree.folders:
        return
    others = sorted(tree.folders - set(FOLDERS))
    for folder in others:
        if good_name(folder) == wanted:
            raise Failure("folder-name", expected=wanted, found=folder)
    for folder in others:
        if folder.rpartition("/")[2] == wanted.rpartition("/")[2]:
            raise Failure("folder-elsewhere", expected=wanted, found=folder)
    raise Failure("folder-is-missing", expected=wanted)


@check(points=1)
def folders_of_the_lamp(tree: Tree) -> None:
    """Le dossier lampe contient les dossiers avant et apres."""
    expect_place(tree, "lampe/avant")
    expect_place(tree, "lampe/apres")


@check(points=1)
def folders_of_the_table(tree: Tree) -> None:
    """Le dossier table contient les dossiers avant et apres."""
    expect_place(tree, "table/avant")
    expect_place(tree, "table/apres")


@check(points=1)
def pictures_of_the_lamp(tree: Tree) -> None:
    """Les 2 images de la lampe sont dans leurs dossiers."""
    expect_in_folder(tree, GIVEN["lampe-cassee.svg"], "lampe-cassee.svg", "lampe/avant")
    expect_in_folder(tree, GIVEN["lampe-reparee.svg"], "lampe-reparee.svg", "lampe/apres")


@check(points=1)
def pictures_of_the_table(tree: Tree) -> None:
    """Les 2 images de la table sont dans leurs dossiers."""
    expect_in_folder(tree, GIVEN["table-rayee.svg"], "table-rayee.svg", "table/avant")
    expect_in_folder(tree, GIVEN["table-poncee.svg"], "table-poncee.svg", "table/apres")
