from datetime import date
from pathlib import Path

import pytest

from curriculum.builder.exercises import Choice, Mistake
from curriculum.builder.faults import CurriculumError
from curriculum.builder.programme import Module, OpenTrack, Week, WeekKind, WeekMinutes, load_programme
from curriculum.builder.referentials import Referential
from curriculum.builder.units import Minutes, Outcome, Project, Term, Track, learner_paths
from graders.messages.catalogue import Message
from tests.curriculum.makers import EXERCISE, PARSONS, TRACKS, UNIT, a_track, changed, write_programme


def faults_of(root: Path) -> list[str]:
    """What loading the programme complains of, less the path of its folder."""
    with pytest.raises(CurriculumError) as caught:
        load_programme(root)
    return [str(fault).replace(f"{root}/", "") for fault in caught.value.faults]


def test_a_programme_is_read_whole(tmp_path: Path):
    """Calendar, referentials and units come as their files say, with French typography set."""
    programme = load_programme(write_programme(tmp_path))
    assert programme.title == "Essai"
    assert programme.minutes == WeekMinutes(180, 420, 480, 480)
    assert programme.modules == (Module("M1", "HTML"),)
    assert programme.weeks == (
        Week(1, WeekKind.CONTENT, "M1", "", ("web-s01-essai",)),
        Week(2, WeekKind.COMPANY, "M1", "En entreprise", ()),
    )
    assert programme.referentials == {
        "dwwm": Referential(
            "dwwm",
            "Titre professionnel",
            "4",
            "Ministère du Travail",
            date(2026, 11, 23),
            (),
            {"CP3": "Réaliser des interfaces"},
        )
    }
    (unit,) = programme.units
    assert (unit.unit_id, unit.code, unit.notebook_name, unit.weeks) == (
        "web-s01-essai",
        "S01",
        "s01-essai.ipynb",
        (1,),
    )
    assert unit.minutes == Minutes(10, 20, 30)
    assert unit.outcomes == (Outcome("Je peux dire bonjour.", {"dwwm": ("CP3",)}),)
    assert unit.project == Project("Un voisin", "Un bonjour", ("Le bonjour est poli.",))
    assert unit.glossary == (Term("salut", "greeting", "Un mot pour commencer."),)
    assert len(unit.recall) == 8
    assert learner_paths(unit) == ["01-choisir/reponse.txt", "02-ordonner/index.html"]


def test_an_exercise_is_read_whole(tmp_path: Path):
    """Words, files, choices and mistakes of an exercise come as its folder says."""
    chosen, parsons = load_programme(write_programme(tmp_path)).units[0].exercises
    assert chosen.exercise.exercise_id == "web-s01-essai/01"
    own = Message("C’est le matin. Vous avez écrit «\u00a0{found}\u00a0».")
    assert chosen.exercise.messages == {"it-is-morning": own}
    assert [check.title for check in chosen.exercise.checks] == ["Le mot va avec l’heure."]
    assert chosen.task == "C’est le matin. Que dit-on\u202f?"
    assert chosen.hints == ("Regardez l’heure.", "Il fait jour.", "Le soir\u00a0: bonsoir.")
    assert chosen.choices == (Choice("a", "Bonjour"), Choice("b", "Bonsoir"))
    assert chosen.mistakes == {"le-soir": Mistake({"reponse.txt": b"b\n"}, "it-is-morning")}
    assert chosen.variants == {"espace": {"reponse.txt": b" a\n"}, "grand": {"reponse.txt": b"A\n"}}
    assert (chosen.essential, parsons.essential) == (True, False)
    assert parsons.lines == ("  <p>Ça va ?</p>", "<h1>Bonjour</h1>", "<p>Oui.</p>")
    assert chosen.lines == ()


