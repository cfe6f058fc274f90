"""The doors, nbgrader's commands and the formgrader inside real sandboxed servers, with real hub tokens."""

import re

import pytest

from tests.graders.exchange.makers import S04
from tests.real_hub import real_hub

pytestmark = [pytest.mark.hub, pytest.mark.sandbox, pytest.mark.timeout(300)]

OPEN, HAND_IN = f"/user/amina/atelier/open/{S04}", f"/user/amina/atelier/hand-in/{S04}"


@pytest.fixture(scope="module")
def hub(tmp_path_factory):
    """S04 is handed out; amina's and claire's servers are open."""
    with real_hub(tmp_path_factory.mktemp("place")) as hub:
        for name in ("amina", "claire"):
            hub.visitor(name).open_server()
        yield hub


def submissions(hub, name="amina"):
    """What the exchange says this person handed in."""
    return hub.visitor(name).api("GET", "/services/atelier/api/submissions").json()["submissions"]


async def test_open_and_hand_in(hub):
    """From the link to the notebook, and from the form to "Ma semaine"; the hand-in is there, once."""
    amina = hub.visitor("amina")
    assert amina.get(OPEN).url.endswith(f"/user/amina/lab/workspaces/{S04}/tree/{S04}/s04-html-base.ipynb")
    form = amina.get(HAND_IN)
    assert "Oui, rendre mon travail" in form.text
    assert "s04-html-base.ipynb" in form.text
    for _ in range(2):
        assert amina.submit(form).url.endswith(f"/services/atelier/ma-semaine?rendu={S04}")
    [submission] = submissions(hub)
    assert (submission["student_id"], submission["attempt"]) == ("amina", 1)


async def test_another_site_cannot_press_the_button(hub):
    """The cookie alone hands nothing in, on either door."""
    amina = hub.visitor("amina")
    before = submissions(hub)
    for path in (HAND_IN, HAND_IN.replace("hand-in", "api/hand-in")):
        url = hub.url + path.lstrip("/")
        assert amina.session.post(url, data={"nonce": "0" * 32}, allow_redirects=False, timeout=30).status_code == 403
    assert submissions(hub) == before


async def test_nobody_else_comes_through_the_door(hub):
    """Bruno, signed in, neither opens nor hands in at amina's."""
    bruno = hub.visitor("bruno")
    before = submissions(hub)
    for path in (OPEN, HAND_IN):
        assert bruno.get(path).status_code == 403
    assert (submissions(hub), submissions(hub, "bruno")) == (before, [])


async def test_commands_in_a_trainees_terminal(hub):
    """Submitting works from home; what is for trainers is refused by the service."""
    amina = hub.visitor("amina")
    said = await amina.run(f"!cd ~ && nbgrader submit {S04} 2>&1; nbgrader collect {S04} 2>&1")
    assert f"Submitted as: atelier {S04}" in said
    assert "You do not have the right to do this." in said
    assert submissions(hub)[-1]["attempt"] == len(submissions(hub))


async def test_commands_and_formgrader_in_a_trainers_server(hub):
    """The trainer lists, collects and releases with nbgrader's own commands and buttons."""
    claire = hub.visitor("claire")
    said = await claire.run("!cd ~ && nbgrader list --inbound 2>&1")
    assert re.search(rf"atelier amina {S04} \d{{4}}-\d\d-\d\d", said), said
    assignments = claire.api("GET", "/user/claire/formgrader/api/assignments").json()
    assert {each["name"]: each["status"] for each in assignments}[S04] == "released"
    answer = claire.api("POST", f"/user/claire/formgrader/api/assignment/{S04}/collect").json()
    assert answer["success"], answer
    answer = claire.api("POST", f"/user/claire/formgrader/api/assignment/{S04}/unrelease").json()
    assert answer["success"], answer
    assert "Ce travail n’est pas ouvert" in hub.visitor("amina").get(HAND_IN).text
    answer = claire.api("POST", f"/user/claire/formgrader/api/assignment/{S04}/release").json()
    assert answer["success"], answer
    assert "Oui, rendre mon travail" in hub.visitor("amina").get(HAND_IN).text
