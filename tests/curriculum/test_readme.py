"""What the curriculum's README promises a trainer is there."""

import ast
import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
README = (ROOT / "curriculum" / "README.md").read_text(encoding="utf-8")
VERB = re.compile(r"\b((?:expect|no|valid)_[a-z0-9_]+)\b")


def public_functions() -> set[str]:
    """Every function of the grader's modules."""
    return {
        node.name
        for path in (ROOT / "graders").rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef)
    }


def test_every_verb_it_names_exists():
    """A trainer who copies a name from the page finds it."""
    named = set(VERB.findall(README))
    assert len(named) > 40
    assert named - public_functions() == set()


def test_every_module_of_verbs_is_named():
    """No part of the vocabulary is hidden."""
    modules = {path.name for path in (ROOT / "graders").rglob("expectations/*.py")} - {"__init__.py"}
    assert len(modules) > 20
    assert {name for name in modules if f"{name}`" not in README} == set()


def test_every_file_it_names_exists():
    """Paths from the project's root lead somewhere."""
    paths = set(re.findall(r"`(graders/[\w/.]+)`", README))
    assert paths
    assert {path for path in paths if not (ROOT / path).exists()} == set()
