"""What the browser says of a script that stopped, as a kind reader says it: which message, and what fills it.

Two tables: texts of V8 for scripts that cannot be read at all, and for scripts that break off while they run.
"""

from __future__ import annotations

import difflib
import re
from bisect import bisect_right

from graders.checks import Failure
from graders.text import quote
from graders.web.console import ScriptFault

# Every script that cannot be read; the groups fill {found}.
UNREADABLE = (
    (r"missing \) after argument list", "script-missing-parenthesis"),
    (r"missing \] ", "script-missing-bracket"),
    (r"missing \} ", "script-missing-brace"),
    (r"Unexpected end of input", "script-ends-early"),
    (r"Unterminated template literal|Unterminated template", "script-missing-backtick"),
    (r"Invalid or unexpected token", "script-missing-quote"),
    (r"Identifier '(.+)' has already been declared", "script-declared-twice"),
    (r"Missing initializer in const declaration", "script-const-without-value"),
    (r"Invalid left-hand side|Invalid shorthand property initializer", "script-wrong-equals"),
    (r"await is only valid", "script-await-outside"),
    (r"Cannot use import statement|Unexpected token 'export'|Unexpected token 'import'", "script-not-a-module"),
    (r"Illegal return statement", "script-return-outside"),
    (r"Unexpected token '([)\]}])'", "script-stray-bracket"),
    (r"Unexpected token '(.+)'", "script-unexpected-sign"),
    (r"Unexpected (?:strict mode )?(?:reserved word|identifier '?(.*?)'?)$", "script-unexpected-word"),
    (r"Unexpected (?:string|number|template string)", "script-unexpected-value"),
    (r"", "script-unreadable"),
)
BROKEN_OFF = (
    (r"Cannot (?:read|set) properties of (null|undefined)(?: \((?:reading|setting) '(.+)'\))?", "fault-of-nothing"),
    (r"(\S+) is not defined", "fault-unknown-name"),
    (r"(\S+) is not a function", "fault-no-function"),
    (r"Assignment to constant variable", "fault-constant"),
    (r"Cannot access '(.+)' before initialization", "fault-too-early"),
    (r"Maximum call stack size exceeded", "fault-calls-itself"),
    (r"(.+?) is not iterable", "fault-no-list"),
    (r"JSON|Unexpected token .* is not valid JSON|Unexpected end of JSON", "fault-json"),
    (r"Failed to fetch", "fault-no-answer"),
    (r"", "fault-other"),
)
# Words a beginner means when the browser stumbles over the one after.
WORDS = ("function", "const", "let", "return", "if", "else", "for", "while", "class", "new", "async", "await", "typeof")
QUOTES = "“”‘’«»"


def failure_of(fault: ScriptFault, source: str | None, message_id: str | None = None) -> Failure:
    """The failure that tells where a script stopped, and its usual cause; `source` is its file's text, if known."""
    file, line = fault.file, fault.line
    written = _line(source, line)
    is_unreadable = fault.kind == "SyntaxError" and "JSON" not in fault.text and not fault.in_promise
    text = fault.text.partition(": ")[2] if fault.kind else fault.text
    table = UNREADABLE if is_unreadable else BROKEN_OFF
    found, own = next((found, own) for pattern, own in table if (found := re.search(pattern, text)))
    groups = [one for one in found.groups() if one]
    values = {"cause": quote(text, 60)}
    if own == "fault-of-nothing" and len(groups) == 2:
        values["name"] = groups[1]
    if own == "script-missing-quote" and any(sign in written for sign in QUOTES):
        own = "script-curly-quote"
    if own in {"script-unexpected-word", "script-unexpected-sign"} and (meant := _meant(written)):
        own, groups = "script-misspelled-word", [meant[0]]
        values["near"] = meant[1]
    if own in {"script-ends-early", "script-stray-bracket"} and source and (opened := unclosed(source, line)):
        sign, line = opened
        groups = [sign]
        own = {"{": "script-unclosed-brace", "`": "script-missing-backtick"}.get(sign, "script-unclosed-other")
    return Failure(
        message_id or own,
        found=groups[0] if groups else None,
        file=file,
        line=line,
        values=values,
    )


def unclosed(source: str, until: int | None) -> tuple[str, int] | None:
    """The bracket or backtick that is never closed, and its line; None where all that is opened is closed.

    A closing brace further left than the line of its opening one is another's, so that one was never closed. Otherwise
    it is the innermost one where a bracket of another kind comes, or where the script ends. Within an HTML file, of the
    script that begins last before line `until`.
    """
    begin = 0
    if "<script" in source.lower():
        lines = source.split("\n")
        before = "\n".join(lines[:until])
        begin = max(before.lower().rfind("<script"), 0)
        begin = source.find(">", begin) + 1
        end = source.lower().find("</script", begin)
        text = source[begin : end if end >= 0 else len(source)]
    else:
        text = source
    first = source[:begin].count("\n") + 1
    # Told once: a line of a hundred thousand brackets would be looked at again for each of them.
    starts = [0, *(sign.end() for sign in re.finditer("\n", text))]
    indents = [len(blanks[0]) for start in starts if (blanks := BLANKS.match(text, start))]
    opened: list[tuple[str, int, int]] = []  # the sign, its line, how far that line is indented
    further_left: tuple[str, int] | None = None
    for found in TOKENS.finditer(text):
        token = found[0]
        at = bisect_right(starts, found.start()) - 1
        if token in "([{`":
            opened.append((token, first + at, indents[at]))
        elif token in ")]}" and opened:
            sign, line, level = opened[-1]
            if PAIRS.get(sign) != token:
                return further_left or (sign, line)
            begins_line = found.start() == starts[at] + indents[at]
            if token == "}" and begins_line and indents[at] < level:
                further_left = further_left or (sign, line)
            opened.pop()
    if not opened:
        return None
    return further_left or opened[-1][:2]


BLANKS = re.compile(r"[^\S\n]*")
PAIRS = {"(": ")", "[": "]", "{": "}"}
# Comments and texts are stepped over; what is left are brackets.
TOKENS = re.compile(
    r"//[^\n]*|/\*.*?\*/|\"(?:\\.|[^\"\\\n])*\"|'(?:\\.|[^'\\\n])*'|`(?:\\.|[^`\\])*`|[()\[\]{}`]", re.DOTALL
)


def _line(source: str | None, line: int | None) -> str:
    lines = (source or "").splitlines()
    return lines[line - 1] if line and line <= len(lines) else ""


def _meant(written: str) -> tuple[str, str] | None:
    """A word of a line that is nearly one of the language: ("fonction", "function")."""
    for word in re.findall(r"[A-Za-z]{2,}", re.sub(r"([\"'`]).*?\1", "", written)):
        if word in WORDS:
            continue
        near = difflib.get_close_matches(word.lower(), WORDS, n=1, cutoff=0.75)
        if near and (word.lower() == near[0] or len(word) > 3):
            return word, near[0]
    return None
