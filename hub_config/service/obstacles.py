"""Which check stops how many people in a unit, now and ever, so that tasks and messages get better. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from graders.checks import Check
from graders.exercise import Exercise
from graders.messages.catalogue import MessageError, find_message, placeholders
from graders.results import Outcome
from hub_config.service.attempts import Attempt, passed
from hub_config.service.handed_out import HandedOut


@dataclass(frozen=True)
class Said:
    """What people read at a check, with "…" for their own words in it, and how many of them did."""

    sentence: str
    people: int


@dataclass(frozen=True)
class Hurdle:
    """A check of an exercise; `now` are those whose latest try stops there, `ever` all who ever stopped there.

    `tries` counts every stop; what was said comes in the order of how many people read it.
    """

    exercise: Exercise
    check: Check
    now: tuple[str, ...]
    ever: tuple[str, ...]
    tries: int
    said: tuple[Said, ...]


def hurdles(unit: HandedOut, attempts: Iterable[Attempt], people: Sequence[str]) -> tuple[Hurdle, ...]:
    """The checks that stop or stopped one of these people, the worst first; names in the order of `people`.

    Somebody stands before one check of an exercise at most, and before none once they passed it. Tries that our own
    fault spoiled do not count, nor do checks that are no longer in the programme.
    """
    by_person: dict[str, list[Attempt]] = {name: [] for name in people}
    for attempt in attempts:
        if attempt.student_id in by_person and attempt.outcome is not Outcome.ERRORED:
            by_person[attempt.student_id].append(attempt)
    found = []
    for taught in unit.exercises:
        for check in taught.exercise.checks:
            hurdle = _hurdle(taught.exercise, check, by_person)
            if hurdle.ever:
                found.append(hurdle)
    return tuple(sorted(found, key=lambda each: (-len(each.now), -len(each.ever), -each.tries)))


def _hurdle(exercise: Exercise, check: Check, by_person: dict[str, list[Attempt]]) -> Hurdle:
    now, ever, tries = [], [], 0
    readers: dict[str, set[str]] = {}
    for name, attempts in by_person.items():
        here = [attempt for attempt in attempts if attempt.number == exercise.number]
        stops = [attempt for attempt in here if attempt.check_id == check.check_id]
        if stops:
            ever.append(name)
            tries += len(stops)
        if stops and here[-1] is stops[-1] and not passed(here):
            now.append(name)
        for stop in stops:
            if stop.message_id:
                readers.setdefault(stop.message_id, set()).add(name)
    said = sorted((Said(sentence(each, exercise), len(names)) for each, names in readers.items()), key=_most_read)
    return Hurdle(exercise, check, tuple(now), tuple(ever), tries, tuple(said))


def _most_read(said: Said) -> tuple[int, str]:
    return -said.people, said.sentence


def sentence(message_id: str, exercise: Exercise) -> str:
    """The words of a message without what was found in somebody's work; its id if nobody says it any more."""
    try:
        words = find_message(message_id, exercise.messages).say
    except MessageError:
        return message_id
    shown = words.format_map(dict.fromkeys(placeholders(words), "…"))
    return shown.replace("….", "…")
