"""The feedback page of an ordinary nbgrader notebook: what it says, what it never says, and that all can read it."""

import shutil
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbgrader.api import Gradebook
from playwright.async_api import async_playwright

from graders.notebook.course import autograde, generate_assignment, generate_feedback
from graders.notebook.feedback_parts import FAILED, NOT_WRITTEN, PASSED, PASSED_IN_PART, Part, parts_of
from graders.notebook.hidden_tests import Region
from graders.notebook.submission import place_submission
from tests.graders.notebook.makers import NOON, an_answer_cell

ROOT = Path(__file__).parents[3]
AXE = ROOT / ".venv" / "node_modules" / "axe-core" / "axe.min.js"
CHROMIUM = shutil.which("chromium-headless-shell")

CLASSIC, NOTEBOOK = "python-aires", "aires.ipynb"
TEST = """assert area(2, 3) == 6, "Un rectangle de 2 sur 3 a une aire de 6."
### BEGIN HIDDEN TESTS
assert area(0, 3) == 0, "Et si un côté vaut 0 ?"
secret = "le piège des carrés"
### END HIDDEN TESTS"""
TASK = """Dessinez un plan.
=== BEGIN MARK SCHEME ===
2 points pour l’échelle
=== END MARK SCHEME ==="""
REGIONS = (Region("BEGIN HIDDEN TESTS", "END HIDDEN TESTS"), Region("BEGIN MARK SCHEME", "END MARK SCHEME"))


def a_cell(kind: str, grade_id: str, source: str, **marks: Any) -> Any:
    """A cell with nbgrader's marks: by default, one that only holds text."""
    all_marks = {"grade": False, "locked": False, "solution": False, "task": False, "schema_version": 3}
    all_marks |= {"grade_id": grade_id, "cell_type": kind} | marks
    maker = nbformat.v4.new_code_cell if kind == "code" else nbformat.v4.new_markdown_cell
    return maker(source, id=grade_id, metadata={"nbgrader": all_marks})


def a_solution(grade_id: str, source: str) -> Any:
    """Code that a learner writes, and tests grade."""
    return a_cell("code", grade_id, source, solution=True)


def a_test(grade_id: str, source: str = TEST, points: float = 2) -> Any:
    """A graded, locked test."""
    return a_cell("code", grade_id, source, grade=True, locked=True, points=points)


def cells() -> list[Any]:
    """A lesson of two functions, an opinion and a task."""
    return [
        nbformat.v4.new_markdown_cell("# Des aires\n\nPour commencer.", id="titre"),
        nbformat.v4.new_markdown_cell("## L’aire d’un **rectangle**", id="rectangle-titre"),
        a_solution("rectangle", "def area(a, b):\n    ### BEGIN SOLUTION\n    return a * b\n    ### END SOLUTION"),
        a_test("rectangle-test"),
        a_test("rectangle-test-2", 'assert area(1, 1) == 1, "1 sur 1"'),
        nbformat.v4.new_markdown_cell("## L’aire d’un carré", id="carre-titre"),
        a_solution("carre", "def square(a):\n    ### BEGIN SOLUTION\n    return a * a\n    ### END SOLUTION"),
        a_test("carre-test", "square(3) / 9 * 4", 4),
        nbformat.v4.new_markdown_cell("## Votre avis", id="avis-titre"),
        an_answer_cell("avis", "Qu’en pensez-vous ?", 1),
        a_cell("markdown", "plan", TASK, task=True, locked=True, points=3),
    ]


