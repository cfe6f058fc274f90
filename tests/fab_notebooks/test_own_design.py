"""A person's own design, in the real sandbox: the honest one, and those that try something."""

import contextlib
import os
import runpy
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from fab_notebooks.mesh_errors import MeshFileError
from fab_notebooks.own_design import OwnDesignError, build, describe
from graders import sandbox

ROOT = Path(__file__).parents[2]
HONEST = '''
"""A washer."""
from dataclasses import dataclass
from typing import Annotated
import trimesh
from fab_notebooks.parameters import Range
from fab_notebooks.shapes import disc, resting

LABEL = "Rondelle"
DESCRIPTION = "Un anneau plat."

@dataclass(frozen=True)
class Parameters:
    width: Annotated[float, Range(10, 40, unit="mm", label="Diamètre")] = 20

PRESETS = {"Grande": Parameters(40)}

def build(parameters):
    return resting((disc(parameters.width / 2) - disc(parameters.width / 4)).extrude(3))
'''


def start(command: Sequence[str], folder: Path, timeout_s: float) -> int:
    """Python in the house's sandbox: the software read-only, the folder its own, a gigabyte, no network."""
    mounts = [
        sandbox.Mount(path, str(path)) for path in {Path(sys.prefix), Path(sys.base_prefix), ROOT / "fab_notebooks"}
    ]
    inside = sandbox.Sandbox(
        mounts=(*sandbox.SYSTEM, *mounts, sandbox.Mount(folder, "/work", writable=True)),
        environment={"PATH": "/usr/bin:/bin", "PYTHONPATH": str(ROOT), "OPENBLAS_NUM_THREADS": "1"},
        limits=sandbox.Limits(processes=40, data_bytes=1024 * sandbox.MIB),
        folder="/work",
    )
    child = sandbox.start(inside, [sys.executable, *command], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        return child.wait(timeout_s)
    finally:
        sandbox.kill(child.pid)
        child.wait()


def plain(command: Sequence[str], folder: Path, timeout_s: float) -> int:
    """Without a sandbox, for designs written here: a fork, which has all imported already."""
    child = os.fork()
    if child == 0:
        os.chdir(folder)
        sys.argv = ["python", *command[2:]]
        with contextlib.suppress(BaseException):
            runpy.run_module(command[1], run_name="__main__", alter_sys=True)
        os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def folder_with(tmp_path: Path, source: str) -> Path:
    """A folder with this design."""
    (tmp_path / "design.py").write_text(source, encoding="utf-8")
    tmp_path.chmod(0o777)
    return tmp_path


@pytest.mark.sandbox
def test_an_honest_design_is_described_and_built_in_the_sandbox(tmp_path: Path):
    """Its declaration comes back as data, its mesh through the careful reader."""
    folder = folder_with(tmp_path, HONEST)
    declared = describe(start, folder, timeout_s=60)
    assert (declared.label, declared.presets) == ("Rondelle", {"Grande": {"width": 40}})
    assert [(one["name"], one["kind"], one["low"], one["high"]) for one in declared.fields] == [
        ("width", "Range", 10, 40)
    ]
    mesh = build(start, folder, {"width": 30}, timeout_s=60)
    assert mesh.is_volume
    assert mesh.extents == pytest.approx([30, 30, 3], abs=1e-4)


@pytest.mark.sandbox
def test_a_design_sees_neither_the_network_nor_other_files_nor_the_environment(tmp_path: Path):
    """What it finds out it writes into its own sentence."""
    spying = """
import os, pathlib, socket
def tried(deed):
    try: return deed()
    except OSError as error: return type(error).__name__
found = [sorted(set(os.environ) - {"PATH", "PYTHONPATH", "OPENBLAS_NUM_THREADS", "LC_CTYPE", "PWD"}),
         tried(lambda: pathlib.Path("/etc/passwd").read_text()),
         tried(lambda: socket.create_connection(("127.0.0.1", 80), 1)),
         tried(lambda: pathlib.Path(__import__("fab_notebooks").__file__).write_text(""))]
raise ValueError(found)
"""
    with pytest.raises(
        OwnDesignError, match=r"\[\[\], 'FileNotFoundError', '(ConnectionRefusedError|OSError)', 'OSError'\]"
    ):
        describe(start, folder_with(tmp_path, spying), timeout_s=60)


@pytest.mark.sandbox
def test_a_design_that_never_ends_is_stopped_with_its_children(tmp_path: Path):
    """One French sentence with the limit."""
    endless = "import subprocess\nsubprocess.Popen(['sleep', '1000'])\nwhile True: pass"
    with pytest.raises(OwnDesignError, match="plus de 3 secondes"):
        describe(start, folder_with(tmp_path, endless), timeout_s=3)


@pytest.mark.sandbox
def test_a_design_that_wants_all_memory_is_told(tmp_path: Path):
    """It ends, the machine does not."""
    greedy = HONEST.replace(
        "    return resting", "    trimesh.all = [bytearray(10**8) for _ in range(100)]\n    return resting"
    )
    with pytest.raises(OwnDesignError, match="demandé trop de mémoire"):
        build(start, folder_with(tmp_path, greedy), {}, timeout_s=60)


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("LABEL = 1", "LABEL is missing"),
        ("def broken(:", "SyntaxError"),
        (HONEST.replace("return", "1/0; return"), r"ZeroDivisionError: .* \(design.py, ligne 19\)"),
        (HONEST.replace("return resting", "return str"), "build gave a str"),
        (HONEST.replace("    width:", "    width: float = 2\n    other:"), "expected Annotated"),
        ("import os; os._exit(0)", "s’est arrêté avant"),
        (
            "import pathlib; pathlib.Path('answer.json').symlink_to('/etc/passwd'); import os; os._exit(0)",
            "s’est arrêté avant",
        ),
        (
            "import pathlib; pathlib.Path('answer.json').write_text('[' * 10**5); import os; os._exit(0)",
            "s’est arrêté avant",
        ),
        ("import os; os.mkfifo('answer.json'); os._exit(0)", "s’est arrêté avant"),
    ],
)
def test_what_is_wrong_is_told_to_its_author(tmp_path: Path, source: str, said: str):
    """With the line where there is one; a forged answer is no answer."""
    with pytest.raises(OwnDesignError, match=said):
        build(plain, folder_with(tmp_path, source), {}, timeout_s=60)


def test_a_value_out_of_range_is_told_as_everywhere(tmp_path: Path):
    """The same sentence as for the house's designs."""
    with pytest.raises(OwnDesignError, match=r"« Diamètre » vaut 99\. Choisissez un nombre entre 10 et 40 mm"):
        build(plain, folder_with(tmp_path, HONEST), {"width": 99}, timeout_s=60)


def test_a_forged_mesh_is_read_as_a_strangers_file(tmp_path: Path):
    """The child may write what it likes; nothing of it is believed."""
    forging = "open('answer.json', 'w').write('{}'); open('mesh.3mf', 'wb').write(b'PK' * 999)\nimport os; os._exit(0)"
    with pytest.raises(MeshFileError, match="n’est pas un STL"):
        build(plain, folder_with(tmp_path, forging), {}, timeout_s=60)
