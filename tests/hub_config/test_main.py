"""The command line: one sentence and exit code 2 for what people get wrong."""

from pathlib import Path

import pytest

from hub_config.__main__ import main


@pytest.fixture(autouse=True)
def place(tmp_path: Path, monkeypatch) -> Path:
    """A settings file of a place that is not running."""
    file = tmp_path / "atelier.toml"
    file.write_text("hub_port = 1025\n")  # nobody listens there
    monkeypatch.setenv("ATELIER_SETTINGS", str(file))
    return file


def test_a_bad_class_list_is_not_sent_anywhere(tmp_path: Path, capsys):
    """Every fault with its line, exit code 2."""
    (tmp_path / "class.csv").write_text("identifiant;prenom;nom;role\nx y;X;Y;stagiaire\nz.z;;Z;chef\n")
    assert main(["people", "import", str(tmp_path / "class.csv")]) == 2
    assert [line.partition(" is ")[0] for line in capsys.readouterr().err.splitlines()] == [
        "line 2: identifiant",
        "line 3: prenom",
        "line 3: role",
    ]


@pytest.mark.parametrize(
    ("argv", "sentence"),
    [
        (["people", "import", "/nowhere.csv"], "/nowhere.csv: No such file or directory"),
        (["people", "list"], "the hub does not answer; start it with `atelier up`"),
        (["people", "reset-password", "amina"], "the hub does not answer; start it with `atelier up`"),
        (["course", "picture", "S04/99"], "no exercise '99' in web-s04-html-base; there are 01"),
        (["course", "build", "web-s99"], "no unit web-s99; there are web-s0"),
        (["course", "print", "s99", "--out", "/tmp/s99.pdf"], "no unit s99; there are web-s0"),
        (["course", "data", "--out", "/dev/null"], "/dev/null/ressourcerie.json: "),
    ],
)
def test_what_cannot_be_done_is_one_sentence(argv: list[str], sentence: str, capsys):
    """No traceback for what is no crash."""
    assert main(argv) == 2
    assert capsys.readouterr().err.startswith(sentence)


def test_a_fault_in_the_settings_stops_every_verb(place: Path, capsys):
    """Nothing starts with half of its settings."""
    place.write_text("port = 'x'\n")
    assert main(["people", "list"]) == 2
    assert capsys.readouterr().err.startswith("atelier.toml: port is 'x'; expected a whole number")


@pytest.mark.parametrize("what", ["messages", "coverage"])
def test_what_is_for_proof_readers_and_trainers_is_one_page(what: str, tmp_path: Path, capsys):
    """To a file, or to standard output; a folder that is not there is one sentence."""
    assert main(["course", what, "--out", str(tmp_path / "page.html")]) == 0
    assert capsys.readouterr().err == f"wrote {tmp_path}/page.html\n"
    assert main(["course", what]) == 0
    assert capsys.readouterr().out.strip() == (tmp_path / "page.html").read_text(encoding="utf-8").strip()
    assert main(["course", what, "--out", "/nowhere/page.html"]) == 2
    assert capsys.readouterr().err == "/nowhere/page.html: No such file or directory\n"


def test_the_red_thread_is_written_into_a_folder(tmp_path: Path, capsys):
    """Tables in three forms and the pictures; a second time changes nothing."""
    for _ in range(2):
        assert main(["course", "data", "--out", str(tmp_path / "data")]) == 0
        assert capsys.readouterr().err == f"wrote 19 files into {tmp_path}/data\n"
    assert sorted(path.name for path in (tmp_path / "data").iterdir()) == [
        "photos", "ressourcerie.db", "ressourcerie.json", "ressourcerie.sql",
    ]  # fmt: skip


def test_a_unit_nobody_knows_is_not_checked(capsys):
    """By the name people use, in whatever letters; the known ones are told."""
    assert main(["course", "check", "s99"]) == 2
    assert capsys.readouterr().err.startswith("no unit s99; there are web-s0")
