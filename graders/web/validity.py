"""What a validator says of a page, in French words to come: the root cause, not its cascades.

Two readers. html5lib tells broken syntax (graders/web/source.py); only where it finds none is html-validate asked about
what may stand where, because one unclosed tag makes it report ten faults. Both follow https://html.spec.whatwg.org:
capitals, quotes and tags that may be left out are no fault.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from graders.text import quote
from graders.web.html_names import is_attribute, nearest
from graders.web.source import Source, SyntaxFault

# html5lib's names → the rules of graders/messages/fr/html.yml.
SYNTAX_RULES = {
    "attributes-in-end-tag": "close-attr",
    "duplicate-attribute": "no-dup-attr",
    "expected-closing-tag-but-got-char": "raw-sign",
    "expected-closing-tag-but-got-right-bracket": "raw-sign",
    "expected-doctype-but-got-chars": "missing-doctype",
    "expected-doctype-but-got-end-tag": "missing-doctype",
    "expected-doctype-but-got-eof": "missing-doctype",
    "expected-doctype-but-got-start-tag": "missing-doctype",
    "expected-eof-but-got-start-tag": "after-body",
    "expected-tag-name": "raw-sign",
    "expected-tag-name-but-got-question-mark": "raw-sign",
    "expected-tag-name-but-got-right-bracket": "raw-sign",
    "need-space-after-doctype": "doctype-html",
    "non-void-element-with-trailing-solidus": "self-closing",
    "two-heads-are-not-better-than-one": "misplaced",
    "unexpected-char-after-body": "after-body",
    "unexpected-character-after-attribute-value": "attr-spacing",
    "unexpected-doctype": "misplaced-doctype",
    "unexpected-end-tag": "stray-end-tag",
    "unexpected-end-tag-treated-as": "stray-end-tag",
    "unexpected-start-tag": "misplaced",
    "unexpected-start-tag-after-body": "after-body",
    "unexpected-start-tag-ignored": "misplaced",
    "unexpected-start-tag-implies-end-tag": "misplaced",
    "unexpected-start-tag-implies-table-voodoo": "table-content",
    "unexpected-char-implies-table-voodoo": "table-content",
    "unexpected-start-tag-out-of-my-head": "misplaced",
    "unknown-doctype": "doctype-html",
    "adoption-agency-1.1": "stray-end-tag",
    "end-tag-too-early": "stray-end-tag",
    "end-tag-too-early-ignored": "stray-end-tag",
}
# html-validate names these with what they may hold; html5lib is from before the present rules of both.
NOT_OURS = re.compile(r"entity|codepoint|-in-select|deprecated-tag")
TYPE = re.compile(r"""\stype\s*=\s*["']?[A-Za-z-]+(?=[\s"'/>])""", re.IGNORECASE)
HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})


@dataclass(frozen=True)
class Fault:
    """One fault: its `rule_id` in graders/messages/fr/html.yml, its line, and what the sentence names."""

    rule_id: str
    line: int
    values: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Finding:
    """What html-validate found, as it says it: rule_id "no-dup-id", line 9, message 'Duplicate ID "a"'."""

    rule_id: str
    line: int
    column: int
    message: str
    context: Mapping[str, Any]


def syntax_faults(source: Source) -> list[Fault]:
    """Broken syntax, root causes first; empty for a page that a parser reads without stumbling."""
    if (swallowing := swallowing_fault(source)) is not None:
        return [swallowing]
    faults = [*_unclosed_faults(source), *filter(None, (_syntax_fault(source, one) for one in source.syntax_faults))]
    # Of one line, « < /h1> » and « <p/> » come first: they are why something is unclosed there; else what is unclosed.
    return sorted(faults, key=lambda fault: (fault.line, fault.rule_id not in {"raw-sign", "self-closing"}))


def swallowing_fault(source: Source) -> Fault | None:
    """What swallows the rest of the page, if anything: a tag, a comment or a <title> that never ends."""
    if (fault := source.swallowing) is None:
        return None
    rule_id = {"comment": "broken-comment", "element": "broken-element"}.get(fault.kind or "", "broken-syntax")
    return Fault(rule_id, fault.line, {"tag": fault.tag} if fault.tag else {})


