"""The day's questions in a notebook, against a stand-in for the service."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import ipywidgets as widgets
import pytest

from graders.exercise_widget import recall
from graders.exercise_widget.recall_client import NoAnswerError, Question, todays_questions
from graders.exercise_widget.recall_view import RecallView
from tests.graders.exercise_widget.makers import Service, a_place, a_service
from tests.graders.exercise_widget.test_cells import says

CHOICE = {
    "id": "r1", "place": 1, "question": "À quoi sert `alt` ?", "kind": "choice",
    "choices": ["À dire l’image : `alt`", "À rien"], "answered": False,
}  # fmt: skip
TYPED = {"id": "r2", "place": 2, "question": "Fermez `<p>`.", "kind": "text", "choices": [], "answered": False}


def told(row: dict[str, Any], right: bool, given: str | None, returns_in: int = 1) -> dict[str, Any]:
    """The question once it is answered."""
    answer = row["choices"][0] if row["choices"] else "</p>"
    verdict = {"right": right, "given": given, "answer": answer, "why": "La **barre**.", "returns_in": returns_in}
    return row | {"answered": True} | verdict


@pytest.fixture
def service():
    """Two questions; every answer is missed."""
    with a_service() as service:
        service.answers = {
            "api/recall": {"questions": [CHOICE, TYPED]},
            "api/recall/r1": lambda body: told(CHOICE, body["given"] == CHOICE["choices"][0], body["given"], 3),
            "api/recall/r2": lambda body: told(TYPED, False, body["given"]),
        }
        yield service


async def a_view(tmp_path: Path, service: Service) -> RecallView:
    """The view, loaded."""
    view = RecallView(a_place(tmp_path, service_url=service.url))
    await view.load()
    return view


def buttons(view: RecallView) -> dict[str, widgets.Button]:
    """The buttons on the page, by their words."""

    def inside(widget: widgets.Widget) -> list[widgets.Button]:
        if isinstance(widget, widgets.Button):
            return [widget]
        return [button for child in getattr(widget, "children", ()) for button in inside(child)]

    return {button.description: button for button in inside(view.widget)}


async def press(view: RecallView, name: str) -> None:
    """Press a button and wait for what comes of it."""
    buttons(view)[name].click()
    if view._busy is not None:
        await view._busy


async def test_one_question_after_the_other(tmp_path: Path, service: Service):
    """A button for each answer; the verdict with its why; the next; at the end, until tomorrow."""
    view = await a_view(tmp_path, service)
    assert says(view.body) == ["Question 1 sur 2À quoi sert alt ?"]
    assert list(buttons(view)) == ["À dire l’image : alt", "À rien", "Je ne sais pas"]
    await press(view, "À dire l’image : alt")
    assert says(view.body)[1].split("\n") == [
        "✔ Oui, c’est ça.La réponse :À dire l’image : alt", "La barre.", "Cette question revient dans 3 jours."
    ]  # fmt: skip
    await press(view, "Question suivante")
    assert says(view.body)[0] == "Question 2 sur 2Fermez &lt;p&gt;."
    view.body.children[1].value = "<p>"
    await press(view, "Répondre")
    assert says(view.body)[1].split("\n") == [
        "Pas encore. Se tromper aide à retenir.Votre réponse :&lt;p&gt;La réponse :&lt;/p&gt;La barre.",
        "Cette question revient demain.",
    ]  # fmt: skip
    await press(view, "Terminer")
    assert (says(view.body), list(buttons(view))) == (["✔ C’est fait pour aujourd’hui. À demain !"], [])
    assert [(one["path"].rpartition("/")[2], one["body"]) for one in service.asked] == [
        ("recall", None), ("r1", {"given": "À dire l’image : `alt`"}), ("r2", {"given": "<p>"})
    ]  # fmt: skip
    assert {one["token"] for one in service.asked} == {"token secret-token"}


async def test_the_key_enter_answers_and_an_empty_field_is_no_answer(tmp_path: Path, service: Service):
    """Nothing is sent of nothing; nobody has to know an answer."""
    service.answers["api/recall"] = {"questions": [TYPED]}
    view = await a_view(tmp_path, service)
    await press(view, "Répondre")
    assert says(view.status) == ["⚠ Écrivez d’abord une réponse. Ou prenez « Je ne sais pas »."]
    view.body.children[1].value = "<p>"
    view.body.children[1]._handle_custom_msg({"event": "submit"}, [])
    await view._busy
    assert list(buttons(view)) == ["Terminer"]

    view = await a_view(tmp_path, service)
    await press(view, "Je ne sais pas")
    assert says(view.body)[1].startswith("Ce n’est pas grave. Voici la réponse.")
    assert [one["body"] for one in service.asked if one["body"]] == [{"given": "<p>"}, {"given": None}]


async def test_what_was_answered_elsewhere_is_not_asked_again(tmp_path: Path, service: Service):
    """On the telephone in the morning, in the notebook after it."""
    service.answers["api/recall"] = {"questions": [told(CHOICE, True, "À rien"), TYPED]}
    assert says((await a_view(tmp_path, service)).body)[0].startswith("Question 2 sur 2")
    service.answers["api/recall"] = {"questions": []}
    assert says((await a_view(tmp_path, service)).body) == [
        "Pas de question pour le moment. Elles arrivent avec vos premiers exercices."
    ]


async def test_a_new_day_brings_its_own_questions(tmp_path: Path, service: Service):
    """The service does not know yesterday's question any more: the new ones are fetched, and no answer is a fault."""
    view = await a_view(tmp_path, service)
    service.answers["api/recall"] = {"questions": [TYPED]}
    service.statuses["api/recall/r1"] = 404
    await press(view, "À rien")
    assert says(view.status) == ["C’est un nouveau jour : voici vos nouvelles questions."]
    assert list(buttons(view)) == ["Répondre", "Je ne sais pas"]


