"""The rules for French that people can read who find reading hard, on one text; the words are in `plain_french.yml`."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from curriculum.builder.faults import Fault

WORD = re.compile(r"\w")
SENTENCE_END = re.compile(r"(?<=[.!?…])[\s\u00a0\u202f»)]+(?=\S)")
# In a message code has no marks of its own: <h1> or lang="fr" is one word, and not looked at.
CODE = re.compile(r"<[^<>]*>|[\w-]+=\"[^\"]*\"|[\w-]+='[^']*'")
QUOTED = re.compile(r"(?<=«)[^«»]*(?=»)")
VALUE = re.compile(r"\{\w*\}")


@dataclass(frozen=True)
class PlainFrench:
    """What `plain_french.yml` says."""

    sentence_words: int
    lesson_sentence_words: int
    message_words: int
    example_sentence_words: int
    first_action_words: int
    banned: tuple[str, ...]
    familiar: tuple[str, ...]
    familiar_orders: tuple[str, ...]
    one_word: Mapping[str, tuple[str, ...]]
    technical: tuple[str, ...]
    picture_openings: tuple[str, ...]
    blame: tuple[str, ...]
    english: tuple[str, ...]
    capitals: frozenset[str]
    without_hints: frozenset[str]


@cache
def plain_french() -> PlainFrench:
    """The rules of this house."""
    rules = yaml.safe_load(Path(__file__).with_name("plain_french.yml").read_text(encoding="utf-8"))
    kinds: Mapping[str, Callable[[Any], Any]] = {
        "tuple[str, ...]": tuple,
        "frozenset[str]": frozenset,
        "int": int,
        "Mapping[str, tuple[str, ...]]": lambda table: {word: tuple(others) for word, others in table.items()},
    }
    return PlainFrench(**{rule.name: kinds[str(rule.type)](rules[rule.name]) for rule in fields(PlainFrench)})


def lint_text(path: Path, text: str, line: int, sentence_words: int) -> list[Fault]:
    """The faults of one block of plain text that starts on `line` and keeps its line ends."""
    rules = plain_french()
    faults = _faults_of_length(path, text, line, sentence_words)
    faults += _faults_of_words(path, text, line, rules.banned, "a word that makes those who don't know feel small")
    faults += _faults_of_words(path, text, line, rules.familiar, "learners are addressed with « vous »")
    faults += _faults_of_orders(path, text, line)
    faults += _faults_of_other_words(path, text, line)
    for match in re.finditer(r"\b[A-ZÀ-Þ]{2,}\b", text):
        if match[0] not in rules.capitals:
            place = line + text.count("\n", 0, match.start())
            faults.append(Fault(path, place, f"says « {match[0]} » in capitals, which is hard to read"))
    return faults


def lint_message(path: Path, text: str, line: int, *, example: bool = False) -> list[Fault]:
    """The faults of what the grader says, or of one of its hints: 25 words at most, French, without blame.

    An `example` may hold code of any kind and have longer sentences; only its own words are judged.
    """
    rules = plain_french()
    said = CODE.sub("code", VALUE.sub("valeur", text))
    ours = QUOTED.sub(lambda quoted: " mot" * count_words(quoted[0]) + " ", said)  # a page's own words are not ours
    faults = _faults_of_words(path, ours, line, rules.blame, "the page lacks something, the person did nothing wrong")
    if (words := count_words(said)) > rules.message_words:
        faults.append(Fault(path, line, f"has {words} words; a message has at most {rules.message_words}"))
    if example:
        return [*faults, *_faults_of_length(path, ours, line, rules.example_sentence_words)]
    english = re.sub(r"\b[A-Z]{2,}\b", "", ours)  # words of SQL are no English
    faults += lint_text(path, ours, line, rules.sentence_words)
    faults += _faults_of_words(path, english, line, rules.english, "messages are in French")
    if not text.rstrip().endswith((".", "?", "!")):
        faults.append(Fault(path, line, f"ends with « {text.split()[-1]} »; expected a full stop"))
    if "'" in CODE.sub("", QUOTED.sub("", text)):
        faults.append(Fault(path, line, "has a straight apostrophe; expected ’"))
    return faults


def count_words(text: str) -> int:
    """How many words a text has; a lone sign is none."""
    return sum(1 for word in text.split() if WORD.search(word))


def _faults_of_length(path: Path, text: str, line: int, sentence_words: int) -> list[Fault]:
    return [
        Fault(
            path,
            line + offset,
            f"has a sentence of {words} words, expected at most {sentence_words}: « {_tidy(sentence)} »",
        )
        for sentence, offset in _sentences(text)
        if (words := count_words(sentence)) > sentence_words
    ]


def _faults_of_words(path: Path, text: str, line: int, words: tuple[str, ...], what: str) -> list[Fault]:
    return [
        Fault(path, line + text.count("\n", 0, match.start()), f"says « {_tidy(match[0])} »: {what}")
        for match in _pattern(words).finditer(text)
    ]


def _faults_of_orders(path: Path, text: str, line: int) -> list[Fault]:
    """A fault for each « Ouvre le fichier »: an order whose object follows, so that « Place du Tilleul » is none."""
    return [
        Fault(
            path,
            line + text.count("\n", 0, match.start("order")),
            f"says « {match['order']} » with « tu »: learners are addressed with « vous »",
        )
        for match in _orders(plain_french().familiar_orders).finditer(text)
    ]


@cache
def _orders(orders: tuple[str, ...]) -> re.Pattern[str]:
    objects = "le|la|les|un|une|ce|cet|cette|ces|ta|tes|ton|sur|dans|à|au|aux|avec|bien|chaque|tout|toute|toutes|tous"
    return re.compile(
        rf"""
        (?: ^ | [.!?…:]\s+ | \b(?:puis|et|alors)\s+ )        # where a sentence, or its second half, begins
        (?P<order> {"|".join(orders)} )
        (?: -(?:le|la|les|toi)\b | \s+(?:{objects})\b | \s+l['’] | \s*\d | \s*`)
        """,
        re.IGNORECASE | re.MULTILINE | re.VERBOSE,
    )


def _faults_of_other_words(path: Path, text: str, line: int) -> list[Fault]:
    """A fault where a thing has another name than everywhere else."""
    faults = []
    for sentence, offset in _sentences(text):
        if "anglais" in sentence.casefold() or len(text.split()) == 1:  # one word to choose from is a value
            continue
        for word, others in plain_french().one_word.items():
            what = f"the word for it here is « {word} »"
            faults += _faults_of_words(path, sentence, line + offset, others, what)
    return faults


@cache
def _pattern(words: tuple[str, ...]) -> re.Pattern[str]:
    """Any of the words, whole; one that ends in an apostrophe touches the next."""
    either = "|".join(re.escape(word).replace("'", "['’]") + ("" if word[-1] == "'" else r"\b(?!-)") for word in words)
    return re.compile(rf"(?<![-\w])({either})", re.IGNORECASE)


def _sentences(text: str) -> list[tuple[str, int]]:
    """Each sentence, and how many lines below the start of the text it begins."""
    ends = [*(match.end() for match in SENTENCE_END.finditer(text)), len(text)]
    return [(text[start:end], text.count("\n", 0, start)) for start, end in zip([0, *ends], ends, strict=False)]


def _tidy(text: str) -> str:
    return " ".join(text.split())
