"""The studio without its page: what each message does."""

import asyncio
import json
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import numpy as np
import pytest
import trimesh

from fab_notebooks.design import design_names, find_design
from fab_notebooks.live_view import MARKS
from fab_notebooks.mesh_file import read_mesh_file
from fab_notebooks.studio import Studio
from fab_notebooks.studio_page import form
from tests.fab_notebooks.studio_makers import a_shelf, a_studio, fact, move

THIN = {"diameter": 12, "shaft": 9, "clearance": 0.5}
"""A knob that is little more than its bore."""


async def judged(studio: Studio) -> dict[str, Any]:
    """The verdict once it is there."""
    async with asyncio.timeout(20):
        while studio.view.state["verdict"]["state"] == "checking":
            await asyncio.gather(*studio.background.tasks)
    return dict(studio.view.state["verdict"])


@pytest.mark.parametrize("name", design_names())
def test_every_field_of_every_design_has_its_control(name: str):
    """With what the control needs, from the declaration alone."""
    design = find_design(name)
    needs = {"range": {"low", "high", "step", "unit"}, "choice": {"options"}, "text": {"longest"}}
    told = form(design)
    assert [field["name"] for field in told["fields"]] == [field.name for field in design.fields]
    for field in told["fields"]:
        assert needs.get(field["kind"], set()) <= field.keys()
        assert field["label"]
    assert told["presets"] == list(design.presets)
    json.dumps(told)


def test_a_slider_changes_the_object_and_what_it_takes(tmp_path: Path):
    """New vertices, new size, and the page hears which of its messages was answered."""
    studio = a_studio(tmp_path)
    before = studio.view.positions
    move(studio, "diameter", 45.5)
    assert studio.view.state["values"]["diameter"] == 45.5
    assert studio.view.state["count"] == 1
    assert fact(studio, "Taille").startswith("45,")
    positions = np.frombuffer(studio.view.positions, "<f4").reshape(-1, 3)
    assert studio.view.positions != before
    assert np.ptp(positions[:, 0]) == pytest.approx(45.5, abs=0.5)
    assert positions[:, 2].min() == 0


def test_a_value_that_is_not_taken_says_why_and_changes_nothing(tmp_path: Path):
    """The sentence stands under its field; the object stays."""
    studio = a_studio(tmp_path)
    before = studio.view.positions
    move(studio, "diameter", 999)
    assert studio.view.state["fault"] == {
        "name": "diameter",
        "say": "« Diamètre du bouton » vaut 999. Choisissez un nombre entre 12 et 60 mm.",
    }
    assert (studio.view.positions, studio.view.state["values"]["diameter"]) == (before, 30)
    move(studio, "diameter", 31)
    assert studio.view.state["fault"]["say"] == ""


async def test_a_wall_that_is_too_thin_is_explained_shown_and_mended(tmp_path: Path):
    """One next step, a place to look at, dots on its faces; a thicker wall makes all of it go away."""
    studio = a_studio(tmp_path)
    for name, value in THIN.items():
        move(studio, name, value)
    verdict = await judged(studio)
    assert verdict["state"] == "warning"
    assert verdict["best"]["say"].startswith("Une paroi fait 0,6")
    assert verdict["best"]["next"] == "Épaississez cette paroi à 0,8 mm ou plus."
    assert len(verdict["best"]["where"]) == 3
    marks = np.frombuffer(studio.view.marks, np.uint8)
    assert len(marks) * 12 == len(studio.view.faces)
    assert (marks & MARKS["thin"]).any()
    assert "thin" in [entry["mark"] for entry in studio.view.legend]
    assert "Une paroi fait 0,6" in studio.view.summary
    move(studio, "diameter", 20)
    assert (await judged(studio))["state"] == "good"
    assert (studio.view.marks, studio.view.legend) == (b"", [])
    assert "s’imprime bien" in studio.view.summary


def test_presets_undo_and_redo(tmp_path: Path):
    """Each is one step; what moves under the hand is none until it is let go."""
    studio = a_studio(tmp_path)
    studio.hear({"kind": "preset", "label": "Ampli"})
    move(studio, "height", 17, last=False)
    move(studio, "height", 18, last=True)
    studio.hear({"kind": "undo"})
    assert (studio.view.state["values"]["diameter"], studio.view.state["values"]["height"]) == (22, 16)
    studio.hear({"kind": "undo"})
    assert (studio.view.state["values"]["diameter"], studio.view.state["undo"]) == (30, False)
    studio.hear({"kind": "redo"})
    studio.hear({"kind": "redo"})
    assert (studio.view.state["values"]["height"], studio.view.state["redo"]) == (18, False)


def test_a_new_kernel_goes_on_where_the_last_one_stood(tmp_path: Path):
    """The sliders are on the disk; values that the design no longer takes are not."""
    move(a_studio(tmp_path), "diameter", 41)
    again = a_studio(tmp_path)
    assert again.view.state["values"]["diameter"] == 41
    assert "comme vous l’avez laissé" in again.view.state["notice"]["text"]
    a_shelf(tmp_path).keep_draft("repair-knob", {"diameter": "huge"})
    assert a_studio(tmp_path).view.state["values"]["diameter"] == 30


