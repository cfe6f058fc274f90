from graders.checks import check
from graders.files.expectations.repository import (
    expect_commits,
    expect_ignored,
    expect_merged,
    expect_messages,
    expect_not_tracked,
    expect_tracked,
    no_secret_in_history,
)
from graders.files.repository import Repository


@check(points=2)
def work_is_kept_step_by_step(repository: Repository) -> None:
    """Il y a trois commits au moins, et chacun dit ce qui change."""
    expect_tracked(repository, "index.html")
    expect_commits(repository, at_least=3)
    expect_messages(repository)


@check(points=2)
def menu_is_merged(repository: Repository) -> None:
    """Le travail de la branche menu est dans la branche principale."""
    expect_merged(repository, "menu")


@check(points=2)
def nothing_too_much(repository: Repository) -> None:
    """Le dépôt ne garde ni modules ni secrets."""
    expect_ignored(repository, "node_modules/", ".env")
    expect_not_tracked(repository, "node_modules/", ".env")
    no_secret_in_history(repository)
