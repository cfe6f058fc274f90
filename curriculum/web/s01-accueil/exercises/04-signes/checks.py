import re
from collections.abc import Mapping
from difflib import get_close_matches

from graders.answer import Answer
from graders.checks import Failure, check
from graders.text import quote

LINES = ("bonjour@ressourcerie-du-tilleul.example", "{ lampe }", "<bonjour>", "photos/velos", "prix = 4")
NUMBERED = re.compile(r"^[1-5]\s*[.)]\s*")


def bare(line: str) -> str:
    """What counts of a line: neither its spaces, nor its capitals, nor its number."""
    return "".join(NUMBERED.sub("", line.strip()).split()).casefold()


def expect_line(answer: Answer, wanted: str, signs: Mapping[str, str]) -> None:
    """The line is there; else the first of its signs that is nowhere tells its own message."""
    written = {bare(line): line for line in answer.lines}
    if bare(wanted) in written:
        return
    if any(bare(wanted) in line and any(bare(other) in line for other in LINES if other != wanted) for line in written):
        raise Failure("lines-touch", expected=wanted)
    near = get_close_matches(bare(wanted), written, n=1, cutoff=0.5)
    if not near:
        raise Failure("line-is-missing", expected=wanted)
    for sign, message_id in signs.items():
        if sign not in near[0]:
            raise Failure(message_id)
    raise Failure("line-is-other", expected=wanted, found=quote(written[near[0]]))


@check(points=1)
def at_sign(answer: Answer) -> None:
    """L'adresse a son arobase."""
    expect_line(answer, "bonjour@ressourcerie-du-tilleul.example", {"@": "at-is-missing"})


@check(points=1)
def braces(answer: Answer) -> None:
    """Le mot lampe est entre accolades."""
    expect_line(answer, "{ lampe }", {"{": "brace-opens", "}": "brace-closes"})


@check(points=1)
def brackets(answer: Answer) -> None:
    """Le mot bonjour est entre chevrons."""
    expect_line(answer, "<bonjour>", {"<": "bracket-opens", ">": "bracket-closes"})


@check(points=1)
def slash(answer: Answer) -> None:
    """La barre oblique sépare photos et velos."""
    expect_line(answer, "photos/velos", {"/": "slash-is-missing"})


@check(points=1)
def equals(answer: Answer) -> None:
    """Le prix a son signe égal et son chiffre."""
    expect_line(answer, "prix = 4", {"=": "equals-is-missing", "4": "four-is-missing"})
