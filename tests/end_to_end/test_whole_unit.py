"""All of S04 to full marks, by what stands in the exercises alone: no menu, no terminal, no line of Python."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from curriculum.builder.exercises import UnitExercise
from curriculum.builder.programme import load_programme
from hub_config.course import CURRICULUM
from tests.end_to_end.conftest import EnterPage
from tests.end_to_end.test_main_road import UNIT, exercise
from tests.real_hub import Hub

pytestmark = [pytest.mark.hub, pytest.mark.browser, pytest.mark.sandbox]


@pytest.mark.timeout(600)
def test_a_whole_unit_is_done_in_the_browser(place: Hub, enter: EnterPage):
    """Choose, order, repair, fill the gap, write, write a second page; hand in; every point is there."""
    (unit,) = (unit for unit in load_programme(CURRICULUM).units if unit.unit_id == UNIT)
    page = enter("bruno")
    page.goto(place.url + "services/atelier/ma-semaine")
    page.locator(".now .button.big").click()
    page.wait_for_url(f"**/user/bruno/lab/**/tree/{UNIT}/**", timeout=90_000)
    expect(exercise(page, 6)).to_be_visible(timeout=60_000)
    for number, (taught, do) in enumerate(zip(unit.exercises, STEPS, strict=True), 1):
        view = exercise(page, number)
        view.scroll_into_view_if_needed()
        do(page, view, taught)
        view.get_by_role("button", name="Vérifier").click()
        expect(view.locator(".atelier-card")).to_contain_text(re.compile("Bravo", re.IGNORECASE), timeout=30_000)
    last = page.locator(".atelier-exercise").last
    last.get_by_role("button", name="Rendre mon travail").click()
    last.get_by_role("button", name="Oui, rendre").click()
    expect(last).to_contain_text("Rendu le")
    page.goto(place.url + "services/atelier/ma-semaine")
    points = f"{sum(taught.exercise.points for taught in unit.exercises):g}"
    expect(page.get_by_text(f"{points} points sur {points}")).to_be_visible(timeout=60_000)


def choose(_: Page, view: Locator, taught: UnitExercise) -> None:
    """The right answer's words are clicked."""
    right = taught.solution["reponse.txt"].decode().strip()
    [words] = [choice.text for choice in taught.choices if choice.choice_id == right]
    view.get_by_text(words).click()


def order(_: Page, view: Locator, taught: UnitExercise) -> None:
    """Each line is chosen and moved up to its place."""
    lines = [line for line in taught.solution["index.html"].decode().split("\n") if line.strip()]
    options = view.get_by_role("option")
    for place, line in enumerate(lines):
        now = options.locator("code").all_inner_texts()
        at = next(at for at, text in enumerate(now) if at >= place and text.split() == line.split())
        options.nth(at).click()
        for _ in range(at - place):
            view.get_by_role("button", name="Monter").click()
        expect(options.nth(place).locator("code")).to_contain_text(line.strip())


def write(page: Page, view: Locator, taught: UnitExercise) -> None:
    """Each file is written whole, behind its tab if there are several."""
    for name, content in taught.solution.items():
        if len(taught.solution) > 1:
            view.get_by_role("tab", name=name).click()
        view.locator(".cm-content:visible").fill(content.decode())


def fill_gap(page: Page, view: Locator, taught: UnitExercise) -> None:
    """What the gap holds is replaced, and nothing else can be."""
    start, solution = (files["index.html"].decode().split("\n") for files in (taught.exercise.start, taught.solution))
    [gap] = taught.gaps["index.html"]
    first, last = map(int, gap.split("-"))
    view.locator(".cm-line").nth(first - 1).click()
    page.keyboard.press("Control+a")
    page.keyboard.insert_text("\n".join(solution[first - 1 : len(solution) - len(start) + last]))


STEPS = (choose, order, write, fill_gap, write, write)
