"""A real Atelier for tests: `atelier up` on free ports with a data folder of its own, and visitors to it.

with real_hub(tmp_path) as hub:
    amina = hub.visitor("amina")            # signed in, with a password of her own
    amina.open_server()
    print(await amina.run("!ls /home"))     # in her own kernel
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from threading import Thread
from typing import Any, TypeVar

import psutil
import requests
from tornado.httpclient import HTTPRequest
from tornado.websocket import websocket_connect

from graders.exchange.client import ExchangeClient
from hub_config import course
from hub_config.hub_client import HubClient
from hub_config.settings import Settings, load_settings

PEOPLE = """identifiant;prenom;nom;role
alex;Alex;Admin;admin
claire;Claire;Martin;formatrice
amina;Amina;Benali;stagiaire
bruno;Bruno;Costa;stagiaire
remi;Rémi;Duval;résident
fanny;Fanny;Morel;fabmanager
"""
READY_WITHIN_S = 240  # nine units are built at the first start: 10 s, and ten times that on a busy machine

T = TypeVar("T")


def wait_for(condition: Callable[[], T], what: str, within_s: float = 60) -> T:
    """The first true value of the condition; fails when none came in time."""
    end = time.monotonic() + within_s
    while not (value := condition()):
        assert time.monotonic() < end, f"waited {within_s} s for {what}"
        time.sleep(0.05)
    return value


async def wait_for_async(condition: Callable[[], T], what: str, within_s: float = 60) -> T:
    """The same beside an event loop that goes on."""
    end = time.monotonic() + within_s
    while not (value := condition()):
        assert time.monotonic() < end, f"waited {within_s} s for {what}"
        await asyncio.sleep(0.05)
    return value


def free_ports(count: int) -> list[int]:
    """Ports nobody listens on just now, all different."""
    with contextlib.ExitStack() as stack:
        sockets = [stack.enter_context(socket.socket()) for _ in range(count)]
        for each in sockets:
            each.bind(("127.0.0.1", 0))
        return [each.getsockname()[1] for each in sockets]


@dataclass
class Visitor:
    """One browser's worth of cookies, without the browser."""

    hub: Hub
    name: str = ""
    session: requests.Session = field(default_factory=requests.Session)

    def __post_init__(self) -> None:
        """Pages say in themselves that they are UTF-8, which `requests` does not read."""
        self.session.hooks["response"].append(lambda response, **_: setattr(response, "encoding", "utf-8"))

    def get(self, path: str, **options: Any) -> requests.Response:
        """A page, redirects followed, as a browser navigates."""
        headers = {"Sec-Fetch-Mode": "navigate"}
        return self.session.get(self.hub.url + path.lstrip("/"), headers=headers, timeout=90, **options)

    def submit(self, page: requests.Response, **fields: str) -> requests.Response:
        """The page's form, sent with its hidden fields."""
        form = re.search(r'<form[^>]*method="post".*?</form>', page.text, re.DOTALL)
        assert form, f"no form on {page.url}"
        hidden = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', form[0]))
        action = re.search(r'action="([^"]+)"', form[0])
        url = requests.compat.urljoin(page.url, action[1].replace("&amp;", "&")) if action else page.url
        headers = {"Sec-Fetch-Mode": "navigate", "Sec-Fetch-Site": "same-origin"}
        return self.session.post(url, data={**hidden, **fields}, headers=headers, timeout=90)

    def sign_in(self, name: str, password: str, path: str = "/hub/login") -> requests.Response:
        """The page after the sign-in form."""
        self.name = name
        return self.submit(self.get(path), username=name, password=password)

    def choose(self, page: requests.Response, password: str, again: str | None = None) -> requests.Response:
        """The page after the form for a first password."""
        return self.submit(page, new_password=password, new_password_again=again or password)

    def xsrf(self, path: str) -> str:
        """What our own pages send back as a proof that they sent the request."""
        return next(c.value or "" for c in self.session.cookies if c.name == "_xsrf" and path.startswith(c.path))

    def api(self, method: str, path: str, **options: Any) -> requests.Response:
        """An API of the hub or of a server, asked as its own pages do."""
        headers = {"X-XSRFToken": self.xsrf(path), "Sec-Fetch-Mode": "cors", "Sec-Fetch-Site": "same-origin"}
        url = self.hub.url + path.lstrip("/")
        return self.session.request(method, url, headers=headers, timeout=90, **options)

    def open_server(self) -> float:
        """Starts one's server and waits until it shows JupyterLab; the seconds it took."""
        began_s = time.monotonic()
        self.get("/hub/spawn")
        wait_for(lambda: "jupyter-config-data" in self.get(f"/user/{self.name}/lab").text, "the server", 90)
        return time.monotonic() - began_s

    def close_server(self) -> None:
        """Stops one's server and waits until it is gone."""
        self.get("/hub/home")
        self.api("DELETE", f"/hub/api/users/{self.name}/server").raise_for_status()
        wait_for(lambda: not self.servers(), "the end of the server")

    def servers(self) -> dict[str, Any]:
        """One's servers, starting and stopping ones included."""
        servers: dict[str, Any] = self.api("GET", f"/hub/api/users/{self.name}").json()["servers"]
        return servers

    async def run(self, code: str, within_s: float = 60) -> str:
        """What Python code prints in a fresh kernel of one's server, errors included."""
        base = f"/user/{self.name}/api/kernels"
        started = await asyncio.to_thread(self.api, "POST", base, json={"name": "python3"})
        started.raise_for_status()
        kernel_id = started.json()["id"]
        try:
            return await asyncio.wait_for(self._execute(f"{base}/{kernel_id}/channels", code), within_s)
        finally:
            await asyncio.to_thread(self.api, "DELETE", f"{base}/{kernel_id}")

    async def _execute(self, path: str, code: str) -> str:
        request = requests.Request("GET", self.hub.url + path.lstrip("/"))
        cookies = self.session.prepare_request(request).headers["Cookie"]
        url = self.hub.url.replace("http://", "ws://") + path.lstrip("/")
        origin = self.hub.url.rstrip("/")
        channel = await websocket_connect(
            HTTPRequest(url, headers={"Cookie": cookies, "Origin": origin}), ping_interval=None
        )
        message_id = uuid.uuid4().hex
        header = {"msg_id": message_id, "msg_type": "execute_request", "session": message_id, "version": "5.3"}
        content = {"code": code, "silent": False, "store_history": False, "allow_stdin": False}
        message = {"header": header, "parent_header": {}, "metadata": {}, "content": content, "channel": "shell"}
        await channel.write_message(json.dumps(message))
        printed = []
        while True:
            raw = await channel.read_message()
            assert isinstance(raw, str), "the kernel is gone"
            answer = json.loads(raw)
            if answer["parent_header"].get("msg_id") != message_id:
                continue
            if answer["msg_type"] == "stream":
                printed.append(answer["content"]["text"])
            elif answer["msg_type"] == "error":
                printed.append("\n".join(answer["content"]["traceback"]))
            elif answer["msg_type"] == "status" and answer["content"]["execution_state"] == "idle":
                channel.close()
                return "".join(printed)


