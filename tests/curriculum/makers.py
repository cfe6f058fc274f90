"""A small, whole and right programme on disk, to be broken one place at a time."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

UNIT = "web/s01-essai"
EXERCISE = f"{UNIT}/exercises/01-choisir"
PARSONS = f"{UNIT}/exercises/02-ordonner"

QUESTION = """\
  - id: web-s01-r{number}
    notion: salut
    question: "Que dit-on le matin ?"
    kind: choice
    choices: ["Bonjour", "Bonsoir"]
    answer: "Bonjour"
    why: "Le matin, on dit bonjour."
"""

FILES = {
    "programme.yml": """\
title: "Essai"
minutes: {lesson: 180, exercises: 420, project: 480, others: 480}
modules:
  - id: M1
    title: "HTML"
    weeks:
      - {week: 1, kind: content, units: [web-s01-essai]}
      - {week: 2, kind: company, title: "En entreprise"}
""",
    "referentials/dwwm.yml": """\
id: dwwm
title: "Titre professionnel"
version: "4"
source: "Ministère du Travail"
read_on: 2026-11-23
entries:
  "CP3": "Réaliser des interfaces"
""",
    f"{UNIT}/unit.yml": """\
id: web-s01-essai
title: "Dire bonjour"
track: web
version: 1
status: draft
minutes: {lesson: 10, exercises: 20, project: 30}
requires: []
outcomes:
  - text: "Je peux dire bonjour."
    dwwm: [CP3]
essential: ["01"]
project: {client: "Un voisin", deliverable: "Un bonjour", rubric: ["Le bonjour est poli."]}
glossary:
  - {fr: "salut", en: "greeting", meaning: "Un mot pour commencer."}
materials: ["Une chaise"]
authors: ["Une personne"]
reviewed_by: []
licence: CC-BY-SA-4.0
sources: ["La vie"]
""",
    f"{UNIT}/lesson.md": """\
On commence par un mot.

![Une main qui salue.](images/main.svg)

:::{exercise} 01
:::

## La suite

:::{tip} le sourire
Un sourire aide.
:::
""",
    f"{UNIT}/images/main.svg": '<svg xmlns="http://www.w3.org/2000/svg"/>\n',
    f"{UNIT}/recall.yml": "questions:\n" + "".join(QUESTION.format(number=number) for number in range(1, 9)),
    f"{EXERCISE}/exercise.yml": """\
title: "Choisir un mot"
rung: predict
engine: answer
minutes: 5
learner_files: [reponse.txt]
competences: {dwwm: [CP3]}
notions: [salut]
choices:
  - {id: a, text: "Bonjour"}
  - {id: b, text: "Bonsoir"}
messages:
  it-is-morning: "C'est le matin. Vous avez écrit « {found} »."
mistakes:
  le-soir: it-is-morning
""",
    f"{EXERCISE}/task.md": "C'est le matin. Que dit-on ?\n",
    f"{EXERCISE}/hints.md": """\
## Aide 1

Regardez l'heure.

## Aide 2

Il fait jour.

## Aide 3

Le soir : bonsoir.
""",
    f"{EXERCISE}/checks.py": '''\
from graders.answer import expect_choice
from graders.checks import check


@check(points=2)
def right_word(answer):
    """Le mot va avec l'heure."""
    expect_choice(answer, "a", "it-is-morning")
''',
    f"{EXERCISE}/start/reponse.txt": "",
    f"{EXERCISE}/solution/reponse.txt": "a\n",
    f"{EXERCISE}/variants/grand/reponse.txt": "A\n",
    f"{EXERCISE}/variants/espace/reponse.txt": " a\n",
    f"{EXERCISE}/mistakes/le-soir/reponse.txt": "b\n",
    f"{PARSONS}/exercise.yml": """\
title: "Ranger 2 lignes"
rung: parsons
engine: web
minutes: 5
learner_files: [index.html]
mistakes:
  a-l-envers: wrong-order
""",
    f"{PARSONS}/task.md": "Rangez les lignes.\n",
    f"{PARSONS}/hints.md": "## Aide 1\n\nA.\n\n## Aide 2\n\nB.\n\n## Aide 3\n\nC.\n",
    f"{PARSONS}/checks.py": '''\
