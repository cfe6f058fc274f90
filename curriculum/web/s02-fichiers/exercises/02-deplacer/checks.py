from graders.checks import check
from graders.files.expectations.tree import expect_in_folder, given_files
from graders.files.tree import Tree

GIVEN = given_files(__file__, "start/photos")


@check(points=1)
def puzzle(tree: Tree) -> None:
    """Le puzzle est dans le dossier jouets."""
    expect_in_folder(tree, GIVEN["puzzle.svg"], "puzzle.svg", "jouets")


@check(points=1)
def coat(tree: Tree) -> None:
    """Le manteau est dans le dossier textiles."""
    expect_in_folder(tree, GIVEN["manteau-vert.svg"], "manteau-vert.svg", "textiles")


@check(points=1)
def guitar(tree: Tree) -> None:
    """La guitare est dans le dossier culture."""
    expect_in_folder(tree, GIVEN["guitare.svg"], "guitare.svg", "culture")


@check(points=1)
def bicycle(tree: Tree) -> None:
    """Le vélo est dans le dossier velos."""
    expect_in_folder(tree, GIVEN["velo-rouge.svg"], "velo-rouge.svg", "velos")


@check(points=1)
def others_stay(tree: Tree) -> None:
    """Les autres images sont toujours à leur place."""
    for path, content in GIVEN.items():
        folder, _, name = path.rpartition("/")
        if folder:
            expect_in_folder(tree, content, name, folder)