TROUBLE = "Votre réponse n’est pas partie. Réessayez dans un moment."


@pytest.mark.parametrize(
    ("status", "answer"), [(500, {}), (403, {}), (200, b"<html>"), (200, []), (200, {"questions": [{}]})]
)
async def test_where_the_service_does_not_answer_the_lesson_goes_on(
    tmp_path: Path, service: Service, status: int, answer: object
):
    """A quiet sentence and a button; once it answers again, the questions are there."""
    questions = service.answers.pop("api/recall")
    service.status, service.answer = status, answer
    view = await a_view(tmp_path, service)
    assert says(view.body) == ["Vos questions n’arrivent pas pour le moment. Vous pouvez commencer la leçon."]
    service.status, service.answers["api/recall"] = 200, questions
    await press(view, "Réessayer")
    assert says(view.body)[0].startswith("Question 1 sur 2")


async def test_an_answer_that_did_not_arrive_can_be_given_again(tmp_path: Path, service: Service):
    """The question stays as it is."""
    view = await a_view(tmp_path, service)
    service.status = 503
    await press(view, "À rien")
    assert says(view.status) == [f"⚠ {TROUBLE}"]
    service.status = 200
    await press(view, "À rien")
    assert list(buttons(view)) == ["Question suivante"]


async def test_the_cell_asks_by_itself(tmp_path: Path, service: Service):
    """`recall()` shows a view that is on its way; nobody there is a sentence and no traceback."""
    widget = recall(place=a_place(tmp_path, service_url=service.url))
    assert "ouvrez ce cahier dans Atelier" in repr(widget)
    with pytest.raises(NoAnswerError, match=r"GET .*/api/recall: "):
        todays_questions(a_place(tmp_path, service_url="http://127.0.0.1:1"))
    assert todays_questions(a_place(tmp_path, service_url=service.url))[1] == Question(
        "r2", 2, "Fermez `<p>`.", (), None
    )
