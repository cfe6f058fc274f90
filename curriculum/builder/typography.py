"""French typography put by the builder, so that authors type plain spaces and plain apostrophes.

"C'est fini ? « Oui »"  →  "C’est fini\u202f? «\u00a0Oui\u00a0»"
"""

from __future__ import annotations

import re
from collections.abc import Callable

NO_BREAK, NARROW_NO_BREAK = "\u00a0", "\u202f"
RULES = (
    (re.compile(r" (?=:(?:\s|$))"), NO_BREAK),
    (re.compile(r" (?=[;!?](?:[\s».)*]|$))"), NARROW_NO_BREAK),
    (re.compile(r"(?<=«) "), NO_BREAK),
    (re.compile(r" (?=»)"), NO_BREAK),
    (re.compile(r"(?<=[^\W\d_])'(?=[^\W\d_]|[*«\[]|$)"), "’"),
)
CODE = re.compile(
    r"""
    (^[ ]{0,3}(?P<fence>`{3,}|~{3,})[^\n]*\n .*? (?:^[ ]{0,3}(?P=fence)[^\n]*$ | \Z)   # a block between fences
    | (?P<ticks>`+) .+? (?<!`)(?P=ticks)(?!`)                                          # a span between backticks
    | \]\([^)\s]*\)                                                                    # where a link leads
    )""",
    re.MULTILINE | re.DOTALL | re.VERBOSE,
)


def french(text: str) -> str:
    """A plain text with non-breaking spaces and curly apostrophes where French wants them."""
    for pattern, replacement in RULES:
        text = pattern.sub(replacement, text)
    return text


def french_markdown(text: str) -> str:
    """The same for Markdown; code and the targets of links stay as they are."""
    return outside_code(text, french)


def outside_code(text: str, change: Callable[[str], str]) -> str:
    """The Markdown with `change` applied to each stretch that is no code and no target of a link."""
    done, end = [], 0
    for code in CODE.finditer(text):
        done += [change(text[end : code.start()]), code[0]]
        end = code.end()
    return "".join([*done, change(text[end:])])
