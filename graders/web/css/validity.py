"""What is wrong in the CSS of a page, in French words to come: the first root cause, not its cascades.

Two readers. `syntax.py` tells what is broken; the browser (`reader/style.js`, one batch for a page) which properties,
values, selectors and conditions exist. What the standard has and this browser has not passes (`names.yml`).
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from graders.checks import Failure
from graders.text import quote
from graders.web.css.masking import mask, split_list
from graders.web.css.names import names, nearest, nearest_property
from graders.web.css.rules import DESCRIPTORS, KEYFRAMES, Declaration, Rule, TooDeep
from graders.web.css.stylesheets import PageStyles, StyleElements, Stylesheet, local_name, page_styles
from graders.web.css.suggestions import suggestions
from graders.web.css.syntax import parse_stylesheet
from graders.web.html_names import names as html_names
from graders.web.page import Page
from graders.web.source import Source
from graders.work import Work

SHOWN = 40  # signs of what is quoted from a file
FAULTS = 3  # shown at most; the rest is seen when these are mended
LONG_VALUE, LONG_NAME = 300, 50  # signs; nothing is suggested for longer ones
QUESTIONS = 6000  # different declarations of one page; the browser needs 1 ms for 300
VENDOR = re.compile(r"-(?:webkit|moz|ms|o|khtml|apple)-", re.IGNORECASE)
PSEUDO = re.compile(r"::?([a-zA-Z][\w-]*)")
FEATURE = re.compile(r"\(\s*((?:-?[a-z][\w-]*)?[^()]*)\)", re.IGNORECASE)
FEATURE_NAME = re.compile(r"(?<![\w-])-{0,2}[a-z][\w-]*", re.IGNORECASE)
VARIABLE = re.compile(r"\bvar\(\s*(--[\w-]+)\s*(,?)", re.IGNORECASE)
ADDRESS = re.compile(r"""\burl\(\s*(?:"([^"]*)"|'([^']*)'|([^"')]*))\s*\)""", re.IGNORECASE)
KEYFRAME = re.compile(r"(?:from|to|[\d.]+%)$", re.IGNORECASE)


@dataclass(frozen=True)
class CssFault:
    """One fault: its `rule_id` in graders/messages/fr/css.yml, where it stands, and what the sentence names."""

    rule_id: str
    file: str
    line: int | None
    values: Mapping[str, str] = field(default_factory=dict)

    def failure(self, message_id: str | None = None) -> Failure:
        """The Failure a check raises for it."""
        values = {name: quote(value, SHOWN) for name, value in self.values.items()}
        return Failure(message_id or self.rule_id, file=self.file, line=self.line, values=values)


@dataclass
class Answers:
    """What the browser knows, by question."""

    declarations: Mapping[tuple[str, str], tuple[bool, bool]]  # (name, value) → name known, value possible
    selectors: Mapping[str, bool]
    pseudos: Mapping[str, bool]
    queries: Mapping[str, bool]
    features: Mapping[str, bool]


def css_faults(page: Page, styles: PageStyles | None = None) -> list[CssFault]:
    """What is wrong in the CSS of a page, at most `FAULTS`, root causes first; empty where all is right."""
    styles = page_styles(page) if styles is None else styles
    for sheet in styles.sheets:
        if (fault := sheet.parsed.swallowing) is not None:
            return [CssFault(fault.rule_id, sheet.file, fault.line, fault.values)]
    answers = ask_browser(page, styles)
    order = {sheet.file: number for number, sheet in reversed(list(enumerate(styles.sheets)))}
    found = [fault for sheet in styles.sheets for fault in _sheet_faults(page, sheet, answers)]
    found += _lost_files(page, styles)
    found += _lost_names(page, styles, answers)
    # Of one line, what is broken comes before what only looks odd because of it.
    found.sort(key=lambda fault: (order.get(fault.file, -1), fault.line or 0))
    return _with_suggestions(page, found[:FAULTS])


def broken_stylesheet(work: Work) -> Failure | None:
    """What swallows the rest of a learner's CSS, if anything: a rule, a comment or a quote that never ends."""
    for name in work.exercise.learner_files:
        with contextlib.suppress(Failure, TooDeep):  # said elsewhere
            for text, line in _written_css(name, work.text(name)):
                if swallowing := parse_stylesheet(text, line).swallowing:
                    return CssFault(swallowing.rule_id, name, swallowing.line, swallowing.values).failure()
    return None


def _written_css(name: str, text: str) -> list[tuple[str, int]]:
    """The pieces of CSS in a file, each with its first line."""
    if name.endswith(".css"):
        return [(text, 1)]
    if not name.endswith(".html") or "<style" not in text.lower():
        return []
    written = StyleElements(text)
    return [written.next_on(opening.line) for opening in Source(text).openings if opening.tag == "style"]


