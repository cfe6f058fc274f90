"""The view of each kind of exercise, worked as a learner works it, without a browser."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import ipywidgets as widgets
import pytest

from graders.card import card_html
from graders.exercise_widget.choices import Choices
from graders.exercise_widget.editor import Editor
from graders.exercise_widget.sheet import read_sheet
from graders.exercise_widget.view import ExerciseView
from graders.results import CheckResult, Outcome, Report
from tests.graders.exercise_widget.makers import Alarms, a_place, a_sample, a_service, shown, type_in

LANG = CheckResult("lang", "La page dit sa langue.", 1.0, Outcome.PASSED)


class Table:
    """A learner's copy of the sample, and the view of one exercise on it."""

    def __init__(self, tmp_path: Path, number: str, service_url: str = "http://127.0.0.1:1") -> None:
        self.folder = a_sample(tmp_path)
        self.alarms = Alarms()
        sheet = read_sheet(self.folder)
        self.exercise = sheet.exercises[number]
        self.view = ExerciseView(self.exercise, sheet.assignment_id, a_place(self.folder, self.alarms, service_url))

    def file(self, name: str) -> str:
        return (self.folder / self.exercise.folder / name).read_text(encoding="utf-8")


def choose(work: Choices, value: str) -> None:
    """Click on an answer, as the page of the notebook tells it."""
    work.radios._handle_custom_msg({"kind": "chosen", "value": value}, [])


def says(widget: widgets.HTML) -> str:
    """The words of a piece of HTML; plain spaces for non-breaking ones."""
    return re.sub(r"<[^>]+>", "", widget.value).replace("\u00a0", " ").strip()


def test_writing_saves(tmp_path: Path):
    """What is typed is on disk after a pause, and the status says when."""
    table = Table(tmp_path, "03")
    assert isinstance(table.view.work, Editor)
    type_in(table.view.work, "index.html", "<h1>Bonjour</h1>")
    table.alarms.ring()
    assert table.file("index.html") == "<h1>Bonjour</h1>"
    assert says(table.view.status) == "Enregistré à 14 h 05."


def test_the_preview_gets_what_lies_in_the_folder(tmp_path: Path):
    """A picture put beside the page is there at the next look; the learner's own file is the page's to know."""
    table = Table(tmp_path, "03")
    assert isinstance(table.view.work, Editor)
    assert table.view.work.fields.folder == {}
    (table.folder / "03-reparer" / "plan.svg").write_text("<svg/>", encoding="utf-8")
    table.alarms.ring()
    assert table.view.work.fields.folder == {"plan.svg": {"data": "data:image/svg+xml;base64,PHN2Zy8+"}}


def test_a_change_elsewhere_is_shown_with_the_kept_version(tmp_path: Path):
    """The field shows the disk's version, and the sentence says where the learner's own is."""
    table = Table(tmp_path, "03")
    assert isinstance(table.view.work, Editor)
    type_in(table.view.work, "index.html", "ici")
    (table.folder / "03-reparer" / "index.html").write_text("ailleurs", encoding="utf-8")
    table.alarms.ring()
    assert shown(table.view.work, "index.html") == "ailleurs"
    assert says(table.view.status) == (
        "⚠ Le fichier index.html a changé ailleurs. Voici sa nouvelle version. "
        "La vôtre est gardée dans « index (votre version de 14 h 05).html »."
    )
    assert table.file("index (votre version de 14 h 05).html") == "ici"


def test_the_challenge_has_a_tab_per_file(tmp_path: Path):
    """Two files, in the exercise's order; each is written on its own."""
    table = Table(tmp_path, "06")
    assert isinstance(table.view.work, Editor)
    fields = table.view.work.fields
    assert [file["name"] for file in fields.files] == ["index.html", "adresse.html"]
    type_in(table.view.work, "adresse.html", "<h1>Adresse</h1>")
    table.alarms.ring()
    assert table.file("adresse.html") == "<h1>Adresse</h1>"


def test_a_prediction_writes_its_choice(tmp_path: Path):
    """Nothing is chosen at first; the chosen id is the answer file's one line, and comes back later."""
    table = Table(tmp_path, "01")
    assert isinstance(table.view.work, Choices)
    assert table.view.work.radios.chosen == ""
    choose(table.view.work, "texte")
    choose(table.view.work, "autre")
    table.alarms.ring()
    assert table.file("reponse.txt") == "texte\n"
    again = ExerciseView(table.exercise, "web-essai", a_place(table.folder))
    assert isinstance(again.work, Choices)
    assert again.work.radios.chosen == "texte"


