"""The page for proof-readers: whole, as it is said, and good to read for everyone."""

import re
import shutil
from html import unescape
from pathlib import Path

import pytest
from playwright.async_api import async_playwright

from curriculum.builder.message_page import message_page
from curriculum.builder.programme import load_programme
from graders.messages.catalogue import FRENCH, catalogue
from tests.curriculum.makers import write_programme

ROOT = Path(__file__).parents[2]
AXE = ROOT / ".venv" / "node_modules" / "axe-core" / "axe.min.js"
CHROMIUM = shutil.which("chromium-headless-shell")


@pytest.fixture(scope="module")
def page() -> str:
    """The page of this house."""
    return message_page(load_programme(ROOT / "curriculum").units)


def words(html: str) -> str:
    """What a person reads, on one line."""
    return " ".join(unescape(re.sub(r"<[^>]+>", "", html)).split())


def test_every_message_is_there_with_its_hints(page: str):
    """Each id of each file, and each exercise's own; nothing is left as a template."""
    ids = re.findall(r"<h3><code>(.+?)</code>", page)
    taught = [one for unit in load_programme(ROOT / "curriculum").units for one in unit.exercises]
    own = [name for one in taught for name in one.exercise.messages]
    assert sorted(map(unescape, ids)) == sorted([*catalogue(), *own])
    assert page.count("<ol>") >= len(catalogue()) - 2
    assert not re.search(r"\{\w+\}", words(page.partition("<body>")[2]))


def test_a_message_reads_as_it_is_said(tmp_path: Path):
    """Its values stand in it, marked; its hints follow; a tag in it is shown and not used; its place is named."""
    (tmp_path / "document.yml").write_text(
        'no-doctype:\n  say: "Il manque {expected}."\n  hints: ["Un.", "Deux {nothing}.", "Trois : <h1>."]\n',
        encoding="utf-8",
    )
    units = load_programme(write_programme(tmp_path / "programme")).units
    text = message_page(units, tmp_path)
    article = re.findall(r"<article>.*?</article>", text, re.DOTALL)
    assert [words(one) for one in article] == [
        "no-doctype ligne 1 Il manque <!doctype html>. Un. Deux {nothing}. Trois : <h1>.",
        "it-is-morning messages C’est le matin. Vous avez écrit « 1 sous-titre ».",
    ]
    assert '<span class="value">&lt;!doctype html&gt;</span>' in article[0]
    assert [words(one) for one in re.findall(r"<li><a.*?</li>", text)] == [
        "Les éléments d’une page (1)",
        "S01, exercice 01 : Choisir un mot (1)",
    ]


def test_the_page_needs_nothing_else(page: str):
    """It can be sent by mail: no address is asked for, no script runs."""
    assert not re.search(r"<(link|script|img|iframe|style [a-z])\b", page)
    assert not re.search(r"@import|url\(", page.partition("</style>")[0])


@pytest.fixture(scope="module")
async def browser():
    """One for all."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM)
        yield browser
        await browser.close()


@pytest.mark.browser
@pytest.mark.skipif(CHROMIUM is None, reason="Debian's chromium-headless-shell is not installed")
@pytest.mark.parametrize(("colours", "media"), [("light", "screen"), ("dark", "screen"), ("dark", "print")])
async def test_axe_finds_nothing(browser, colours: str, media: str, tmp_path: Path):
    """By axe's rules (WCAG 2.2 AA and good practice) in light, in dark and on paper; a part stands for the whole."""
    shutil.copy(FRENCH / "document.yml", tmp_path)
    (tmp_path / "part.html").write_text(message_page(load_programme(ROOT / "curriculum").units, tmp_path))
    shown = await browser.new_page()
    await shown.emulate_media(media=media, color_scheme=colours)
    await shown.goto((tmp_path / "part.html").as_uri())
    await shown.evaluate(AXE.read_text(encoding="utf-8"))
    found = await shown.evaluate("axe.run()")
    assert len(found["passes"]) > 10, "axe looked at nothing"
    assert [(fault["id"], fault["nodes"][0]["target"]) for fault in found["violations"]] == []
    await shown.close()


@pytest.mark.browser
@pytest.mark.skipif(CHROMIUM is None, reason="Debian's chromium-headless-shell is not installed")
async def test_the_page_is_walked_by_keyboard_and_fits_a_telephone(browser, page: str, tmp_path: Path):
    """The first stop leads to the messages, each line of the contents to its section; nothing sticks out."""
    (tmp_path / "messages.html").write_text(page, encoding="utf-8")
    shown = await browser.new_page(viewport={"width": 360, "height": 740})
    await shown.goto((tmp_path / "messages.html").as_uri())
    assert await shown.evaluate("document.documentElement.scrollWidth - innerWidth") == 0
    await shown.keyboard.press("Tab")
    await shown.keyboard.press("Enter")
    assert await shown.evaluate("document.activeElement.id") == "messages"
    lost = "[...document.querySelectorAll('nav a')].filter((a) => !document.getElementById(a.hash.slice(1))).length"
    assert await shown.evaluate(lost) == 0
    assert await shown.locator("nav a").count() >= len(list(FRENCH.glob("*.yml")))
    await shown.close()
