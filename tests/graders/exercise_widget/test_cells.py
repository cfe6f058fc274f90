"""The two words a notebook says."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import ipywidgets as widgets
import pytest

from graders.exchange.client import AnswerError, NoAnswerError
from graders.exchange.file_names import TooBigError
from graders.exchange.records import Submission
from graders.exercise_widget import cells, exercise, hand_in
from graders.exercise_widget.handing_in import HandInView, Send
from graders.exercise_widget.place import Place
from tests.graders.exercise_widget.makers import Alarms, a_place, a_sample, a_submission, type_in


def says(widget: widgets.Widget) -> list[str]:
    """The words of every piece of HTML in a view, in order; plain spaces for non-breaking ones."""
    if isinstance(widget, widgets.HTML):
        words = re.sub(r"<style>.*?</style>|<[^>]+>", "", widget.value, flags=re.DOTALL)
        return [words.replace("\u00a0", " ").strip()]
    return [line for child in getattr(widget, "children", ()) for line in says(child)]


def test_the_same_cell_shows_the_same_view(tmp_path: Path):
    """A page reloaded or opened twice shares one view, so nothing typed in one is unknown to the other."""
    place = a_place(a_sample(tmp_path))
    assert exercise("03", place=place) is exercise("03", place=place)
    assert exercise("03", place=place) is not exercise("06", place=place)


def test_an_unknown_exercise_gets_a_kind_sentence(tmp_path: Path):
    """No traceback, no path."""
    assert says(exercise("99", place=a_place(a_sample(tmp_path)))) == [
        "L’exercice 99 n’est pas dans ce cahier. Appelez quelqu’un, on va le retrouver ensemble."
    ]


def test_a_notebook_alone_gets_a_kind_sentence(tmp_path: Path):
    """A notebook moved away from its folder says where to open it."""
    sentence = ["Ce cahier n’est pas complet. Ouvrez-le depuis « Ma semaine », ou appelez quelqu’un."]
    assert says(exercise("03", place=a_place(tmp_path))) == sentence
    assert says(hand_in(place=a_place(tmp_path))) == sentence


def a_hand_in(place: Place, send: Send) -> HandInView:
    """The last cell of the sample, with another way to send."""
    return HandInView("web-essai", place, send, lambda: cells._save(place.folder))


def test_without_the_browsers_part_there_is_a_kind_sentence(tmp_path: Path):
    """Where the modules were never made no widget could be drawn: one sentence says where the notebook lives."""
    place = replace(a_place(a_sample(tmp_path)), modules=tmp_path / "none")
    assert says(exercise("03", place=place)) == ["Exercice : ouvrez ce cahier dans Atelier."]


async def test_handing_in_sends_what_is_typed_and_says_when(tmp_path: Path):
    """Unsaved typing is saved first; the server's time is shown as the learner's clock says it."""
    folder = a_sample(tmp_path)
    place = a_place(folder, Alarms())
    exercise("03", place=place)
    type_in(cells._views[folder, "03"].work, "index.html", "fini")
    sent = []

    def send(assignment_id: str, sent_folder: Path) -> Submission:
        sent.append((assignment_id, sent_folder, (sent_folder / "03-reparer" / "index.html").read_text()))
        return a_submission()

    view = a_hand_in(place, send)
    await view.hand_in()
    assert sent == [("web-essai", folder, "fini")]
    assert says(view.status) == ["✔ Rendu le 3 novembre 2026 à 14 h 05. Le résultat arrive dans « Ma semaine »."]


async def test_a_late_hand_in_is_said(tmp_path: Path):
    """Late is no failure: it arrived, and the sentence says both."""
    view = a_hand_in(a_place(a_sample(tmp_path)), lambda *_: a_submission(late=True))
    await view.hand_in()
    assert says(view.status) == [
        "✔ Rendu le 3 novembre 2026 à 14 h 05, après la date limite. Le résultat arrive dans « Ma semaine »."
    ]


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        (NoAnswerError("x"), "Votre travail n’est pas parti. Il est gardé ici. Réessayez dans un moment."),
        (AnswerError(500, "x"), "Votre travail n’est pas parti. Il est gardé ici. Réessayez dans un moment."),
        (RuntimeError("secret-token"), "Votre travail n’est pas parti. Il est gardé ici. Réessayez dans un moment."),
        (AnswerError(409, "x"), "La date limite est passée. Votre travail est gardé ici. Appelez quelqu’un."),
        (
            AnswerError(403, "x"),
            "Votre connexion a expiré. Votre travail est gardé. Rechargez la page, puis réessayez.",
        ),
        (TooBigError("x"), "Vos fichiers sont trop gros pour partir. Votre travail est gardé ici. Appelez quelqu’un."),
    ],
)
async def test_a_failed_hand_in_is_said_kindly(tmp_path: Path, error: Exception, sentence: str):
    """Whatever went wrong, the learner reads that the work is kept, and can try again."""

    def send(assignment_id: str, folder: Path) -> Submission:
        raise error

    view = a_hand_in(a_place(a_sample(tmp_path)), send)
    await view.hand_in()
    assert says(view.status) == [f"⚠ {sentence}"]
    assert not view.confirm.button.disabled


def test_handing_in_asks_first(tmp_path: Path):
    """The button asks; "Pas encore" sends nothing and brings the button back."""
    sent: list[str] = []

    def send(assignment_id: str, folder: Path) -> Submission:
        sent.append(assignment_id)
        return a_submission()

    view = a_hand_in(a_place(a_sample(tmp_path)), send)
    view.confirm.button.click()
    view.confirm.no.click()
    assert (sent, view.confirm.widget.children) == ([], (view.confirm.button,))


def test_ma_semaine_is_one_link_away(tmp_path: Path):
    """The link is the service's own path, in the same window."""
    view = hand_in(place=a_place(a_sample(tmp_path), service_url="http://127.0.0.1:9/services/atelier"))
    assert 'target="_top" href="/services/atelier/ma-semaine"' in view.children[-1].value