@pytest.mark.parametrize(
    ("name", "shown", "page"),
    [("page.html", "page.html", "<h1>Bonjour</h1>"), ("essai.js", "essai.js.html", '<script src="essai.js">')],
)
async def test_what_happens_is_shown_after_the_choice(tmp_path: Path, name: str, shown: str, page: str):
    """Checked without a choice it stays hidden; with one, right or wrong, it runs; starting over hides it."""
    with a_service() as service:
        service.answer = Report("web-essai/01", (replace(LANG, outcome=Outcome.FAILED),)).to_json()
        table = Table(tmp_path, "01", service.url)
        (table.folder / "01-predire" / name).write_text("<h1>Bonjour</h1>", encoding="utf-8")
        view = ExerciseView(
            replace(table.exercise, shows=name), "web-essai", a_place(table.folder, table.alarms, service.url)
        )
        assert isinstance(view.work, Choices)
        await view.check()
        assert view.work.shown.children == ()
        choose(view.work, "rien")
        assert view.work.shown.children == ()
        await view.check()
    assert view.work.shown in view.widget.children
    (preview,) = view.work.shown.children
    assert (preview.words["preview"], preview.name) == ("Ce qui se passe vraiment", shown)
    assert page in preview.page
    view.restart.button.click()
    view.restart.yes.click()
    assert view.work.shown.children == ()


async def test_checking_shows_the_card(tmp_path: Path):
    """What was typed a moment ago is saved and sent; the card comes back and the button is free again."""
    report = Report("web-essai/03", (LANG,))
    with a_service() as service:
        service.answer = report.to_json()
        table = Table(tmp_path, "03", service.url)
        assert isinstance(table.view.work, Editor)
        type_in(table.view.work, "index.html", "x")
        await table.view.check()
    assert table.view.card.value == f'<div role="alert">{card_html(report)}</div>'
    assert (table.view.check_button.disabled, says(table.view.status)) == (False, "Vérifié à 14 h 05.")
    assert table.file("index.html") == "x"
    assert service.asked[0]["body"] == {"files": {"index.html": "eA=="}}


@pytest.mark.parametrize(
    ("has_report", "outcome"), [(True, Outcome.PASSED), (True, Outcome.ERRORED), (False, Outcome.PASSED)]
)
async def test_a_report_to_print_is_offered(tmp_path: Path, has_report: bool, outcome: Outcome):
    """Below the card, for work that has one; not when the checker broke."""
    with a_service() as service:
        service.answer = Report("web-essai/03", (replace(LANG, outcome=outcome),)).to_json()
        table = Table(tmp_path, "03", service.url)
        table.view._exercise = replace(table.exercise, report=has_report)
        await table.view.check()
    links = re.findall(r'href="([^"]*)">([^<]*)<', table.view.card.value)
    expected = [("/services/atelier/rapport/web-essai/03", "Ouvrir le rapport à imprimer")]
    assert links == (expected if has_report and outcome is Outcome.PASSED else [])


async def test_a_silent_service_is_said_kindly(tmp_path: Path):
    """No service: a sentence, the work kept, no token and no address shown."""
    table = Table(tmp_path, "03")
    await table.view.check()
    assert says(table.view.card) == (
        "⚠ Le service de vérification ne répond pas. Votre travail est gardé. Réessayez dans un moment."
    )
    assert not table.view.check_button.disabled


def test_hints_open_one_at_a_time(tmp_path: Path):
    """A hint shows when asked for, its code as code, and after the last the button goes."""
    hints = Table(tmp_path, "03").view.hints
    assert hints.opened.children == ()
    labels = []
    for _ in range(3):
        labels.append(hints.button.description)
        hints.button.click()
    assert labels == ["Ouvrir l’aide 1 sur 3", "Ouvrir l’aide 2 sur 3", "Ouvrir l’aide 3 sur 3"]
    assert [says(hint) for hint in hints.opened.children] == [
        "Aide 1Comptez les balises qui s’ouvrent et qui se ferment.",
        "Aide 2Regardez la ligne du titre.",
        "Aide 3Autre exemple : &lt;h2&gt;Adresse&lt;/h2&gt; a deux balises.",
    ]
    assert hints.button.layout.display == "none"


def a_step(message_id: str, *hints: str) -> CheckResult:
    """A failed check whose message has these hints."""
    title = "La page a un grand titre."
    return CheckResult("h1", title, 1.0, Outcome.FAILED, message_id, "Il manque le grand titre.", hints=hints)


async def test_a_failed_check_offers_the_hints_of_its_step(tmp_path: Path):
    """One at a time, above the exercise's own, which stay; checked again they stay open; another step has others."""
    no_h1 = a_step("no-h1", "Regardez le body.", "Sa balise est h1.", "Par exemple : <h2>Adresse</h2>.")
    reports = [
        Report("web-essai/03", (LANG, no_h1)),
        Report("web-essai/03", (LANG, no_h1)),
        Report("web-essai/03", (LANG, a_step("several-h1", "Cherchez *tout* <img src=x>.", "Deux.", "Trois."))),
        Report("web-essai/03", (LANG, a_step("own-words"))),
        Report("web-essai/03", (no_h1,), "empty-file", "Le fichier est vide.", ("Un.", "Deux.", "Trois.")),
        Report("web-essai/03", (LANG,)),
    ]
    seen = []
    with a_service() as service:
        table = Table(tmp_path, "03", service.url)
        steps, own = table.view.step_hints, table.view.hints
        assert (steps.widget.children, own.button.description) == ((), "Ouvrir l’aide 1 sur 3")
        for report in reports:
            service.answer = report.to_json()
            await table.view.check()
            if steps.widget.children:
                steps.button.click()
            seen.append([says(hint) for hint in steps.opened.children])
        assert own.button.description == "Ouvrir l’aide 1 sur 3"
    assert seen == [
        ["Aide 1 pour cette étapeRegardez le body."],
        ["Aide 1 pour cette étapeRegardez le body.", "Aide 2 pour cette étapeSa balise est h1."],
        ["Aide 1 pour cette étapeCherchez *tout* &lt;img src=x&gt;."],
        [],
        ["Aide 1 pour cette étapeUn."],
        [],
    ]
    assert steps.widget.children == ()


