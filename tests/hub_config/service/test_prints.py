"""Prints over HTTP: a part arrives, is sent off, approved or refused; who may what; the live news; the spreadsheet."""

from __future__ import annotations

import asyncio
import csv
import io
import json
import re
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from urllib.parse import unquote, urlencode

import httpx
import pytest
from tornado.httpclient import HTTPResponse

from fab_notebooks.printing.jobs import JobState
from hub_config.service.print_views import FORMULA_SIGNS, JobView, tame, views
from tests.fab_notebooks.meshes import box_stl
from tests.fab_notebooks.printing.makers import a_job
from tests.hub_config.service import gallery
from tests.hub_config.service.makers import Stage
from tests.hub_config.service.stand_in_hub import token_of
from tests.hub_config.service.visitor import main_words

CHOICE = {"imprimante": "simulee/simulee-pla", "exemplaires": "1"}


async def send(
    stage: Stage, name: str, content: bytes = b"", file_name: str = "piece.stl", **fields: str
) -> HTTPResponse:
    """The answer to the form with a file."""
    boundary = uuid.uuid4().hex
    parts = [f'Content-Disposition: form-data; name="{key}"\r\n\r\n{value}'.encode() for key, value in fields.items()]
    head = f'Content-Disposition: form-data; name="fichier"; filename="{file_name}"\r\nContent-Type: model/stl\r\n\r\n'
    parts.append(head.encode() + content)
    body = b"".join(b"--" + boundary.encode() + b"\r\n" + part + b"\r\n" for part in parts)
    headers = {"Content-Type": f"multipart/form-data; boundary={boundary}"}
    body += b"--" + boundary.encode() + b"--\r\n"
    return await stage.ask(name, "mes-impressions", method="POST", headers=headers, body=body)


async def decide(stage: Stage, job_id: str, decision: str, name: str = "samir", **fields: str) -> HTTPResponse:
    """The answer to a decision of the board."""
    body = "&".join(f"{key}={value}" for key, value in fields.items())
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    path = f"les-imprimantes/travail/{job_id}/{decision}"
    return await stage.ask(name, path, method="POST", body=body, headers=headers)


async def test_a_part_becomes_a_draft_that_is_sent_off_and_approved(stage):
    """From the form to the lane; the file is kept as it came, its name is a title."""
    answer = await send(stage, "rosa", box_stl(), "Bouton de four.stl", **CHOICE)
    assert (answer.code, answer.headers["Location"]) == (303, "/services/atelier/mes-impressions")
    store = stage.parts.prints.store
    [job] = store.jobs(owner="rosa")
    assert (job.title, job.state, job.printer, job.profile) == (
        "Bouton de four", JobState.DRAFT, "simulee", "simulee-pla",
    )  # fmt: skip
    assert store.files.get(job.job_id, "upload") == box_stl()
    early = await stage.ask("rosa", f"mes-impressions/{job.job_id}/envoyer", method="POST", body="")
    assert (early.code, main_words(early.body)[0]) == (409, "Entre-temps, quelque chose a changé")
    store.set_estimate(job.job_id, seconds=60, grams=1.0, euros=0.03, size_mm="6 × 6 × 1 mm")
    assert (await stage.ask("rosa", f"mes-impressions/{job.job_id}/envoyer", method="POST", body="")).code == 303
    assert (await decide(stage, job.job_id, "accepter")).code == 303
    assert store.job(job.job_id).state is JobState.APPROVED
    assert [line.by for line in store.audit_of(job.job_id)][-2:] == ["rosa", "samir"]


async def test_the_form_sent_twice_is_one_part(stage):
    """Its key says that it is the same."""
    for _ in range(2):
        assert (await send(stage, "rosa", box_stl(), cle="k" * 32, **CHOICE)).code == 303
    assert len(stage.parts.prints.store.jobs(owner="rosa")) == 1


