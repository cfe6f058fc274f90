"""How trainers declare checks, and what is said of a checks.py that cannot be used."""

from pathlib import Path
from typing import Any

import pytest

from graders.checks import ChecksError, Failure, check, load_checks


def a_checks_file(folder: Path, text: str) -> Path:
    """A checks.py with this text."""
    path = folder / "checks.py"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_check_is_its_function():
    """The name is the id, the docstring the title, the points a number."""

    @check(points=2)
    def one_heading(page: Any) -> None:
        """La page a un titre."""

    assert (one_heading.check_id, one_heading.title, one_heading.points) == ("one_heading", "La page a un titre.", 2.0)


def test_a_check_without_docstring():
    """The learner reads the docstring, so there must be one."""
    with pytest.raises(ChecksError, match="check silent has no docstring"):

        @check(points=1)
        def silent(page: Any) -> None:
            pass


@pytest.mark.parametrize("points", [0, -1])
def test_a_check_without_points(points: int):
    """A check worth nothing is a slip."""
    with pytest.raises(ChecksError, match=f"points={points}; expected a number above 0"):

        @check(points=points)
        def worthless(page: Any) -> None:
            """Rien."""


def test_checks_come_in_the_order_written(tmp_path: Path):
    """The card shows them in this order."""
    path = a_checks_file(
        tmp_path,
        "from graders.checks import check\n"
        '@check(points=1)\ndef zebra(page):\n    """Un."""\n'
        '@check(points=1)\ndef apple(page):\n    """Deux."""\n',
    )
    assert [one.check_id for one in load_checks(path)] == ["zebra", "apple"]


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("", r"checks\.py: no check; expected at least one function"),
        ("def broken(:\n", r"checks\.py:1: invalid syntax"),
        ("import nowhere_to_be_found\n", r"checks\.py: ModuleNotFoundError: No module named 'nowhere_to_be_found'"),
        (
            "from graders.checks import check\n@check(points=1)\ndef silent(page): pass\n",
            r"checks\.py: check silent has no docstring",
        ),
    ],
)
def test_a_file_that_cannot_be_used(tmp_path: Path, text: str, complaint: str):
    """The error names the file and what is wrong with it."""
    with pytest.raises(ChecksError, match=complaint):
        load_checks(a_checks_file(tmp_path, text))


def test_a_failure_carries_what_the_card_shows():
    """Id, expected, found, place and further values are kept as given."""
    failure = Failure(
        "wrong-text", expected="Horaires", found="Oraires", file="index.html", line=9, values={"tag": "h2"}
    )
    assert vars(failure) == {
        "message_id": "wrong-text",
        "expected": "Horaires",
        "found": "Oraires",
        "file": "index.html",
        "line": 9,
        "values": {"tag": "h2"},
        "pictures": (),
        "also": (),
    }


LIKENESS = """from graders.checks import check, demand_likeness_check
@check(points={alike}, likeness={marked})
def alike(page):
    \"\"\"La page ressemble au modèle.\"\"\"
    demand_likeness_check()
@check(points={other})
def other(page):
    \"\"\"La page a un titre.\"\"\"
"""


def test_likeness_to_a_picture_is_worth_little(tmp_path: Path):
    """A fifth of the points is accepted, more is not: a picture proves too little."""
    text = LIKENESS.format(alike=1, marked=True, other=4)
    assert [one.likeness for one in load_checks(a_checks_file(tmp_path, text))] == [True, False]
    for alike, other in ((1, 3.9), (2, 4)):
        text = LIKENESS.format(alike=alike, marked=True, other=other)
        with pytest.raises(ChecksError, match=r"likeness to a picture is worth .* of .* points; expected at most 20%"):
            load_checks(a_checks_file(tmp_path, text))


def test_a_comparison_with_a_picture_is_declared(tmp_path: Path):
    """Without its mark a comparison runs in no check, so that nobody forgets the limit."""
    declared, _ = load_checks(a_checks_file(tmp_path, LIKENESS.format(alike=1, marked=True, other=4)))
    declared.run(None)
    secret, _ = load_checks(a_checks_file(tmp_path, LIKENESS.format(alike=1, marked=False, other=4)))
    with pytest.raises(ChecksError, match="only under @check"):
        secret.run(None)
