"""A part, from a resident's idea to the printer's own record: real hub, browser, slicer in its sandbox, and OctoPrint.

Then the same with `kill -9` in between: of the service at each state, and of OctoPrint in mid-print.
"""

from __future__ import annotations

import os
import signal
from pathlib import Path

import httpx
import psutil
import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import create_engine

from fab_notebooks.printing.files import PrintFiles
from fab_notebooks.printing.jobs import Job, JobState
from fab_notebooks.printing.store import PrintStore
from hub_config.secret_files import printer_key_name, secret
from hub_config.service.french_dates import utc_now
from tests.end_to_end.conftest import EnterPage
from tests.fab_notebooks.meshes import box_stl
from tests.print_servers import prints_begun
from tests.real_hub import Hub, wait_for

pytestmark = [pytest.mark.hub, pytest.mark.browser, pytest.mark.sandbox, pytest.mark.printer]


def store_of(place: Hub) -> PrintStore:
    """The print queue as the service has it."""
    engine = create_engine(place.settings.service_database_url)
    return PrintStore(engine, PrintFiles(place.settings.service_dir / "prints"), utc_now)


def record(place: Hub, job: Job) -> dict[str, object]:
    """OctoPrint's own record of a job's file."""
    key = secret(place.settings.secrets_dir, printer_key_name("simulee"))
    url = f"http://127.0.0.1:{place.settings.simulator_port}/api/files/local/{job.file_name}"
    prints: dict[str, object] = httpx.get(url, headers={"X-Api-Key": key}).json().get("prints") or {}
    return prints


def upload(page: Page, place: Hub, file: Path, title: str) -> None:
    """By the form, to the estimate, and off."""
    page.goto(f"{place.url}services/atelier/mes-impressions")
    page.get_by_label("Votre fichier").set_input_files(file)
    page.get_by_label("Son nom").fill(title)
    page.get_by_role("button", name="Calculer le temps et le prix").click()
    page.get_by_role("button", name=f"Envoyer {title}").click(timeout=60_000)  # there by itself, once it is sliced
    expect(card(page, title)).to_contain_text("Envoyé. Une personne de l’équipe va le regarder.")


def make(page: Page, place: Hub, title: str) -> None:
    """In the studio, from the welcome page: a knob whose wall is too thin is explained, mended and sent; then off."""
    page.goto(f"{place.url}services/atelier/")
    page.get_by_role("link", name="Créer un objet en 3D").click()
    page.get_by_role("link", name="Bouton de réparation").click(timeout=120_000)  # the person's server starts first
    view, best = page.get_by_role("application"), page.locator(".fab-best")
    expect(best).to_contain_text("s’imprime bien tel qu’il est", timeout=60_000)
    before = view.screenshot()
    for label, value in (
        ("Diamètre du bouton", 12),
        ("Hauteur", 12),
        ("Diamètre de l’axe", 9),
        ("Jeu autour de l’axe", 0.5),
    ):
        field = page.get_by_role("spinbutton", name=label, exact=True)
        field.fill(str(value))
        field.press("Enter")
    expect(best).to_contain_text("Une paroi fait 0,6", timeout=60_000)
    assert view.screenshot() != before
    field = page.get_by_role("spinbutton", name="Diamètre du bouton", exact=True)
    field.fill("15")
    field.press("Enter")
    expect(best).to_contain_text("s’imprime bien tel qu’il est", timeout=60_000)
    page.get_by_label("Nom de l’objet").fill(title)
    page.get_by_role("button", name="Envoyer à l’imprimante").click()
    expect(page.get_by_role("status").last).to_contain_text("Prêt à envoyer.", timeout=120_000)
    expect(page.locator(".fab-facts")).not_to_contain_text("environ")  # the slicer's own figures
    page.goto(f"{place.url}services/atelier/mes-impressions")
    page.get_by_role("button", name=f"Envoyer {title}").click()
    expect(card(page, title)).to_contain_text("Envoyé. Une personne de l’équipe va le regarder.")


def card(page: Page, title: str):
    """A part on the page."""
    return page.get_by_role("listitem").filter(has_text=title)


def accept(page: Page, place: Hub, title: str) -> None:
    """The manager's yes, and a look at the plate."""
    page.goto(f"{place.url}services/atelier/les-imprimantes")
    page.get_by_role("button", name=f"Accepter {title}").click()
    if page.get_by_role("button", name="Le plateau est vide").count():
        page.get_by_role("button", name="Le plateau est vide").click()


