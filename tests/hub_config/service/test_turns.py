"""One check per person at a time."""

import asyncio

import pytest

from hub_config.service.turns import WAITING_MAX, TooManyError, Turns


async def test_one_person_waits_for_themselves_and_for_nobody_else():
    """Amina's second check starts after her first; Bruno's starts at once."""
    turns, log = Turns(), []
    first_may_end = asyncio.Event()

    async def check(name: str, until: asyncio.Event | None = None) -> None:
        async with turns.of(name):
            log.append(f"{name} starts")
            if until:
                await until.wait()
            log.append(f"{name} ends")

    first = asyncio.create_task(check("amina", first_may_end))
    second = asyncio.create_task(check("amina"))
    await asyncio.create_task(check("bruno"))
    assert log == ["amina starts", "bruno starts", "bruno ends"]
    first_may_end.set()
    await asyncio.gather(first, second)
    assert log[3:] == ["amina ends", "amina starts", "amina ends"]


async def test_a_stuck_key_is_refused_and_harms_nothing():
    """More waiting checks than make sense are refused at once; later ones run again."""
    turns = Turns()
    end = asyncio.Event()

    async def check() -> None:
        async with turns.of("amina"):
            await end.wait()

    waiting = [asyncio.create_task(check()) for _ in range(WAITING_MAX)]
    await asyncio.sleep(0)
    with pytest.raises(TooManyError, match="amina has 4 checks under way"):
        await check()
    end.set()
    await asyncio.gather(*waiting)
    await check()
