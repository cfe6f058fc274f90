"""The service as a process of its own, with the real browser and the real worker; only the hub is a stand-in."""

import asyncio
import base64
import json
import os
import shutil
import signal
import time

import psutil
import pytest
from tornado.httpclient import AsyncHTTPClient, HTTPRequest
from tornado.netutil import bind_sockets

from hub_config.settings import CHECKOUT
from tests.hub_config.service.makers import S04
from tests.hub_config.service.real_service import a_place
from tests.hub_config.service.stand_in_hub import stand_in_hub, token_of

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(
        shutil.which("chromium-headless-shell") is None, reason="Debian's chromium-headless-shell is not installed"
    ),
]


async def ask(address: str, name: str, path: str, data: object = None):
    """The JSON of an answer; waits as long as the service is starting."""
    async with asyncio.timeout(40):
        while True:
            try:
                answer = await AsyncHTTPClient().fetch(
                    HTTPRequest(
                        address + path,
                        method="GET" if data is None else "POST",
                        headers={"Authorization": f"token {token_of(name)}"},
                        body=None if data is None else json.dumps(data),
                        request_timeout=30,
                    )
                )
                return json.loads(answer.body)
            except (ConnectionError, OSError):
                await asyncio.sleep(0.1)


async def ended(*processes: psutil.Process) -> None:
    """Wait until they are all gone."""
    async with asyncio.timeout(20):
        while any(each.is_running() and each.status() != psutil.STATUS_ZOMBIE for each in processes):
            await asyncio.sleep(0.05)


async def test_it_checks_and_comes_back_after_kill_9(tmp_path):
    """A check is answered; killed, it leaves nothing running, and the next one serves on the same port."""
    async with stand_in_hub() as hub_auth:
        with a_place(tmp_path, hub_auth.api_url) as (address, start):
            first = start()
            solution = next((CHECKOUT / "curriculum/web/s04-html-base/exercises").glob("05-*")) / "solution"
            files = {path.name: base64.b64encode(path.read_bytes()).decode() for path in solution.iterdir()}
            report = await ask(address, "amina", f"api/checks/{S04}/05", {"files": files})
            assert report["outcome"] == "passed"
            family = psutil.Process(first.pid).children(recursive=True)
            assert len(family) >= 2  # browser and worker
            os.kill(first.pid, signal.SIGKILL)
            second = start()
            assert await ask(address, "amina", "api/health") == {"status": "ok"}
            await ended(*family)
            second.terminate()
            family = psutil.Process(second.pid).children(recursive=True)
            assert await asyncio.to_thread(second.wait, 20) == 0
            await ended(*family)


async def test_it_waits_for_a_predecessor_that_still_holds_the_port(tmp_path):
    """Started while the old one is on its way out, it serves as soon as the port is free."""
    async with stand_in_hub() as hub_auth:
        with a_place(tmp_path, hub_auth.api_url) as (address, start):
            port = int(address.split(":")[2].split("/")[0])
            sockets = bind_sockets(port, "127.0.0.1")
            process = start()
            began = time.monotonic()
            while not psutil.Process(process.pid).children() and time.monotonic() < began + 2:
                await asyncio.sleep(0.1)
            assert process.poll() is None
            for socket in sockets:
                socket.close()
            assert await ask(address, "amina", "api/health") == {"status": "ok"}


async def test_a_fault_in_the_settings_is_one_sentence(tmp_path):
    """Exit code 2 and the fault, no traceback."""
    with a_place(tmp_path, settings="hub_port = 80\n") as (_, start):
        process = start()
        assert await asyncio.to_thread(process.wait, 30) == 2