def test_an_object_is_kept_under_a_name_and_opened_again(tmp_path: Path):
    """Without a name nothing is kept; an object of another design is not forced into this one."""
    studio = a_studio(tmp_path)
    studio.hear({"kind": "keep", "name": " / "})
    assert (studio.view.state["kept"], studio.view.state["notice"]["kind"]) == ([], "bad")
    move(studio, "diameter", 44)
    studio.hear({"kind": "keep", "name": "Bouton du four"})
    studio.hear({"kind": "preset", "label": "Ampli"})
    studio.hear({"kind": "open", "name": "Bouton du four"})
    assert studio.view.state["values"]["diameter"] == 44
    assert (studio.view.state["name"], studio.view.state["kept"]) == ("Bouton du four", ["Bouton du four"])
    hook = a_studio(tmp_path, "wall-hook")
    hook.hear({"kind": "open", "name": "Bouton du four"})
    assert hook.view.state["notice"]["text"].startswith("« Bouton du four » vient d’un autre modèle")


@pytest.mark.parametrize("kind", ["stl", "3mf", "glb"])
def test_an_exported_file_is_the_object(tmp_path: Path, kind: str):
    """Read back: the same volume, closed."""
    studio = a_studio(tmp_path)
    sent: list[Any] = []
    studio.view.send = lambda content, buffers=None: sent.append((content, buffers))
    studio.hear({"kind": "export", "format": kind})
    [(content, [data])] = sent
    assert content == {"kind": "file", "name": f"Bouton de réparation.{kind}"}
    mesh = read_mesh_file(data).mesh
    assert mesh.is_volume
    assert mesh.volume == pytest.approx(studio._mesh.volume, rel=1e-4)


def upload(studio: Studio, name: str, data: bytes, pieces: int = 2) -> None:
    """Send a file in pieces, as the page does."""
    step = -(-len(data) // pieces)
    for piece in range(pieces):
        part = memoryview(data[piece * step : (piece + 1) * step])
        studio.hear({"kind": "upload", "name": name, "piece": piece, "pieces": pieces}, [part])


async def test_a_broken_file_is_opened_told_of_and_repaired_on_demand(tmp_path: Path):
    """Never silently; afterwards it can be kept, opened again, and left for the design."""
    box = trimesh.creation.box((30, 20, 10))
    box.faces = box.faces[1:]
    studio = a_studio(tmp_path)
    upload(studio, "../mon scan.stl", box.export(file_type="stl"))
    opened = studio.view.state["file"]
    assert (opened["title"], opened["repairable"]) == ("mon scan", True)
    assert opened["lines"][0] == "Il mesure 30 × 20 × 10 mm et a 11 triangles."
    assert "trous" in (await judged(studio))["best"]["say"]
    studio.hear({"kind": "send", "name": "scan"})
    assert studio.view.state["notice"]["text"].startswith("Cet objet ne peut pas être imprimé")
    studio.hear({"kind": "repair"})
    assert studio.view.state["file"]["lines"][0].startswith("J’ai bouché 1 trou")
    assert (await judged(studio))["state"] == "good"
    studio.hear({"kind": "keep", "name": "boîte"})
    studio.hear({"kind": "design"})
    assert studio.view.state["file"] is None
    studio.hear({"kind": "open", "name": "boîte"})
    assert studio._mesh.volume == pytest.approx(6000, rel=1e-6)


def test_a_file_that_is_no_object_is_refused_in_one_sentence(tmp_path: Path):
    """The design stays on the bench; pieces out of order are no file."""
    studio = a_studio(tmp_path)
    upload(studio, "x.stl", b"PK\x03\x04" + b"x" * 99)
    assert studio.view.state["file"] is None
    assert studio.view.state["notice"]["kind"] == "bad"
    studio.hear({"kind": "upload", "name": "x.stl", "piece": 5, "pieces": 6}, [b"x"])
    assert studio.view.state["file"] is None


class Shop:
    """A stand-in for the service's print jobs: sliced at the second time of asking."""

    def __init__(self) -> None:
        self.status = 201
        self.posts: list[tuple[str, str, bytes]] = []
        self.asked = 0
        self.recipes: dict[str, Any] = {}
        shop = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                shop.posts.append((self.path, self.headers["Authorization"], body))
                self.answer(shop.status, {"job_id": "j1"})

            def do_GET(self) -> None:
                if "/api/parts/" in self.path:
                    return self.answer(200, shop.recipes.get(self.path.rpartition("/")[2], {"design": None}))
                shop.asked += 1
                known = {
                    "state": "draft known",
                    "words": "Prêt à envoyer.",
                    "seconds": 1020,
                    "grams": 3.44,
                    "euros": 0.086,
                }
                waiting = {"state": "draft", "words": "Calcul en cours…"}
                other = {"job_id": "j0", "state": "done", "words": "Terminé."}
                self.answer(200, {"jobs": [other, {"job_id": "j1", **(known if shop.asked > 1 else waiting)}]})

            def answer(self, status: int, content: Any) -> None:
                body = json.dumps(content).encode()
                self.send_response(status)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: Any) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        Thread(target=self.server.serve_forever, daemon=True).start()
        self.url = f"http://127.0.0.1:{self.server.server_port}/services/atelier"


