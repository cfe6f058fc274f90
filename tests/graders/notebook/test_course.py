"""nbgrader's verbs, with nbgrader's real converters."""

import os
from pathlib import Path

import nbgrader.api

from graders.notebook.course import autograde, generate_assignment, generate_feedback
from graders.notebook.gradebook import CellScore, SubmissionScores, open_gradebook, read_scores
from tests.graders.notebook.makers import UNIT, a_course, a_hand_in, handed_in, says_fini


def files_of(folder: Path) -> dict[str, bytes]:
    """Names and contents."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_generating_twice_gives_the_same_bytes(course: Path):
    """A release depends on its source alone."""
    before = files_of(course / "release")
    generate_assignment(course, UNIT)
    assert files_of(course / "release") == before
    assert sorted(before) == [
        f"{UNIT}/01-page/index.html",
        f"{UNIT}/02-page/index.html",
        f"{UNIT}/03-page/index.html",
        f"{UNIT}/exercices.json",
        f"{UNIT}/s99-essai.ipynb",
    ]


def test_generating_needs_no_path_and_moves_nobody(tmp_path: Path, monkeypatch, capfd):
    """The gradebook is made without `alembic` on PATH; the working directory is as before; nothing is printed."""
    monkeypatch.setenv("PATH", "/usr/bin:/bin")
    nbgrader.api.get_alembic_version.cache_clear()
    here = Path.cwd()
    course = a_course(tmp_path / "course")
    assert (course / "gradebook.db").exists()
    assert (Path.cwd(), os.environ["PATH"]) == (here, "/usr/bin:/bin")
    assert capfd.readouterr() == ("", "")


def test_a_hand_in_gets_its_scores_and_a_page(course: Path):
    """A right page has full points, a wrong one none, and the feedback says both in French."""
    handed_in(course, a_hand_in(course, page_01="<p>fini</p>", page_03="<p>fini</p>"))
    autograde(course, "amel", UNIT, says_fini)
    pages = generate_feedback(course, "amel", UNIT)

    scores = read_scores(open_gradebook(course))
    assert scores == (
        SubmissionScores(
            "amel",
            UNIT,
            (
                CellScore("exercice-01", 2.0, 2.0, None, 0.0, False),
                CellScore("exercice-02", 3.0, 0.0, None, 0.0, False),
                CellScore("exercice-03", 4.0, 4.0, None, 0.0, False),
            ),
        ),
    )
    assert (scores[0].score, scores[0].max_score) == (6.0, 9.0)
    (page,) = pages.values()
    assert list(pages) == ["s99-essai.html"]
    assert "Votre retour\N{NO-BREAK SPACE}: Un essai" in page
    assert "Vous avez 6 points sur 9." in page
    assert "Exercice 2\N{NO-BREAK SPACE}: La page 02" in page
    assert "Il manque le mot « fini »." in page
    assert "<script" not in page
