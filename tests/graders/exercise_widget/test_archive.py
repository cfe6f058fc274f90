"""An exercise whose one file is made elsewhere: a repository as a bundle, a folder as a zip."""

from __future__ import annotations

import base64
import json
from datetime import datetime
from pathlib import Path

from graders.exercise_widget.archive import Archive
from graders.exercise_widget.sheet import read_sheet
from graders.exercise_widget.texts import clock_time
from graders.exercise_widget.view import ExerciseView
from graders.results import CheckResult, Outcome, Report
from tests.graders.exercise_widget.makers import Alarms, a_place, a_sample, a_service

RAW = b"# v2 git bundle\n\x00\xff\r\n"


def a_folder(tmp_path: Path) -> Path:
    """The sample with an exercise that asks for a repository."""
    folder = a_sample(tmp_path)
    path = folder / "exercices.json"
    data = json.loads(path.read_text(encoding="utf-8"))
    own = {"folder": "07-depot", "title": "Enregistrer", "files": ["depot.bundle"], "start": {}}
    data["exercises"]["07"] = {**data["exercises"]["03"], **own}
    path.write_text(json.dumps(data), encoding="utf-8")
    return folder


async def test_the_bytes_that_are_sent_are_those_of_the_disk(tmp_path: Path):
    """A bundle is no text: it is neither shown to write in, nor decoded, nor written again."""
    folder = a_folder(tmp_path)
    report = Report("web-essai/07", (CheckResult("said", "Dit.", 1.0, Outcome.PASSED),))
    with a_service() as service:
        service.answer = report.to_json()
        view = ExerciseView(read_sheet(folder).exercises["07"], "web-essai", a_place(folder, service_url=service.url))
        assert "Mettez le fichier depot.bundle dans le dossier 07-depot" in view.archive.widget.value
        (folder / "07-depot").mkdir()
        (folder / "07-depot" / "depot.bundle").write_bytes(RAW)
        await view.check()
        view.desk.save()
    assert "Le fichier depot.bundle est dans le dossier 07-depot : 1 Ko, enregistré à" in view.archive.widget.value
    assert service.asked[0]["body"] == {"files": {"depot.bundle": base64.b64encode(RAW).decode()}}
    assert (folder / "07-depot" / "depot.bundle").read_bytes() == RAW


def test_a_link_is_not_followed(tmp_path: Path):
    """What is no regular file counts as missing."""
    folder = a_folder(tmp_path)
    (folder / "07-depot").mkdir()
    (folder / "07-depot" / "depot.bundle").symlink_to("/etc/passwd")
    archive = Archive(folder, "07-depot", ("depot.bundle",), Alarms().later)
    assert archive.contents() == {}
    assert "Mettez le fichier depot.bundle" in archive.widget.value


def test_a_piece_is_seen_when_the_studio_keeps_it(tmp_path: Path):
    """Without a click: its name, its size and when; what is too big to be checked is told before it is."""
    folder, alarms = a_folder(tmp_path), Alarms()
    archive = Archive(folder, "07-depot", ("piece.3mf",), alarms.later)
    assert "Il n’y a pas encore de pièce." in archive.widget.value
    (folder / "07-depot").mkdir()
    piece = folder / "07-depot" / "piece.3mf"
    piece.write_bytes(bytes(37_400))
    alarms.ring()
    kept_at = clock_time(datetime.fromtimestamp(piece.stat().st_mtime).astimezone())
    assert f"Votre pièce est prête : piece.3mf, 38 Ko, gardée à {kept_at}." in archive.widget.value
    piece.write_bytes(bytes(1_000_001))
    alarms.ring()
    assert "piece.3mf est trop gros" in archive.widget.value
    assert archive.contents() == {}
