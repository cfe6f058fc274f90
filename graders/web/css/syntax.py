"""A stylesheet as its author wrote it: rules and declarations with their lines, and where its syntax breaks.

A browser mends broken CSS in silence by dropping what it cannot read (https://www.w3.org/TR/css-syntax-3/), often far
from the slip. Here the same text is read with the eyes of who wrote it: a rule that is never closed is found by how
the lines are indented, `color: red margin: 0` is two declarations without their `;`.

    h1 {              Rule(selector "h1", line 1)
      color: red;       Declaration("color", "red", line 2)
    }
"""

from __future__ import annotations

import re
from bisect import bisect_right

from graders.web.css.masking import OWN, mask, outside_brackets
from graders.web.css.names import names
from graders.web.css.rules import Declaration, ParsedSheet, Rule, SyntaxFault, TooDeep

DEPTH = 30  # of rules within rules; nobody writes four
MARK = re.compile(r"[{}()\[\];]")
NAME = re.compile(r"-{0,2}[A-Za-z_\u0080-\U0010ffff][\w\u0080-\U0010ffff-]*", re.ASCII)
AT = re.compile(r"@\s*(-?[\w-]*)(.*)", re.DOTALL)
IMPORTANT = re.compile(r"\s*!\s*important\s*$", re.IGNORECASE)
# The last "name: value" of a text, with something before it.
RUN_TOGETHER = re.compile(r"(?P<before>.*\S)\s+(?P<name>-{0,2}[a-z][\w-]*)\s*:(?!:)", re.DOTALL | re.IGNORECASE)


def parse_stylesheet(text: str, first_line: int = 1) -> ParsedSheet:
    """The rules of a stylesheet whose first line is `first_line` of its file; TooDeep beyond `DEPTH`."""
    return _Reader(text, first_line).read()


def parse_style_attribute(text: str, line: int) -> ParsedSheet:
    """A `style` attribute as a sheet of one rule without a selector."""
    reader = _Reader(text, line)
    return reader.read_declarations()


