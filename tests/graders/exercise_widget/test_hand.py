"""Calling somebody from an exercise."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from graders.exercise_widget.hand import RaisedHand
from graders.exercise_widget.hand_client import Hand, ask_for_hand
from graders.exercise_widget.service_client import NoAnswerError
from tests.graders.exercise_widget.makers import Alarms, a_place, a_service
from tests.graders.exercise_widget.test_view import says


def test_the_service_is_asked_for_ones_own_hand(tmp_path: Path):
    """Raised, looked at, lowered; a service that does not answer is an error with its address and without the token."""
    with a_service() as service:
        place = a_place(tmp_path, service_url=service.url)
        up = Hand(datetime(2026, 11, 3, 13, 5, tzinfo=UTC))
        hands = [ask_for_hand(place, method, "web-essai", "03") for method in ("GET", "POST", "GET", "DELETE")]
    assert hands == [Hand(), up, up, Hand()]
    with pytest.raises(NoAnswerError, match=r"^POST http://127.0.0.1:9/api/hands/web-essai/03: ") as caught:
        ask_for_hand(a_place(tmp_path), "POST", "web-essai", "03")
    assert "secret-token" not in str(caught.value)


async def test_a_call_is_made_and_taken_back(tmp_path: Path):
    """One press calls, the sentence says since when; it is looked after until the next press takes it back."""
    alarms = Alarms()
    with a_service() as service:
        hand = RaisedHand("web-essai", "03", a_place(tmp_path, alarms, service.url))
        seen = []
        for _ in range(2):
            hand.button.click()
            assert hand._asking is not None
            await hand._asking
            seen.append((hand.button.description, says(hand.said)))
            alarms.ring()
            await hand._asking
    assert seen == [
        ("Je n’appelle plus", "Vous appelez depuis 14 h 05. Quelqu’un va venir. Vous pouvez continuer."),
        ("J’appelle", ""),
    ]
    assert service.hands == ["POST", "GET", "DELETE"]


async def test_a_hand_put_down_by_the_trainer_is_down_here(tmp_path: Path):
    """Opened again, the exercise knows of its call; when somebody came the button calls again."""
    alarms = Alarms()
    with a_service() as service:
        service.hands.append("POST")
        hand = RaisedHand("web-essai", "03", a_place(tmp_path, alarms, service.url))
        hand.look()
        alarms.ring()
        assert hand._asking is not None
        await hand._asking
        assert hand.button.description == "Je n’appelle plus"
        service.hands.append("DELETE")
        alarms.ring()
        await hand._asking
    assert (hand.button.description, hand.said.value) == ("J’appelle", "")


async def test_a_call_while_one_looks_is_not_lost(tmp_path: Path):
    """The notebook was just opened, and the service answers late: the press goes next."""
    alarms = Alarms()
    with a_service() as service:
        hand = RaisedHand("web-essai", "03", a_place(tmp_path, alarms, service.url))
        hand.look()
        alarms.ring()
        hand.button.click()
        assert hand._asking is not None
        await hand._asking
        assert (service.hands, hand.button.description) == (["GET", "POST"], "Je n’appelle plus")


async def test_pressed_often_it_is_looked_after_no_more_often(tmp_path: Path):
    """Each press puts the next look off, rather than adding another that would go on for as long as the hand is up."""
    alarms = Alarms()
    with a_service() as service:
        hand = RaisedHand("web-essai", "03", a_place(tmp_path, alarms, service.url))
        for _ in range(5):
            hand.button.click()
            assert hand._asking is not None
            await hand._asking
    assert [alarm.cancelled for alarm in alarms.waiting] == [True, True, False]


async def test_a_call_that_did_not_go_is_told(tmp_path: Path):
    """Kindly, and the button calls still."""
    hand = RaisedHand("web-essai", "03", a_place(tmp_path))
    await hand.ask("GET")
    assert hand.said.value == ""
    await hand.ask("POST")
    assert (hand.button.description, says(hand.said)) == (
        "J’appelle",
        "⚠ Votre appel n’est pas parti. Appelez de vive voix, ou réessayez dans un moment.",
    )
