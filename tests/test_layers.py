"""The walls between the rooms: who may import whom."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
MAY_IMPORT = {
    "hub_config": {"hub_config", "graders", "fab_notebooks", "curriculum"},
    "curriculum": {"curriculum", "graders"},
    "graders": {"graders"},
    "fab_notebooks": {"fab_notebooks"},
}
HANDED_OUT = {"start", "solution", "variants", "mistakes"}
"""Folders of an exercise: what lies there is somebody's work, such as a design, and is run in a sandbox alone."""


def imported_rooms(module: Path) -> set[str]:
    """The rooms of this house that a module imports, wherever in the file it does."""
    rooms = set()
    for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            rooms |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            rooms.add((node.module or "").split(".")[0])
        elif isinstance(node, ast.ImportFrom):
            pytest.fail(f"{module}:{node.lineno}: relative import; say where it comes from")
    return rooms & set(MAY_IMPORT)


def is_handed_out(path: Path) -> bool:
    """Whether it is an exercise's, and no module of the house."""
    return bool(HANDED_OUT & set(path.relative_to(ROOT).parts))


@pytest.mark.parametrize("room", sorted(room for room in MAY_IMPORT if (ROOT / room).is_dir()))
def test_imports_run_one_way(room: str):
    """A room imports only the rooms below it."""
    modules = sorted(path for path in (ROOT / room).rglob("*.py") if not is_handed_out(path))
    assert modules, f"{room} has no module; is the test looking in the right place?"
    trespassers = {
        str(module.relative_to(ROOT)): sorted(imported_rooms(module) - MAY_IMPORT[room])
        for module in modules
        if imported_rooms(module) - MAY_IMPORT[room]
    }
    assert trespassers == {}