class _Reader:
    """One pass over the marks of a text: braces, brackets and semicolons."""

    def __init__(self, text: str, first_line: int) -> None:
        text = re.sub(r"\r\n?", "\n", text).replace("\f", " ").replace("\0", "\ufffd")
        self.masked, self.plain, breaks = mask(text)
        self.first_line = first_line
        self._ends = [sign.start() for sign in re.finditer("\n", text)]
        self.faults: list[SyntaxFault] = []
        self.sheet: list[Rule] = []
        self.open: list[Rule] = []
        self.start = 0  # of the statement being read
        self.brackets: list[int] = []
        self.swallowing: SyntaxFault | None = None
        for rule_id, place in breaks:
            fault = self.fault(rule_id, place)
            if rule_id != "css-slashes":
                self.swallowing = self.swallowing or fault

    def read(self) -> ParsedSheet:
        own_braces = 0  # in the value of an own property, which may hold anything
        for mark in MARK.finditer(self.masked):
            sign, place = mark[0], mark.start()
            if own_braces or (sign == "{" and OWN.match(self.masked, self.start)):
                own_braces += {"{": 1, "}": -1}.get(sign, 0)
                continue
            if self._in_brackets(sign, place):
                continue
            if sign == "{":
                self._open_rule(place)
            elif sign == ";":
                self._end_statement(place)
            elif sign == "}":
                self._close_rule(place)
            else:
                continue
            self.start = place + 1
        self._end()
        return self._sheet()

    def read_declarations(self) -> ParsedSheet:
        self.open.append(self._add(Rule("", "", self.first_line)))
        for mark in MARK.finditer(self.masked):
            if self._in_brackets(mark[0], mark.start()):
                continue
            if mark[0] == ";":
                self._declare(self.start, mark.start())
                self.start = mark.end()
            elif mark[0] in "{}":
                self.fault("css-stray-brace", mark.start())
                self.start = mark.end()
        self._declare(self.start, len(self.plain))
        return self._sheet()

    def line(self, place: int) -> int:
        return bisect_right(self._ends, place - 1) + self.first_line

    def fault(self, rule_id: str, place: int, **values: str) -> SyntaxFault:
        fault = SyntaxFault(rule_id, self.line(place), values)
        self.faults.append(fault)
        return fault

    def _sheet(self) -> ParsedSheet:
        if (last := self.swallowing) is not None:
            self.faults = [*(fault for fault in self.faults if fault.line < last.line), last]
        self.faults.sort(key=lambda fault: fault.line)
        return ParsedSheet(self.sheet, self.faults, self.swallowing)

    def _in_brackets(self, sign: str, place: int) -> bool:
        """True if the mark belongs to a bracket, or stands within one where it may."""
        if sign in "([":
            self.brackets.append(place)
        elif sign in ")]":
            if self.brackets:
                self.brackets.pop()
        elif not self.brackets:
            return False
        elif sign == ";" and self._is_condition():
            return True
        else:
            self.fault("css-unclosed-parenthesis", self.brackets[0])
            self.brackets.clear()
            return False
        return True

    def _is_condition(self) -> bool:
        """True within `if(…; …)`, the one function with semicolons."""
        return any(
            re.search(r"\bif$", self.masked[max(0, place - 3) : place], re.IGNORECASE) for place in self.brackets
        )

    def _statement(self, end: int) -> tuple[int, str]:
        """Where the statement that ends here begins, and its text; HTML's comment signs count as spaces."""
        text = self.plain[self.start : end]
        if not self.open:
            text = re.sub(r"<!--|-->", lambda signs: " " * len(signs[0]), text)
        lead = len(text) - len(text.lstrip())
        return self.start + lead, text.strip()

    def _add(self, rule: Rule) -> Rule:
        if self.open:
            rule.parent = self.open[-1]
        (rule.parent.rules if rule.parent else self.sheet).append(rule)
        return rule

    def _make(self, place: int, text: str) -> Rule:
        line_start = self.plain.rfind("\n", 0, place) + 1
        at = AT.match(text)
        name, prelude = (at[1].lower(), at[2].strip()) if at else ("", text)
        return self._add(Rule(name, prelude, self.line(place), place - line_start))

    def _open_rule(self, end: int) -> None:
        if len(self.open) > DEPTH:
            raise TooDeep
        place, text = self._statement(end)
        place, text = self._without_html(place, text)
        if not text:
            self.fault("css-no-selector", end)
        elif self.open and (run := self._run_of_declaration(text)):
            # « color: red p { »: a declaration without its end, then a rule; or a rule that was never closed.
            self._declare(place, place + run)
            rest = self.plain[place + run : end]
            place, text = place + run + len(rest) - len(rest.lstrip()), rest.strip()
            self.fault("css-missing-semicolon", place - len(rest) + len(rest.lstrip()) - 1)
        self.open.append(self._make(place, text))

    def _run_of_declaration(self, text: str) -> int:
        """How long the declaration is that a rule's selector begins with; 0 where it does not."""
        head = re.match(r"(-{0,2}[\w-]+)\s*:\s*[^\n]*\n", text)
        return head.end() - 1 if head and head[1].lower() in names("properties") else 0

    def _without_html(self, place: int, text: str) -> tuple[int, str]:
        tags = re.match(r"(?:</?[a-z][^>]*>?\s*)+", text, re.IGNORECASE)
        if tags is None:
            return place, text
        self.fault("css-html-tag", place, value=tags[0].split("\n")[0].strip())
        return place + tags.end(), text[tags.end() :]

    def _end_statement(self, end: int) -> None:
        place, text = self._statement(end)
        if text.startswith("@"):
            self._make(place, text)
        elif self.open:
            self._declare(self.start, end)
        elif text:
            place, text = self._without_html(place, text)
            self._outside(place, text, end)

    def _outside(self, place: int, text: str, end: int) -> None:
        """A declaration that no rule holds: the brace before it is missing, or it stands after one too many."""
        run = RUN_TOGETHER.match(self.masked[place:end])
        before = self.plain[place : place + len(run["before"])] if run else ""
        first = NAME.match(before)
        if (
            run
            and first
            and not (first[0].lower() in names("properties") and before[first.end() :].lstrip()[:1] == ":")
        ):
            self.fault("css-missing-opening-brace", place, selector=before)
            self.open.append(self._make(place, before))
            self._declare(place + run.start("name"), end)
        else:
            name = NAME.match(text)
            self.fault("css-outside-rule", place, value=text, **({"name": name[0]} if name else {}))

    def _close_rule(self, end: int) -> None:
        place, text = self._statement(end)
        if self.open:
            if text.startswith("@"):
                self._make(place, text)
            else:
                self._declare(self.start, end)
            self.open.pop()
        elif text and RUN_TOGETHER.match(self.masked[place:end]):
            self._outside(place, text, end)
            if self.open:
                self.open.pop()
        else:
            self.fault("css-stray-brace", end)

    def _end(self) -> None:
        if self.brackets:
            self.fault("css-unclosed-parenthesis", self.brackets[0])
            return
        place, text = self._statement(len(self.plain))
        if self.open:
            if text and not text.startswith("@"):
                self._declare(self.start, len(self.plain))
            self._unclosed()
        elif text.startswith("@"):
            self._make(place, text)
        elif text := self._without_html(place, text)[1]:
            self._outside(place, text, len(self.plain))

    def _unclosed(self) -> None:
        """Name the rule whose brace is missing: the one that holds a rule which is not indented deeper."""
        if self.swallowing is not None:
            return  # a quote or a comment ate the braces
        sheet = ParsedSheet(self.sheet, [])
        holders = (
            rule
            for rule in sheet.every_rule()
            if not rule.at and any(one.column <= rule.column and one.line > rule.line for one in rule.rules)
        )
        rule = next(holders, self.open[-1])
        values = {"selector": rule.spoken} if rule.prelude or rule.at else {}
        fault = SyntaxFault("css-unclosed-rule", rule.line, values)
        # What is wrong within it is wrong because of it.
        self.faults = [*(one for one in self.faults if one.line < rule.line), fault]
        if rule.rules and not rule.at:
            self.swallowing = fault

    def _declare(self, start: int, end: int) -> None:
        masked = self.masked[start:end]
        start += len(masked) - len(masked.lstrip())
        masked, text = self.masked[start:end].rstrip(), self.plain[start:end].strip()
        if not text:
            return
        name, colon, _ = masked.partition(":")
        value = text[len(name) + 1 :].strip()
        name = name.strip()
        if not colon:
            self._no_colon(start, text)
        elif not value and not name.startswith("--"):
            self.fault("css-empty-value", start, name=name)
        elif not NAME.fullmatch(name):
            self._odd_name(start, name, value)
        elif name.startswith("--"):
            self._keep(Declaration(name, IMPORTANT.sub("", value), self.line(start)))
        else:
            self._check_value(start, name.lower(), masked, value)

    def _check_value(self, start: int, name: str, masked: str, value: str) -> None:
        after = masked.index(":") + 1
        rest = outside_brackets(masked[after:])
        run = RUN_TOGETHER.match(rest) if ":" in rest else None
        if run and not value.lower().startswith("progid"):
            self.fault("css-missing-semicolon", start + after + len(run["before"]) - 1, name=name)
            return
        important = IMPORTANT.search(value)
        bare = value[: important.start()] if important else value
        if "!" in IMPORTANT.sub("", masked):
            self.fault(
                "css-important", start + masked.index("!"), value=value[value.rindex("!") :] if "!" in value else "!"
            )
            return
        self._keep(Declaration(name, bare.strip(), self.line(start), bool(important)))

    def _keep(self, declaration: Declaration) -> None:
        self.open[-1].declarations.append(declaration)

    def _no_colon(self, start: int, text: str) -> None:
        if text.startswith("<"):
            self.fault("css-html-tag", start, value=text)
        elif re.match(r"[\w-]+\s*=", text):
            self.fault("css-equals-sign", start, name=text.partition("=")[0].strip(), value=text)
        elif word := NAME.match(text):
            self.fault("css-missing-colon", start, name=word[0], value=text)
        else:
            self.fault("css-other", start, value=text)

    def _odd_name(self, start: int, name: str, value: str) -> None:
        words = name.lower().split()
        joined = "-".join(words)
        if "=" in name:
            self.fault("css-equals-sign", start, name=name.partition("=")[0].strip(), value=f"{name}:{value}")
        elif len(words) > 1 and joined in names("properties"):
            self.fault("css-property-space", start, name=name, near=joined)
        elif len(words) > 1 and words[0] in names("properties"):
            self.fault("css-missing-semicolon" if "\n" in name else "css-missing-colon", start, name=words[0])
        else:
            self.fault("css-other", start, value=name)