CASES = {
    "a key nobody knows": (
        changed(f"{UNIT}/unit.yml", "title:", "titel:"),
        [
            f"{UNIT}/unit.yml:1: title is missing",
            f'{UNIT}/unit.yml:2: unknown key titel; did you mean "title"?',
        ],
    ),
    "a key written twice": (
        changed(f"{UNIT}/unit.yml", "version: 1", "version: 1\nversion: 2"),
        [f"{UNIT}/unit.yml:5: version is there twice; the first is on line 4"],
    ),
    "a text that YAML reads as something else": (
        changed(f"{UNIT}/unit.yml", '"Dire bonjour"', "12"),
        [f"{UNIT}/unit.yml:2: title is a number; expected a text (put it between quotes)"],
    ),
    "minutes that are none": (
        changed(f"{UNIT}/unit.yml", "lesson: 10", "lesson: 0"),
        [f"{UNIT}/unit.yml:6: minutes.lesson is '0'; expected a whole number above 0, such as 10"],
    ),
    "broken YAML": (
        changed(f"{UNIT}/recall.yml", "questions:", "questions: ["),
        [f"{UNIT}/recall.yml:2: is not YAML: did not find expected node content"],
    ),
    "an id that is not the folder's": (
        changed(f"{UNIT}/unit.yml", "id: web-s01-essai", "id: web-s02-essai"),
        [f"{UNIT}/unit.yml:1: id is 'web-s02-essai'; expected 'web-s01-essai', its track and its folder's name"],
    ),
    "an unknown entry of a referential": (
        changed(f"{UNIT}/unit.yml", "[CP3]", "[CP4]"),
        [f"""{UNIT}/unit.yml:10: dwwm has no 'CP4' in version 4; did you mean "CP3"?"""],
    ),
    "an unknown referential": (
        changed(f"{EXERCISE}/exercise.yml", "{dwwm:", "{dwmw:"),
        [f'{EXERCISE}/exercise.yml:6: unknown key competences.dwmw; did you mean "dwwm"?'],
    ),
    "a status nobody knows": (
        changed(f"{UNIT}/unit.yml", "draft", "drift"),
        [f"""{UNIT}/unit.yml:5: status is 'drift'; did you mean "draft"?"""],
    ),
    "a unit it needs that is not there": (
        changed(f"{UNIT}/unit.yml", "requires: []", "requires: [web-s00-rien]"),
        [f"{UNIT}/unit.yml: requires 'web-s00-rien', which is not there; did you mean \"web-s01-essai\"?"],
    ),
    "a unit no week teaches": (
        changed("programme.yml", "kind: content, units: [web-s01-essai]", "kind: revision"),
        [f"{UNIT}/unit.yml: is not in programme.yml; give 'web-s01-essai' a week or a track"],
    ),
    "a week with a unit that is not there": (
        changed("programme.yml", "[web-s01-essai]", "[web-s01-essai, web-s01-essay]"),
        ["""programme.yml:7: unit 'web-s01-essay' is not there; did you mean "web-s01-essai"?"""],
    ),
    "a unit that does not fit into its week": (
        changed(f"{UNIT}/unit.yml", "project: 30", "project: 1051"),
        [f"{UNIT}/unit.yml: minutes are 1081 in all; programme.yml has 1080 for it"],
    ),
    "exercises that do not fit into the unit": (
        changed(f"{EXERCISE}/exercise.yml", "minutes: 5", "minutes: 50"),
        [f"{UNIT}/unit.yml: minutes.exercises is 20; the exercises take 55 together"],
    ),
    "an aim that is no entry": (
        changed("referentials/dwwm.yml", "entries:", "aims: [CP4]\nentries:"),
        ["""referentials/dwwm.yml:6: aims names 'CP4'; did you mean "CP3"?"""],
    ),
    "weeks out of order": (
        changed("programme.yml", "week: 2", "week: 1"),
        ["programme.yml:8: modules.weeks.week is 1, after week 1; expected weeks in their order"],
    ),
    "more hints than there are": (
        changed(f"{UNIT}/unit.yml", "glossary:", "hints: 4\nglossary:"),
        [f"{UNIT}/unit.yml:13: hints is 4; expected 1, 2 or 3, how many hints may be opened"],
    ),
    "an essential exercise that is not there": (
        changed(f"{UNIT}/unit.yml", '["01"]', '["03"]'),
        [f"""{UNIT}/unit.yml:11: essential names exercise '03'; expected one of 01, 02"""],
    ),
    "a notion that is never asked": (
        changed(f"{EXERCISE}/exercise.yml", "[salut]", "[salute]"),
        [f"""{EXERCISE}/exercise.yml: notions names 'salute', which recall.yml never asks; did you mean "salut"?"""],
    ),
    "two hints": (
        changed(f"{EXERCISE}/hints.md", "## Aide 3", "## Aide 4"),
        [f'{EXERCISE}/hints.md:1: expected exactly three hints, under "## Aide 1", "## Aide 2" and "## Aide 3"'],
    ),
    "a message nobody wrote": (
        changed(f"{EXERCISE}/exercise.yml", "le-soir: it-is-morning", "le-soir: it-is-moning"),
        [
            f"{EXERCISE}/exercise.yml:14: mistakes.le-soir is 'it-is-moning', which is no message; "
            'did you mean "it-is-morning"?'
        ],
    ),
    "a rule of the validator nobody knows": (
        changed(f"{EXERCISE}/exercise.yml", "le-soir: it-is-morning", "le-soir: html.unclose"),
        [
            f"{EXERCISE}/exercise.yml:14: mistakes.le-soir is 'html.unclose', which is no message; "
            'did you mean "html.unclosed"?'
        ],
    ),
    "a mistake without its message": (
        changed(f"{EXERCISE}/exercise.yml", "le-soir:", "le-matin:"),
        [
            f"{EXERCISE}/exercise.yml:14: mistakes.le-matin has no folder mistakes/le-matin; expected one of le-soir",
            f"{EXERCISE}/mistakes/le-soir: has no message; name it under `mistakes` in exercise.yml",
        ],
    ),
    "a message that asks for what no failure has": (
        changed(f"{EXERCISE}/exercise.yml", "{found}", "{trouve}"),
        [
            f"{EXERCISE}/exercise.yml:12: messages.it-is-morning holds {{trouve}}; "
            "expected only ['expected', 'file', 'found', 'line']"
        ],
    ),
    "a start that is the solution": (
        {f"{EXERCISE}/start/reponse.txt": "a\n"},
        [f"{EXERCISE}/start: is the same as solution/"],
    ),
    "a learner file that is nowhere": (
        changed(f"{PARSONS}/exercise.yml", "[index.html]", "[index.html, style.css]"),
        [
            f"{PARSONS}/solution: lacks 'style.css', which learner_files names",
            f"{PARSONS}/start: lacks 'style.css', which learner_files names",
            f"{PARSONS}/variants/oui-d-abord: lacks 'style.css', which learner_files names",
            f"{PARSONS}/variants/sans-decalage: lacks 'style.css', which learner_files names",
        ],
    ),
    "a file in a solution that learners cannot hand in": (
        {f"{EXERCISE}/solution/note.txt": "a\n"},
        [f"{EXERCISE}/solution/note.txt: is no learner file"],
    ),
    "a Parsons problem with a line too many": (
        {f"{PARSONS}/start/index.html": "<p>Oui.</p>\n<h1>Bonjour</h1>\n<p>Ça va ?</p>\n<p>Non.</p>\n"},
        [f"{PARSONS}/start: and solution/ differ in more than order: ['<p>Non.</p>']"],
    ),
    "a server nobody starts": (
        changed(f"{PARSONS}/exercise.yml", "engine: web", "engine: http"),
        [f"{PARSONS}/exercise.yml:1: serve is []; expected a program and a file of the exercise: [python3, server.py]"],
    ),
    "a report that is neither there nor not": (
        changed(f"{PARSONS}/exercise.yml", "mistakes:", 'report: "true"\nmistakes:'),
        [f"{PARSONS}/exercise.yml:6: report is 'true'; expected true or false"],
    ),
    "a command where nothing is served": (
        changed(f"{PARSONS}/exercise.yml", "mistakes:", "serve: [python3, server.py]\nmistakes:"),
        [f"{PARSONS}/exercise.yml:6: serve is there, but only the engine http serves"],
    ),
    "choices where there is nothing to choose": (
        changed(f"{PARSONS}/exercise.yml", "mistakes:", 'choices: [{id: a, text: "A"}]\nmistakes:'),
        [f"{PARSONS}/exercise.yml:6: choices is there, but only a prediction with the engine answer has choices"],
    ),
    "an answer that is no choice": (
        {f"{EXERCISE}/solution/reponse.txt": "c\n"},
        [f"{EXERCISE}/solution/reponse.txt:1: is 'c'; expected one of a, b"],
    ),
    "checks that do not load": (
        changed(f"{EXERCISE}/checks.py", "@check(points=2)", "@check(points=2"),
        [f"{EXERCISE}/checks.py:5: '(' was never closed"],
    ),
    "a check that is worth nothing": (
        changed(f"{EXERCISE}/checks.py", "points=2", "points=0"),
        [f"{EXERCISE}/checks.py: check right_word has points=0; expected a number above 0"],
    ),
    "a question without its answer among the choices": (
        changed(f"{UNIT}/recall.yml", 'answer: "Bonjour"', 'answer: "Salut"'),
        [
            f"{UNIT}/recall.yml:6: questions.choices is ['Bonjour', 'Bonsoir']; "
            "expected at least two, one of them the answer"
        ],
    ),
    "two questions with one id": (
        changed(f"{UNIT}/recall.yml", "id: web-s01-r1\n", "id: web-s01-r2\n"),
        [
            f"{UNIT}/recall.yml:2: questions.id is 'web-s01-r2', which another question has too",
            f"{UNIT}/recall.yml:9: questions.id is 'web-s01-r2', which another question has too",
        ],
    ),
    "files that are not there": (
        {f"{UNIT}/lesson.md": None, f"{EXERCISE}/task.md": None, f"{EXERCISE}/solution/reponse.txt": None},
        [
            f"{EXERCISE}/solution: is missing",
            f"{EXERCISE}/task.md: is missing",
            f"{UNIT}/lesson.md: is missing",
        ],
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_a_fault_is_told_with_its_place(case: str, tmp_path: Path):
    """Each way to break a programme is one sentence with file and line, and nothing else is said."""
    changes, expected = CASES[case]
    assert faults_of(write_programme(tmp_path, changes)) == expected


def test_all_faults_come_at_once(tmp_path: Path):
    """Faults of several files are one report, by file and line."""
    changes = {
        **changed("referentials/dwwm.yml", "read_on: 2026-11-23", "read_on: hier"),
        **changed(f"{UNIT}/unit.yml", "track: web", "track: fab3d"),
        **changed(f"{EXERCISE}/exercise.yml", "engine: answer", "engine: awnser"),
    }
    assert faults_of(write_programme(tmp_path, changes)) == [
        "referentials/dwwm.yml:5: read_on is 'hier'; expected a date such as 2026-11-23",
        f"""{EXERCISE}/exercise.yml:3: engine is 'awnser'; did you mean "answer"?""",
        f"{EXERCISE}/exercise.yml:5: learner_files is ['reponse.txt']; "
        "expected a page, such as index.html, there or in start/",
        f"{EXERCISE}/exercise.yml:8: choices is there, but only a prediction with the engine answer has choices",
        f"{UNIT}/unit.yml:3: track is 'fab3d'; expected 'web', the folder it is in",
    ]


def test_texts_in_another_code_are_faults_like_others(tmp_path: Path):
    """A file from an old editor is named, and so is every other one."""
    root = write_programme(tmp_path)
    for name in ("lesson.md", "exercises/01-choisir/task.md", "exercises/01-choisir/hints.md"):
        path = root / UNIT / name
        path.write_bytes("Écrivez.\n".encode("latin-1"))
    assert [fault.partition(": 'utf-8' codec")[0] for fault in faults_of(root)] == [
        f"{EXERCISE}/hints.md: is not UTF-8",
        f"{EXERCISE}/task.md: is not UTF-8",
        f"{UNIT}/lesson.md: is not UTF-8",
    ]


def test_exercises_are_numbered_in_a_row(tmp_path: Path):
    """A gap in the numbers is a fault: the number is what a notebook says."""
    root = write_programme(tmp_path)
    (root / PARSONS).rename(root / PARSONS.replace("02-", "04-"))
    assert faults_of(root) == [f"{UNIT}/exercises: holds exercises ['01', '04']; expected 01, 02 … in a row"]


def test_a_programme_that_is_not_there(tmp_path: Path):
    """An empty folder is told as such."""
    assert faults_of(tmp_path) == [
        "programme.yml: is missing",
        "referentials: holds no referential; expected dwwm.yml, rgaa.yml …",
    ]


def test_the_order_of_the_programme_is_the_order_of_needs(tmp_path: Path):
    """A unit comes after the units it requires."""
    second = UNIT.replace("s01", "s02")
    root = write_programme(tmp_path, changed("programme.yml", "[web-s01-essai]", "[web-s01-essai, web-s02-essai]"))
    for path in sorted((root / UNIT).rglob("*")):
        if path.is_file():
            copy = root / second / path.relative_to(root / UNIT)
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.write_text(path.read_text(encoding="utf-8").replace("s01", "s02"), encoding="utf-8")
    unit = root / second / "unit.yml"
    unit.write_text(unit.read_text().replace("requires: []", "requires: [web-s01-essai]"))
    assert [unit.unit_id for unit in load_programme(root).units] == ["web-s01-essai", "web-s02-essai"]

    (root / "programme.yml").write_text(
        (root / "programme.yml").read_text().replace("-s01-essai, web-s02", "-s02-essai, web-s01")
    )
    assert faults_of(root) == [f"{second}/unit.yml: requires 'web-s01-essai', which programme.yml places after it"]


def test_a_track_without_a_calendar_comes_after_the_year(tmp_path: Path):
    """Its units have no week, and a code of their own."""
    programme = load_programme(write_programme(tmp_path, a_track()))
    assert [(unit.unit_id, unit.code, unit.weeks) for unit in programme.units] == [
        ("web-s01-essai", "S01", (1,)),
        ("fab3d-fab-01-essai", "FAB-01", ()),
    ]
    assert programme.tracks == (OpenTrack(Track.FAB3D, "Impression 3D", ("fab3d-fab-01-essai",)),)


def test_a_unit_is_in_a_week_or_in_a_track_of_its_own_kind(tmp_path: Path):
    """One in neither is a fault, and so is one under another track's name."""
    assert faults_of(write_programme(tmp_path / "none", a_track(tracks=""))) == [
        "fab3d/fab-01-essai/unit.yml: is not in programme.yml; give 'fab3d-fab-01-essai' a week or a track"
    ]
    other = TRACKS.replace("track: fab3d", "track: mediation")
    assert faults_of(write_programme(tmp_path / "other", a_track(tracks=other))) == [
        "programme.yml:10: tracks.units holds 'fab3d-fab-01-essai'; expected units of the track mediation"
    ]