@pytest.fixture(scope="module")
def classic(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A course with this notebook, generated."""
    root = tmp_path_factory.mktemp("classic")
    folder = root / "source" / CLASSIC
    folder.mkdir(parents=True)
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    notebook = nbformat.v4.new_notebook(cells=cells(), metadata={"kernelspec": kernel})
    nbformat.write(notebook, folder / NOTEBOOK)
    generate_assignment(root, CLASSIC)
    return root


@pytest.fixture
def course(classic: Path, tmp_path: Path) -> Path:
    """A copy of one's own, in which Amel handed in."""
    root = Path(shutil.copytree(classic, tmp_path / "course"))
    released = nbformat.read(root / "release" / CLASSIC / NOTEBOOK, as_version=4)
    place_submission(root, "amel", CLASSIC, {NOTEBOOK: nbformat.writes(released).encode()}, NOON)
    autograde(root, "amel", CLASSIC)
    return root


def an_error(name: str, message: str, traceback: tuple[str, ...] = ()) -> Any:
    """What a kernel says of a cell that failed."""
    return nbformat.v4.new_output("error", ename=name, evalue=message, traceback=list(traceback))


def graded(course: Path, outputs: dict[str, list[Any]], scores: dict[str, float], comments: dict[str, str]) -> str:
    """The page after an execution with these outputs and scores, and a trainer's words."""
    path = course / "autograded" / "amel" / CLASSIC / NOTEBOOK
    path.chmod(0o644)
    notebook = nbformat.read(path, as_version=4)
    for cell in notebook.cells:
        cell.get("outputs", []).extend(outputs.get(cell.metadata.get("nbgrader", {}).get("grade_id"), []))
    nbformat.write(notebook, path)
    with Gradebook(f"sqlite:///{course / 'gradebook.db'}", "atelier") as gradebook:
        where = (NOTEBOOK.removesuffix(".ipynb"), CLASSIC, "amel")
        for grade_id, score in scores.items():
            gradebook.find_grade(grade_id, *where).auto_score = score
        for grade_id, words in comments.items():
            gradebook.find_comment(grade_id, *where).manual_comment = words
        gradebook.db.commit()
    [page] = generate_feedback(course, "amel", CLASSIC).values()
    return page


QUOTED = ("      2 ### BEGIN HIDDEN TESTS", '----> 3 assert area(0, 3) == 0, "Et si un côté vaut 0 ?"', "secret = 1")
OUTPUTS = {
    "rectangle-test": [
        an_error("AssertionError", "Et si un côté vaut 0 ?", QUOTED),
        nbformat.v4.new_output("stream", name="stdout", text=TEST),
        nbformat.v4.new_output("display_data", {"text/html": f"<pre>{TEST}</pre>"}),
    ],
    "carre-test": [nbformat.v4.new_output("execute_result", {"text/plain": "2.0"}, execution_count=1)],
}
SCORES = {"rectangle-test": 0.0, "rectangle-test-2": 2.0, "carre-test": 2.0}
COMMENTS = {"rectangle": "Pensez au cas **0**.", "plan": "Beau plan."}


def test_the_page_says_what_is_right_and_what_to_review_and_hides_what_is_hidden(course: Path):
    """Titles from the lesson, points, an assert's message, the trainer's words; no test, no traceback, no scheme."""
    page = graded(course, OUTPUTS, SCORES, COMMENTS)
    body = page.partition("<main>")[2]
    for said in (
        ">L’aire d’un rectangle</h2>",
        ">L’aire d’un rectangle (2)</h2>",
        ">L’aire d’un carré</h2>",
        "<li class=\"told\">Et si un côté vaut 0 ?</li>",
        f"<li class=\"told\">{PASSED}</li>",
        f"<li class=\"told\">{PASSED_IN_PART}</li>",
        "raise NotImplementedError()",
        "Pensez au cas <strong>0</strong>.",
        "Beau plan.",
        "Dessinez un plan.",
        "Cette partie attend une personne de l’équipe.",
    ):  # fmt: skip
        assert said in body
    for hidden in ("area(0, 3)", "HIDDEN", "le piège", "2 points pour l’échelle", "MARK SCHEME", "2 sur 3", "----&gt;"):
        assert hidden not in page


@pytest.mark.parametrize(
    ("output", "words"),
    [
        (an_error("AssertionError", ""), FAILED),
        (an_error("AssertionError", "secret  = \"le piège des carrés\""), FAILED),
        (an_error("AssertionError", "x" * 600), f"{'x' * 500}…"),
        (an_error("NotImplementedError", ""), NOT_WRITTEN),
        (an_error("NameError", "name 'area' is not defined"),
         "Votre code s’est arrêté sur une erreur\xa0: NameError, name 'area' is not defined"),
        (an_error("ValueError", "assert area(0,3)==0, \"Et si un côté vaut 0 ?\""),
         "Votre code s’est arrêté sur une erreur\xa0: ValueError"),
        (an_error("<script>", "x"), "Votre code s’est arrêté sur une erreur."),
        (nbformat.v4.new_output("stream", name="stderr", text=TEST), FAILED),
    ],
)  # fmt: skip
def test_the_words_of_an_error(output: Any, words: str):
    """An assert's own message; the name and message of another error; something kind where neither can be shown."""
    cell = a_test("t")
    cell.outputs = [output]
    cell.metadata.nbgrader["score"] = 0.0
    cell.metadata["atelier"] = nbformat.NotebookNode(marked_by="checker")
    assert parts_of([cell], REGIONS) == (
        Part("t", "Question 1", 0.0, 2.0, "checker", False, False, (), (words,), (), ()),
    )  # fmt: skip


@pytest.mark.parametrize("who", ["nobody", "trainer"])
def test_a_test_that_waits_says_nothing_yet(who: str):
    """Without a mark there is nothing to say; a trainer's full mark is right whatever the test said."""
    cell = a_test("t")
    cell.outputs = [an_error("AssertionError", "2 sur 3")]
    cell.metadata.nbgrader["score"] = 0.0 if who == "nobody" else 2.0
    cell.metadata["atelier"] = nbformat.NotebookNode(marked_by=who)
    [part] = parts_of([cell], REGIONS)
    assert (part.right, part.to_review) == (() if who == "nobody" else (PASSED,), ())


@pytest.mark.browser
@pytest.mark.skipif(CHROMIUM is None, reason="Debian's chromium-headless-shell is not installed")
async def test_axe_finds_nothing_in_light_and_dark(course: Path, tmp_path: Path):
    """WCAG 2.2 AA and good practice; long lines do not stick out on a telephone."""
    file = tmp_path / "retour.html"
    file.write_text(graded(course, OUTPUTS, SCORES, COMMENTS), encoding="utf-8")
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM)
        for colours in ("light", "dark"):
            context = await browser.new_context(color_scheme=colours, viewport={"width": 360, "height": 740})
            page = await context.new_page()
            await page.goto(file.as_uri())
            await page.evaluate(AXE.read_text(encoding="utf-8"))
            found = await page.evaluate("axe.run()")
            assert len(found["passes"]) > 10
            assert [(fault["id"], [node["target"] for node in fault["nodes"]]) for fault in found["violations"]] == []
            assert await page.evaluate("document.documentElement.scrollWidth - innerWidth") == 0
        await browser.close()
