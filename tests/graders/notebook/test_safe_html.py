"""Nothing a learner wrote runs in a trainer's formgrader or on a feedback page."""

from pathlib import Path
from typing import Any

import html5lib
import nbformat
import pytest
from nbconvert.exporters import HTMLExporter
from nbgrader.server_extensions.formgrader.formgrader import FormgradeExtension

from graders.notebook.course import autograde, generate_feedback
from graders.notebook.safe_html import clean_html
from graders.results import CheckResult, Outcome, Report
from hub_config import __file__ as hub_config
from tests.graders.notebook.makers import (
    NOTEBOOK,
    POINTS,
    UNIT,
    a_course,
    a_hand_in,
    an_answer_cell,
    handed_in,
    says_fini,
    the_released_notebook,
)

ATTACKS = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<img src=https://ailleurs.example/espion.png>",
    "<svg><script>alert(1)</script></svg><svg onload=alert(1)>",
    "<math><mtext><table><mglyph><style><img src onerror=alert(1)></style></mglyph></table></mtext></math>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe><object data=x></object><embed src=x>",
    "<a href='javascript:alert(1)'>clic</a> <a href='data:text/html,<script>alert(1)</script>'>clic</a>",
    "[clic](javascript:alert(1)) ![x](javascript:alert(1)) ![x](attachment:piège.svg) ![x](attachment:absent.png)",
    "<base href=//ailleurs.example><meta http-equiv=refresh content='0;url=//ailleurs.example'>",
    "<style>body{background:url(//ailleurs.example)}</style><link rel=stylesheet href=//ailleurs.example>",
    "<form action=//ailleurs.example><input id=exercice-01 name=x><button>Envoyer</button></form>",
    "<div id=exercice-01 class='full-credit' style='position:fixed;inset:0' onclick=alert(1)>x</div>",
    "```mermaid\n<img src=x onerror=alert(1)>\n```",
    "```html onload=alert(1)\n<script>alert(1)</script>\n```",
    "$<script>alert(1)</script>$ $$<img src=x onerror=alert(1)>$$",
    "<p title='</p><script>alert(1)</script>'>x",
    "<!-- --!><script>alert(1)</script> -->",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'></noscript>",
)
TEXT = "a abbr b blockquote br code del div em h1 h2 h3 h4 h5 h6 hr i img li main ol p pre section span strong ul"
TABLES = "table tbody td th thead tr"
FIELDS = "button input textarea"  # the formgrader's own, see `own_fields`
HARMLESS = set(f"{TEXT} {TABLES} {FIELDS}".split())


def hostile_notebook(course: Path) -> Any:
    """Every attack in a text cell, a raw cell, an answer, code, outputs, attachments, metadata and ids."""
    notebook = the_released_notebook(course)
    everything = "\n\n".join(ATTACKS)
    svg = {"image/svg+xml": "PHN2Zz48c2NyaXB0PmFsZXJ0KDEpPC9zY3JpcHQ+PC9zdmc+"}
    quoted = {"text/html": '"><script>alert(1)</script>', "image/png": '"><script>alert(1)</script>'}
    next(cell for cell in notebook.cells if cell.id == "avis").update(source=everything)
    for text in (*ATTACKS, everything):
        notebook.cells.append(nbformat.v4.new_markdown_cell(text, attachments={"piège.svg": svg, "piège.png": quoted}))
    notebook.cells.append(nbformat.v4.new_raw_cell(everything, metadata={"raw_mimetype": "text/html"}))
    data = {
        "text/html": everything,
        "image/svg+xml": "<svg onload=alert(1)>",
        "application/javascript": "alert(1)",
        "text/markdown": everything,
        "application/vnd.jupyter.widget-view+json": {"model_id": "<script>alert(1)</script>"},
    }
    output = nbformat.v4.new_output("display_data", data, metadata={"text/html": {"isolated": True}})
    tags = {"tags": ['"><script>alert(1)</script>'], "name": '"><script>', "magics_language": "<script>"}
    for source in (everything, "%%html\n<script>alert(1)</script>"):
        notebook.cells.append(nbformat.v4.new_code_cell(source, outputs=[output], metadata=tags))
    notebook.metadata.update(title="</title><script>alert(1)</script>", widgets={"application/x": "</script>"})
    notebook.metadata["language_info"] = {"name": "<script>", "pygments_lexer": "<script>"}
    return notebook


