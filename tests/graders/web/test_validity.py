"""Pages a validator accepts, and pages it refuses with the root cause: one folder of tests/data/pages each."""

import json
from pathlib import Path

import pytest

from graders.messages.catalogue import catalogue, message
from graders.web.pool import TabPool
from graders.web.source import Source
from graders.web.validity import Fault, Finding, content_faults, syntax_faults, text_to_validate

PAGES = Path(__file__).parents[2] / "data" / "pages"
VALID = sorted((PAGES / "valid").iterdir())
INVALID = sorted((PAGES / "invalid").iterdir())


async def faults_of(folder: Path, pool: TabPool) -> list[Fault]:
    """What the two readers say of a case's page."""
    source = Source((folder / "index.html").read_text(encoding="utf-8-sig"))
    return syntax_faults(source) or content_faults(source, await pool.findings(text_to_validate(source)))


def test_the_cases_are_found():
    """The suite below looks at something."""
    assert (len(VALID) > 10, len(INVALID) > 30) == (True, True)


@pytest.mark.browser
@pytest.mark.parametrize("folder", VALID, ids=lambda folder: folder.name)
async def test_a_valid_page_has_no_fault(folder: Path, pool: TabPool):
    """Capitals, quotes and tags left out cost nothing: the standard allows them."""
    assert await faults_of(folder, pool) == []


@pytest.mark.browser
@pytest.mark.parametrize("folder", INVALID, ids=lambda folder: folder.name)
async def test_the_root_cause_comes_first(folder: Path, pool: TabPool):
    """The first fault is the one to mend, at its line, with a French sentence of its own."""
    first = (await faults_of(folder, pool))[0]
    expected = json.loads((folder / "expected.json").read_text(encoding="utf-8"))
    assert {"rule_id": first.rule_id, "line": first.line} == expected
    said = message(f"html.{first.rule_id}", {"line": first.line, **first.values})
    assert said != catalogue()["html.other"].say
    assert "{" not in said


def test_a_slip_of_the_keyboard_is_told_the_nearest_name():
    """herf was meant to be href, titre to be title."""
    source = Source('<!doctype html><title>a</title><a herf="x">a</a>')
    finding = Finding("element-name", 1, 1, "<titre> is not a valid element name", {"tagName": "titre"})
    assert content_faults(source, [finding]) == [
        Fault("element-name", 1, {"tagName": "titre", "tag": "titre", "near": "title"}),
        Fault("unknown-attribute", 1, {"name": "herf", "near": "href"}),
    ]


def test_a_name_near_to_nothing():
    """No suggestion is better than a silly one; the sentence does without."""
    fault = content_faults(Source("<!doctype html><title>a</title><p xyzzy>a"), [])[0]
    assert message("html.unknown-attribute", values=fault.values) == "L’attribut xyzzy n’existe pas en HTML."


def test_every_line_stays_where_it_is():
    """What html-validate reads has the lines the learner wrote."""
    text = "<!DOCTYPE HTML>\n<P CLASS=A>Été\n<!-- [html-validate-disable x] -->\n</P>"
    assert text_to_validate(Source(text)) == "<!DOCTYPE HTML>\n<p CLASS=A>Été\n<!-- [html_validate-disable x] -->\n</p>"
