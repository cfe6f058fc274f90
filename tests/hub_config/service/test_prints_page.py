"""An open page about prints, in a real browser, while the service falls and comes back behind the proxy."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest
from playwright.async_api import Browser, Page, Route, async_playwright, expect

from fab_notebooks.printing.jobs import JobState
from tests.fab_notebooks.meshes import box_stl
from tests.hub_config.service import gallery
from tests.hub_config.service.makers import Stage
from tests.hub_config.service.stand_in_hub import token_of
from tests.print_servers import until

CHROMIUM = shutil.which("chromium-headless-shell")

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="Debian's chromium-headless-shell is not installed"),
]


@pytest.fixture(scope="module")
async def browser() -> AsyncIterator[Browser]:
    """One for all pages."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM)
        yield browser
        await browser.close()


@dataclass
class Door:
    """What the proxy says to who asks for news: the service's answer, or the proxy's own that nobody is there."""

    is_down: bool = False
    streams: bool = True
    refused: int = 0

    async def __call__(self, route: Route) -> None:
        is_stream = "text/event-stream" in await route.request.header_value("accept")
        if self.is_down or (is_stream and not self.streams):
            self.refused += 1
            await route.fulfill(status=502, body="<h1>502</h1>", content_type="text/html")
        else:
            await route.continue_()

    async def has_refused(self) -> bool:
        """Whether it sent anybody away."""
        return self.refused > 0


async def open_page(browser: Browser, stage: Stage, name: str, path: str, door: Door, with_clock: bool = False) -> Page:
    """The page as this person sees it, behind the door."""
    context = await browser.new_context(extra_http_headers={"Authorization": f"token {token_of(name)}"})
    await context.route("**/api/print*", door)
    page = await context.new_page()
    if with_clock:
        await page.clock.install()
    await page.goto(f"{stage.address}/services/atelier/{path}")
    return page


PAGES = {"rosa": "mes-impressions", "samir": "les-imprimantes"}


@pytest.mark.parametrize("name", PAGES)
async def test_a_page_comes_back_after_the_service_did(browser, stage, name):
    """The proxy answers that nobody is there, which ends the browser's stream for good: the page asks again until
    somebody answers, shows what has changed meanwhile, and listens from then on."""
    job, door = gallery.print_under_way(stage), Door(is_down=True)
    page = await open_page(browser, stage, name, PAGES[name], door)
    words = page.locator(f'[data-job="{job.job_id}"] [data-words]')
    await expect(words).to_contain_text("41 %")
    await until(door.has_refused, "the page to be sent away")
    stage.parts.prints.store.set_progress(job.job_id, 0.5, 1200)
    door.is_down = False
    await expect(words).to_contain_text("50 %", timeout=20_000)
    # By the stream: the next look would be later, and nobody is asked any more.
    stage.parts.prints.store.set_progress(job.job_id, 0.6, 1000)
    stage.parts.prints.dispatcher.changes.ring()
    await expect(words).to_contain_text("60 %")
    await page.context.close()


async def test_a_page_is_right_where_no_stream_gets_through(browser, stage):
    """Something on the way lets no stream pass: the page asks now and then, and is shown anew at a turn."""
    job, door = gallery.print_under_way(stage), Door(streams=False)
    page = await open_page(browser, stage, "rosa", "mes-impressions", door)
    await until(door.has_refused, "the stream to be refused")
    stage.parts.prints.store.set_state(job.job_id, JobState.DONE)
    await expect(page.get_by_text("Terminé.")).to_be_visible(timeout=20_000)
    await page.context.close()


async def test_a_turn_in_the_moment_the_service_falls_is_shown_when_it_is_back(browser, stage):
    """The page is still the person's own, with the file and the words they had chosen; nothing is left to reload."""
    job, door = gallery.print_under_way(stage), Door()
    page = await open_page(browser, stage, "rosa", "mes-impressions", door)
    await page.get_by_label("Votre fichier").set_input_files(
        {"name": "cale.stl", "mimeType": "model/stl", "buffer": box_stl()}
    )
    await page.locator("#titre").fill("Cale")
    await page.locator("h1").click()
    whole_page = Door(is_down=True)
    await page.context.route("**/mes-impressions", whole_page)
    stage.parts.prints.store.set_state(job.job_id, JobState.DONE)
    stage.parts.prints.dispatcher.changes.ring()
    await until(whole_page.has_refused, "the page to be asked for")
    whole_page.is_down = False
    await expect(page.get_by_text("Terminé.")).to_be_visible(timeout=20_000)
    assert await page.locator("#titre").input_value() == "Cale"
    assert await page.locator("#fichier").evaluate("field => field.files[0].name") == "cale.stl"
    await page.context.close()


async def test_a_page_asks_again_when_its_line_falls_silent(browser, stage):
    """The service died, and the proxy keeps the line open: the page hears nothing, not even that all is as it was."""
    job, door = gallery.print_under_way(stage), Door()
    page = await open_page(browser, stage, "rosa", "mes-impressions", door, with_clock=True)
    words = page.locator(f'[data-job="{job.job_id}"] [data-words]')
    await expect(words).to_contain_text("41 %")
    stage.parts.prints.store.set_progress(job.job_id, 0.5, 1200)
    await page.clock.run_for(40_000)
    await expect(words).to_contain_text("50 %")
    await page.context.close()


async def test_a_page_of_who_is_signed_out_asks_no_more(browser, stage):
    """The service knows the person no more: it says so once, and is not asked again."""
    gallery.print_under_way(stage)
    door = Door(is_down=True)
    page = await open_page(browser, stage, "rosa", "mes-impressions", door)
    await until(door.has_refused, "the page to be sent away")
    await page.context.set_extra_http_headers({"Authorization": "token nobody"})
    await page.clock.install()
    async with page.expect_response("**/api/prints*") as answer:
        door.is_down = False
        await page.clock.run_for(60_000)
    assert (await answer.value).status == 401
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    await page.clock.run_for(600_000)
    assert asked == []
    await page.context.close()
