"""Attacks on the walls round a person's own design, with the real kernel; inside the person's sandbox too."""

from __future__ import annotations

import ast
import os
import re
import signal
import struct
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from fab_notebooks.limited_child import LimitedChildren, Limits
from fab_notebooks.own_design import OwnDesignError, describe
from fab_notebooks.walls import call_filter, landlock_version
from graders import sandbox
from hub_config.sandbox_spawner import software_mounts
from tests.fab_notebooks.test_own_design import HONEST
from tests.real_hub import wait_for

ROOT = Path(__file__).parents[2]
TRY = """
def tried(deed):
    try: return str(deed())
    except BaseException as error: return type(error).__name__
"""

needs_landlock = pytest.mark.skipif(not landlock_version(), reason="this kernel has no Landlock")


@pytest.fixture(scope="module")
def children() -> Iterator[LimitedChildren]:
    """One starter for all: it is made once for each notebook too."""
    children = LimitedChildren()
    yield children
    children.close()


def found_out(children: LimitedChildren, *deeds: str, before: str = "") -> list[str]:
    """What these expressions give inside: their values as text, or the name of what stops them."""
    tries = ", ".join(f"tried(lambda: {deed})" for deed in deeds)
    with pytest.raises(OwnDesignError) as told:
        describe(children, f"{TRY}{before}\nraise ValueError([{tries}])".encode())
    [answer] = re.findall(r"ValueError (\[.*\]) »", str(told.value))
    return list(ast.literal_eval(answer))


def test_no_other_process_is_made(children: LimitedChildren):
    """Nothing can be left behind where nothing can be begun; threads, which libraries need, end with their process."""
    deeds = ("os.fork()", "os.posix_spawn('/bin/true', ['true'], {})", "os.execv('/bin/true', ['true'])")
    assert found_out(children, *deeds, before="import os") == [
        "BlockingIOError",
        "BlockingIOError",
        "PermissionError",
    ]
    threads = "import threading\nthread = threading.Thread(target=print); thread.start(); thread.join()"
    assert found_out(children, "thread.is_alive()", before=threads) == ["False"]


def test_nobody_is_spoken_to(children: LimitedChildren):
    """No socket of any kind, no signal to the notebook or to the process that waits."""
    deeds = ("socket.socket()", "socket.socket(socket.AF_UNIX)", "os.kill(os.getppid(), 9)", "os.kill(1, 0)")
    assert found_out(children, *deeds, before="import os, socket") == ["PermissionError"] * 4


@needs_landlock
def test_no_file_of_the_person_is_opened(children: LimitedChildren, tmp_path: Path):
    """Neither one beside the folder, nor the notebook's memory or environment, where the token is; none is written."""
    (home := tmp_path / "home").mkdir()
    (home / "secret.txt").write_text("secret")
    deeds = (
        f"open('{home / 'secret.txt'}').read()",
        f"os.listdir('{home}')",
        f"open('{home / 'new.txt'}', 'w')",
        f"os.remove('{home / 'secret.txt'}')",
        f"os.link('{home / 'secret.txt'}', 'mine')",
        f"open('/proc/{os.getpid()}/environ').read()",
        "open('/proc/%d/mem' % os.getppid()).read()",
    )
    answers = found_out(children, *deeds, before="import os")
    assert set(answers) <= {"PermissionError", "OSError"}
    assert [path.name for path in home.iterdir()] == ["secret.txt"]
    known = {"LANG", "LC_CTYPE", "OPENBLAS_NUM_THREADS", "PATH"}
    assert found_out(children, f"set(os.environ) - {known}", before="import os") == ["set()"]


def test_a_file_stops_at_its_limit():
    """The folder's disk is the person's; one run takes little of it."""
    children = LimitedChildren(Limits(file_bytes=100_000))
    try:
        deeds = ("[file.write(bytes(10**5)) for _ in range(9)]", "os.path.getsize('big')")
        begun = "import os\nfile = open('big', 'wb', buffering=0)"
        assert found_out(children, *deeds, before=begun) == ["OSError", "100000"]
    finally:
        children.close()


