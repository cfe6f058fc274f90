"""What a program says when it breaks: the last words, and the place in the learner's own file.

Python puts the places first, JavaScript after the words:

    Traceback (most recent call last):              /tmp/site/server.js:3
      File "/tmp/site/server.py", line 3, in hello  ReferenceError: nom is not defined
    NameError: name 'nom' is not defined                at hello (/tmp/site/server.js:3:15)
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from graders.http.launcher import FOLDER
from graders.text import quote

WORDS = re.compile(
    r"^(?:PHP )?(?:[\w.]*(?:Error|Exception|Interrupt|Exit)(?: \[\w+\])?(?::|$)|(?:Fatal|Parse) error:).*", re.MULTILINE
)
PLACE = re.compile(rf"{FOLDER}/(?P<file>[^\s:\"'()]+)(?:\", line |:| on line )(?P<line>\d{{1,6}})\b")


@dataclass(frozen=True)
class Complaint:
    """The words as the program wrote them, and the learner's file and line if they are told."""

    words: str
    file: str | None = None
    line: int | None = None


def last_complaint(said: str) -> Complaint | None:
    """The last thing that went wrong in what a program printed; None if nothing looks like it."""
    spoken = list(WORDS.finditer(said))
    if not spoken:
        return None
    words = spoken[-1]
    after = PLACE.search(said, words.start())
    place = after or next(reversed(list(PLACE.finditer(said, 0, words.start()))), None)
    return Complaint(
        quote(words.group().replace(f"{FOLDER}/", "")),
        place["file"] if place else None,
        int(place["line"]) if place else None,
    )