def ask_browser(page: Page, styles: PageStyles) -> Answers:
    """Everything there is to ask about a page's CSS, in one question."""
    declarations = list(dict.fromkeys((one.name, one.value) for rule, one in _declarations(styles)))
    selectors = list(dict.fromkeys(_standing(rule, one) for _, rule in styles.rules() for one in rule.selectors()))
    pseudos = list(dict.fromkeys(name for one in selectors for name in PSEUDO.findall(mask(one)[0])))
    queries = list(dict.fromkeys(query for _, rule in styles.rules() for query in _queries(rule)))
    features = list(dict.fromkeys(feature for query in queries for feature in _features(query)))
    if len(declarations) + len(selectors) + len(features) > QUESTIONS:
        raise Failure("css-too-large", file=styles.sheets[0].file)
    said = page.read("cssKnown", declarations, selectors, pseudos, queries, features)
    return Answers(
        dict(zip(declarations, map(tuple, said["declarations"]), strict=True)),
        dict(zip(selectors, said["selectors"], strict=True)),
        dict(zip(pseudos, said["pseudos"], strict=True)),
        dict(zip(queries, said["queries"], strict=True)),
        dict(zip(features, said["features"], strict=True)),
    )


def _declarations(styles: PageStyles) -> Iterator[tuple[Rule, Declaration]]:
    """What the browser is asked about: no own properties, and no descriptors, which it cannot tell alone."""
    for _, rule in styles.rules():
        if not _has_descriptors(rule):
            for one in rule.declarations:
                if not one.name.startswith("--"):
                    yield rule, one


def _has_descriptors(rule: Rule) -> bool:
    return any(one.at in DESCRIPTORS or one.at == "font-feature-values" for one in (rule, *rule.around()))


def _standing(rule: Rule, selector: str) -> str:
    """A selector as it can be asked about alone: `> a` within a rule is `& > a`."""
    return f"& {selector}" if rule.is_nested and selector[:1] in {">", "+", "~"} else selector


def _queries(rule: Rule) -> list[str]:
    if rule.at == "media":
        return split_list(rule.prelude)
    return []


def _features(query: str) -> list[str]:
    return [" ".join(found.split()) for found in FEATURE.findall(mask(query)[1]) if FEATURE_NAME.search(found)]


def _sheet_faults(page: Page, sheet: Stylesheet, answers: Answers) -> Iterator[CssFault]:
    def fault(rule_id: str, line: int, **values: str | None) -> CssFault:
        return CssFault(rule_id, sheet.file, line, {name: value for name, value in values.items() if value})

    for broken in sheet.parsed.faults:
        yield CssFault(broken.rule_id, sheet.file, broken.line, broken.values)
    past_imports = False
    for rule in sheet.parsed.every_rule():
        if rule.at == "import" and past_imports:
            yield fault("css-import-late", rule.line)
        past_imports = past_imports or rule.at not in {"import", "charset", "layer"}
        yield from (fault(rule_id, rule.line, **values) for rule_id, values in _rule_faults(rule, answers))
        for one in rule.declarations:
            if _has_descriptors(rule):
                if not one.name.startswith("--") and one.name not in names("descriptors") | names("properties"):
                    near = nearest(one.name, names("descriptors"))
                    yield fault("css-unknown-property", one.line, name=one.name, near=near)
            elif (rule_id := _declaration_fault(one, answers)) is not None:
                yield fault(rule_id, one.line, name=one.name, value=one.value)


def _declaration_fault(one: Declaration, answers: Answers) -> str | None:
    if one.name.startswith("--"):
        return None
    known, possible = answers.declarations[one.name, one.value]
    if possible or VENDOR.match(one.name):
        return None
    if not known:
        return None if one.name in names("elsewhere") else "css-unknown-property"
    words = set(re.findall(r"-?[a-z][\w-]*", mask(one.value)[0].lower()))
    if words & names("new_values") or VENDOR.search(one.value):
        return None
    return "css-impossible-value"


def _rule_faults(rule: Rule, answers: Answers) -> Iterator[tuple[str, dict[str, str | None]]]:
    if rule.at:
        if rule.at not in names("at_rules") | KEYFRAMES and not VENDOR.match(rule.at):
            yield "css-unknown-at-rule", {"name": f"@{rule.at}", "near": _at(nearest(rule.at, names("at_rules"), 0.6))}
        for query in _queries(rule):
            yield from _query_faults(query, answers)
    elif rule.is_keyframe:
        for one in split_list(rule.prelude):
            if not KEYFRAME.match(one):
                yield "css-keyframe", {"value": one}
    else:
        for selector in rule.selectors():
            if not answers.selectors[_standing(rule, selector)] and (found := _selector_fault(selector, answers)):
                yield found
                break


def _at(name: str | None) -> str | None:
    return f"@{name}" if name else None


def _query_faults(query: str, answers: Answers) -> Iterator[tuple[str, dict[str, str | None]]]:
    for feature in _features(query):
        if answers.features[feature] or VENDOR.search(feature):
            continue
        words = [word.lower() for word in FEATURE_NAME.findall(feature)]
        name = next((word for word in words if word in names("media")), words[0])
        if name in names("new_media"):
            continue
        if name in names("media"):
            yield "css-media-value", {"value": f"({feature})", "name": name}
        else:
            yield "css-unknown-media", {"name": name, "near": nearest(name, names("media"), 0.6)}
        return
    kind = re.match(r"(?:only\s+|not\s+)?([a-z]+)$", query.strip(), re.IGNORECASE)
    if kind and kind[1].lower() not in names("media_types"):
        near = nearest(kind[1], names("media_types"), 0.5)
        yield "css-unknown-media", {"name": kind[1], "near": near}
    elif not answers.queries[query] and not kind:
        yield "css-media", {"value": query}


