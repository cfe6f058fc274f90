"""Several questions in one exercise, answered as a learner answers them, without a browser."""

from __future__ import annotations

import json
from pathlib import Path

from graders.exercise_widget.questions import Questions
from graders.exercise_widget.sheet import read_sheet
from graders.exercise_widget.view import ExerciseView
from tests.graders.exercise_widget.makers import Alarms, a_place, a_sample

ASKED = [("La buse ?", ["Chaude.", "Froide."]), ("Le plateau ?", ["Plein.", "Vide.", "Rond."])]


def a_folder(tmp_path: Path, written: str = "") -> Path:
    """The sample with an exercise of two questions, and what was answered already."""
    folder = a_sample(tmp_path)
    path = folder / "exercices.json"
    data = json.loads(path.read_text(encoding="utf-8"))
    own = {"folder": "07-quiz", "rung": "complete", "engine": "answer", "files": ["reponse.txt"]}
    questions = [
        {"ask": ask, "choices": [{"id": letter, "text": text} for letter, text in zip("abc", texts, strict=False)]}
        for ask, texts in ASKED
    ]
    data["exercises"]["07"] = {**data["exercises"]["03"], **own, "start": {"reponse.txt": ""}, "questions": questions}
    path.write_text(json.dumps(data), encoding="utf-8")
    (folder / "07-quiz").mkdir()
    (folder / "07-quiz" / "reponse.txt").write_text(written, encoding="utf-8")
    return folder


def a_view(folder: Path, alarms: Alarms) -> tuple[ExerciseView, Questions]:
    """The exercise, and its part where one answers."""
    view = ExerciseView(read_sheet(folder).exercises["07"], "web-essai", a_place(folder, alarms))
    assert isinstance(view.work, Questions)
    return view, view.work


def choose(work: Questions, number: int, value: str) -> None:
    """Click on an answer, as the page of the notebook tells it."""
    work.radios[number - 1]._handle_custom_msg({"kind": "chosen", "value": value}, [])


def test_each_answer_is_a_line_of_the_file(tmp_path: Path):
    """In the order of the questions, however they are answered; an answer that is none is not taken."""
    folder, alarms = a_folder(tmp_path), Alarms()
    _, work = a_view(folder, alarms)
    assert [(radios.label, radios.chosen) for radios in work.radios] == [("1. La buse ?", ""), ("2. Le plateau ?", "")]
    choose(work, 2, "b")
    choose(work, 1, "c")
    choose(work, 1, "a")
    alarms.ring()
    assert (folder / "07-quiz" / "reponse.txt").read_text(encoding="utf-8") == "1-a\n2-b\n"
    choose(work, 2, "c")
    alarms.ring()
    assert (folder / "07-quiz" / "reponse.txt").read_text(encoding="utf-8") == "1-a\n2-c\n"


def test_answers_are_found_again(tmp_path: Path):
    """As the file has them; what it says of a choice that is not there shows none."""
    _, work = a_view(a_folder(tmp_path, "1-b\n2-z\n"), Alarms())
    assert [radios.chosen for radios in work.radios] == ["b", ""]


def test_beginning_again_empties_every_question(tmp_path: Path):
    """No file is named: who ticks an answer has never seen one."""
    view, work = a_view(a_folder(tmp_path, "1-b\n2-a\n"), Alarms())
    view.restart.yes.click()
    assert [radios.chosen for radios in work.radios] == ["", ""]
    assert "C’est reparti du début." in view.status.value
    assert "reponse" not in view.status.value
