"""When questions come back: boxes, misses, absences; dates alone, no clock."""

from datetime import date, timedelta

import pytest

from hub_config.service.recall_schedule import A_DAY, Answered, Card, cards, choose

DAY = date(2026, 11, 23)


def after(days: int) -> date:
    """So many days after the first."""
    return DAY + timedelta(days=days)


def history(*answers: tuple[int, bool]) -> Card:
    """The card of a question answered on these days."""
    return cards(Answered("r1", after(day), right) for day, right in answers)["r1"]


@pytest.mark.parametrize(
    ("answers", "card"),
    [
        ([(0, True)], Card(1, after(1), False)),
        ([(0, True), (1, True)], Card(2, after(4), False)),
        ([(0, True), (1, True), (4, True)], Card(3, after(11), True)),
        ([(0, True), (1, True), (4, True), (11, True)], Card(4, after(32), True)),
        ([(0, True), (1, True), (4, True), (11, True), (32, True)], Card(5, after(92), True)),
        ([(0, True), (1, True), (4, True), (11, True), (32, True), (92, True)], Card(5, after(152), True)),
        ([(0, False)], Card(0, after(1), False)),
        ([(0, False), (1, True)], Card(1, after(2), False)),
        ([(0, True), (1, True), (4, False)], Card(0, after(5), False)),
        ([(0, True), (1, True), (4, True), (11, False)], Card(0, after(12), True)),
        ([(0, True), (20, True)], Card(2, after(23), True)),
        ([(0, False), (20, True)], Card(1, after(21), False)),
    ],
)
def test_a_right_answer_waits_longer_and_a_missed_one_comes_back_tomorrow(answers, card):
    """1, 3, 7, 21, 60 days; solid once right after three days or more, and for good."""
    assert history(*answers) == card


POOL = [f"r{number}" for number in range(1, 13)]


def test_the_first_five_are_the_first_of_the_year():
    """Nothing was asked yet: the order of the programme."""
    assert choose(POOL, {}, DAY) == ("r1", "r2", "r3", "r4", "r5")
    assert choose(POOL[:3], {}, DAY) == ("r1", "r2", "r3")
    assert choose([], {}, DAY) == ()


def test_what_is_not_due_is_not_asked():
    """Where all is known and nothing is due, there are fewer than five."""
    known = {item: Card(2, after(3), False) for item in POOL[:10]} | {"r11": Card(1, DAY, False)}
    assert choose(POOL, known, DAY) == ("r11", "r12")


def test_missed_ones_come_first_then_the_oldest_and_one_that_is_new():
    """A miss of yesterday is back today, however much waits; the new week keeps a place."""
    known = {item: Card(1, after(-number), False) for number, item in enumerate(POOL[:10])} | {
        "r1": Card(0, DAY, False)
    }
    assert choose(POOL, known, DAY) == ("r1", "r10", "r9", "r8", "r11")
    assert choose(POOL[:10], known, DAY) == ("r1", "r10", "r9", "r8", "r7")
    missed = {item: Card(0, after(-1), False) for item in POOL[:7]}
    assert choose(POOL, missed, DAY) == ("r1", "r2", "r3", "r4", "r5")


def test_after_three_weeks_away_there_are_five_a_day_and_nobody_sees_a_pile():
    """Everything is overdue: each day has five, the oldest first, until all of it was asked once more."""
    known = {item: Card(3, after(number), False) for number, item in enumerate(POOL)}
    asked = []
    for day in range(21, 24):
        today = choose(POOL, known, after(day))
        known |= {item: Card(4, after(day + 21), True) for item in today}
        asked.append(today)
    assert [len(today) for today in asked] == [A_DAY, A_DAY, 2]
    assert [item for today in asked for item in today] == POOL


def test_free_places_are_filled_and_no_more():
    """In the middle of a day, only what is left of the five."""
    assert choose(POOL, {}, DAY, 2) == ("r1", "r2")
    assert choose(POOL, {item: Card(1, DAY, False) for item in POOL[:6]}, DAY, 1) == ("r7",)
