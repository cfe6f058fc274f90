"""A part on its way in: one of a person's at a time, on the disk until it is whole."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from urllib.parse import urlsplit

from tests.fab_notebooks.meshes import box_stl
from tests.hub_config.service.makers import Stage
from tests.hub_config.service.stand_in_hub import token_of
from tests.hub_config.service.test_grading import until
from tests.hub_config.service.test_prints import CHOICE, send
from tests.hub_config.service.visitor import main_words

MIB = 2**20


@asynccontextmanager
async def half_sent(stage: Stage, name: str) -> AsyncIterator[None]:
    """Somebody's part of 2 MiB, of which one has left; the line is cut at the end."""
    address = urlsplit(stage.address)
    _, line = await asyncio.open_connection(address.hostname, address.port)
    head = f"POST /services/atelier/api/parts HTTP/1.1\r\nHost: {address.netloc}\r\n"
    head += f"Authorization: token {token_of(name)}\r\nContent-Length: {2 * MIB}\r\n\r\n"
    line.write(head.encode() + b"x" * MIB)
    try:
        await until(lambda: name in stage.parts.prints.uploads.senders)
        yield
    finally:
        line.close()


async def test_one_part_of_a_person_at_a_time(stage):
    """A second one beside it is one kind sentence, from the form and from a notebook; another person's arrives."""
    async with half_sent(stage, "rosa"):
        page = await send(stage, "rosa", box_stl(), **CHOICE)
        assert (page.code, main_words(page.body)[:2]) == (
            429,
            [
                "Un objet à la fois",
                "Un autre de vos fichiers est en train d’arriver. Attendez la fin de son envoi, puis envoyez celui-ci.",
            ],
        )
        assert (await stage.ask("rosa", "api/parts", method="POST", body=box_stl())).code == 429
        assert (await stage.ask("rosa", "mes-impressions")).code == 200
        assert (await send(stage, "amina", box_stl(), **CHOICE)).code == 303
    assert [job.owner for job in stage.parts.prints.store.jobs()] == ["amina"]


async def test_who_lost_the_line_sends_again(stage):
    """What was cut off is nothing; the next one arrives, and the one after it."""
    async with half_sent(stage, "rosa"):
        pass
    await until(lambda: not stage.parts.prints.uploads.senders)
    for part in (box_stl(), box_stl(2)):
        assert (await send(stage, "rosa", part, **CHOICE)).code == 303
    assert len(stage.parts.prints.store.jobs(owner="rosa")) == 2


async def test_a_refused_part_leaves_the_way_free(stage):
    """Whatever was wrong with it."""
    for path, status in (("api/parts?imprimante=x", 400), ("api/parts?modele=x", 400), ("api/parts", 201)):
        assert (await stage.ask("rosa", path, method="POST", body=box_stl())).code == status
    assert stage.parts.prints.uploads.senders == set()


async def test_a_big_part_arrives_as_it_was_sent(stage):
    """More than is kept in memory while it comes."""
    part = bytes(range(256)) * (3 * MIB // 256)
    assert (await send(stage, "rosa", part, **CHOICE)).code == 303
    [job] = stage.parts.prints.store.jobs(owner="rosa")
    assert stage.parts.prints.store.files.get(job.job_id, "upload") == part