@pytest.mark.parametrize(
    ("fields", "content", "status", "refused"),
    [
        (CHOICE, b"", 303, "file"),
        ({**CHOICE, "imprimante": "simulee/prusa-mk3s-pla"}, b"x", 400, None),
        ({**CHOICE, "imprimante": "../x"}, b"x", 400, None),
        ({**CHOICE, "exemplaires": "11"}, b"x", 400, None),
        ({**CHOICE, "exemplaires": "-1"}, b"x", 400, None),
    ],
)
async def test_what_the_form_does_not_offer_is_not_taken(stage, fields, content, status, refused):
    """No file, a profile of another printer, a path, too many copies."""
    answer = await send(stage, "rosa", content, **fields)
    assert answer.code == status
    if refused:
        assert answer.headers["Location"].endswith(f"?refus={refused}")
    assert stage.parts.prints.store.jobs() == ()


async def test_a_notebook_sends_a_part_with_its_persons_token(stage):
    """The file is the body; the answer says where to send it off. Sent again with its key it is the same."""
    path = f"api/parts?titre=Patte&imprimante=simulee/simulee-pla&exemplaires=2&cle={'k' * 32}"
    answers = [await stage.ask("amina", path, method="POST", body=box_stl()) for _ in range(2)]
    [job] = stage.parts.prints.store.jobs(owner="amina")
    assert [answer.code for answer in answers] == [201, 201]
    assert json.loads(answers[1].body) == {"job_id": job.job_id, "page": "/services/atelier/mes-impressions"}
    assert (job.title, job.copies, stage.parts.prints.store.files.get(job.job_id, "upload")) == ("Patte", 2, box_stl())
    wrong = await stage.ask("amina", "api/parts?imprimante=x", method="POST", body=b"x")
    assert wrong.code == 400
    for number in range(4):
        stage.parts.prints.store.create("amina", "x", box_stl(number + 1), printer="simulee", profile="p", copies=1)
    assert (await stage.ask("amina", path.replace("k", "z"), method="POST", body=box_stl(9))).code == 409


async def test_a_studio_names_no_printer_and_learns_what_the_slicer_says(stage):
    """The first printer with its usual profile; the figures stand in the news, in numbers."""
    answer = await stage.ask("rosa", f"api/parts?titre=Bouton&cle={'k' * 32}", method="POST", body=box_stl())
    [job] = stage.parts.prints.store.jobs(owner="rosa")
    assert (answer.code, job.printer, job.profile) == (201, "simulee", "simulee-pla")
    [news] = json.loads((await stage.ask("rosa", "api/prints")).body)["jobs"]
    assert {name: news[name] for name in ("job_id", "state", "seconds", "grams", "euros")} == {
        "job_id": job.job_id,
        "state": "draft",
        "seconds": None,
        "grams": None,
        "euros": None,
    }


async def post_with(stage: Stage, name: str, **query: str) -> HTTPResponse:
    """The answer to a part from a studio, with this in its address."""
    path = f"api/parts?{urlencode({'titre': 'Crochet', 'cle': uuid.uuid4().hex, **query})}"
    return await stage.ask(name, path, method="POST", body=box_stl())


async def test_what_a_part_was_made_with_travels_with_it(stage):
    """Its owner reads it and takes it up again, the manager reads it, the spreadsheet has it; nobody else."""
    answer = await post_with(stage, "rosa", modele="wall-hook", reglages='{"opening": 35}', mots="<b>Un crochet en or")
    assert answer.code == 201
    [job] = stage.parts.prints.store.jobs(owner="rosa")
    words = "Crochet mural : ouverture du crochet 35 mm, largeur 18 mm, épaisseur 7 mm, diamètre des vis 4 mm"
    assert (job.design, job.design_words) == ("wall-hook", words)
    known = {"opening": 35.0, "width": 18, "strength": 7, "screw": 4}
    assert json.loads((await stage.ask("rosa", f"api/parts/{job.job_id}")).body) == {
        "job_id": job.job_id,
        "design": "wall-hook",
        "values": known,
    }
    assert [(await stage.ask(name, f"api/parts/{job.job_id}")).code for name in ("bruno", "samir")] == [404, 404]
    page = (await stage.ask("rosa", "mes-impressions")).body.decode()
    assert words in page
    [link] = re.findall(r'href="([^"]*)">Reprendre cet objet', page)
    inside = f"voila/render/Impression%203D/crochet-mural.ipynb?travail={job.job_id}"
    assert unquote(link).endswith(f"?next=/user/rosa/{inside}")
    stage.parts.prints.store.set_estimate(job.job_id, seconds=60, grams=1.0, euros=0.03, size_mm="6 × 6 × 1 mm")
    stage.parts.prints.store.submit(job.job_id, "rosa")
    assert words in (await stage.ask("samir", "les-imprimantes")).body.decode()
    table = (await stage.ask("samir", "les-imprimantes/impressions.csv")).body.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(table), delimiter=";"))
    assert [(row["modele"], row["reglages"]) for row in rows] == [("wall-hook", words)]