from graders.checks import check
from graders.web.expectations.document import expect_order


@check(points=1.5)
def heading_first(page):
    """Le titre vient avant le texte."""
    expect_order(page, "h1", "p")
''',
    f"{PARSONS}/start/index.html": "  <p>Ça va ?</p>\n<h1>Bonjour</h1>\n<p>Oui.</p>\n",
    f"{PARSONS}/start/logo.svg": "<svg/>\n",
    f"{PARSONS}/solution/index.html": "<h1>Bonjour</h1>\n  <p>Ça va ?</p>\n<p>Oui.</p>\n",
    f"{PARSONS}/variants/sans-decalage/index.html": "<h1>Bonjour</h1>\n<p>Ça va ?</p>\n<p>Oui.</p>\n",
    f"{PARSONS}/variants/oui-d-abord/index.html": "<h1>Bonjour</h1>\n<p>Oui.</p>\n  <p>Ça va ?</p>\n",
    f"{PARSONS}/mistakes/a-l-envers/index.html": "<p>Ça va ?</p>\n<p>Oui.</p>\n<h1>Bonjour</h1>\n",
}


def write_programme(root: Path, changes: Mapping[str, str | None] | None = None) -> Path:
    """The programme under `root`; `changes` gives files another text, or takes them away (None)."""
    for name, text in {**FILES, **(changes or {})}.items():
        if text is not None:
            path = root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
    return root


def changed(name: str, old: str, new: str) -> dict[str, str | None]:
    """A change of one place in one file, which must be there."""
    assert old in FILES[name], f"{old!r} is not in {name}"
    return {name: FILES[name].replace(old, new, 1)}


FAB = "fab3d/fab-01-essai"
TRACKS = """tracks:
  - {track: fab3d, title: "Impression 3D", units: [fab3d-fab-01-essai]}
"""


def a_track(tracks: str = TRACKS) -> dict[str, str | None]:
    """The files that add a unit of the 3D track, without a week."""
    files = {
        name.replace(UNIT, FAB): text.replace("web-s01", "fab3d-fab-01").replace("track: web", "track: fab3d")
        for name, text in FILES.items()
        if name.startswith(UNIT)
    }
    return {**files, "programme.yml": FILES["programme.yml"] + tracks}


def a_folder_exercise(folder: str) -> dict[str, str]:
    """The files of an exercise in which a picture is moved, under this folder of the programme."""
    return {
        f"{folder}/exercise.yml": """\
title: "Ranger une image"
rung: complete
engine: files
minutes: 5
learner_files: [photos/]
mistakes:
  en-haut: files-other-folder
""",
        f"{folder}/task.md": "Rangez le vélo.\n",
        f"{folder}/hints.md": "## Aide 1\n\nA.\n\n## Aide 2\n\nB.\n\n## Aide 3\n\nC.\n",
        f"{folder}/checks.py": '''\
from graders.checks import check
from graders.files.expectations.tree import expect_in_folder, given_files
from graders.files.tree import Tree


@check(points=1)
def put_away(tree: Tree) -> None:
    """Le vélo est dans son dossier."""
    expect_in_folder(tree, given_files(__file__, "start/photos")["IMG 1.svg"], "IMG 1.svg", "velos")
''',
        f"{folder}/start/photos/IMG 1.svg": "<svg/>\n",
        f"{folder}/start/photos/velos/bleu.svg": "<svg>bleu</svg>\n",
        f"{folder}/solution/photos/velos/rouge.svg": "<svg/>\n",
        f"{folder}/variants/sans-nom/photos/velos/IMG 1.svg": "<svg/>\n",
        f"{folder}/variants/plus-bas/photos/velos/2026/rouge.svg": "<svg/>\n",
        f"{folder}/mistakes/en-haut/photos/rouge.svg": "<svg/>\n",
    }
