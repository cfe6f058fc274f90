"""Folders on the real checker."""

import tracemalloc
import zipfile
from pathlib import Path

import pytest

from graders.checker import Checker
from graders.checks import Check, Failure
from graders.exercise import Engine
from graders.files.expectations.tree import (
    expect_file,
    expect_folder,
    expect_good_names,
    expect_in_folder,
    expect_kept,
    expect_light,
    expect_no_file,
    expect_no_secret,
    expect_same_content,
    expect_text_in,
    given_files,
    good_name,
)
from graders.files.tree import FILE_BYTES, zip_tree
from tests.graders.exercises import an_exercise
from tests.graders.files.makers import ZIP, a_zip, message_on, report_on

SITE = {"index.html": b"<h1>Bonjour</h1>\r\n", "images/logo.svg": b"<svg/>", "README.md": b"# La ressourcerie\n"}


def rule(verb, *arguments, **options):
    """The verb with all but its subject."""
    return lambda tree: verb(tree, *arguments, **options)


RULES = [
    rule(expect_file, "index.html"),
    rule(expect_folder, "images"),
    rule(expect_no_file, "*.tmp"),
    rule(expect_good_names),
    rule(expect_text_in, "README.md", "la RESSOURCERIE"),
    rule(expect_same_content, "index.html", "<h1>Bonjour</h1>"),
    rule(expect_light, "*.svg", at_most_kb=1),
    rule(expect_no_secret),
]


@pytest.mark.parametrize(
    "files",
    [
        SITE,
        {ZIP: a_zip(SITE)},
        {ZIP: a_zip({f"mon site/{name}": data for name, data in SITE.items()})},
        {ZIP: a_zip({**SITE, "__MACOSX/._index.html": b"x", ".DS_Store": b"x", "images/": b""})},
    ],
)
async def test_every_right_way_has_full_marks(files: dict[str, bytes]):
    """Files by name, a zip, a zip of the folder around, a zip with what a system adds."""
    report = await report_on(files, *RULES)
    assert [result.message_id for result in report.results] == [None] * len(RULES)


@pytest.mark.parametrize(
    ("changes", "broken", "message_id"),
    [
        ({"index.html": None, "Index.html": b"x"}, 0, "files-missing"),
        ({"images/logo.svg": None, "logo.svg": b"x"}, 1, "files-no-folder"),
        ({"essai.tmp": b"x"}, 2, "files-unwanted"),
        ({"a/b/essai.tmp": b"x"}, 2, "files-unwanted"),
        ({"images/Été.jpg": b"x"}, 3, "files-name"),
        ({"ma page.html": b"x"}, 3, "files-name"),
        ({"Contact.html": b"x"}, 3, "files-name"),
        ({"a&b.html": b"x"}, 3, "files-name"),
        ({"README.md": b"# Un projet"}, 4, "files-text"),
        ({"README.md": None}, 4, "files-missing"),
        ({"index.html": b"<h1>Bonsoir</h1>"}, 5, "files-content"),
        ({"images/logo.svg": b"x" * 1001}, 6, "files-weight"),
        ({".env": b"CLE=1"}, 7, "secret-file"),
        ({"config.js": b"const a = 1;\nconst apiKey = 'q8Zr71Lm';"}, 7, "secret-text"),
    ],
)
async def test_a_mistake_gets_its_message(changes: dict[str, bytes | None], broken: int, message_id: str):
    """Each rule fails by itself, with its message, and no other does."""
    files = {name: data for name, data in {**SITE, **changes}.items() if data is not None}
    report = await report_on({ZIP: a_zip(files)}, RULES[broken])
    assert (report.message_id, report.score) == (message_id, 0)
    assert report.results[0].message


async def test_the_name_that_may_have_been_meant_is_shown():
    """Another folder or other letters are found; a safer name is offered."""
    files = {"pages/Index.html": b"x", "Ma Photo (1).JPG": b"x"}
    report = await report_on({ZIP: a_zip(files)}, rule(expect_file, "index.html"), rule(expect_good_names))
    assert [result.message for result in report.results] == [
        "Il manque le fichier index.html. Un fichier s’appelle « pages/Index.html » : est-ce lui ?",
        "Le nom « Ma Photo (1).JPG » contient un espace. Un nom sûr serait ma-photo-1.jpg.",
    ]


MOVED = {"photos/velos/rouge.svg": b"<svg>1</svg>\n", "photos/lampe.svg": b"<svg>2</svg>", "autre.txt": b"x"}
FOLDER_RULES = [
    rule(expect_kept, b"<svg>1</svg>", "IMG 1.svg"),
    rule(expect_in_folder, b"<svg>1</svg>", "IMG 1.svg", "velos"),
]


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({}, [None, None]),
        ({"photos/velos/rouge.svg": None, "photos/velos/2026/a.svg": b"<svg>1</svg>  \r\n"}, [None, None]),
        (
            {"photos/velos/rouge.svg": None, "photos/Vélos/rouge.svg": b"<svg>1</svg>"},
            [
                None,
                "Le fichier Vélos/rouge.svg va dans le dossier velos. Un dossier s’appelle « Vélos » : est-ce lui ?",
            ],
        ),
        (
            {"photos/velos/rouge.svg": None, "photos/rouge.svg": b"<svg>1</svg>"},
            [None, "Le fichier rouge.svg va dans le dossier velos."],
        ),
        (
            {"photos/velos/rouge.svg": None, "rouge.svg": b"<svg>1</svg>"},
            ["Le fichier IMG 1.svg n’est plus là. Regardez dans la corbeille, ou recommencez."] * 2,
        ),
    ],
)
async def test_a_moved_file_is_known_by_its_content(changes: dict[str, bytes | None], said: list[str | None]):
    """Of a learner's folder, and of nothing beside it; whatever a file is called, and however deep it lies."""
    files = {name: data for name, data in {**MOVED, **changes}.items() if data is not None}
    checks = tuple(Check(f"check_{number}", "Une règle.", 1.0, act) for number, act in enumerate(FOLDER_RULES))
    exercise = an_exercise(*checks, learner_files=("photos/",), start={"photos/IMG 1.svg": b"x"}, engine=Engine.FILES)
    report = await Checker().check(exercise, files)
    assert [result.message for result in report.results] == said


