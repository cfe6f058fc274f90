"""Raised hands: one's own over HTTP, everybody's on the trainer's page, at once."""

import asyncio
import json
from datetime import UTC, datetime, timedelta

import pytest

from hub_config.service.hands import Hand
from tests.hub_config.service import gallery
from tests.hub_config.service.makers import MONDAY, S04, S05
from tests.hub_config.service.visitor import form_of, main_words, sent

MINE = f"api/hands/{S04}/03"
DOWN = {"raised": False, "since": None, "seen": False}
UP = {"raised": True, "since": "2026-11-23T09:00:00+00:00", "seen": False}


async def told(stage, name, method="GET", path=MINE):
    """What the service says of somebody's hand."""
    answer = await stage.ask(name, path, method=method, body="" if method == "POST" else None)
    return json.loads(answer.body)


async def test_a_hand_goes_up_and_down_and_twice_is_as_once(stage):
    """Raised again it stays up since when it was; lowered again it is down; only one's own is seen."""
    assert await told(stage, "amina") == DOWN
    assert await told(stage, "amina", "POST") == UP
    stage.clock.move(minutes=5)
    assert await told(stage, "amina", "POST") == UP
    assert await told(stage, "amina") == UP
    assert await told(stage, "bruno") == DOWN
    assert await told(stage, "bruno", "DELETE") == DOWN
    assert stage.parts.hands.up() == (Hand("amina", S04, "03", MONDAY, None),)
    assert await told(stage, "amina", "DELETE") == DOWN
    assert await told(stage, "amina", "DELETE") == DOWN
    assert stage.parts.hands.up() == ()


async def test_there_is_no_hand_where_there_is_no_exercise(stage):
    """A made-up exercise is refused before anything is written."""
    answer = await stage.ask("amina", f"api/hands/{S04}/99", method="POST", body="")
    assert (answer.code, json.loads(answer.body)) == (
        404, {"message": "There is no exercise '99' in 'web-s04-html-base'."}
    )  # fmt: skip
    assert stage.parts.hands.up() == ()


@pytest.mark.parametrize(
    ("later", "is_up"),
    [
        (datetime(2026, 11, 23, 22, 59, tzinfo=UTC), True),
        (datetime(2026, 11, 23, 23, 0, tzinfo=UTC), False),
    ],
    ids=["at 23:59 in Paris", "at midnight in Paris"],
)
async def test_hands_go_down_at_the_end_of_the_day(stage, later, is_up):
    """Midnight is that of Paris; the next morning a hand can be raised anew."""
    await told(stage, "amina", "POST")
    stage.parts.hands.see("amina", S04, "03")
    stage.clock.now = later
    assert (await told(stage, "amina"))["raised"] is is_up
    stage.clock.now = MONDAY + timedelta(days=1)
    assert await told(stage, "amina", "POST") == UP | {"since": "2026-11-24T09:00:00+00:00"}


async def test_the_class_shows_who_calls_and_what_they_last_read(stage):
    """Who waits longest comes first: the exercise, since when, the last report; no other unit hides it."""
    gallery.calling(stage)
    words = main_words((await stage.ask("farida", f"la-classe?unite={S05}")).body)
    assert words[:16] == [
        "La classe", "Mains levées", "2 mains levées.",
        "Bruno Martin", "S04, exercice 2 : Exercice numéro 2. Depuis 10 h 04.",
        "Bloque sur : « La page a un seul grand titre. » Il manque …", "Lire le dernier rapport",
        "Vu à 10 h 09. La personne le sait.", "J’ai aidé",
        "Amina Diallo", "S04, exercice 6 : Exercice numéro 6. Depuis 10 h 09.", "Pas encore d’essai.",
        "Vu, j’arrive", "J’ai aidé", "S04", "S05",
    ]  # fmt: skip
    body = (await stage.ask("farida", "la-classe/mains")).body.decode()
    for address in (f"la-classe/bruno#{S04}", f"la-classe/bruno/rapport/{S04}/02"):
        assert f'href="/services/atelier/{address}"' in body
        assert (await stage.ask("farida", address.partition("#")[0])).code == 200


async def test_seen_and_helped(stage):
    """The person is told that somebody comes; once helped, the hand is down; another gesture is none."""
    gallery.calling(stage)
    cookies, xsrf = await form_of(stage, "farida", "la-classe")
    fields = {"_xsrf": xsrf, "nom": "amina", "unite": S04, "exercice": "06"}
    answer = await sent(stage, cookies, "la-classe/mains", **fields, geste="vu", retour="classe")
    assert (answer.code, answer.headers["Location"]) == (303, "/services/atelier/la-classe")
    assert (await told(stage, "amina", path=f"api/hands/{S04}/06"))["seen"] is True
    week = main_words((await stage.ask("amina", "ma-semaine")).body)
    assert week[week.index("Votre main est levée") :][:4] == [
        "Votre main est levée", "Exercice numéro 6, depuis 10 h 09. C’est vu. Quelqu’un arrive.",
        "Baisser ma main", "Mon travail",
    ]  # fmt: skip
    answer = await sent(stage, cookies, "la-classe/mains", **fields, geste="aide")
    assert (answer.code, answer.headers["Location"]) == (303, "/services/atelier/la-classe/mains")
    assert await told(stage, "amina", path=f"api/hands/{S04}/06") == DOWN
    for wrong in ({"geste": "rien"}, {"geste": "vu", "exercice": "99"}, {"geste": "vu", "nom": "farida"}):
        answer = await sent(stage, cookies, "la-classe/mains", **(fields | wrong))
        assert answer.code in {400, 404}
    assert [hand.student_id for hand in stage.parts.hands.up()] == ["bruno"]


async def test_a_hand_is_lowered_on_the_week_too(stage):
    """A form, without JavaScript."""
    gallery.calling(stage)
    cookies, xsrf = await form_of(stage, "amina", "ma-semaine")
    answer = await sent(stage, cookies, "ma-semaine/main", _xsrf=xsrf, unite=S04, exercice="06")
    assert (answer.code, answer.headers["Location"]) == (303, "/services/atelier/ma-semaine")
    assert [hand.student_id for hand in stage.parts.hands.up()] == ["bruno"]


async def test_who_watches_is_answered_when_a_hand_moves(stage):
    """The answer waits for a change, in each tab; a page that shows something old is answered at once."""
    shown = stage.parts.hands.version()
    tabs = [asyncio.ensure_future(stage.ask(name, f"la-classe/mains?apres={shown}")) for name in ("farida", "paul")]
    assert (await stage.ask("farida", "la-classe/mains?apres=older")).code == 200
    assert not any(tab.done() for tab in tabs)
    await told(stage, "amina", "POST")
    for tab in tabs:
        assert "Amina Diallo" in main_words((await tab).body)
    assert stage.parts.hands.version() != shown


async def test_waiting_ends_by_itself(stage):
    """Without any change there is an answer too, so that rights are looked at again."""
    hands = stage.parts.hands
    await hands.until_other_than(hands.version(), 0)
    await hands.until_other_than("another", 3600)
