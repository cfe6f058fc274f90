"""The red thread: read whole, refused where it contradicts itself, made into the same files each time."""

import json
import shutil
import sqlite3
from collections import Counter
from contextlib import closing
from datetime import date, datetime
from pathlib import Path

import pytest

from curriculum.builder.faults import CurriculumError, Fault
from curriculum.builder.programme import load_programme
from curriculum.builder.red_thread import (
    Booking,
    Category,
    Condition,
    Machine,
    Material,
    Place,
    RedThread,
    ShopObject,
    Workshop,
    read_red_thread,
)
from curriculum.builder.red_thread_facts import lint_facts
from curriculum.builder.red_thread_files import red_thread_files, red_thread_rows
from tests.curriculum.makers import EXERCISE, changed, write_programme

FOLDER = Path(__file__).parents[2] / "curriculum" / "fil_rouge"


@pytest.fixture(scope="module")
def thread() -> RedThread:
    """The house's own."""
    faults: list[Fault] = []
    found = read_red_thread(FOLDER, faults)
    assert faults == []
    return found


def a_copy(folder: Path, name: str = "objets.yml", old: str = "", new: str = "") -> list[str]:
    """What is said of a copy with one place changed."""
    shutil.copytree(FOLDER, folder)
    text = (folder / name).read_text(encoding="utf-8")
    assert old in text
    (folder / name).write_text(text.replace(old, new, 1), encoding="utf-8")
    faults: list[Fault] = []
    read_red_thread(folder, faults)
    return [str(fault).replace(f"{folder}/", "") for fault in faults]


def test_each_kind_is_read_whole(thread: RedThread):
    """The first of each, as its row says."""
    assert thread.objects[0] == ShopObject(
        1,
        "Lampe de bureau bleue",
        Category.ELECTRICAL,
        1.2,
        4,
        Condition.REPAIRED,
        date(2026, 9, 1),
        "lampe-de-bureau-bleue.svg",
        "Une lampe de bureau bleue à bras plié.",
    )
    assert thread.workshops[0] == Workshop(1, "Premiers pas au clavier", datetime(2027, 1, 12, 10), 6, 1)
    assert thread.bookings[0] == Booking(1, Machine.LISON, datetime(2027, 1, 11, 9), 60, Material.PLA)
    assert thread.bookings[0].ends_at == datetime(2027, 1, 11, 10)
    assert thread.places[1] == Place(
        "epn",
        "Espace numérique Les Marronniers",
        "4, place des Marronniers, Valclair",
        "accueil@les-marronniers.example",
        "01 99 00 56 78",
        ("du mardi au vendredi, de 9 heures 30 à 17 heures 30",),
        {"Solène Abiven": "animatrice", "Karim Diallo": "médiateur"},
    )


def test_there_is_enough_of_everything(thread: RedThread):
    """At least five objects on each of the eight shelves, forty in all; a picture on each shelf."""
    assert min(Counter(each.category for each in thread.objects).values()) >= 5
    assert len(thread.objects) >= 40
    assert {each.category for each in thread.objects if each.photo} == set(Category)


@pytest.mark.parametrize(
    ("name", "old", "new", "said"),
    [
        ("objets.yml", "categorie: DEEE", "categorie: DEE", "4: objets.categorie is 'DEE'; did you mean \"DEEE\"?"),
        (
            "objets.yml",
            "prix_eur: 4,",
            "prix_eur: 4.2,",
            "4: objets.prix_eur is 4.2; expected at most 60, in steps of 0.5",
        ),
        (
            "objets.yml",
            "poids_kg: 1.2",
            "poids_kg: lourd",
            "4: objets.poids_kg is 'lourd'; expected a number above 0, such as 1.5",
        ),
        ("objets.yml", "id: 2,", "id: 1,", "5: objets.id is 1, which another row has too"),
        (
            "objets.yml",
            "Vélo d'enfant rouge",
            "lampe de bureau bleue",
            "5: objets.nom is 'lampe de bureau bleue', which object 1 is called too",
        ),
        (
            "objets.yml",
            ', alt: "Une lampe de bureau bleue à bras plié."',
            "",
            "4: objets.alt and photo go together; expected both or none",
        ),
        (
            "reservations.yml",
            "T10:00",
            "T09:30",
            "5: reservations.debut is while booking 1 has Lison",
        ),
        (
            "reservations.yml",
            "duree_min: 60",
            "duree_min: 50",
            "3: reservations.duree_min is 50; expected half hours: 30, 60, 90 …",
        ),
        (
            "ateliers.yml",
            "2027-01-12T10:00",
            "12 janvier",
            "3: ateliers.date is '12 janvier'; expected a day and an hour such as 2027-01-14T14:00",
        ),
        ("ateliers.yml", "niveau_pix: 1", "niveau_pix: 9", "3: ateliers.niveau_pix is 9; expected 1 to 8"),
        (
            "lieux.yml",
            "01 99 00 12 34",
            "01 42 00 12 34",
            "8: lieux.telephone is '01 42 00 12 34'; expected a number kept for fiction, such as 01 99 00 12 34",
        ),
        (
            "lieux.yml",
            "tilleul.example",
            "tilleul.fr",
            "7: lieux.mail is 'bonjour@ressourcerie-du-tilleul.fr'; "
            "expected an address that leads nowhere, such as bonjour@lieu.example",
        ),
    ],
)
def test_what_cannot_be_is_told_with_its_place(name: str, old: str, new: str, said: str, tmp_path: Path):
    """Each way to contradict oneself, or to reach somebody real, is one sentence."""
    assert a_copy(tmp_path / "copy", name, old, new) == [f"{name}:{said}"]


