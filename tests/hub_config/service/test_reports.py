"""Reports to show: which are kept, who reads them, and what they say."""

import base64
from dataclasses import replace
from datetime import timedelta

from graders.picture import Picture
from graders.results import Outcome
from hub_config.service.reports import KeptReport
from tests.hub_config.service import gallery
from tests.hub_config.service.makers import MONDAY, S05, a_report, an_exercise, failed
from tests.hub_config.service.visitor import main_words

PICTURE = Picture("Votre page", "Un titre", b"jpeg")
SITE = an_exercise("04", unit_id=S05, title="Exercice numéro 4", report=True)
PAGE = f"rapport/{S05}/04"


def files(page: bytes) -> dict[str, dict[str, str]]:
    """The body of a request to check this page."""
    return {"files": {"index.html": base64.b64encode(page).decode()}}


async def test_the_latest_report_is_kept(stage):
    """Each try takes the place of the one before, with its own hour."""
    for page in (b"<h1>", b"<h1>Bon</h1>"):
        await stage.ask("amina", f"api/checks/{S05}/04", method="POST", data=files(page))
        stage.clock.move(hours=1)
    assert stage.parts.reports.latest("amina", SITE) == KeptReport(a_report(SITE), MONDAY + timedelta(hours=1))
    assert stage.parts.reports.latest("bruno", SITE) is None


async def test_our_own_fault_is_not_kept(stage):
    """It leaves what was there before."""
    stage.parts.reports.keep("amina", SITE, failed(SITE))
    stage.parts.reports.keep("amina", SITE, a_report(SITE, Outcome.PASSED, Outcome.ERRORED))
    assert stage.parts.reports.latest("amina", SITE) == KeptReport(failed(SITE), MONDAY)


async def test_a_report_that_is_not_to_be_printed_is_kept_without_its_pictures_for_who_helps(stage):
    """A trainer reads it; to the person it has no page, as its card is in the notebook."""
    exercise = stage.parts.catalogue.exercise(S05, "03")
    report = failed(exercise)
    drawn = replace(report, results=tuple(replace(each, pictures=(PICTURE,)) for each in report.results))
    stage.parts.reports.keep("amina", exercise, drawn)
    stage.parts.reports.keep("amina", SITE, replace(drawn, exercise_id=SITE.exercise_id))
    assert stage.parts.reports.latest("amina", exercise) == KeptReport(report, MONDAY)
    assert stage.parts.reports.latest("amina", SITE).report.results[0].pictures == (PICTURE,)
    assert stage.parts.reports.kept("amina") == {(S05, "03"), (S05, "04")}
    answers = [await stage.ask(name, path) for name, path in (
        ("farida", f"la-classe/amina/rapport/{S05}/03"), ("amina", f"rapport/{S05}/03"), ("amina", PAGE)
    )]  # fmt: skip
    assert [answer.code for answer in answers] == [200, 404, 200]


async def test_the_page_says_what_is_right_then_what_to_mend(stage):
    """A line for each rule, in the order of the exercise: which pages, and the criterion; escaped."""
    gallery.reported(stage)
    answer = await stage.ask("amina", PAGE)
    assert main_words(answer.body) == [
        "← Ma semaine",
        "Rapport : Exercice numéro 4",
        "Travail de Amina Diallo, vérifié lundi 23 novembre 2026, 10 h.",
        "Déjà juste : 1 règle sur 3.",
        "Ce qui est bon",
        "Règle", "Pages",
        "Chaque page dit sa langue.", "les 2 pages", "8.3",
        "Ce qui reste à reprendre, dans l’ordre",
        "Règle", "Pages à reprendre",
        "Chaque onglet a son titre.", "contact.html", "–",
        "Le menu est partout.", "les 2 pages", "12.2",
        "Ce rapport dit ce qu’un programme peut voir. Une personne doit aussi relire le travail. "
        "Il ne veut pas dire « conforme au RGAA ».",
        "Pour imprimer : touches et .",
    ]  # fmt: skip
    assert "Il manque &lt;title&gt;. Ligne 4 de contact.html." in answer.body.decode()


async def test_a_perfect_report_and_a_notice(stage):
    """All right is praised, with nothing to mend; an untouched start gets its one sentence."""
    stage.parts.reports.keep("amina", SITE, a_report(SITE))
    words = main_words((await stage.ask("amina", PAGE)).body)
    assert "★ Bravo ! Tout est juste : 2 règles sur 2." in words
    assert "Ce qui reste à reprendre, dans l’ordre" not in words
    stage.parts.reports.keep("amina", SITE, replace(failed(SITE), notice="unchanged", notice_text="Rien n’a changé."))
    words = main_words((await stage.ask("amina", PAGE)).body)
    assert ("Rien n’a changé." in words, "Ce qui est bon" in words) == (True, False)


async def test_the_week_and_the_trainer_lead_to_it(stage):
    """Once there is one; a trainer reads the same page, somebody else's trainee none at all."""
    stage.released(S05)
    link = f'href="/services/atelier/{PAGE}"'
    assert link not in (await stage.ask("amina", "ma-semaine")).body.decode()
    gallery.reported(stage)
    assert (await stage.ask("amina", "ma-semaine")).body.decode().count(link) == 1
    trainers = f"la-classe/amina/{PAGE}"
    assert f'href="/services/atelier/{trainers}"' in (await stage.ask("farida", "la-classe/amina")).body.decode()
    words = main_words((await stage.ask("farida", trainers)).body)
    assert words[:2] == ["← Amina Diallo", "Rapport : Exercice numéro 4"]
    answers = [await stage.ask("bruno", PAGE), await stage.ask("bruno", trainers)]
    assert [answer.code for answer in answers] == [404, 403]
