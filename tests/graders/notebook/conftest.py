"""`course`: the small course of `makers.py`, made once and copied for each test."""

import functools
import shutil
from collections.abc import Iterator
from pathlib import Path

import nbgrader.api
import pytest

from tests.graders.notebook.makers import a_course


@pytest.fixture(scope="session", autouse=True)
def alembic_asked_once() -> Iterator[None]:
    """For each new gradebook nbgrader starts the `alembic` program, to ask which version its tables have."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(nbgrader.api, "get_alembic_version", functools.cache(nbgrader.api.get_alembic_version))
        yield


@pytest.fixture(scope="session")
def built_course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A generated course that nobody handed anything in to; do not change it."""
    return a_course(tmp_path_factory.mktemp("course"))


@pytest.fixture
def course(built_course: Path, tmp_path: Path) -> Path:
    """A course of one's own."""
    return Path(shutil.copytree(built_course, tmp_path / "course"))