async def test_the_last_hint_of_a_step_keeps_the_keyboards_place(tmp_path: Path):
    """Each opened hint is read aloud; with the last the button goes and the foot says so; a new step has its button."""
    with a_service() as service:
        table = Table(tmp_path, "03", service.url)
        service.answer = Report("web-essai/03", (a_step("no-h1", "Un.", "Deux.", "Trois."),)).to_json()
        await table.view.check()
        steps, labels = table.view.step_hints, []
        for _ in range(3):
            labels.append(steps.button.description)
            steps.button.click()
        assert labels == [f"Ouvrir l’aide {number} sur 3 pour cette étape" for number in (1, 2, 3)]
        assert all('role="alert"' in hint.value for hint in steps.opened.children)
        assert (steps.button.layout.display, says(steps.foot)) == (
            "none",
            "Toutes les aides de cette étape sont ouvertes. Vous pouvez aussi appeler quelqu’un.",
        )
        service.answer = Report("web-essai/03", (a_step("several-h1", "A.", "B.", "C."),)).to_json()
        await table.view.check()
        assert (steps.button.layout.display, steps.button.description, says(steps.foot), steps.opened.children) == (
            None,
            "Ouvrir l’aide 1 sur 3 pour cette étape",
            "",
            (),
        )


async def test_the_hints_of_a_step_stay_when_no_answer_comes_and_go_when_starting_over(tmp_path: Path):
    """A service that falls silent takes no hint away; "Recommencer" does, for there is no step any more."""
    with a_service() as service:
        table = Table(tmp_path, "03", service.url)
        service.answer = Report("web-essai/03", (a_step("no-h1", "Un.", "Deux.", "Trois."),)).to_json()
        await table.view.check()
        table.view.step_hints.button.click()
        service.status = 500
        await table.view.check()
        assert [says(hint) for hint in table.view.step_hints.opened.children] == ["Aide 1 pour cette étapeUn."]
    table.view.restart.button.click()
    table.view.restart.yes.click()
    assert table.view.step_hints.widget.children == ()


def test_an_exercise_without_hints_offers_none(tmp_path: Path):
    """No empty promise."""
    assert Table(tmp_path, "02").view.hints.widget.children == ()


def test_starting_over_asks_and_keeps(tmp_path: Path):
    """ "Recommencer" asks; no keeps everything; yes goes back to the start and keeps the old version."""
    table = Table(tmp_path, "03")
    assert isinstance(table.view.work, Editor)
    editor, restart = table.view.work, table.view.restart
    start = shown(editor, "index.html")
    type_in(editor, "index.html", "mon travail")
    restart.button.click()
    assert restart.widget.children != [restart.button]
    restart.no.click()
    assert shown(editor, "index.html") == "mon travail"
    restart.button.click()
    restart.yes.click()
    assert (shown(editor, "index.html"), table.file("index.html")) == (start, start)
    assert table.file("index (votre version de 14 h 05).html") == "mon travail"
    assert says(table.view.status) == (
        "C’est reparti du début. Votre ancienne version est dans « index (votre version de 14 h 05).html »."
    )


@pytest.mark.parametrize("number", ["01", "02", "03", "06"])
def test_a_view_printed_elsewhere_stays_kind(tmp_path: Path, number: str):
    """Where no widget can be shown, the notebook holds one French sentence, and no work and no token."""
    view = Table(tmp_path, number).view
    assert view.widget._repr_mimebundle_()["text/plain"] == "Exercice\u00a0: ouvrez ce cahier dans Atelier."


def test_starting_over_a_choice_speaks_of_no_file(tmp_path: Path):
    """Who ticked an answer is not told about the file that holds it; the file is kept all the same."""
    table = Table(tmp_path, "01")
    assert isinstance(table.view.work, Choices)
    choose(table.view.work, "titre")
    table.view.restart.button.click()
    table.view.restart.yes.click()
    assert (table.view.work.radios.chosen, says(table.view.status)) == ("", "C’est reparti du début.")
    assert len(list((tmp_path).rglob("*(votre version de 14 h 05).txt"))) == 1


async def test_a_second_press_while_checking_asks_once(tmp_path: Path):
    """The button stays enabled, so that the keyboard keeps its place; pressed twice it still checks once."""
    with a_service() as service:
        service.answer = Report("web-essai/03", (LANG,)).to_json()
        table = Table(tmp_path, "03", service.url)
        table.view.check_button.click()
        table.view.check_button.click()
        assert not table.view.check_button.disabled
        assert table.view._checking is not None
        await table.view._checking
    assert len(service.asked) == 1
