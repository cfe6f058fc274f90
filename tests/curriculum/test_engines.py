"""An exercise of each engine that needs no browser, as a whole folder: read, tried on the real checker, built."""

import base64
import json
from pathlib import Path

import pytest

from curriculum.builder.check import check_units
from curriculum.builder.faults import CurriculumError
from curriculum.builder.notebooks import source_files
from curriculum.builder.programme import load_programme
from curriculum.builder.trials import run_on
from graders.checker import Checker
from tests.curriculum.makers import FILES, PARSONS, UNIT, a_folder_exercise, write_programme
from tests.graders.files.makers import Depot

pytestmark = pytest.mark.sandbox

SQL = f"{UNIT}/exercises/02-chercher"
GIT = f"{UNIT}/exercises/03-enregistrer"
NUMBER = f"{UNIT}/exercises/04-compter"
FOLDER = f"{UNIT}/exercises/05-ranger"
HINTS = "## Aide 1\n\nA.\n\n## Aide 2\n\nB.\n\n## Aide 3\n\nC.\n"
SHOP = "CREATE TABLE livre (titre TEXT, prix REAL); INSERT INTO livre VALUES ('Oran', 3), ('Noces', 7);\n"

ADDED = {
    f"{SQL}/exercise.yml": """\
title: "Chercher un livre"
rung: write
engine: sql
minutes: 5
learner_files: [requete.sql]
sample: librairie.sql
mistakes:
  tout: sql-no-where
  par-coeur: sql-other-data
""",
    f"{SQL}/task.md": "Donnez les livres à moins de 5 euros.\n",
    f"{SQL}/hints.md": HINTS,
    f"{SQL}/checks.py": '''\
from graders.checks import check
from graders.sql.database import Database, read_data
from graders.sql.expectations.rows import expect_rows

SHOP = read_data(__file__, "start/librairie.sql")
OTHER = read_data(__file__, "ailleurs.sql")


@check(points=2)
def cheap_books(database: Database) -> None:
    """Les livres à moins de 5 euros sont là."""
    expect_rows(database, like="SELECT titre FROM livre WHERE prix < 5", data=[SHOP, OTHER])
''',
    f"{SQL}/ailleurs.sql": SHOP.replace("Oran", "Ubu"),
    f"{SQL}/start/requete.sql": "-- Votre requête\n",
    f"{SQL}/start/librairie.sql": SHOP,
    f"{SQL}/solution/requete.sql": "SELECT titre FROM livre WHERE prix < 5;\n",
    f"{SQL}/variants/autrement/requete.sql": "select l.titre from livre l where not l.prix >= 5\n",
    f"{SQL}/variants/en-deux-temps/requete.sql": (
        "WITH bas AS (SELECT * FROM livre WHERE prix < 5) SELECT titre FROM bas;\n"
    ),
    f"{SQL}/mistakes/tout/requete.sql": "SELECT titre FROM livre;\n",
    f"{SQL}/mistakes/par-coeur/requete.sql": "SELECT 'Oran';\n",
    f"{GIT}/exercise.yml": """\
title: "Enregistrer son travail"
rung: write
engine: files
minutes: 5
learner_files: [depot.bundle]
mistakes:
  un-mot: git-message-vague
""",
    f"{GIT}/task.md": "Faites deux commits.\n",
    f"{GIT}/hints.md": HINTS,
    f"{GIT}/checks.py": '''\
from graders.checks import check
from graders.files.expectations.repository import expect_commits, expect_messages
from graders.files.repository import Repository


@check(points=1)
def said(repository: Repository) -> None:
    """Chaque message dit ce qui change."""
    expect_commits(repository, at_least=2)
    expect_messages(repository)
''',
    f"{NUMBER}/exercise.yml": """\
title: "Compter les lignes"
rung: complete
engine: answer
minutes: 5
learner_files: [reponse.txt]
mistakes:
  sans-unite: number-no-unit
""",
    f"{NUMBER}/task.md": "Combien mesure le mur ?\n",
    f"{NUMBER}/hints.md": HINTS,
    f"{NUMBER}/checks.py": '''\
from graders.answer import Answer, expect_number
from graders.checks import check


@check(points=1)
def length(answer: Answer) -> None:
    """La mesure a sa valeur et son unité."""
    expect_number(answer, 12.5, unit=["m", "mètres"])
''',
    f"{NUMBER}/start/reponse.txt": "",
    f"{NUMBER}/solution/reponse.txt": "12,5 m\n",
    f"{NUMBER}/variants/mots/reponse.txt": "Le mur mesure 12.50 metres.\n",
    f"{NUMBER}/variants/calcul/reponse.txt": "25 / 2 = 12,5m\n",
    f"{NUMBER}/mistakes/sans-unite/reponse.txt": "12,5\n",
    **a_folder_exercise(FOLDER),
    f"{UNIT}/unit.yml": FILES[f"{UNIT}/unit.yml"].replace("exercises: 20", "exercises: 40"),
}


