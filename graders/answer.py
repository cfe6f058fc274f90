"""A written or chosen answer, as a check reads it: the text of reponse.txt."""

from __future__ import annotations

import difflib
import math
import re
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from typing import TypeVar

from graders.checks import Failure
from graders.text import fold_text, quote, same_text, tidy_text
from graders.work import Work

ANSWER_FILE = "reponse.txt"
T = TypeVar("T")

LEAD_IN = re.compile(
    r"^(?:(?:ma|la|mes|les)\s+)?(?:reponses?|choix)\b(?:\s+(?:est|sont))?(?:\s+(?:la|le|les))?\s*:?\s*"
)
BETWEEN = re.compile(r"[\n,;/+&]|\b(?:et|puis)\b")
# 1 234,5 or 1234.5 or -3; spaces stand only before three digits.
NUMBER = re.compile(
    r"""
    (?P<sign> [-+\u2212]? ) \s*
    (?P<digits> \d{1,3}(?:\ \d{3})+(?!\d) | \d+ )? (?P<rest> (?:[.,]\d+)* ) \s*
    (?P<unit> (?:[^\s\d.,;:!?()][^\s.,;:!?()]*)? )
    """,
    re.VERBOSE,
)
CHOICES = "abcdefgh"  # the letters of the answers to one of several questions
LIKELY = 0.8  # of the letters in common: a slip of the pen


class Answer:
    """What the learner answered; reading an empty or missing answer is a Failure by itself."""

    def __init__(self, work: Work) -> None:
        self._work = work

    @property
    def text(self) -> str:
        """The whole answer on one line, spaces tidied."""
        return tidy_text(self._work.text(ANSWER_FILE))

    @property
    def lines(self) -> tuple[str, ...]:
        """The lines that hold something, as written."""
        return tuple(line.rstrip() for line in self._work.text(ANSWER_FILE).splitlines() if line.strip())

    @property
    def choice(self) -> str:
        """The id of the chosen answer, lower case: "b" for "b", "B)", "Réponse : b." or "La réponse est B"."""
        return _first_word(LEAD_IN.sub("", fold_text(self.text)))

    @property
    def choices(self) -> tuple[str, ...]:
        """The ids of all chosen answers, in order: "a, c", "a et c", "A C", one a line, each with its text or not."""
        folded = LEAD_IN.sub("", "\n".join(map(fold_text, self.lines)))
        pieces = BETWEEN.split(folded)
        if len(pieces) == 1 and all(len(word.strip(".()")) <= 2 for word in folded.split()):
            pieces = folded.split()
        return tuple(word for piece in pieces if (word := _first_word(piece)))

    @property
    def number(self) -> tuple[float, str] | None:
        """The number of the answer, what stands behind an equals sign first, and its unit ("" for none)."""
        folded = " ".join(self.text.rpartition("=")[2].split())
        for match in NUMBER.finditer(folded):
            if match["digits"] is None and not match["rest"]:
                continue
            whole, *parts = re.split("[.,]", (match["digits"] or "0").replace(" ", "") + match["rest"])
            # With several signs only the last one is the decimal one: 1.234,5.
            digits = f"{''.join([whole, *parts[:-1]])}.{parts[-1]}" if parts else whole
            value = float(digits)
            return (-value if match["sign"] in {"-", "\u2212"} else value), fold_text(match["unit"])
        return None


def _first_word(text: str) -> str:
    return next(iter(re.findall(r"[\w-]*\w", text)), "")


class AnswerGrader:
    """Grades answers; there is nothing to open."""

    async def grade(self, work: Work, run: Callable[[Answer], Awaitable[T]]) -> tuple[T, Failure | None]:
        """What `run` gives for the answer."""
        return await run(Answer(work)), None


def expect_choice(answer: Answer, right: str, message_id: str | Mapping[str, str] = "wrong-choice") -> None:
    """The answer is the choice `right`; a mapping gives each wrong choice its own message."""
    choice = answer.choice
    if choice == right.casefold():
        return
    if isinstance(message_id, Mapping):
        message_id = message_id.get(choice, "wrong-choice")
    # The letter of a choice says nothing to somebody who clicked on a sentence.
    raise Failure(message_id, found=None if answer.text == choice else quote(answer.text))