@pytest.mark.timeout(600)
def test_from_a_residents_idea_to_the_printers_record(place: Hub, enter: EnterPage):
    """Made in the studio, sent, approved, the plate is clear: printed once, and page, database and printer agree."""
    remi, fanny = enter("remi"), enter("fanny")
    expect(fanny.get_by_role("heading", name="Les imprimantes")).to_be_visible()
    make(remi, place, "Bouton")
    expect(card(remi, "Bouton")).to_contain_text("× 12 mm")
    expect(card(remi, "Bouton").get_by_role("img")).to_be_visible()
    expect(card(remi, "Bouton")).to_contain_text("simulée")

    # Seen by the page while it happens, without a hand on it.
    remi.evaluate("""() => {
        window.seen = [];
        const note = () => {
            const words = document.querySelector("[data-words]")?.textContent;
            if (words && window.seen.at(-1) !== words) window.seen.push(words);
        };
        note();
        new MutationObserver(note).observe(document.body, {subtree: true, childList: true, characterData: true});
    }""")
    accept(fanny, place, "Bouton")
    expect(card(remi, "Bouton")).to_contain_text("Terminé.", timeout=300_000)
    seen = remi.evaluate("window.seen")
    assert any(words.startswith("Impression en cours") for words in seen), seen

    store = store_of(place)
    [job] = store.jobs(owner="remi")
    assert job.state is JobState.DONE
    prints = record(place, job)
    assert (prints["success"], prints["failure"]) == (1, 0)
    assert prints_begun(place.settings.simulator_dir) == [job.file_name]
    assert [line.became for line in store.audit_of(job.job_id) if line.was != line.became] == [
        "draft", "submitted", "approved", "sliced", "waiting-plate", "sending", "printing", "done",
    ]  # fmt: skip
    fanny.reload()
    expect(fanny.get_by_role("row").filter(has_text="Bouton")).to_contain_text("Terminé")
    assert job.design_words is not None
    expect(card(remi, "Bouton")).to_contain_text("Bouton de réparation : diamètre du bouton 15 mm, hauteur 12 mm")
    # The slicer's sandbox left nothing, and the key is on no page.
    assert not list((place.settings.service_dir / "slicing").glob("*"))
    assert secret(place.settings.secrets_dir, printer_key_name("simulee")) not in fanny.content() + remi.content()

    # Taken up again from the page, with the very values, though the sliders have stood elsewhere since.
    remi.goto(f"{place.url}user/remi/voila/render/Impression%203D/bouton-de-reparation.ipynb")
    field = remi.get_by_role("spinbutton", name="Diamètre du bouton", exact=True)
    field.fill("33")
    field.press("Enter")
    expect(remi.locator(".fab-summary")).to_contain_text("32,9 × 32,9 × 12 mm", timeout=60_000)
    remi.goto(f"{place.url}services/atelier/mes-impressions")
    remi.get_by_role("link", name="Reprendre cet objet : Bouton").click()
    expect(field).to_have_value("15", timeout=60_000)
    expect(remi.get_by_text("Voici l’objet, avec les réglages de votre impression.")).to_be_visible()


@pytest.mark.timeout(300)
def test_an_object_of_ones_own_is_made_in_ones_own_sandbox(place: Hub, enter: EnterPage):
    """From the welcome page to the starting file and its sliders; saved, the object follows; its words travel too."""
    remi = enter("remi")
    remi.goto(f"{place.url}services/atelier/")
    remi.get_by_role("link", name="Créer un objet en 3D").click()
    remi.get_by_role("link", name="Votre propre objet").click(timeout=120_000)
    source, summary = remi.locator(".fab-source"), remi.locator(".fab-summary")
    expect(source).to_contain_text("« mon-objet.py » est lu.", timeout=60_000)
    expect(summary).to_contain_text("Porte-clés : 50 × 20 × 3 mm")
    file = place.settings.homes_dir / "remi" / "Impression 3D" / "mon-objet.py"
    good = file.read_text(encoding="utf-8")
    spying = good.replace("    # 1.", "    open('/home/remi/.bashrc')\n    # 1.")
    file.write_text(spying, encoding="utf-8")
    expect(source).to_contain_text("cette ligne ouvre un fichier, un programme ou le réseau", timeout=60_000)
    file.write_text(good.replace("Porte-clés", "Plaque"), encoding="utf-8")
    expect(summary).to_contain_text("Plaque : 50 × 20 × 3 mm", timeout=60_000)
    remi.get_by_role("button", name="Envoyer à l’imprimante").click()
    expect(remi.get_by_text("Prêt à envoyer.")).to_be_visible(timeout=120_000)
    remi.goto(f"{place.url}services/atelier/mes-impressions")
    expect(card(remi, "Plaque")).to_contain_text("Plaque : longueur 50 mm, largeur 20 mm, épaisseur 3 mm")
    expect(remi.get_by_role("link", name="Reprendre cet objet : Plaque")).to_be_visible()
    remi.get_by_role("button", name="Effacer Plaque").click()