@pytest.fixture
def shop() -> Iterator[Shop]:
    """A stand-in for the service."""
    shop = Shop()
    yield shop
    shop.server.shutdown()


async def finished(studio: Studio) -> dict[str, Any]:
    """What the page says once nothing is under way."""
    async with asyncio.timeout(20):
        while studio.background.tasks:
            await asyncio.gather(*studio.background.tasks)
    return dict(studio.view.state["notice"])


async def test_an_object_is_sent_once_however_often_it_is_tried(tmp_path: Path, shop: Shop):
    """A refusal, then success: the same key until it has arrived; the same object once more is another print."""
    studio = a_studio(tmp_path, service=shop.url)

    async def send() -> str:
        studio.hear({"kind": "send", "name": "Bouton"})
        return str((await finished(studio))["text"])

    shop.status = 409
    assert await send() == "Vous avez déjà plusieurs objets en préparation. Envoyez-les ou supprimez-les d’abord."
    shop.status = 201
    await send()
    await send()
    keys = [dict(parse_qsl(urlsplit(path).query))["cle"] for path, _, _ in shop.posts]
    assert keys[0] == keys[1] != keys[2]
    path, token, model = shop.posts[0]
    query = dict(parse_qsl(urlsplit(path).query))
    assert (urlsplit(path).path, query["titre"], query["modele"]) == (
        "/services/atelier/api/parts",
        "Bouton",
        "repair-knob",
    )
    assert json.loads(query["reglages"]) == studio.values
    assert query["mots"].startswith("Bouton de réparation : diamètre du bouton 30 mm, hauteur 18 mm,")
    assert token == "token secret-token"
    assert read_mesh_file(model).mesh.volume == pytest.approx(studio._mesh.volume, rel=1e-5)


async def test_a_file_that_somebody_brought_has_no_recipe(tmp_path: Path, shop: Shop):
    """No slider made it."""
    studio = a_studio(tmp_path, service=shop.url)
    upload(studio, "boite.stl", trimesh.creation.box((30, 20, 10)).export(file_type="stl"))
    studio.hear({"kind": "send", "name": ""})
    await finished(studio)
    assert set(dict(parse_qsl(urlsplit(shop.posts[0][0]).query))) == {"titre", "cle"}


async def test_the_object_of_a_print_is_taken_up_again(tmp_path: Path, shop: Shop):
    """As one step: what was there before is one "Annuler" away. Of another design, or wrong, it changes nothing."""
    values = {**a_studio(tmp_path).values, "diameter": 44}
    shop.recipes = {
        "a1": {"design": "repair-knob", "values": values},
        "b2": {"design": "wall-hook", "values": {"opening": 30}},
        "c3": {"design": "repair-knob", "values": {"diameter": 10**400}},
        "d4": {"design": "repair-knob", "values": [1]},
    }
    studio = a_studio(tmp_path, service=shop.url)
    move(studio, "diameter", 21)
    studio.take_up("a1")
    assert (studio.values, studio.view.state["notice"]["text"]) == (
        values,
        "Voici l’objet, avec les réglages de votre impression.",
    )
    assert a_shelf(tmp_path).draft("repair-knob") == values
    studio.hear({"kind": "undo"})
    assert studio.values["diameter"] == 21
    for job_id in ("b2", "c3", "d4", "none"):
        studio.take_up(job_id)
        assert studio.values["diameter"] == 21
        assert studio.view.state["notice"]["text"].startswith("Les réglages de cette impression ne se retrouvent pas.")


async def test_the_slicers_figures_take_the_place_of_ours(tmp_path: Path, shop: Shop):
    """Without "environ"; the next move of a slider is an estimate again."""
    studio = a_studio(tmp_path, service=shop.url)
    assert fact(studio, "Durée").startswith("environ")
    studio.hear({"kind": "send", "name": "Bouton"})
    notice = await finished(studio)
    assert notice == {"text": "Prêt à envoyer.", "kind": "info", "link": "/services/atelier/mes-impressions"}
    assert [fact(studio, label) for label in ("Poids", "Prix", "Durée")] == ["3,4 g", "0,09 €", "15 min"]
    move(studio, "height", 20)
    assert fact(studio, "Durée").startswith("environ")


async def test_a_service_that_is_away_costs_nothing(tmp_path: Path):
    """The object stays, the sentence says to try again."""
    studio = a_studio(tmp_path)
    studio.hear({"kind": "send", "name": ""})
    assert (await finished(studio))["text"].startswith("L’atelier ne répond pas")
    assert studio.view.state["sending"] is False
