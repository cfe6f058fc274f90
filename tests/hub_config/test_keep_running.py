"""Programs that are kept running: started again when they fall, ended when told, and with us in any case."""

import os
import signal
import subprocess
import sys
import threading
from dataclasses import replace
from pathlib import Path

import psutil

from hub_config import keep_running
from hub_config.keep_running import KeepRunning, Program, dies_with_us
from tests.real_hub import wait_for


def a_program(folder: Path, script: str) -> Program:
    """A Python script whose output goes to `log` in the folder."""
    command = [sys.executable, "-c", script]
    return Program("it", command, {"PYTHONUNBUFFERED": "1"}, folder, folder / "log")


def said_in(log: Path, text: str) -> bool:
    """Whether the log holds this and nothing else."""
    try:
        return log.read_text() == text
    except FileNotFoundError:
        return False


def test_a_program_that_falls_is_started_again(tmp_path: Path):
    """Each fall is said, with its reason; only starts after the first count as again."""
    said: list[str] = []
    again = threading.Event()
    program = a_program(tmp_path, "import time; print('up'); time.sleep(60)")
    kept = KeepRunning(program, say=said.append, started_again=again.set)
    kept.start()
    wait_for(lambda: said_in(tmp_path / "log", "up\n"), "the first start")
    assert not again.is_set()
    assert kept._process
    os.kill(kept._process.pid, signal.SIGKILL)
    wait_for(lambda: said_in(tmp_path / "log", "up\nup\n"), "the second start")
    assert again.wait(10)
    kept.stop()
    kept.join(10)
    assert said == [f"it was ended by SIGKILL; starting it again in 0.5 s, see {tmp_path / 'log'}"]


def test_a_program_that_cannot_start_is_tried_less_and_less(tmp_path: Path, monkeypatch):
    """A machine is not kept busy by a mistake in a file."""
    monkeypatch.setattr(keep_running, "FIRST_PAUSE_S", 0.01)
    monkeypatch.setattr(keep_running, "LONGEST_PAUSE_S", 0.04)
    said: list[str] = []
    kept = KeepRunning(a_program(tmp_path, "raise SystemExit(3)"), say=said.append)
    kept.start()
    wait_for(lambda: len(said) >= 4, "four falls")
    kept.stop()
    kept.join(10)
    assert [line.split("; ")[1].split(",")[0] for line in said[:4]] == [
        f"starting it again in {pause:g} s" for pause in (0.01, 0.02, 0.04, 0.04)
    ]
    assert said[0].startswith("it ended with code 3; ")


def test_a_start_that_the_machine_refuses_is_tried_again(tmp_path: Path, monkeypatch):
    """No memory for a process, or no folder: what kept it from starting may be gone a moment later."""
    monkeypatch.setattr(keep_running, "FIRST_PAUSE_S", 0.01)
    folder, said = tmp_path / "folder", list[str]()
    program = a_program(tmp_path, "import time; print('up'); time.sleep(60)")
    kept = KeepRunning(replace(program, folder=folder), say=said.append)
    kept.start()
    wait_for(lambda: len(said) >= 2, "two refusals")
    assert said[0].startswith("it cannot be started ([Errno 2] No such file or directory")
    folder.mkdir()
    wait_for(lambda: said_in(tmp_path / "log", "up\n"), "the start")
    kept.stop()
    kept.join(10)


def test_a_program_that_does_not_end_is_killed(tmp_path: Path, monkeypatch):
    """Stopping always ends."""
    monkeypatch.setattr(keep_running, "END_WITHIN_S", 0.2)
    script = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('up'); time.sleep(60)"
    said: list[str] = []
    kept = KeepRunning(a_program(tmp_path, script), say=said.append)
    kept.start()
    wait_for(lambda: said_in(tmp_path / "log", "up\n"), "the start")
    kept.stop()
    kept.join(10)
    assert said == ["it did not end within 0.2 s; killed"]


def test_stopping_what_never_started_is_nothing(tmp_path: Path):
    """A signal that comes before the start wins."""
    kept = KeepRunning(a_program(tmp_path, "print('up')"), say=lambda _: None)
    kept.stop()
    kept.start()
    kept.join(10)
    assert not (tmp_path / "log").exists()


def test_a_log_that_has_grown_is_put_aside(tmp_path: Path, monkeypatch):
    """The disk is not filled by what programs say."""
    monkeypatch.setattr(keep_running, "LOG_BYTES", 3)
    (tmp_path / "log").write_text("long")
    kept = KeepRunning(a_program(tmp_path, "import time; print('up'); time.sleep(60)"), say=lambda _: None)
    kept.start()
    wait_for(lambda: said_in(tmp_path / "log", "up\n"), "the start")
    kept.stop()
    assert (tmp_path / "log.old.log").read_text() == "long"


def test_a_program_ends_with_what_started_it():
    """kill -9 of the starter ends it too."""
    command = dies_with_us([sys.executable, "-c", "import time; print('up', flush=True); time.sleep(60)"])
    script = f"import subprocess; p = subprocess.Popen({command!r}); print(p.pid, flush=True); p.wait()"
    starter = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True)
    words = {starter.stdout.readline().strip(), starter.stdout.readline().strip()}
    pid = int((words - {"up"}).pop())
    starter.kill()
    starter.communicate(timeout=20)
    wait_for(lambda: not _lives(pid), "the end of the program")


def _lives(pid: int) -> bool:
    try:
        return bool(psutil.Process(pid).status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False
