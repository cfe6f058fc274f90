"""Files that are meant to harm, sent by the form: one French sentence each on the page, and the service lives."""

from __future__ import annotations

import re

import numpy as np
import pytest

from fab_notebooks import slicer
from fab_notebooks.mesh_file import FACET
from fab_notebooks.printing.jobs import JobState
from fab_notebooks.printing.slicing_jobs import JobSlicer
from tests.fab_notebooks.meshes import MODEL, box_3mf, box_model, box_stl
from tests.hub_config.service.makers import Stage
from tests.hub_config.service.test_prints import CHOICE, send

pytestmark = pytest.mark.sandbox

ENTITIES = '<?xml version="1.0"?><!DOCTYPE m [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]><model>&b;</model>'
READS_A_FILE = '<!DOCTYPE m [<!ENTITY a SYSTEM "file:///etc/passwd">]>' + box_model(1, 1, 1)


def with_model(model: str) -> bytes:
    """A 3MF with this model."""
    return box_3mf(more={"3D/3dmodel.model": model})


def ten_million_faces() -> str:
    """One box, ten times in an object, which is ten times in the next, and so on: 1.2 · 10⁷ triangles in 5 kB."""
    objects = [
        f'<object id="{number}"><components>' + f'<component objectid="{number - 1}"/>' * 10 + "</components></object>"
        for number in range(2, 8)
    ]
    return (
        box_model(1, 1, 1)
        .replace("</object></resources>", "</object>" + "".join(objects) + "</resources>")
        .replace('<item objectid="1"/>', '<item objectid="7"/>')
    )


def faces_in_full(count: int) -> bytes:
    """A binary STL of so many facets, nowhere near each other."""
    facets = np.zeros(count, FACET)
    facets["corners"] = np.random.default_rng(1).uniform(0, 100, (count, 3, 3))
    return bytes(80) + count.to_bytes(4, "little") + facets.tobytes()


HOSTILE = {
    "zip bomb": (lambda: with_model(" " * 250 * slicer.MIB), "devient énorme quand on l’ouvre"),
    "XML entities": (lambda: with_model(ENTITIES), "définitions cachées"),
    "an entity that reads a file": (lambda: with_model(READS_A_FILE), "définitions cachées"),
    "NaN": (lambda: box_stl(float("nan"), 10, 10), "positions qui ne sont pas des nombres"),
    "infinity": (lambda: with_model(box_model(float("inf"), 10, 10)), "positions qui ne sont pas des nombres"),
    "too far": (lambda: box_stl(1e30, 10, 10), "positions qui ne sont pas des nombres"),
    "ten million faces": (lambda: with_model(ten_million_faces()), "plus de 2\u202f000\u202f000 triangles"),
    "a header that lies": (
        lambda: bytes(80) + (10**7).to_bytes(4, "little") + bytes(50),
        "annonce 10\u202f000\u202f000",
    ),
    "a header that lies by 2³²": (
        lambda: box_stl()[:80] + b"\xff" * 4 + box_stl()[84:],
        "annonce 4\u202f294\u202f967\u202f295",
    ),
    "no model": (lambda: with_model(MODEL.format(vertices="", triangles="")), "ne contient aucun triangle"),
    "words": (lambda: b"=cmd|' /C calc'!A0", "n’est pas un STL"),
}


async def words_on_the_page(stage: Stage, title: str) -> str:
    """What the sender reads about a part."""
    page = (await stage.ask("rosa", "mes-impressions")).body.decode()
    [card] = [each for each in page.split("<li class")[1:] if f"<h2>{title}</h2>" in each]
    return " ".join(re.sub(r"<[^>]+>", " ", card).replace("\u00a0", " ").split(" "))


async def test_each_hostile_file_is_one_french_sentence(stage, tmp_path):
    """Whatever the file does when it is opened, it does it in the sandbox; the service answers, and a good part of the
    same person is read afterwards."""
    shop = stage.parts.prints
    reads = JobSlicer(shop.slicing)
    for number, (name, (content, sentence)) in enumerate(HOSTILE.items()):
        assert (await send(stage, "rosa", content(), f"{number}.3mf", **CHOICE)).code == 303, name
        assert await reads.next(shop.store, tmp_path / "slicing")
        [job] = shop.store.jobs(owner="rosa", states={JobState.DRAFT})
        assert (job.fault, job.seconds) == ("unreadable", None), name
        assert re.search(sentence, await words_on_the_page(stage, str(number))), name
        assert len(re.findall(r"[.!?](?:\s|$)", job.reason)) <= 2, job.reason
        assert (await stage.ask("rosa", f"mes-impressions/{job.job_id}/envoyer", method="POST", body="")).code == 409
        await stage.ask("rosa", f"mes-impressions/{job.job_id}/annuler", method="POST", body="")
    await send(stage, "rosa", box_stl(), "bouton.stl", **CHOICE)
    assert await reads.next(shop.store, tmp_path / "slicing")
    [job] = shop.store.jobs(owner="rosa", states={JobState.DRAFT})
    assert (job.title, job.fault != "unreadable") == ("bouton", True)
    assert (await stage.ask("rosa", f"impression/{job.job_id}/image")).code == 200
    assert list((tmp_path / "slicing").iterdir()) == []
    assert (await stage.ask("rosa", "api/health")).code == 200


@pytest.mark.parametrize(
    ("file_name", "title"),
    [
        ("../../../../etc/passwd.stl", "../../../../etc/passwd"),
        ("..\\..\\evil.stl", "..\\..\\evil"),
        ("=HYPERLINK(1).stl", "=HYPERLINK(1)"),
        ("$(touch evil);.stl", "$(touch evil);"),
        ("--load=evil.ini.stl", "--load=evil.ini"),
    ],
)
async def test_a_files_name_is_a_title_and_never_a_path(stage, tmp_path, file_name, title):
    """Read and pictured like any other, in a folder of our own naming; the spreadsheet takes it for words."""
    shop = stage.parts.prints
    before = {path for path in tmp_path.rglob("*") if "prints" not in path.parts}
    assert (await send(stage, "rosa", box_stl(), file_name, **CHOICE)).code == 303
    [job] = shop.store.jobs(owner="rosa")
    assert job.title in {title, title.rpartition("/")[2]}
    assert re.fullmatch(r"[0-9a-f-]+", job.job_id)
    assert {path.name for path in tmp_path.rglob("*") if path not in before} <= {"upload", "prints", job.job_id}
    table = (await stage.ask("samir", "les-imprimantes/impressions.csv")).body.decode("utf-8-sig")
    assert not re.search(r"(^|;)\"?[=+@-]", table, re.MULTILINE)


async def test_the_reader_of_a_part_has_less_than_a_gigabyte(stage, tmp_path, monkeypatch):
    """Its limit is the kernel's: with less, a big part is too much for it; with what it has, the part is read."""
    assert slicer.MEMORY_BYTES < 1000**3 * 1.074
    shop = stage.parts.prints
    await send(stage, "rosa", faces_in_full(400_000), "big.stl", **CHOICE)
    monkeypatch.setattr(slicer, "MEMORY_BYTES", 250 * slicer.MIB)
    assert await JobSlicer(shop.slicing).next(shop.store, tmp_path / "slicing")
    [job] = shop.store.jobs(owner="rosa")
    assert job.fault == "too-slow"
    assert "trop compliqué à préparer" in await words_on_the_page(stage, "big")
