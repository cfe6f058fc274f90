"""nbgrader's own tests of autograding and feedback, with our execution step in the place of its own.

They are in its package, and run in processes of their own: our configuration is found by `JUPYTER_CONFIG_PATH`, as any
site's would be. One thing that has nothing to do with grading is made quicker (`quick_suite.py`).
"""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

DATA = Path(__file__).parents[3] / "data" / "nbgrader_suite"
SUITES = {
    "test_nbgrader_autograde": {"passed": 40, "skipped": 2},
    "test_nbgrader_generate_feedback": {"passed": 15},
}

pytestmark = [pytest.mark.sandbox, pytest.mark.timeout(900)]


@pytest.mark.parametrize("suite", SUITES)
def test_nbgraders_own_tests_pass(suite: str, tmp_path: Path):
    """As many as with plain nbgrader."""
    environment = {**os.environ, "JUPYTER_CONFIG_PATH": str(DATA), "PYTHONPATH": str(DATA), "HOME": str(tmp_path)}
    command = [sys.executable, "-m", "pytest", "-q", "-p", "quick_suite", "-p", "no:cacheprovider"]
    command += ["--rootdir", str(tmp_path), "--pyargs", f"nbgrader.tests.apps.{suite}"]
    done = subprocess.run(command, env=environment, cwd=tmp_path, capture_output=True, text=True)
    last = done.stdout.strip().splitlines()[-1]
    counts = {word: int(number) for number, word in re.findall(r"(\d+) (passed|failed|skipped|errors?)", last)}
    assert counts == SUITES[suite], done.stdout[-4000:]