def test_what_was_handed_out_is_read_beside_the_checks(tmp_path: Path):
    """By its path in the folder."""
    (tmp_path / "start/photos/velos").mkdir(parents=True)
    (tmp_path / "start/photos/velos/rouge.svg").write_bytes(b"<svg/>")
    assert given_files(str(tmp_path / "checks.py"), "start/photos") == {"velos/rouge.svg": b"<svg/>"}


@pytest.mark.parametrize(
    ("name", "good"),
    [("Été 2026.jpg", "ete-2026.jpg"), ("Œuvres/Ma page .html", "oeuvres/ma-page.html"), ("???", "fichier")],
)
def test_a_good_name(name: str, good: str):
    """What a name becomes when it must work everywhere."""
    assert good_name(name) == good


SECRETS = [
    "-----BEGIN OPENSSH PRIVATE KEY-----",
    "token: ghp_" + "a1B2" * 9,
    "AKIA" + "ABCD1234" * 2,
    "DATABASE_URL=postgres://awa:m0tDePasse@localhost/base",
    'DB_PASSWORD = "s0leil!"',
    '"password": "s0leil!"',
    "$mot_de_passe = 's0leil!';",
    "define('API_KEY') => 'abcd1234'".replace("define('API_KEY')", "api_key"),
]
NO_SECRETS = [
    'password = "votre mot de passe"',
    'password = os.environ["PASSWORD"]',
    "apiKey: process.env.API_KEY",
    '<input type="password" name="password">',
    'const mdp = "********";',
    "token = getToken()",
    "postgres://USER:<mot-de-passe>@localhost/base",
    "https://example.org/page@2",
    'label = "Mot de passe"',
]


@pytest.mark.parametrize("line", SECRETS)
async def test_a_secret_is_told_and_never_shown(line: str):
    """Kind, file and line are in the report; the value is not."""
    report = await report_on({"a.txt": f"un\n{line}\n".encode()}, rule(expect_no_secret))
    result = report.results[0]
    assert (result.message_id, result.file, result.line) == ("secret-text", "a.txt", 2)
    value = line.split("=", 1)[-1].split(": ", 1)[-1].strip(" \"';>")
    assert value not in str(report.to_json())


@pytest.mark.parametrize("line", NO_SECRETS)
async def test_what_only_looks_like_a_secret(line: str):
    """Stand-ins, variables, fields of a form and plain addresses are none."""
    assert await message_on({"a.txt": line.encode()}, rule(expect_no_secret)) is None


def test_a_sample_is_made_to_be_shared():
    """.env.example is no secret."""
    expect_no_secret(zip_tree(a_zip({".env.example": b"CLE=", "a.txt": b"\0\xff"}), ZIP))


def link(entry: zipfile.ZipInfo) -> None:
    """Make the entry a symbolic link."""
    entry.external_attr = 0o120777 << 16


def a_forged_size() -> bytes:
    """A zip whose entry claims one byte and unpacks to many."""
    data = bytearray(a_zip({"a.txt": b"x" * 5_000_000}))
    at = data.rindex(b"PK\x01\x02")
    data[at + 24 : at + 28] = (1).to_bytes(4, "little")
    return bytes(data)


@pytest.mark.parametrize(
    ("data", "message_ids"),
    [
        (b"PK no zip", {"files-archive"}),
        (a_zip(SITE)[:-30], {"files-archive"}),
        (a_zip({"../index.html": b"x"}), {"files-path"}),
        (a_zip({"/etc/passwd": b"x"}), {"files-path"}),
        (a_zip({"a\\..\\..\\b": b"x"}), {"files-path"}),
        (a_zip({"C:/a": b"x"}), {"files-path"}),
        (a_zip({"a": b"/etc/passwd"}, link), {"files-path"}),
        (a_zip({"a.txt": b"x" * (FILE_BYTES + 1)}), {"files-heavy"}),
        (a_zip({f"{n}.txt": b"x" * FILE_BYTES for n in range(9)}), {"files-heavy"}),
        (a_zip({f"{n}.txt": b"" for n in range(600)}), {"files-too-many"}),
        (a_forged_size(), {"files-heavy", "files-archive"}),
        (b"x" * 1_000_001, {"files-too-large"}),
        (b"", {"empty-file", "unchanged"}),
    ],
)
async def test_a_hostile_zip_is_told_as_a_failure(data: bytes, message_ids: set[str]):
    """Bombs, links and paths that leave the folder: nothing is unpacked to a disk, and the work fails, not we."""
    assert await message_on({ZIP: data}, RULES[0]) in message_ids


def test_a_bomb_is_never_held_whole():
    """Of a file that unpacks to 50 MB no more is read than one may have."""
    bomb = a_zip({"a.txt": bytes(50_000_000)})
    tracemalloc.start()
    with pytest.raises(Failure, match="files-heavy"):
        zip_tree(bomb, ZIP)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 4 * FILE_BYTES
