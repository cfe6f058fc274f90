"""Grades files: a `Repository` where a Git bundle is handed in, else the `Tree` of the files or of a zip."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

from graders.checks import Failure
from graders.files.git_process import GitSandbox
from graders.files.repository import repository_of
from graders.files.tree import tree_of
from graders.unreadable import Unreadable
from graders.work import Work

T = TypeVar("T")


class FilesGrader:
    """Opens a learner's files."""

    async def grade(self, work: Work, run: Callable[[Any], Awaitable[T]]) -> tuple[T, Failure | None]:
        """What `run` gives for the files; a bundle or zip that cannot be read is told under every check."""
        try:
            subject = await opened(work)
        except Failure as failure:
            return await run(Unreadable(failure)), failure
        return await run(subject), None


async def opened(work: Work) -> Any:
    """The subject of the work's checks."""
    name = work.exercise.learner_files[0]
    if not name.endswith(".bundle"):
        return tree_of(work)
    git = GitSandbox()
    return repository_of(await git.read(work.data(name), name), name, git)
