"""What the service is made of, at work: what breaks off begins again, and a taken port is named."""

import asyncio
import logging

import pytest

from hub_config.service import serving
from hub_config.service.serving import PortTakenError, kept_at_work, listen


async def test_a_queue_that_breaks_off_is_taken_up_again(caplog):
    """Nobody awaits it: without it hand-ins and prints would wait until somebody starts the service again."""
    times, is_back = [], asyncio.Event()

    async def work() -> None:
        times.append(len(times))
        if len(times) == 1:
            raise RuntimeError("an accident")
        is_back.set()
        await asyncio.Event().wait()

    at_work = asyncio.create_task(kept_at_work("the queue", work, pause_s=0.0))
    async with asyncio.timeout(20):
        await is_back.wait()
    at_work.cancel()
    await asyncio.gather(at_work, return_exceptions=True)
    assert at_work.cancelled()
    assert [(record.levelno, record.getMessage()) for record in caplog.records] == [
        (logging.ERROR, "the queue broke off; it begins again in 0 s")
    ]
    assert "an accident" in caplog.text


async def test_a_port_that_another_program_keeps_is_named(monkeypatch):
    """Whoever starts the service reads which one, in one sentence."""
    monkeypatch.setattr(serving, "PORT_WAIT_S", 0.0)
    [mine] = await listen(0)
    with mine:
        port = mine.getsockname()[1]
        with pytest.raises(PortTakenError, match=rf"^port {port} cannot be opened: Address already in use$"):
            await listen(port)