@dataclass
class Hub:
    """A running Atelier."""

    settings: Settings
    process: subprocess.Popen[str]
    said: list[str]
    """What `atelier up` said, line by line."""
    passwords: dict[str, str]
    """First passwords, until they are changed by `visitor`; then the person's own."""
    _visitors: dict[str, Visitor] = field(default_factory=dict)

    @property
    def url(self) -> str:
        """Where the proxy listens, with its last slash."""
        return self.settings.public_url

    @property
    def admin_token(self) -> str:
        """The command line's token."""
        return HubClient(self.settings).token

    def program(self, word: str) -> psutil.Process:
        """The one of our programs with this word in its command line: jupyterhub, hub_config.service, …-http-proxy."""
        return wait_for(lambda: next(iter(self._programs(word)), None), word)

    def _programs(self, word: str) -> list[psutil.Process]:
        with contextlib.suppress(psutil.NoSuchProcess):
            children = psutil.Process(self.process.pid).children()
            return [child for child in children if any(part.endswith(word) for part in child.cmdline())]
        return []

    def is_up(self) -> bool:
        """Whether hub and service answer at the door."""
        return HubClient(self.settings).is_up()

    def stranger(self) -> Visitor:
        """Someone who has not signed in."""
        return Visitor(self)

    def visitor(self, name: str) -> Visitor:
        """This person, signed in with a password of their own; the same browser each time."""
        if name not in self._visitors:
            visitor = Visitor(self)
            password = f"un mot de passe pour {name[::-1]}"
            page = visitor.sign_in(name, self.passwords[name])
            page = visitor.choose(page, password)
            assert page.ok, page.text
            self.passwords[name] = password
            self._visitors[name] = visitor
        return self._visitors[name]

    def api(self, method: str, path: str, token: str | None = None, **options: Any) -> requests.Response:
        """The hub's API, with a token; the command line's if none is given."""
        headers = {"Authorization": f"token {token or self.admin_token}"}
        return requests.request(method, f"{self.settings.hub_api_url}/{path}", headers=headers, timeout=90, **options)

    def hand_out_only(self, unit_id: str) -> None:
        """Take the other units back, as in a week in which the class has this one."""
        exchange = ExchangeClient(self.settings.service_url, HubClient(self.settings).token)
        for unit in course.load().units:
            if unit.unit_id != unit_id:
                exchange.withdraw(unit.unit_id)