def _selector_fault(selector: str, answers: Answers) -> tuple[str, dict[str, str | None]] | None:
    """Why the browser refuses a selector; None if it is standard though not here."""
    for name in PSEUDO.findall(mask(selector)[0]):
        if VENDOR.match(name) or name.lower() in names("new_pseudo"):
            return None
        if not answers.pseudos[name] and name.lower() not in names("pseudo"):
            near = nearest(name, names("pseudo"), 0.6)
            return "css-unknown-pseudo", {"name": f":{name}", "near": f":{near}" if near else None}
    if VENDOR.search(selector):
        return None
    if not selector:
        return "css-selector-comma", {}
    if space := re.search(r"([.#])\s+([\w-]+)", selector):
        return "css-class-space", {"value": space[0], "near": f"{space[1]}{space[2]}"}
    if digit := re.search(r"[.#]\d[\w-]*", selector):
        return "css-class-digit", {"value": digit[0]}
    if re.search(r":\s+[a-z]", selector):
        return "css-pseudo-space", {"value": selector, "near": re.sub(r":\s+(?=[a-z])", ":", selector)}
    return "css-selector", {"value": selector}


def _lost_files(page: Page, styles: PageStyles) -> Iterator[CssFault]:
    for lost in styles.lost:
        near = nearest(lost.name, page.file_names, 0.5)
        yield CssFault(
            "css-missing-file", lost.file, lost.line, {"value": lost.name, **({"near": near} if near else {})}
        )
    for sheet, rule in styles.rules():
        for one in rule.declarations:
            for found in ADDRESS.findall(one.value):
                address = next((part for part in found if part), "")
                name = local_name(address, "" if sheet.element else sheet.file)
                if name is not None and name not in page.file_names:
                    near = nearest(name, page.file_names, 0.5)
                    values = {"value": address, **({"near": near} if near else {})}
                    yield CssFault("css-missing-file", sheet.file, one.line, values)


def _lost_names(page: Page, styles: PageStyles, answers: Answers) -> Iterator[CssFault]:
    """Own properties nobody defines, and classes written without their dot: allowed, and never meant."""
    defined = {one.name for _, rule in styles.rules() for one in rule.declarations if one.name.startswith("--")}
    defined |= {rule.prelude for _, rule in styles.rules() if rule.at == "property"}
    html = page.source
    classes = {name for value in re.findall(r"class\s*=\s*[\"']?([^\"'>]*)", html) for name in value.split()}
    is_scripted = "<script" in html.lower()
    for sheet, rule in styles.rules():
        for one in rule.declarations:
            for name, fallback in VARIABLE.findall(mask(one.value)[0]):
                if not fallback and name not in defined and not is_scripted:
                    near = nearest(name, defined, 0.6)
                    values = {"name": name, **({"near": near} if near else {})}
                    yield CssFault("css-unknown-variable", sheet.file, one.line, values)
        for selector in filter(lambda one: answers.selectors[_standing(rule, one)], rule.selectors()):
            for name in re.findall(r"(?<![\w.#:\-\[\"'=(&])[a-zA-Z][\w-]*(?![\w-]*[(\]=])", selector):
                if name not in classes or name.lower() in html_names("elements"):
                    continue
                if not re.search(rf"<{re.escape(name)}[\s>/]", html, re.I):
                    yield CssFault("css-class-dot", sheet.file, rule.line, {"name": name, "near": f".{name}"})


def _with_suggestions(page: Page, faults: list[CssFault]) -> list[CssFault]:
    """Unknown names and impossible values with what was probably meant."""
    faults = [_with_near_property(fault) for fault in faults]
    tries = {
        number: [(fault.values["name"], one.value, one.rule_id) for one in suggestions(fault.values["value"])]
        for number, fault in enumerate(faults)
        if fault.rule_id == "css-impossible-value" and len(fault.values["value"]) < LONG_VALUE
    }
    asked = [(name, value) for tried in tries.values() for name, value, _ in tried]
    if not asked:
        return faults
    said: list[Any] = page.read("cssKnown", asked, [], [], [], [])["declarations"]
    possible = {pair for pair, (_, possible) in zip(asked, said, strict=True) if possible}
    for number, tried in tries.items():
        if found := next((one for one in tried if one[:2] in possible), None):
            values = {**faults[number].values, "near": found[1]}
            faults[number] = replace(faults[number], rule_id=found[2], values=values)
    return faults


def _with_near_property(fault: CssFault) -> CssFault:
    name = fault.values.get("name", "")
    if fault.rule_id != "css-unknown-property" or "near" in fault.values or len(name) > LONG_NAME:
        return fault
    near = nearest_property(name)
    return replace(fault, values={**fault.values, "near": near}) if near else fault