@pytest.fixture
def hostile_course(tmp_path: Path) -> Path:
    """A course in which Amel handed in everything at once, and it is graded."""
    course = a_course(tmp_path / "course", extra=(an_answer_cell("avis", "Votre avis :", 1),))
    handed_in(course, a_hand_in(course, hostile_notebook(course)))
    autograde(course, "amel", UNIT, says_fini)
    return course


def dangers(document: Any) -> list[str]:
    """Elements and attributes that run, load, submit, cover or impersonate; empty if there are none."""
    found = []
    for element in document.iter():
        if not isinstance(element.tag, str):
            continue
        tag = element.tag.rpartition("}")[2]
        found += [] if tag in HARMLESS else [f"<{tag}>"]
        for name, value in element.attrib.items():
            url = str(value).strip().lower()
            is_picture = tag == "img" and url.startswith(("data:image/png", "data:image/jpeg", "data:image/gif"))
            is_link = tag == "a" and url.startswith(("http://", "https://", "mailto:", "#"))
            if name.startswith("on") or (name in {"src", "href", "action", "data"} and not (is_picture or is_link)):
                found.append(f"<{tag} {name}={value!r}>")
    return found


def own_fields(document: Any) -> list[str]:
    """Ids of everything a trainer can press or fill in."""
    names = {"button", "input", "textarea"}
    return [element.get("id", "") for element in document.iter() if str(element.tag) in names]


def parsed(html: str) -> Any:
    """The page as a browser reads it."""
    return html5lib.parse(html, namespaceHTMLElements=False)


def test_the_formgrader_shows_and_does_not_run(hostile_course: Path, monkeypatch):
    """Rendered by the formgrader's own exporter, configured as in a trainer's server."""
    monkeypatch.setenv("JUPYTER_CONFIG_PATH", str(Path(hub_config).parent / "single_user/common"))
    monkeypatch.setenv("ATELIER_COURSE_ROOT", str(hostile_course))
    monkeypatch.chdir(hostile_course)
    formgrader = FormgradeExtension()
    formgrader.initialize([])
    exporter = HTMLExporter(config=formgrader.config)
    resources = {"base_url": "", "index": 0, "total": 1, "student": "amel", "submission_id": "1"}
    path = hostile_course / "autograded" / "amel" / UNIT / NOTEBOOK
    html, _ = exporter.from_filename(str(path), resources=resources)

    notebook = next(element for element in parsed(html).iter() if element.get("id") == "notebook-container")
    assert dangers(notebook) == []
    graded = ["avis", *(f"exercice-{number}" for number in POINTS)]
    fields = [field for field in own_fields(notebook) if field]
    assert sorted(fields) == sorted([*graded, *(f"{name}_extra_credit" for name in graded), "avis-comment"])
    assert "alert(1)" in "".join(notebook.itertext())
    assert ("https://cdnjs" in html, "window.MathJax = {" in html) == (False, True)  # its script waits for MathJax


def test_the_feedback_page_shows_and_does_not_run(hostile_course: Path):
    """No script at all, no field, nothing from elsewhere; the learner's own answer is readable."""
    (html,) = generate_feedback(hostile_course, "amel", UNIT).values()
    page = parsed(html)
    (main,) = page.iter("main")
    assert dangers(main) == []
    assert own_fields(page) == []
    assert list(page.iter("script")) == []
    assert "alert(1)" in "".join(main.itertext())


def test_a_card_passes_unharmed(course: Path):
    """What our own card is made of is all still there, and what it quotes of a learner stays text."""
    quoted = "<script>alert(1)</script> & <b>gras</b>"
    result = CheckResult("rule", "Le titre est juste.", 2.0, Outcome.FAILED, "m", "Changez le titre.", "Oui", quoted)

    def report(assignment_id: str, number: str, files: Any) -> Report:
        return Report(f"{UNIT}/{number}", (result,))

    handed_in(course, a_hand_in(course))
    autograde(course, "amel", UNIT, lambda *given: report(*given) if given[1] == "01" else says_fini(*given))
    (html,) = generate_feedback(course, "amel", UNIT).values()
    page = parsed(html)
    card = next(element for element in page.iter("div") if element.get("class") == "atelier-card atelier-card-failed")
    assert [code.text for code in card.iter("code")] == ["Oui", quoted]
    assert dangers(card) == []


def test_text_markup_stays():
    """Headings, lists, tables and links are not shown as source."""
    kept = "<h2>Titre</h2><p>Un <em>mot</em>.</p><ul><li>x</li></ul><table><tbody><tr><td>y</td></tr></tbody></table>"
    assert clean_html(kept) == kept