async def test_ones_own_design_is_told_in_its_persons_words(stage):
    """Which are words on the pages and in the spreadsheet, whatever they are; one file has a page to go back to."""
    for design, words in (("Impression 3D/mon-objet.py", "<script>1</script>"), ("autre.py", "=1+1")):
        assert (await post_with(stage, "rosa", modele=design, reglages='{"width": 3}', mots=words)).code == 201
    page = (await stage.ask("rosa", "mes-impressions")).body.decode()
    assert "&lt;script&gt;1&lt;/script&gt;" in page
    assert "<script>1" not in page
    [link] = re.findall(r'href="([^"]*)">Reprendre cet objet', page)
    assert "votre-propre-objet.ipynb?travail=" in unquote(link)
    table = (await stage.ask("samir", "les-imprimantes/impressions.csv")).body.decode("utf-8-sig")
    assert "'=1+1" in [row["reglages"] for row in csv.DictReader(io.StringIO(table), delimiter=";")]


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ({"modele": "chair", "reglages": "{}"}, "the design is 'chair'; expected one of the house"),
        ({"modele": "../../x.py", "reglages": "{}", "mots": "x"}, "the design is"),
        ({"modele": "wall-hook", "reglages": '{"opening": 1e999}'}, "the value 'opening' is no number"),
        ({"modele": "wall-hook", "reglages": '{"opening": 999}'}, "does not take these values"),
        ({"modele": "mien.py", "reglages": "[" * 3999, "mots": "x"}, "the values are not JSON"),
        ({"modele": "mien.py", "reglages": "{}", "mots": "x" * 401}, "the words are no line"),
    ],
)
async def test_a_recipe_that_is_none_is_refused_with_its_part(stage, query, message):
    """In one sentence; nothing is kept."""
    answer = await post_with(stage, "rosa", **query)
    assert (answer.code, message in json.loads(answer.body)["message"]) == (400, True)
    assert stage.parts.prints.store.jobs() == ()


async def test_a_plain_file_was_made_with_nothing(stage):
    """Neither words nor a way back to a studio."""
    await send(stage, "rosa", box_stl(), **CHOICE, modele="wall-hook", reglages="{}")
    [job] = stage.parts.prints.store.jobs()
    answer = json.loads((await stage.ask("rosa", f"api/parts/{job.job_id}")).body)
    assert (job.design, answer["design"], answer["values"]) == (None, None, None)
    assert "Reprendre cet objet" not in (await stage.ask("rosa", "mes-impressions")).body.decode()


async def test_too_big_a_part_is_refused_before_it_is_read(stage):
    """By what it says of its own length."""
    address = stage.address.removeprefix("http://").split(":")
    reader, writer = await asyncio.open_connection(address[0], int(address[1]))
    writer.write(
        f"POST /services/atelier/mes-impressions HTTP/1.1\r\nHost: x\r\nAuthorization: token {token_of('rosa')}\r\n"
        "Content-Type: multipart/form-data; boundary=b\r\nContent-Length: 90000000\r\n\r\n".encode()
    )
    status = await asyncio.wait_for(reader.readline(), 10)
    writer.close()
    assert b" 413 " in status or b" 400 " in status


async def test_a_title_is_one_line_of_words(stage):
    """Whatever the file is called."""
    await send(stage, "rosa", box_stl(), titre="<b>\x00a\r\n=1+1</b>", **CHOICE)
    [job] = stage.parts.prints.store.jobs()
    assert job.title == "<b> a =1+1</b>"
    page = (await stage.ask("rosa", "mes-impressions")).body.decode()
    assert "&lt;b&gt; a =1+1&lt;/b&gt;" in page


