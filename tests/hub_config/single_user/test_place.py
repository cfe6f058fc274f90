"""A link from "Ma semaine" leads to the very exercise where somebody stopped."""

from __future__ import annotations

import pytest
from playwright.async_api import Page, Route, expect

from tests.hub_config.single_user.conftest import TOKEN, Lab

pytestmark = pytest.mark.browser
HUB = '"hubPrefix": "/hub/", "baseUrl":'


@pytest.mark.parametrize(("width", "height"), [(1280, 900), (360, 740)])
async def test_the_notebook_opens_at_the_exercise(page: Page, trainee_lab: Lab, width: int, height: int):
    """Its heading is at the top and has the focus, so that Tab goes on from there; a made-up one harms nothing."""
    name = f"ici-{width}"
    trainee_lab.an_assignment(name)
    await page.set_viewport_size({"width": width, "height": height})
    await page.goto(f"{trainee_lab.url}/lab/workspaces/{name}/tree/{name}/essai.ipynb?token={TOKEN}#exercice-06")
    heading = page.get_by_role("heading", name="Exercice 6")
    await expect(heading).to_be_focused()
    await expect(heading).to_be_in_viewport()
    assert (await heading.bounding_box())["y"] < height / 2
    await page.keyboard.press("Tab")
    focused = page.locator(".atelier-exercise").filter(has=page.locator(":focus"))
    await expect(focused.get_by_role("tab", name="adresse.html")).to_have_count(1)

    await page.goto("about:blank")
    await page.goto(f"{trainee_lab.url}/lab/workspaces/{name}/tree/{name}/essai.ipynb?token={TOKEN}#exercice-99")
    await page.get_by_role("button", name="Rendre mon travail").wait_for(state="attached")
    await expect(page.locator(".jp-OutputArea-output:has-text('Traceback')")).to_have_count(0)


async def test_the_way_back_stands_whole_in_the_bar(page: Page, trainee_lab: Lab):
    """On a telephone too: one line, nothing of it beyond the edge. There is a link because there is a hub."""

    async def as_in_a_hub(route: Route) -> None:
        answer = await route.fetch()
        await route.fulfill(response=answer, body=(await answer.text()).replace('"baseUrl":', HUB, 1))

    await page.route("**/lab?*", as_in_a_hub)
    await page.set_viewport_size({"width": 360, "height": 740})
    await page.goto(f"{trainee_lab.url}/lab?token={TOKEN}")
    link = page.get_by_role("link", name="Retour à l’Atelier")
    await expect(link).to_be_visible()
    box = await link.bounding_box()
    assert box is not None
    assert (box["x"] + box["width"] <= 360, box["height"] < 30) == (True, True)
