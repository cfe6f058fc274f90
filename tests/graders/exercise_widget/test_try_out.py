"""Running SQL and sending requests from the widget, without a browser: what is sent, what is shown, what is said."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from graders.exercise import Engine
from graders.exercise_widget.request_panel import RequestPanel
from graders.exercise_widget.sheet import read_sheet
from graders.exercise_widget.sql_desk import SqlDesk
from graders.exercise_widget.view import ExerciseView
from graders.tried import Reply, Rows, Tried
from tests.graders.exercise_widget.makers import Alarms, a_place, a_sample, a_service
from tests.graders.exercise_widget.test_tables import BOOKS, words
from tests.graders.exercise_widget.test_view import says


def a_view(tmp_path: Path, engine: Engine, service_url: str, alarms: Alarms | None = None) -> ExerciseView:
    """The view of exercise 03 as if it had this engine."""
    folder = a_sample(tmp_path)
    exercise = replace(read_sheet(folder).exercises["03"], engine=engine, tables=(BOOKS,))
    return ExerciseView(exercise, "web-essai", a_place(folder, alarms or Alarms(), service_url))


async def test_sql_is_run_by_the_service(tmp_path: Path):
    """The files as typed a moment ago go out; the rows come back as a table; the tables can be looked at before."""
    with a_service() as service:
        service.answer = Tried(results=(Rows("", ("n",), ((1,), (None,)), 2),)).to_json()
        work = a_view(tmp_path, Engine.SQL, service.url).work
        assert isinstance(work, SqlDesk)
        await work.try_out.run()
    (asked,) = service.asked
    assert asked["path"] == "/services/atelier/api/tries/web-essai/03"
    assert list(asked["body"]) == ["files"]
    assert words(work.try_out.result.value) == "Résultat : 2 lignes. | Résultat : 2 lignes | n | 1 | NULL"
    assert "livre : titre, prix" in says(work.widget.children[0])
    assert says(work.try_out.status) == ""


async def test_a_request_is_what_the_panel_says(tmp_path: Path):
    """Method, path, headers line by line, a body with its type where a method has one."""
    with a_service() as service:
        service.answer = Tried(reply=Reply("POST /objets", 201, (), "", 0)).to_json()
        panel = a_view(tmp_path, Engine.HTTP, service.url).work
        assert isinstance(panel, RequestPanel)
        assert panel.body not in panel._fields.children
        panel.method.value, panel.path.value = "POST", " objets "
        panel.headers.value = "X-Jeton: a:b\nsans deux points\n"
        panel.body.value = '{"nom": "Lampe"}'
        assert panel.body in panel._fields.children
        await panel.try_out.run()
        panel.method.value, panel.headers.value = "GET", "Content-Type: a/b"
        await panel.try_out.run()
    assert [one["body"]["request"] for one in service.asked] == [
        {
            "method": "POST",
            "path": "/objets",
            "headers": {"X-Jeton": "a:b", "Content-Type": "application/json"},
            "body": '{"nom": "Lampe"}',
        },
        {"method": "GET", "path": "/objets", "headers": {"Content-Type": "a/b"}, "body": ""},
    ]
    assert words(panel.try_out.result.value).startswith("Réponse 201 : c’est créé.")


@pytest.mark.parametrize("written", ["/objets", None])
async def test_enter_in_the_path_sends_what_is_written(tmp_path: Path, written: str | None):
    """As in a browser's address bar. A browser sends the key before the text; where that is not new, nothing comes."""
    alarms = Alarms()
    with a_service() as service:
        service.answer = Tried().to_json()
        panel = a_view(tmp_path, Engine.HTTP, service.url, alarms).work
        assert isinstance(panel, RequestPanel)
        panel.path._handle_custom_msg({"event": "submit"}, [])
        assert panel.try_out._running is None
        if written:
            panel.path.value = written
        else:
            alarms.ring()
        assert panel.try_out._running is not None
        alarms.ring()
        await panel.try_out._running
    assert [one["body"]["request"]["path"] for one in service.asked] == [written or "/"]


@pytest.mark.parametrize(
    ("status", "said"),
    [
        (401, "⚠ Votre connexion a expiré. Votre travail est gardé. Rechargez la page, puis réessayez."),
        (503, "⚠ Le service de vérification ne répond pas. Votre travail est gardé. Réessayez dans un moment."),
    ],
)
async def test_no_answer_is_said_kindly(tmp_path: Path, status: int, said: str):
    """In the place of the result."""
    with a_service() as service:
        service.answer, service.status = {}, status
        work = a_view(tmp_path, Engine.SQL, service.url).work
        assert isinstance(work, SqlDesk)
        await work.try_out.run()
    assert says(work.try_out.result) == said