def test_after_an_end_by_force_the_next_run_has_a_new_start():
    """The process that waits may be killed when memory is short; one run is lost, and told."""
    children, others = LimitedChildren(), set(psutil.Process().children())
    try:
        assert describe(children, HONEST.encode()).label == "Rondelle"
        [waiting] = set(psutil.Process().children()) - others
        waiting.kill()
        with pytest.raises(OwnDesignError, match="arrêté sans donner d’objet"):
            describe(children, HONEST.encode())
        assert describe(children, HONEST.encode()).label == "Rondelle"
    finally:
        children.close()


def test_the_end_of_the_notebook_ends_the_child(tmp_path: Path):
    """kill -9 of the notebook in the middle of an endless design: nothing goes on computing."""
    source = (
        "from fab_notebooks.limited_child import LimitedChildren\n"
        "from fab_notebooks.own_design import describe\n"
        "describe(LimitedChildren(), b'while True: pass', timeout_s=600)\n"
    )
    notebook = subprocess.Popen([sys.executable, "-c", source], env={**os.environ, "TMPDIR": str(tmp_path)})
    wait_for(lambda: len(psutil.Process(notebook.pid).children(recursive=True)) == 2, "the design to begin")
    family = psutil.Process(notebook.pid).children(recursive=True)
    notebook.send_signal(signal.SIGKILL)
    notebook.wait()
    wait_for(lambda: not any(each.is_running() for each in family), "the end of its children")


@needs_landlock
@pytest.mark.sandbox
def test_it_holds_inside_a_persons_sandbox(tmp_path: Path):
    """Where a person's server runs, no second sandbox can be made: there too a design is built, and sees no home."""
    home = tmp_path / "home"
    home.mkdir()
    (home / "secret.txt").write_text("secret")
    (home / "mon-objet.py").write_text(HONEST, encoding="utf-8")
    (home / "autre.py").write_text("print(open('/home/amina/secret.txt').read())", encoding="utf-8")
    (home / "run.py").write_text(
        "from pathlib import Path\nfrom fab_notebooks.limited_child import LimitedChildren\n"
        "from fab_notebooks.own_file import OwnFile\nhome, start = Path('/home/amina'), LimitedChildren()\n"
        "print(OwnFile(home / 'mon-objet.py', home, start).open().make({'width': 30}).is_volume)\n"
        "try: OwnFile(home / 'autre.py', home, start).open()\nexcept Exception as error: print(error)\n",
        encoding="utf-8",
    )
    inside = sandbox.Sandbox(
        mounts=(
            *sandbox.SYSTEM,
            *(mount for mount in software_mounts(ROOT) if mount.source.exists()),
            sandbox.Mount(home, "/home/amina", writable=True),
        ),
        environment={"PATH": "/usr/bin:/bin", "HOME": "/home/amina"},
        limits=sandbox.Limits(processes=300, file_bytes=256 * sandbox.MIB, data_bytes=1024 * sandbox.MIB),
        folder="/home/amina",
        network=True,
    )
    process = sandbox.start(inside, [sys.executable, "run.py"], stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    said, _ = process.communicate(timeout=60)
    assert said.decode().splitlines() == [
        "True",
        "« autre.py », ligne 1 : cette ligne ouvre un fichier, un programme ou le réseau. Un modèle calcule seulement :"
        " enlevez-la.",
    ]


@pytest.mark.parametrize("machine", ["x86_64", "aarch64"])
def test_the_filter_fits_its_machine(machine: str):
    """Whole instructions; the kernel itself has judged the one of this machine in every test above."""
    assert len(call_filter(machine)) % 8 == 0
    assert call_filter(machine)[-8:] == struct.pack("=HBBI", 0x06, 0, 0, 0x7FFF0000)