async def test_other_peoples_parts_do_not_exist(stage):
    """Neither to send, nor to cancel, nor to look at; a manager sees the picture."""
    job = gallery.a_print(stage)
    for path, method in (("envoyer", "POST"), ("annuler", "POST")):
        answer = await stage.ask("bruno", f"mes-impressions/{job.job_id}/{path}", method=method, body="")
        assert answer.code == 404
    image = f"impression/{job.job_id}/image"
    assert [(await stage.ask(name, image)).code for name in ("rosa", "samir", "bruno")] == [200, 200, 404]
    assert (await stage.ask("rosa", image)).body.startswith(b"\x89PNG")


async def test_a_refusal_needs_its_reason_and_reaches_its_owner(stage):
    """Without words nothing is refused."""
    job = gallery.print_asked(stage)
    assert (await decide(stage, job.job_id, "refuser")).code == 400
    assert (await decide(stage, job.job_id, "refuser", motif="Trop%20fin")).code == 303
    words = main_words((await stage.ask("rosa", "mes-impressions")).body)
    place = words.index("La raison : Trop fin")
    assert words[place + 1] == "Vous pouvez changer l’objet et l’envoyer de nouveau."


async def test_what_is_printed_can_be_fetched(stage):
    """The owner is told so, unless the printer is one that prints nothing."""
    job = gallery.print_under_way(stage)
    stage.parts.prints.store.set_state(job.job_id, JobState.DONE)
    [view] = views(stage.parts.prints, [stage.parts.prints.store.job(job.job_id)])
    state_words = stage.parts.templates.get_template("print_words.html").module.state_words
    assert [" ".join(state_words(replace(view, is_simulated=is_it)).split()) for is_it in (True, False)] == [
        "Terminé.", "Terminé. Vous pouvez venir chercher votre objet.",
    ]  # fmt: skip


async def test_a_decision_that_comes_too_late_changes_nothing(stage):
    """Its owner cancelled it in between: the board says so."""
    job = gallery.print_asked(stage)
    stage.parts.prints.store.cancel(job.job_id, "rosa", "rosa")
    answer = await decide(stage, job.job_id, "accepter")
    assert answer.headers["Location"].endswith("?refus=trop-tard")
    assert stage.parts.prints.store.job(job.job_id).state is JobState.CANCELLED


async def test_the_plate_is_said_to_be_clear_by_a_manager_only(stage):
    """Everybody else is refused; the printer must be one of the place."""
    for name, status in (("rosa", 403), ("amina", 403), ("samir", 303)):
        assert (await stage.ask(name, "les-imprimantes/simulee/plateau", method="POST", body="")).code == status
    assert stage.parts.prints.store.plates_clear() == {"simulee"}
    assert (await stage.ask("samir", "les-imprimantes/autre/plateau", method="POST", body="")).code == 404


async def test_a_job_in_doubt_is_settled_by_who_looks(stage):
    """Seen on the plate: it failed; and it can be printed again."""
    gallery.print_in_doubt(stage)
    [job] = stage.parts.prints.store.jobs(states={JobState.PRINTING})
    await decide(stage, job.job_id, "ratee")
    await decide(stage, job.job_id, "relancer")
    assert stage.parts.prints.store.job(job.job_id).state is JobState.SLICED


async def test_pause_and_go_on_reach_the_machine(stage):
    """The machine that prints this job."""
    job = gallery.print_under_way(stage)
    stage.printer.now = stage.parts.prints.dispatcher.statuses["simulee"]
    await decide(stage, job.job_id, "pause")
    await decide(stage, job.job_id, "reprendre")
    assert stage.printer.orders == ["pause", "resume"]


