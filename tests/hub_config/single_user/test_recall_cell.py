"""The day's questions in JupyterLab: there without a click, answered by keyboard alone."""

from __future__ import annotations

import json

import pytest
from playwright.async_api import Page, expect

from tests.graders.exercise_widget.makers import Service
from tests.graders.exercise_widget.test_recall_view import CHOICE, TYPED, told
from tests.hub_config.single_user.conftest import Lab
from tests.hub_config.single_user.test_lab import AXE, open_notebook

pytestmark = pytest.mark.browser


def a_notebook_with_questions(lab: Lab, name: str) -> None:
    """The sample as the builder writes it today: its set-up names `recall`, and the cell stands before the lesson."""
    path = lab.an_assignment(name) / "essai.ipynb"
    content = json.loads(path.read_text(encoding="utf-8"))
    place, setup = next((n, cell) for n, cell in enumerate(content["cells"]) if cell["id"] == "depart")
    setup["source"] = "from graders.exercise_widget import exercise, hand_in, recall"
    content["cells"].insert(place + 1, setup | {"id": "rappel", "source": "recall()"})
    path.write_text(json.dumps(content), encoding="utf-8")


@pytest.mark.parametrize("colours", ["light", "dark"])
async def test_a_question_is_answered_by_keyboard(page: Page, trainee_lab: Lab, service: Service, colours: str):
    """Tab and Enter alone: an answer, its verdict with the focus on the way on, a typed answer; axe is content."""
    service.answers = {
        "api/recall": {"questions": [CHOICE, TYPED]},
        "api/recall/r1": lambda body: told(CHOICE, False, body["given"]),
        "api/recall/r2": lambda body: told(TYPED, True, body["given"], 3),
    }
    a_notebook_with_questions(trainee_lab, f"rappel-{colours}")
    await page.set_viewport_size({"width": 1280 if colours == "light" else 360, "height": 740})
    await page.emulate_media(color_scheme=colours)
    await open_notebook(page, trainee_lab, f"rappel-{colours}")
    view = page.locator(".atelier-recall")
    await view.get_by_role("button", name="À rien").press("Enter")
    await expect(view).to_contain_text("Pas encore. Se tromper aide à retenir.")
    await expect(view.get_by_role("button", name="Question suivante")).to_be_focused()
    await page.evaluate(AXE.read_text(encoding="utf-8"))
    assert (await page.evaluate("axe.run('.atelier-recall')"))["violations"] == []
    await page.keyboard.press("Enter")
    await view.get_by_label("Votre réponse").press_sequentially("</p>")
    assert (await page.evaluate("axe.run('.atelier-recall')"))["violations"] == []
    await page.keyboard.press("Enter")
    await expect(view).to_contain_text("Oui, c’est ça.")
    await expect(view.get_by_role("button", name="Terminer")).to_be_focused()
    await page.keyboard.press("Enter")
    await expect(view).to_contain_text("C’est fait pour aujourd’hui.")
    await expect(page.locator(".jp-OutputArea-output:has-text('Traceback')")).to_have_count(0)