@contextlib.contextmanager
def real_hub(folder: Path, *, people: str = PEOPLE, settings: str = "") -> Iterator[Hub]:
    """`atelier up` in a data folder of its own, ready; ended, with all it started, afterwards.

    `settings` are further lines of `atelier.toml`.
    """
    folder.mkdir(parents=True, exist_ok=True)
    names = ("port", "hub_port", "proxy_api_port", "service_port", "simulator_port")
    ports = dict(zip(names, free_ports(len(names)), strict=True))
    file = folder / "atelier.toml"
    file.write_text("".join(f"{name} = {port}\n" for name, port in ports.items()) + settings, encoding="utf-8")
    (folder / "people.csv").write_text(people, encoding="utf-8")
    with started(folder) as hub:
        yield hub


@contextlib.contextmanager
def started(folder: Path) -> Iterator[Hub]:
    """`atelier up` for a data folder that is there already."""
    process = subprocess.Popen(
        [sys.executable, "-m", "hub_config", "up", "--people", str(folder / "people.csv")],
        env={**os.environ, "ATELIER_SETTINGS": str(folder / "atelier.toml")},
        stderr=subprocess.PIPE,
        text=True,
    )
    said: list[str] = []
    reader = Thread(target=lambda: said.extend(iter(process.stderr.readline, "")), daemon=True)
    reader.start()
    try:
        wait_for(lambda: _is_ready(said, process), "Atelier to be ready", READY_WITHIN_S)
        passwords = dict(re.findall(r"^  (\S+) +([a-z]{4}-[a-z]{4}-[a-z]{4}-\d\d) ", "".join(said), re.MULTILINE))
        yield Hub(load_settings(folder / "atelier.toml"), process, said, passwords)
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
        try:
            process.wait(60)
        except subprocess.TimeoutExpired:
            process.kill()
            raise
        reader.join(10)


def _is_ready(said: list[str], process: subprocess.Popen[str]) -> bool:
    assert process.poll() is None, f"atelier up ended: {''.join(said)}"
    return any(line.startswith("Atelier is ready") for line in said)
