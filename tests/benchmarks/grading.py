"""One check, and one hand-in until its feedback can be read, beside plain nbgrader on the same notebook.

check       POST api/checks/…, from the person's side, answer read
hand-in     POST api/…/submissions until the feedback page of "Ma semaine" answers
nbgrader    its command line: `autograde`, and `autograde` with `generate_feedback`
"""

from __future__ import annotations

import asyncio
import base64
import json
import statistics
import tempfile
import time
import urllib.request
from collections.abc import Mapping
from pathlib import Path

from curriculum.builder.programme import load_programme
from curriculum.builder.units import Unit
from graders.exchange.client import ExchangeClient
from hub_config.course import CURRICULUM
from tests.benchmarks.plain_nbgrader import plain_grading
from tests.benchmarks.report import line
from tests.real_hub import Hub, wait_for

UNIT = "web-s04-html-base"
CHECKS = 25
HAND_INS = 5
PLAIN = 3


def measure(place: Hub) -> str:
    """The rows; a check of each exercise of S04 first, then hand-ins of its solution."""
    (unit,) = (unit for unit in load_programme(CURRICULUM).units if unit.unit_id == UNIT)
    amina = place.visitor("amina")
    amina.open_server()
    token = asyncio.run(amina.run("import os; print(os.environ['JUPYTERHUB_API_TOKEN'])")).strip()
    plain = [plain_once(place) for _ in range(PLAIN)]
    autograde_ms = [1000 * each.autograde_s for each in plain]
    whole_s = [each.autograde_s + each.feedback_s for each in plain]

    rows, all_ms = [], []
    for taught in unit.exercises:
        address = f"{place.settings.service_url}/api/checks/{UNIT}/{taught.exercise.number}"
        taken_ms = [check_ms(address, token, taught.solution) for _ in range(CHECKS)]
        all_ms += taken_ms
        rows.append(line(f"check {taught.exercise.number} ({len(taught.exercise.checks)} rules)", taken_ms, None, "ms"))
    rows.append(line("check, all six together", all_ms, autograde_ms, "ms", "nbgrader autograde"))
    rows.append(f"{'':<40} 95th percentile {statistics.quantiles(all_ms, n=20)[-1]:.0f} ms")
    taken_s = [hand_in_s(place, ExchangeClient(place.settings.service_url, token), unit) for _ in range(HAND_INS)]
    rows.append(line("hand-in to visible feedback", taken_s, whole_s, "s", "nbgrader, two commands"))
    amina.close_server()
    return "\n".join(rows)


def check_ms(address: str, token: str, files: Mapping[str, bytes]) -> float:
    """Milliseconds until the report is here; it must be full marks."""
    body = json.dumps({"files": {name: base64.b64encode(data).decode() for name, data in files.items()}}).encode()
    headers = {"Authorization": f"token {token}", "Content-Type": "application/json"}
    began_s = time.monotonic()
    with urllib.request.urlopen(urllib.request.Request(address, body, headers)) as answer:
        report = json.load(answer)
    taken_s = time.monotonic() - began_s
    assert report["score"] == report["max_score"] > 0, report
    return 1000 * taken_s


def hand_in_s(place: Hub, client: ExchangeClient, unit: Unit) -> float:
    """Seconds until the feedback of this very hand-in is on the learner's page."""
    amina = place.visitor("amina")
    files = {
        f"{taught.exercise.folder}/{name}": data for taught in unit.exercises for name, data in taught.solution.items()
    }
    began_s = time.monotonic()
    submission = client.submit(UNIT, {**files, "notes.txt": str(began_s).encode()})
    page = f"/services/atelier/retour/{UNIT}"
    download = f"/services/atelier/rendu/{submission.submission_id}"
    wait_for(lambda: download in amina.get(page).text, "the feedback page")
    return time.monotonic() - began_s


def plain_once(place: Hub):
    """Plain nbgrader on the released notebook, handed in as it was given out."""
    with tempfile.TemporaryDirectory() as folder:
        course = place.settings.course_dir
        return plain_grading(Path(folder), course / "source" / UNIT, course / "release" / UNIT)