def test_a_picture_nobody_names_and_one_that_is_not_there(tmp_path: Path):
    """A misspelt photo is told from both sides."""
    assert a_copy(tmp_path / "copy", "objets.yml", "photo: grille-pain.svg", "photo: grillepain.svg") == [
        "objets.yml:17: objets.photo is 'grillepain.svg', which is not in photos/; did you mean \"grille-pain.svg\"?",
        "photos/grille-pain.svg: is no object's photo",
    ]


def test_the_files_say_the_same(thread: RedThread):
    """JSON, SQL and database hold the same rows; two makings are the same bytes."""
    files, rows = red_thread_files(thread), red_thread_rows(thread)
    assert files == red_thread_files(thread)
    assert json.loads(files["ressourcerie.json"]) == rows
    assert rows["objets"][1] == {
        "id": 2,
        "nom": "Vélo d'enfant rouge",
        "categorie": "vélos",
        "poids_kg": 9,
        "prix_eur": 25,
        "etat": "réparé",
        "date_entree": "2026-09-01",
        "photo": "photos/velo-d-enfant-rouge.svg",
        "alt": "Un petit vélo rouge avec deux roues noires.",
    }
    with closing(sqlite3.connect(":memory:")) as given, closing(sqlite3.connect(":memory:")) as made:
        given.deserialize(files["ressourcerie.db"])
        made.executescript(files["ressourcerie.sql"].decode())
        for table, expected in rows.items():
            wanted = [tuple(row.values()) for row in expected]
            assert given.execute(f"SELECT * FROM {table}").fetchall() == wanted
            assert made.execute(f"SELECT * FROM {table}").fetchall() == wanted
    assert {name for name in files if name.startswith("photos/")} == {
        row["photo"] for row in rows["objets"] if row["photo"]
    }


def test_an_exercise_hands_out_what_it_names(tmp_path: Path):
    """The file comes with those of start/; a name that is none is told."""
    named = changed(f"{EXERCISE}/exercise.yml", "minutes: 5", "minutes: 5\nred_thread: [ressourcerie.json]")
    root = write_programme(tmp_path / "one", named)
    shutil.copytree(FOLDER, root / "fil_rouge")
    programme = load_programme(root)
    start = programme.units[0].exercises[0].exercise.start
    assert start == {
        "reponse.txt": b"",
        "ressourcerie.json": red_thread_files(programme.red_thread)["ressourcerie.json"],
    }

    misspelt = changed(f"{EXERCISE}/exercise.yml", "minutes: 5", "minutes: 5\nred_thread: [resourcerie.json]")
    root = write_programme(tmp_path / "two", misspelt)
    shutil.copytree(FOLDER, root / "fil_rouge")
    with pytest.raises(CurriculumError, match=r"exercise.yml:5: red_thread has no 'resourcerie.json'; did you mean"):
        load_programme(root)


CARD = (
    "<h2>Lampe de bureau bleue</h2>\n<p>Prix : {price} €</p>\n<p>{weight} kg</p>\n<p>Vélo d’enfant rouge : 25 €</p>\n"
)


def test_what_a_unit_says_of_an_object_is_true(thread: RedThread, tmp_path: Path):
    """Another price, weight or house number is told where it stands, unless the page is wrong on purpose."""
    for folder in ("solution", "mistakes/prix", "start"):
        (tmp_path / folder).mkdir(parents=True)
        (tmp_path / folder / "index.html").write_text(CARD.format(price="5,50", weight="2"), encoding="utf-8")
    (tmp_path / "lesson.md").write_text(
        "# Venir\n\nAu 5, rue des Tilleuls.\nUn mot à bonsoir@les-marronniers.example.\n", encoding="utf-8"
    )
    (tmp_path / "task.md").write_text(CARD.format(price="4", weight="1,2") + "12 rue des Tilleuls\n", encoding="utf-8")
    page = tmp_path / "solution/index.html"
    assert lint_facts(tmp_path, thread) == [
        Fault(
            tmp_path / "lesson.md",
            3,
            "« 5, rue des Tilleuls » is not Ressourcerie du Tilleul's; the red thread says 12, rue des Tilleuls",
        ),
        Fault(
            tmp_path / "lesson.md",
            4,
            "« bonsoir@les-marronniers.example » is not Espace numérique Les Marronniers's; "
            "the red thread says accueil@les-marronniers.example",
        ),
        Fault(page, 1, "« Lampe de bureau bleue » stands with 5,50 euros; the red thread says 4"),
        Fault(page, 1, "« Lampe de bureau bleue » stands with 2 kg; the red thread says 1.2"),
    ]


@pytest.mark.parametrize("text", ["01 42 36 12 34", "06.12.34.56.78", "nadia@mairie.fr", "a@b.example.com"])
def test_nobody_real_can_be_reached(thread: RedThread, text: str, tmp_path: Path):
    """A phone number or an address that may be somebody's is a fault everywhere, even in a mistake."""
    (tmp_path / "mistakes").mkdir()
    (tmp_path / "mistakes/index.html").write_text(f"<p>\n{text}</p>\n", encoding="utf-8")
    (fault,) = lint_facts(tmp_path, thread)
    assert (fault.line, fault.sentence.partition(";")[0]) == (
        2,
        f"« {text} » may be somebody's {'address' if '@' in text else 'phone'}",
    )


@pytest.mark.parametrize(
    "text", ["01 99 00 56 78", "0199005678", "amina@les-marronniers.example", "12 345,50", "0123456789", "@media print"]
)
def test_what_is_fiction_may_stand(thread: RedThread, text: str, tmp_path: Path):
    """Numbers kept for fiction, addresses that lead nowhere, and what is neither."""
    (tmp_path / "mistakes").mkdir()
    (tmp_path / "mistakes/index.html").write_text(f"<p>\n{text}</p>\n", encoding="utf-8")
    assert lint_facts(tmp_path, thread) == []