def expect_choices(answer: Answer, *right: str, message_id: str | None = None) -> None:
    """The answer has all of the right choices and no other; in any order. The message names neither."""
    if set(answer.choices) != {choice.casefold() for choice in right}:
        raise Failure(message_id or "wrong-choices", file=ANSWER_FILE)


def expect_in_order(
    answer: Answer, *orders: Sequence[str], indented: bool = False, message_id: str | None = None
) -> None:
    """The lines (or the ids of a single line: "c, a, b") stand in one of the orders.

    `indented` compares how deep each line stands too; how many spaces make a step is left to the learner.
    """
    found = answer.lines if len(answer.lines) > 1 else answer.choices
    # The order that the answer follows longest is the one the learner had in mind.
    wanted = max(orders, key=lambda order: _same_start(found, order))
    if sorted(map(_code, found)) != sorted(map(_code, wanted)):
        raise Failure(message_id or "order-other-lines", found=f"{len(found)} sur {len(wanted)}", file=ANSWER_FILE)
    place = _same_start(found, wanted)
    if place < len(wanted):
        raise Failure(message_id or "order-line", found=quote(found[place]), file=ANSWER_FILE, line=place + 1)
    if indented:
        for number, (mine, theirs) in enumerate(zip(depths(found), depths(wanted), strict=True), start=1):
            if mine != theirs:
                text = quote(found[number - 1])
                raise Failure(message_id or "order-depth", found=text, file=ANSWER_FILE, line=number)


def expect_before(answer: Answer, steps: Sequence[str], first: str, then: str, message_id: str) -> None:
    """Of the steps, all of which must be there, `first` stands above `then`."""
    places = {step: at for step in steps for at, line in enumerate(answer.lines) if same_text(line, step)}
    if len(places) < len(steps):
        raise Failure("order-other-lines", found=f"{len(places)} sur {len(steps)}", file=ANSWER_FILE)
    if places[first] > places[then]:
        raise Failure(message_id, file=ANSWER_FILE)


def expect_prediction(answer: Answer, *texts: str, exact: bool = False, message_id: str | None = None) -> None:
    """The answer says one of the texts; case, accents and spaces are tolerated unless `exact`."""
    said = answer.text
    same = [text for text in texts if same_answer(said, text)]
    if any(not exact or said == tidy_text(text) for text in same):
        return
    if same:
        raise Failure(message_id or "prediction-letters", found=quote(said), file=ANSWER_FILE)
    told = "prediction-near" if any(_is_likely(said, text) for text in texts) else "prediction-other"
    raise Failure(message_id or told, found=quote(said), file=ANSWER_FILE)


def same_answer(said: str, *texts: str) -> bool:
    """Whether somebody said one of the texts; case, accents, spaces and quotes around it are not what is asked."""
    return _bare(said) in map(_bare, texts)


def expect_number(
    answer: Answer, value: float, *, tolerance: float = 0.0, unit: Sequence[str] = (), message_id: str | None = None
) -> None:
    """The answer is the number, with a comma or a point; `unit` lists the ways to write its unit, if it is asked."""
    found = answer.number
    if found is None:
        raise Failure(message_id or "number-none", found=quote(answer.text), file=ANSWER_FILE)
    number, written = found
    told = quote(answer.text)
    if not _is_close(number, value, tolerance):
        scaled = any(_is_close(number * factor, value, tolerance) for factor in SCALES) and value != 0
        opposite = _is_close(-number, value, tolerance)
        found_id = "number-scale" if scaled else "number-sign" if opposite else "number-other"
        raise Failure(message_id or found_id, found=told, file=ANSWER_FILE)
    if unit and written not in {fold_text(one) for one in unit}:
        raise Failure(message_id or ("number-unit" if written else "number-no-unit"), found=told, file=ANSWER_FILE)


