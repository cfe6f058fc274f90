"""The first unit of the 3D track: whole, true to the plan, and run as a person runs it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbconvert.preprocessors import ExecutePreprocessor

from curriculum.builder.check import check_units
from curriculum.builder.notebooks import build_source, source_files
from curriculum.builder.paper import paper_html
from curriculum.builder.programme import load_programme
from curriculum.builder.trials import run_elsewhere, run_here
from curriculum.builder.units import Status, Track, Unit
from fab_notebooks.design import design_names
from graders.exercise import Engine, Rung
from hub_config.mesh_inspector import MeshInspector

CURRICULUM = Path(__file__).parents[2] / "curriculum"
CODE = {
    "from graders.exercise_widget import exercise, hand_in, recall",
    "from fab_notebooks.exercise_studio import studio",
    'studio("name-tag", "06-etiquette/piece.3mf")',
    "recall()",
    "hand_in()",
    *(f'exercise("0{number}")' for number in range(1, 7)),
}


def fab01() -> Unit:
    """The unit *Premier objet*."""
    return next(unit for unit in load_programme(CURRICULUM).units if unit.code == "FAB-01")


def test_the_ladder_is_whole():
    """Six exercises up the ladder, in no week of the year; the safety quiz has ten questions, all of them needed."""
    unit = fab01()
    assert (unit.track, unit.weeks, unit.status) == (Track.FAB3D, (), Status.DRAFT)
    assert [(taught.number, taught.exercise.rung, taught.exercise.engine) for taught in unit.exercises] == [
        ("01", Rung.PREDICT, Engine.ANSWER),
        ("02", Rung.PARSONS, Engine.ANSWER),
        ("03", Rung.COMPLETE, Engine.ANSWER),
        ("04", Rung.REPAIR, Engine.MESH),
        ("05", Rung.COMPLETE, Engine.MESH),
        ("06", Rung.WRITE, Engine.MESH),
    ]
    quiz = unit.exercises[2]
    assert (len(quiz.questions), len(quiz.exercise.checks)) == (10, 10)
    right = quiz.solution["reponse.txt"].decode().split()
    places = [answer.partition("-")[2] for answer in right]
    assert max(places.count(letter) for letter in "abc") <= 4  # always clicking on the same place gets nowhere


def test_a_person_signs_the_level_and_no_exercise_does():
    """The lesson says so; the level is an aim of every exercise, and nothing here grants a right."""
    unit = fab01()
    assert "L'ordinateur ne le donne jamais seul." in (unit.path / "lesson.md").read_text(encoding="utf-8")
    assert {taught.competences["fab"] for taught in unit.exercises} == {("N1",)}


def test_the_studio_of_the_exercise_is_one_of_the_house():
    """The builder cannot know the designs: it may not import them."""
    assert {taught.studio for taught in fab01().exercises if taught.studio} <= set(design_names())


@pytest.mark.sandbox
async def test_every_exercise_keeps_its_promises():
    """Real checker and inspector, two runs: right ways have full marks, each mistake its own message."""
    second = run_elsewhere(CURRICULUM, "hub_config.second_run")
    assert await check_units([fab01()], run_here(MeshInspector()), second) == ()


def test_nothing_handed_out_gives_the_answer_away():
    """Neither a solution, nor a check, nor the right answers of the quiz."""
    unit = fab01()
    handed_out = b"\n".join(source_files(unit).values())
    for taught in unit.exercises[1:]:  # the first answer is one letter
        for solution in taught.solution.values():
            assert solution not in handed_out
        for check in taught.exercise.checks:
            assert check.check_id.encode() not in handed_out


def test_the_quiz_is_on_paper_too():
    """Each question with its answers to tick; the file behind them is not shown."""
    page = paper_html(fab01())
    assert "<p>10. Vous avez fini." in page.replace("\u202f", " ")
    assert page.count('class="box"') == 4 + 7 + 30
    assert "reponse.txt" not in page


def test_the_notebook_runs_from_beginning_to_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Under nbconvert; its cells open exercises and the studio and hold no geometry; each promised view is there."""
    unit = fab01()
    assert build_source(unit, tmp_path)
    assert not build_source(unit, tmp_path)
    folder = tmp_path / "source" / unit.unit_id
    notebook: Any = nbformat.read(folder / unit.notebook_name, as_version=4)
    nbformat.validate(notebook)
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert {cell.source for cell in code} == CODE
    monkeypatch.setenv("HOME", str(tmp_path))
    ExecutePreprocessor(timeout=120).preprocess(notebook, {"metadata": {"path": str(folder)}})
    for cell in code:
        shown = [output.output_type for output in cell.outputs]
        assert shown == ([] if cell.source.startswith("from ") else ["execute_result"]), cell.source
