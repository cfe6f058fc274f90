"""Reading exercices.json, and refusing what is not one."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from graders.exercise import Engine, Rung
from graders.exercise_widget.sheet import Choice, SheetError, SheetExercise, read_sheet
from tests.graders.exercise_widget.makers import SAMPLE


def test_the_sample_is_read_whole():
    """Numbers in order, and a prediction with its choices."""
    sheet = read_sheet(SAMPLE)
    assert (sheet.assignment_id, sheet.title) == ("web-essai", "Une page d’essai")
    assert list(sheet.exercises) == ["01", "02", "03", "06"]
    assert sheet.exercises["01"] == SheetExercise(
        number="01",
        folder="01-predire",
        title="Que montre la page ?",
        rung=Rung.PREDICT,
        engine=Engine.ANSWER,
        files=("reponse.txt",),
        start={"reponse.txt": ""},
        hints=("Cherchez le texte entre les balises `h1`.",),
        choices=(
            Choice("titre", "Un grand titre, puis un texte"),
            Choice("texte", "Un texte, puis un grand titre"),
            Choice("rien", "Rien du tout"),
        ),
        lines=(),
    )


def a_sheet(home: Path, **changed: object) -> Path:
    """A folder whose sheet's one exercise has these fields changed."""
    entry = {
        "folder": "03",
        "title": "T",
        "rung": "repair",
        "engine": "web",
        "files": ["index.html"],
        "start": {},
        "hints": [],
    }
    data = {"assignment_id": "a", "title": "T", "exercises": {"03": {**entry, **changed}}}
    (home / "exercices.json").write_text(json.dumps(data), encoding="utf-8")
    return home


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"folder": "../autre"}, "'../autre' does not stay inside"),
        ({"files": ["/etc/passwd"]}, "'/etc/passwd' does not stay inside"),
        ({"files": ["a/../../b"]}, "does not stay inside"),
        ({"files": [".profile"]}, "does not stay inside"),
        ({"rung": "jump"}, "'jump' is not a valid Rung"),
        ({"hints": None}, "TypeError"),
        ({"files": ["../"]}, "does not stay inside|expected the builder's format"),
        ({"given": {"../x": ""}}, "'../x' does not stay inside"),
        ({"given": {"photos/a": "?"}}, "Error"),
    ],
)
def test_a_crooked_sheet_is_refused(tmp_path: Path, changed: dict[str, object], message: str):
    """No path leads out of the assignment's folder; a wrong field is named."""
    with pytest.raises(SheetError, match=message):
        read_sheet(a_sheet(tmp_path, **changed))


@pytest.mark.parametrize(
    "content", ["", "[]", '{"title": "T"}', '{"assignment_id": "a", "title": "T", "exercises": []}']
)
def test_another_file_is_refused(tmp_path: Path, content: str):
    """What is not a sheet is a SheetError and nothing else."""
    (tmp_path / "exercices.json").write_text(content, encoding="utf-8")
    with pytest.raises(SheetError, match="expected the builder's format"):
        read_sheet(tmp_path)


def test_no_sheet_is_refused(tmp_path: Path):
    """A notebook far from its folder has no sheet."""
    with pytest.raises(SheetError, match="No such file"):
        read_sheet(tmp_path)


def test_a_folder_is_told_from_files(tmp_path: Path):
    """It is not written in, and comes with what was in it."""
    sheet = read_sheet(a_sheet(tmp_path, files=["photos/"], given={"photos/a.svg": "PHN2Zy8+"}))
    exercise = sheet.exercises["03"]
    assert (exercise.files, exercise.learner_folder, exercise.typed, exercise.archives, exercise.given) == (
        ("photos/",), "photos", (), (), {"photos/a.svg": b"<svg/>"},
    )  # fmt: skip
