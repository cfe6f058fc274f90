"""The board of who runs the printers: what is left of a printer that is gone, and what happened to a print."""

from __future__ import annotations

import json
import re

from fab_notebooks.printing.jobs import JobState
from tests.hub_config.service import gallery
from tests.hub_config.service.test_prints import decide
from tests.hub_config.service.visitor import main_words


async def test_a_job_of_a_retired_printer_is_on_the_board_and_can_be_ended(stage):
    """It has no lane: the board has a place for it, and the news bring nothing that the page does not show, which would
    be loaded again for ever. Its owner reads what is the matter, and cannot send another off to there."""
    store = stage.parts.prints.store
    draft, job = (gallery.a_print(stage, title, printer="partie") for title in ("Crochet", "Bouton"))
    store.submit(job.job_id, "rosa")

    async def board() -> str:
        jobs = json.loads((await stage.ask("samir", "api/print-board")).body)["jobs"]
        page = (await stage.ask("samir", "les-imprimantes")).body.decode()
        assert [each["job_id"] for each in jobs if f'data-job="{each["job_id"]}"' not in page] == []
        return page

    page = await board()
    assert ("il ne peut pas être accepté" in page, "Imprimantes retirées" in page) == (True, False)
    store.approve(job.job_id, "samir")
    page = await board()
    assert ("Imprimantes retirées" in page, f"travail/{job.job_id}/annuler" in page) == (True, True)
    own = (await stage.ask("rosa", "mes-impressions")).body.decode()
    assert own.count("L’imprimante choisie a été retirée : cet objet ne sera pas imprimé.") == 2
    assert f"mes-impressions/{draft.job_id}/envoyer" not in own
    await decide(stage, job.job_id, "annuler")
    assert store.job(job.job_id).state is JobState.CANCELLED
    assert "Imprimantes retirées" not in await board()


async def test_a_print_that_was_at_a_retired_printer_is_settled_by_who_saw_it(stage):
    """Nobody can ask the machine: the board does."""
    store = stage.parts.prints.store
    job = gallery.print_retired(stage)
    page = (await stage.ask("samir", "les-imprimantes")).body.decode()
    assert [f"travail/{job.job_id}/{word}" in page for word in ("reussie", "ratee", "annuler")] == [True, True, False]
    await decide(stage, job.job_id, "ratee")
    assert store.job(job.job_id).state is JobState.FAILED
    assert f"travail/{job.job_id}/relancer" not in (await stage.ask("samir", "les-imprimantes")).body.decode()


async def test_the_board_tells_what_happened_to_a_job(stage):
    """Who did what, and when by the clocks of Paris; nobody but a manager reads it."""
    store = stage.parts.prints.store
    job = gallery.print_under_way(stage)
    assert f'href="/services/atelier/les-imprimantes/travail/{job.job_id}"' in (
        (await stage.ask("samir", "les-imprimantes")).body.decode()
    )
    store.cancel(job.job_id, "rosa", "rosa")
    store.set_doubt(job.job_id, "no record")
    store.decide(job.job_id, "samir", JobState.FAILED)
    store.print_again(job.job_id, "samir")
    page = (await stage.ask("samir", f"les-imprimantes/travail/{job.job_id}")).body
    told = [line for line in main_words(page) if line.startswith("Note : ") or ", par " in line]
    assert [re.sub(r", lundi 23 novembre, 10 h( \d\d)?, par", ":", line) for line in told] == [
        "Objet déposé: Rosa Lopes.",
        "Temps et prix calculés: Atelier.",
        "Envoyé à l’équipe: Rosa Lopes.",
        "Accepté: Samir Petit.",
        "Préparé pour l’imprimante: Atelier.",
        "Premier de la file, en attente d’un plateau vide: Atelier.",
        "Envoi à l’imprimante: Atelier.",
        f"Note : {job.file_name}",
        "Impression commencée: Atelier.",
        "Arrêt demandé: Rosa Lopes.",
        "État inconnu, à regarder: Atelier.",
        "Note : no record",
        "Raté, vu sur le plateau: Samir Petit.",
        "Relancé: Samir Petit.",
    ]
    assert (await stage.ask("rosa", f"les-imprimantes/travail/{job.job_id}")).code == 403
    assert (await stage.ask("samir", "les-imprimantes/travail/f00d")).code == 404