def content_faults(source: Source, findings: Sequence[Finding]) -> list[Fault]:
    """Faults of a page whose syntax is right: what stands where it may not, what is missing, what does not exist."""
    faults = [_content_fault(finding) for finding in findings if not _is_opinion(finding)]
    ours = [*_unknown_attributes(source), *_missing_title(source, faults)]
    return sorted([*faults, *ours], key=lambda fault: fault.line)


def text_to_validate(source: Source) -> str:
    """The page with tag names and types in small letters and no directives to html-validate; the same lines.

    html-validate knows which end tags may be left out only by small names, which attributes go with a type only by
    small types, and obeys <!-- [html-validate-disable] -->.
    """
    small = re.sub(r"</?[A-Za-z][A-Za-z0-9]*", lambda tag: tag[0].lower(), source.text)
    small = TYPE.sub(lambda written: written[0].lower(), small)
    return re.sub("html-validate", "html_validate", small, flags=re.IGNORECASE)


def _unclosed_faults(source: Source) -> list[Fault]:
    """Each element without its end tag; or, where an end tag comes at the wrong place or with the wrong name, that."""
    faults = []
    strays = list(source.strays)
    for opening in source.unclosed:
        later = [stray for stray in strays if stray.line >= opening.line]
        crossing = next((stray for stray in later if stray.tag == opening.tag), None)
        wrong_level = next((stray for stray in later if {stray.tag, opening.tag} <= HEADINGS), None)
        if crossing:
            faults.append(Fault("crossed-tags", opening.line, {"tag": opening.tag}))
        elif wrong_level:
            faults.append(Fault("wrong-end-tag", wrong_level.line, {"tag": opening.tag, "end": wrong_level.tag}))
        else:
            faults.append(Fault("unclosed", opening.line, {"tag": opening.tag}))
    return faults


def _syntax_fault(source: Source, fault: SyntaxFault) -> Fault | None:
    if NOT_OURS.search(fault.code) or (source.unclosed and fault.code not in SYNTAX_RULES):
        return None
    rule_id = SYNTAX_RULES.get(fault.code, "other")
    if rule_id == "stray-end-tag" and fault.tag in {"p", "head"}:
        rule_id = f"stray-end-{fault.tag}"
    return Fault(rule_id, fault.line, {"tag": fault.tag} if fault.tag else {})


def _is_opinion(finding: Finding) -> bool:
    """True where html-validate asks for more than the standard does."""
    context = finding.context
    return (
        # <html>, <head> and <body> may be left out; html5lib has said what else is wrong around them.
        (finding.rule_id == "element-required-content" and context.get("element") == "<html>")
        or (finding.rule_id == "element-permitted-content" and context.get("parent") == "<html>")
        or (finding.rule_id == "element-permitted-parent" and context.get("parent") == "<html>")
        or (finding.rule_id == "element-required-attributes" and context.get("tagName") == "<iframe>")
    )


def _content_fault(finding: Finding) -> Fault:
    """A finding with what its sentence names, taken from the context or from between <> or quotes in the message."""
    values = {name: quote(value.strip("<>"), 40) for name, value in finding.context.items() if isinstance(value, str)}
    if tag := re.search(r"<(/?[a-zA-Z][\w-]*)", finding.message):
        values.setdefault("tag", tag[1])
    if name := re.search(r'"([^"]+)"', finding.message):
        values.setdefault("name", quote(name[1], 40))
    if "ancestor" in values:
        values.setdefault("parent", values["ancestor"])
    if finding.rule_id == "element-name" and (near := nearest(values.get("tagName", ""), "elements")):
        values["near"] = near
    return Fault(finding.rule_id, finding.line, values)


def _unknown_attributes(source: Source) -> list[Fault]:
    """Attributes that HTML does not know, such as herf; html-validate's own list is not complete."""
    return [
        Fault("unknown-attribute", opening.line, {"name": quote(name, 40), **({"near": near} if near else {})})
        for opening in source.openings
        if "-" not in opening.tag  # a custom element has its own
        for name in opening.attributes
        if not is_attribute(name)
        for near in [nearest(name, "attributes")]
    ]


def _missing_title(source: Source, faults: Sequence[Fault]) -> list[Fault]:
    """A page must have a title even where its <head> is left out, which html-validate does not see."""
    if any(fault.values.get("missing") == "title" for fault in faults):
        return []
    if any(opening.tag == "title" for opening in source.openings):
        return []
    return [Fault("element-required-content", 1, {"element": "head", "missing": "title"})]