async def test_a_right_is_signed_until_a_day_and_taken_back(stage):
    """Who has it needs no approval; the past, strangers and other printers are refused."""
    form = {"Content-Type": "application/x-www-form-urlencoded"}

    async def sign(person: str, printer: str, until: str) -> int:
        body = f"personne={person}&imprimante={printer}&jusqu-au={until}"
        answer = await stage.ask("samir", "les-imprimantes/habilitations", method="POST", body=body, headers=form)
        return answer.code

    assert [await sign(*wrong) for wrong in (
        ("nobody", "simulee", "2027-01-01"), ("rosa", "autre", "2027-01-01"), ("rosa", "simulee", "2026-01-01"),
        ("rosa", "simulee", "demain"),
    )] == [404, 404, 400, 400]  # fmt: skip
    assert await sign("rosa", "simulee", "2027-01-01") == 303
    [right] = stage.parts.prints.rights.all()
    assert (right.person, right.signed_by, right.expires_at.isoformat()) == (
        "rosa",
        "samir",
        "2027-01-01T22:59:00+00:00",
    )
    assert stage.parts.prints.rights.may_print("rosa", "simulee")
    await stage.ask("samir", f"les-imprimantes/habilitations/{right.right_id}/retirer", method="POST", body="")
    assert not stage.parts.prints.rights.may_print("rosa", "simulee")


async def test_the_spreadsheet_computes_nothing(stage):
    """A title that is a formula is words there; and the file reads as French spreadsheets expect."""
    gallery.a_print(stage, '=HYPERLINK("http://evil";"clic")')
    stage.clock.move(minutes=5)
    stage.parts.prints.store.cancel(gallery.a_print(stage, "Patte").job_id, "rosa")
    answer = await stage.ask("samir", "les-imprimantes/impressions.csv")
    [names, *rows] = csv.reader(io.StringIO(answer.body.decode("utf-8-sig")), delimiter=";")
    assert sorted((row[2:4] + row[7:13] for row in rows), key=lambda row: row[3]) == [
        ["Rosa Lopes", '\'=HYPERLINK("http://evil";"clic")',
         "Pas encore envoyé", "23/11/2026 10:00", "", "75", "12,50", "0,31"],
        ["Rosa Lopes", "Patte", "Annulé", "23/11/2026 10:05", "23/11/2026 10:05", "75", "12,50", "0,31"],
    ]  # fmt: skip
    assert names[7:10] == ["etat", "deposee", "fin"]
    assert all(tame(sign + "1") == f"'{sign}1" for sign in FORMULA_SIGNS)


@asynccontextmanager
async def listening(stage: Stage, name: str, path: str) -> AsyncIterator[AsyncIterator[dict]]:
    """The messages of a stream, as a page gets them."""
    headers = {"Authorization": f"token {token_of(name)}", "Accept": "text/event-stream"}
    async with (
        httpx.AsyncClient(timeout=20) as client,
        client.stream("GET", f"{stage.address}/services/atelier/{path}", headers=headers) as answer,
    ):
        assert answer.headers["Content-Type"] == "text/event-stream"
        lines = answer.aiter_lines()
        yield (json.loads(line.removeprefix("data: ")) async for line in lines if line.startswith("data: "))


async def test_news_come_by_themselves(stage):
    """What changes is told to its owner at once, in the words of the page, and to nobody else."""
    job = gallery.print_under_way(stage)
    async with listening(stage, "rosa", "api/prints") as news:
        [first] = (await anext(news))["jobs"]
        assert (first["job_id"], first["state"], first["percent"]) == (job.job_id, "printing", 41)
        assert re.fullmatch(r"Impression en cours : 41 %, encore 25\smin\.", first["words"])
        assert first["words"] in " ".join((await stage.ask("rosa", "mes-impressions")).body.decode().split())
        stage.parts.prints.store.set_state(job.job_id, JobState.DONE)
        stage.parts.prints.dispatcher.changes.ring()
        [last] = (await anext(news))["jobs"]
        assert (last["state"], last["words"]) == ("done", "Terminé.")
    async with listening(stage, "bruno", "api/prints") as news:
        assert job.job_id not in json.dumps(await anext(news))


def test_a_hundredth_is_a_percent():
    """And a print that is not at its end has not reached a hundred."""
    given = {0.0: 0, 0.29: 29, 0.57: 57, 0.999: 99, 1.0: 100}
    said = {progress: JobView(a_job(progress=progress), "", False, "", 0).percent for progress in given}
    assert said == given


async def test_the_board_hears_of_every_job_and_printer(stage):
    """Who asks without listening gets the same as one object."""
    job = gallery.print_under_way(stage)
    jobs = json.loads((await stage.ask("samir", "api/print-board")).body)["jobs"]
    assert {job.job_id, "simulee"} < {each["job_id"] for each in jobs}
