import re
from difflib import SequenceMatcher

from graders.answer import ANSWER_FILE, Answer
from graders.checks import Failure, check
from graders.text import fold_text, quote

# What stands before the colon → what it is called in a message, and the piece of the address.
PARTS = {
    "protocole": ("le protocole", "https"),
    "nom de domaine": ("le nom de domaine", "les-marronniers.example"),
    "dossier": ("le dossier", "ateliers"),
    "fichier": ("le fichier", "cv.html"),
}
LABELS = "|".join(PARTS)
BEFORE = re.compile(rf"({LABELS})\b[\s:=]*(?P<piece>.*)")
BEHIND = re.compile(rf"(?P<piece>.+?)\s*[:=]\s*({LABELS})")
NUMBER = re.compile(r"^\d\s*[.):-]\s*")  # « 1. https »
LIKELY = 0.8  # of the letters in common: a slip of the pen


@check(points=1)
def protocol(answer: Answer) -> None:
    """Le protocole est à sa ligne."""
    expect_part(answer, "protocole")


@check(points=1)
def domain(answer: Answer) -> None:
    """Le nom de domaine est à sa ligne."""
    expect_part(answer, "nom de domaine")


@check(points=1)
def folder(answer: Answer) -> None:
    """Le dossier est à sa ligne."""
    expect_part(answer, "dossier")


@check(points=1)
def file(answer: Answer) -> None:
    """Le fichier est à sa ligne."""
    expect_part(answer, "fichier")


def expect_part(answer: Answer, label: str) -> None:
    """The piece of this label is written; the signs that separate pieces may stay at its ends."""
    called, wanted = PARTS[label]
    written, line = part_of(answer, label)
    if not written:
        message = "part-missing" if line else "line-missing"
        raise Failure(message, expected=called, file=ANSWER_FILE, line=line)
    found = bare(written)
    if found == wanted:
        return
    told = {"expected": called, "found": quote(written), "file": ANSWER_FILE, "line": line}
    if found in {piece for _, piece in PARTS.values()}:
        raise Failure("part-is-other", **told)
    if wanted in found:
        raise Failure("part-too-long", **told)
    if found in wanted:
        raise Failure("part-too-short", **told)
    likely = SequenceMatcher(a=found, b=wanted).ratio() >= LIKELY
    raise Failure("part-spelling" if likely else "part-is-other", **told)


def part_of(answer: Answer, label: str) -> tuple[str, int | None]:
    """What is written for a label, beside or below it, and the label's line; four lines without labels are in order."""
    lines = [NUMBER.sub("", fold_text(line)) for line in answer.lines]
    labels = [BEFORE.fullmatch(line) or BEHIND.fullmatch(line) for line in lines]
    if not any(labels) and len(lines) == len(PARTS):
        place = list(PARTS).index(label)
        return lines[place], place + 1
    for place, found in enumerate(labels):
        if found and label in found.groups():
            below = lines[place + 1] if place + 1 < len(lines) and not labels[place + 1] else ""
            return found["piece"] or below, place + 1
    return "", None


def bare(piece: str) -> str:
    """A piece of the address without case and without the signs around it."""
    return fold_text(piece).strip(" /:<>\"'`")
