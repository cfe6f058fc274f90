"""A unit on paper: its notebook through nbconvert into HTML, and the checker's browser prints that into a PDF.

No LaTeX, no network: the browser is the one that looks at learners' pages, behind the same walls.
"""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass
from html import escape
from pathlib import Path

import nbformat
from nbconvert.exporters import HTMLExporter

from curriculum.builder.notebooks import notebook, sheet
from curriculum.builder.units import Unit
from graders.exercise import Exercise
from graders.web.browser import Browser
from graders.web.tab import Tab

TEMPLATES = Path(__file__).parent / "templates"
PAGE = "index.html"
PRINT_S = 30.0  # a unit takes one; a busy machine more
# Buttons of the notebook, and what makes it work: nothing to do on paper.
LEFT_OUT = frozenset({"reglage", "questions", "rappel", "lecon", "rendre", "fin"})
FOOTER = """\
<div style="width: 100%; margin: 0 20mm; font: 8pt 'DejaVu Sans', sans-serif; color: #333; display: flex;
  justify-content: space-between">
<span>{title}</span><span>page <span class="pageNumber"></span> sur <span class="totalPages"></span></span></div>"""


def paper_html(unit: Unit) -> str:
    """The unit's notebook as one page for paper; its pictures are named as beside lesson.md."""
    made = notebook(unit)
    cells = [cell for cell in made["cells"] if cell["id"] not in LEFT_OUT]
    exporter = HTMLExporter(template_name="paper", extra_template_basedirs=[str(TEMPLATES)], exclude_anchor_links=True)
    told = {
        "code": unit.code,
        "title": unit.title,
        "style": (TEMPLATES / "paper" / "paper.css").read_text(encoding="utf-8"),
        "exercises": {f"exercice-{number}": entry for number, entry in sheet(unit)["exercises"].items()},
        "files": {f"exercice-{taught.number}": shown_files(taught.exercise) for taught in unit.exercises},
    }
    html: str
    html, _ = exporter.from_notebook_node(
        nbformat.reads(json.dumps({**made, "cells": cells}), as_version=4), resources={"atelier": told}
    )
    return html


@dataclass(frozen=True)
class ShownFile:
    """A learner file as it is handed out: its text, or of a folder what lies `inside`; neither if learners make it."""

    name: str
    text: str | None
    inside: tuple[str, ...] = ()


def shown_files(exercise: Exercise) -> list[ShownFile]:
    """Every learner file of an exercise; the name of a folder ends in /."""
    shown = []
    for name in exercise.learner_files:
        data = exercise.start.get(name)
        text = None if data is None else data.decode("utf-8", errors="replace").strip("\n")
        inside = sorted(
            path.removeprefix(name) for path in exercise.start if name.endswith("/") and path.startswith(name)
        )
        shown.append(ShownFile(name, text, tuple(inside)))
    return shown


async def print_unit(unit: Unit) -> bytes:
    """The PDF of a unit: tagged, with an outline, and pages numbered; CdpError if the browser cannot make it."""
    files = {PAGE: paper_html(unit).encode()}
    files |= {image: (unit.path / image).read_bytes() for image in unit.lesson.images}
    browser = await Browser.launch()
    try:
        tab = await Tab.open(browser)
        await tab.load(PAGE, files, scripts=False)
        answer = await tab.call(
            "Page.printToPDF",
            timeout_s=PRINT_S,
            preferCSSPageSize=True,
            printBackground=True,
            displayHeaderFooter=True,
            headerTemplate="<span></span>",
            footerTemplate=FOOTER.format(title=escape(f"{unit.code} – {unit.title}")),
            generateTaggedPDF=True,
            generateDocumentOutline=True,
        )
    finally:
        await browser.close()
    return base64.b64decode(answer["data"])