@pytest.mark.timeout(450)
def test_kill_nine_prints_nothing_twice_and_loses_nothing(place: Hub, enter: EnterPage, tmp_path: Path):
    """The service dies at each state of a job on its way; the job arrives, and the printer began it once. OctoPrint
    dies in mid-print: the job is in doubt, and begins again only when a manager says so."""
    (tmp_path / "pied.stl").write_bytes(box_stl(30, 30, 4))  # minutes of printing: none of them has to be waited for
    remi, fanny = enter("remi"), enter("fanny")
    begun = len(prints_begun(place.settings.simulator_dir))
    upload(remi, place, tmp_path / "pied.stl", "Pied")
    store = store_of(place)
    [job_id] = [job.job_id for job in store.jobs(owner="remi") if job.title == "Pied"]

    kill_service(place)
    store.approve(job_id, "fanny")
    for state in (JobState.SLICED, JobState.WAITING_PLATE):
        wait_for(lambda state=state: has_reached(store, job_id, state), f"the job to be {state.value}")
        kill_service(place)
    store.say_plate_is_clear("simulee", "fanny")
    wait_for(lambda: store.job(job_id).state is JobState.PRINTING, "the print to begin")
    open_pages = [(remi, "mes-impressions"), (fanny, "les-imprimantes")]
    for page, path in open_pages:
        page.goto(f"{place.url}services/atelier/{path}")
        expect(page.locator(f'[data-job="{job_id}"] [data-words]')).to_contain_text("Impression en cours")
    words = [page.locator(f'[data-job="{job_id}"] [data-words]').inner_text() for page, _ in open_pages]
    kill_service(place)
    before = store.job(job_id).progress  # nobody is there who could write another
    wait_for(lambda: store.job(job_id).progress > before, "the print to go on")
    assert len(prints_begun(place.settings.simulator_dir)) == begun + 1
    # Both pages were open, in front of a proxy with nobody behind it; what they say goes on by itself.
    for (page, _), then in zip(open_pages, words, strict=True):
        expect(page.locator(f'[data-job="{job_id}"] [data-words]')).not_to_have_text(then, timeout=120_000)

    # In mid-print the printer's server dies. Started again, it knows nothing; the page says so, and nothing begins.
    kill(next(child for child in psutil.Process(place.process.pid).children() if is_octoprint(child)))
    wait_for(lambda: store.job(job_id).is_in_doubt, "the doubt")
    remi.goto(f"{place.url}services/atelier/mes-impressions")
    expect(card(remi, "Pied")).to_contain_text("État inconnu")
    store.say_plate_is_clear("simulee", "fanny")
    fanny.goto(f"{place.url}services/atelier/les-imprimantes")
    expect(fanny.get_by_text("Libre.")).to_be_visible(timeout=60_000)  # it is back
    assert store.job(job_id).is_in_doubt
    assert len(prints_begun(place.settings.simulator_dir)) == begun + 1
    fanny.get_by_role("button", name="Il est raté, ou n’a pas commencé Pied").click()
    fanny.get_by_role("button", name="Relancer Pied").click()
    wait_for(lambda: len(prints_begun(place.settings.simulator_dir)) == begun + 2, "the second attempt")

    # Its owner ends it; the page has heard of the second attempt by itself.
    expect(card(remi, "Pied")).to_contain_text("Impression en cours", timeout=60_000)
    remi.get_by_role("button", name="Arrêter Pied").click()
    expect(card(remi, "Pied")).to_contain_text("Annulé.", timeout=60_000)
    assert store.job(job_id).state is JobState.CANCELLED
    names = prints_begun(place.settings.simulator_dir)[begun:]
    assert names == [f"atelier-{job_id}-1.gcode", f"atelier-{job_id}-2.gcode"]


def has_reached(store: PrintStore, job_id: str, state: JobState) -> bool:
    """Whether the job is in this state, or has been."""
    return any(line.became == state.value for line in store.audit_of(job_id))


def is_octoprint(process: psutil.Process) -> bool:
    """Whether it is the simulated printer's server."""
    return any(part.endswith("octoprint") for part in process.cmdline())


def kill_service(place: Hub) -> None:
    """`kill -9`; `atelier up` starts it again."""
    kill(place.program("hub_config.service"))


def kill(process: psutil.Process) -> None:
    """`kill -9`, and wait until it is gone."""
    os.kill(process.pid, signal.SIGKILL)
    psutil.wait_procs([process], 10)