def expect_pairs(answer: Answer, pairs: Mapping[str, str], message_id: str | None = None) -> None:
    """The answer links each item to its partner: "1-b, 2-a", "1 → b", "b : 1", "1b 2a", or one pair a line."""
    wanted = {left.casefold(): right.casefold() for left, right in pairs.items()}
    found = _pairs(answer, wanted.keys(), wanted.values())
    lefts = [left for left, _ in found]
    if len(set(lefts)) < len(lefts):
        raise Failure(message_id or "pairs-twice", file=ANSWER_FILE)
    count = f"{len(found)} sur {len(wanted)}"
    if len(found) < len(wanted):
        raise Failure(message_id or "pairs-missing", found=count, file=ANSWER_FILE)
    right = sum(wanted.get(left) == partner for left, partner in found)
    if right < len(wanted):
        raise Failure(message_id or "pairs-wrong", found=f"{right} sur {len(wanted)}", file=ANSWER_FILE)


def expect_answered(answer: Answer, number: str, right: Mapping[str, str], message_id: str | None = None) -> None:
    """Of several questions, this one has its right answer; `right` has those of all, by number."""
    found = dict(_pairs(answer, right.keys(), CHOICES))
    if number not in found:
        raise Failure("pairs-missing", found=f"{len(found)} sur {len(right)}", file=ANSWER_FILE)
    if found[number] != right[number]:
        raise Failure(message_id or "wrong-choice", file=ANSWER_FILE)


SCALES = (10, 100, 1000, 0.1, 0.01, 0.001)


def _bare(text: str) -> str:
    """What is left of a text to compare; the quotes around it are not part of it."""
    return fold_text(fold_text(text).strip("\"'"))


def _is_likely(said: str, text: str) -> bool:
    # Letters are compared each with each: not for a novel.
    if len(said) > 2 * len(text):
        return False
    return difflib.SequenceMatcher(a=fold_text(said), b=fold_text(text)).ratio() >= LIKELY


def _is_close(one: float, other: float, tolerance: float) -> bool:
    return math.isclose(one, other, rel_tol=1e-9, abs_tol=tolerance + 1e-9)


def _pairs(answer: Answer, lefts: Collection[str], rights: Collection[str]) -> list[tuple[str, str]]:
    """The pairs that can be read; words that are no item are passed over."""
    text = LEAD_IN.sub("", fold_text(answer.text))
    words = [part for word in re.findall(r"\w+", text) for part in _parts(word, {*lefts, *rights})]
    found = []
    at = 0
    while at + 1 < len(words):
        one, other = words[at : at + 2]
        if one in lefts and other in rights:
            found.append((one, other))
        elif other in lefts and one in rights:
            found.append((other, one))
        else:
            at += 1
            continue
        at += 2
    return found


def _parts(word: str, known: Collection[str]) -> list[str]:
    """The items of a word: "1b" is "1" and "b" where both are known."""
    if word in known:
        return [word]
    if len(word) > 2 * max(map(len, known)):
        return []
    cuts = ((word[:at], word[at:]) for at in range(1, len(word)))
    return next(([one, other] for one, other in cuts if one in known and other in known), [])


def _same_start(found: Sequence[str], wanted: Sequence[str]) -> int:
    """How many lines are the same from the start."""
    pairs = zip(found, wanted, strict=False)
    return next(
        (at for at, (one, other) in enumerate(pairs) if _code(one) != _code(other)), min(len(found), len(wanted))
    )


def _code(line: str) -> str:
    """A line of code to compare: case counts, blanks do not."""
    return tidy_text(line)


def depths(lines: Sequence[str]) -> list[int]:
    """How deep each line stands: 0, 1, 2 …, as Python counts indentation; a tab is four spaces."""
    open_widths: list[int] = []
    found = []
    for line in lines:
        expanded = line.expandtabs(4)
        width = len(expanded) - len(expanded.lstrip())
        while open_widths and open_widths[-1] > width:
            open_widths.pop()
        if not open_widths or open_widths[-1] < width:
            open_widths.append(width)
        found.append(len(open_widths) - 1)
    return found