@pytest.fixture
def programme_root(tmp_path: Path) -> Path:
    """The small programme without its page, and an exercise of each of the other engines."""
    root = tmp_path / "programme"
    write_programme(root, {**ADDED, **{name: None for name in FILES if name.startswith(PARSONS)}})
    good = Depot(tmp_path / "bon").commit("Ajoute la page", {"a.html": "a"}).commit("Ajoute le menu", {"a.html": "b"})
    bad = Depot(tmp_path / "vague").commit("Ajoute la page", {"a.html": "a"}).commit("maj", {"a.html": "b"})
    more = Depot(tmp_path / "plus").commit("Ajoute la page", {"a.html": "c"}).commit("Corrige un mot", {"a.html": "d"})
    style = (
        Depot(tmp_path / "style").commit("Ajoute le style", {"a.css": "a"}).commit("Change un titre", {"a.css": "b"})
    )
    right = {"solution": good, "variants/corrige": more, "variants/style": style}
    for place, depot in {**right, "mistakes/un-mot": bad}.items():
        path = root / GIT / place / "depot.bundle"
        path.parent.mkdir(parents=True)
        path.write_bytes(depot.bundle())
    return root


async def test_exercises_of_every_engine_keep_their_promises(programme_root: Path):
    """Solutions and variants have full marks, each mistake its message, a start is no work."""
    programme = load_programme(programme_root)
    assert [one.exercise.engine.value for unit in programme.units for one in unit.exercises] == [
        "answer", "sql", "files", "answer", "files",
    ]  # fmt: skip
    run = run_on(Checker(deadline_s=30))
    assert await check_units(programme.units, run, run) == ()


def test_hidden_data_are_never_handed_out(programme_root: Path):
    """The learner gets what is in start/, and a repository is theirs to make."""
    unit = load_programme(programme_root).units[0]
    files = source_files(unit)
    assert sorted(name for name in files if name.startswith(("02", "03"))) == [
        "02-chercher/librairie.sql",
        "02-chercher/requete.sql",
    ]
    assert b"Ubu" not in b"".join(files.values())
    assert json.loads(files["exercices.json"])["exercises"]["03"]["start"] == {}


def test_the_tables_to_ask_are_in_the_sheet(programme_root: Path):
    """Those of the sample, with their first rows; nothing of the other data sets."""
    files = source_files(load_programme(programme_root).units[0])
    assert json.loads(files["exercices.json"])["exercises"]["02"]["tables"] == [
        {
            "name": "livre",
            "columns": ["titre", "prix"],
            "kinds": ["TEXT", "REAL"],
            "rows": [["Oran", 3.0], ["Noces", 7.0]],
            "count": 2,
            "more": False,
        }
    ]


def test_a_folder_is_handed_out_whole(programme_root: Path):
    """As files to work on, and once more in the sheet for who wants to start over; no solution."""
    files = source_files(load_programme(programme_root).units[0])
    handed_out = {"05-ranger/photos/IMG 1.svg", "05-ranger/photos/velos/bleu.svg"}
    assert {name for name in files if name.startswith("05")} == handed_out
    entry = json.loads(files["exercices.json"])["exercises"]["05"]
    assert (entry["files"], entry["start"]) == (["photos/"], {})
    assert {name: base64.b64decode(data) for name, data in entry["given"].items()} == {
        name.removeprefix("05-ranger/"): files[name] for name in handed_out
    }


@pytest.mark.parametrize(
    ("name", "old", "new", "fault"),
    [
        (
            GIT,
            "engine: files",
            "engine: web",
            "exercise.yml:5: learner_files is ['depot.bundle']; expected 'depot.bundle' alone, and the engine files",
        ),
        (
            GIT,
            "[depot.bundle]",
            "[depot.bundle, a.txt]",
            "exercise.yml:5: learner_files is ['a.txt', 'depot.bundle']; "
            "expected 'depot.bundle' alone, and the engine files",
        ),
        (
            FOLDER,
            "[photos/]",
            "[photos/, a.txt]",
            "exercise.yml:5: learner_files is ['a.txt', 'photos/']; expected 'photos/' alone, and the engine files",
        ),
        (
            FOLDER,
            "[photos/]",
            "[../photos/]",
            "exercise.yml:5: learner_files is ['../photos/']; expected one plain folder, such as \"photos/\"",
        ),
        (FOLDER, "[photos/]", "[images/]", "start: lacks 'images/', which learner_files names"),
        (
            SQL,
            "[requete.sql]",
            "[librairie.txt]",
            "exercise.yml:5: learner_files is ['librairie.txt']; expected an .sql file first",
        ),
        (
            SQL,
            "sample: librairie.sql",
            "sample: librairi.sql",
            "exercise.yml:6: sample is 'librairi.sql'; expected an .sql file handed out beside the learner's own"
            '; did you mean "librairie.sql"?',
        ),
        (
            NUMBER,
            "[reponse.txt]",
            "[reponse.txt]\nsample: reponse.txt",
            "exercise.yml:6: sample is there, but only the engine sql has a database",
        ),
    ],
)
def test_files_that_do_not_go_with_the_engine(programme_root: Path, name: str, old: str, new: str, fault: str):
    """The builder says which files an engine wants."""
    path = programme_root / name / "exercise.yml"
    path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    with pytest.raises(CurriculumError) as caught:
        load_programme(programme_root)
    assert f"{programme_root / name}/{fault}" in [str(one) for one in caught.value.faults]
