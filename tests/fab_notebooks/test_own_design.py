"""A person's own design, in the real sandbox: the honest one, and those that try something."""

import contextlib
import os
import runpy
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import psutil
import pytest

from fab_notebooks.limited_child import LimitedChildren
from fab_notebooks.mesh_errors import MeshFileError
from fab_notebooks.own_design import OwnDesignError, Start, build, describe
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
NOT_A_NUMBER = (
    HONEST.replace("    return ", "    mesh = ") + "    mesh.vertices = mesh.vertices * float('nan')\n    return mesh\n"
)


def sandboxed(command: Sequence[str], folder: Path, timeout_s: float) -> int:
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


@pytest.fixture(scope="module", params=["sandboxed", "limited"])
def start(request: pytest.FixtureRequest) -> Iterator[Start]:
    """Both ways to run a stranger's code: in a sandbox of its own, and walled in inside somebody's."""
    children = LimitedChildren()
    yield sandboxed if request.param == "sandboxed" else children
    children.close()


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


@pytest.mark.sandbox
def test_an_honest_design_is_described_and_built_in_the_sandbox(start: Start):
    """Its declaration comes back as data, its mesh through the careful reader."""
    declared = describe(start, HONEST.encode(), timeout_s=60)
    assert (declared.label, declared.presets) == ("Rondelle", {"Grande": {"width": 40}})
    assert [(one["name"], one["kind"], one["low"], one["high"]) for one in declared.fields] == [
        ("width", "Range", 10, 40)
    ]
    built = build(start, HONEST.encode(), {"width": 30}, timeout_s=60)
    mesh = built.mesh
    assert built.bodies == 1
    assert mesh.is_volume
    assert mesh.extents == pytest.approx([30, 30, 3], abs=1e-4)


@pytest.mark.sandbox
def test_a_design_sees_neither_the_network_nor_other_files_nor_the_environment(start: Start):
    """What it finds out it writes into its own sentence."""
    spying = """
import os, pathlib, socket
def tried(deed):
    try: return deed()
    except OSError as error: return type(error).__name__
found = [sorted(set(os.environ) - {"PATH", "PYTHONPATH", "LANG", "OPENBLAS_NUM_THREADS", "LC_CTYPE", "PWD"}),
         tried(lambda: pathlib.Path("/etc/passwd").read_text()),
         tried(lambda: socket.create_connection(("127.0.0.1", 80), 1)),
         tried(lambda: pathlib.Path(__import__("fab_notebooks").__file__).write_text(""))]
raise ValueError(found)
"""
    with pytest.raises(
        OwnDesignError,
        match=r"\[\[\], '(FileNotFound|Permission)Error', '(ConnectionRefusedError|OSError|PermissionError)',"
        r" '(OSError|PermissionError)'\]",
    ):
        describe(start, spying.encode(), timeout_s=60)


@pytest.mark.sandbox
def test_a_design_that_never_ends_is_stopped_with_its_children(start: Start):
    """One French sentence with the limit."""
    endless = (
        "import contextlib, subprocess\n"
        "with contextlib.suppress(OSError): subprocess.Popen(['sleep', '1234'])\nwhile True: pass"
    )
    with pytest.raises(OwnDesignError, match="plus de 3 secondes"):
        describe(start, endless.encode(), timeout_s=3)
    assert not [each for each in psutil.process_iter(["cmdline"]) if each.info["cmdline"] == ["sleep", "1234"]]


@pytest.mark.sandbox
def test_a_design_that_wants_all_memory_is_told(start: Start):
    """It ends, the machine does not."""
    greedy = HONEST.replace(
        "    return resting", "    trimesh.all = [bytearray(10**8) for _ in range(100)]\n    return resting"
    )
    with pytest.raises(OwnDesignError, match="demandé trop de mémoire"):
        build(start, greedy.encode(), {}, timeout_s=60)


@pytest.mark.parametrize(
    ("source", "line", "said"),
    [
        ("LABEL = 1", 0, "il manque LABEL"),
        (HONEST.replace("class Parameters", "class Other").replace("Parameters(40)", "1"), 0, "il manque Parameters"),
        (HONEST.replace("Parameters(40)", "40"), 0, "dans PRESETS, « Grande » est « int »"),
        (HONEST.replace("frozen=True", ""), 0, r"Écrivez @dataclass\(frozen=True\)"),
        (HONEST.replace("    width:", "    width: float = 2\n    other:"), 0, "le réglage « width » ne dit pas"),
        ("def broken(:", 1, "Python ne comprend pas cette ligne"),
        ("if True:\nx = 1", 2, "les espaces au début"),
        ("import nothing_like_it", 1, "« nothing_like_it » ne peut pas être importé"),
        (HONEST.replace("return", "1/0; return"), 19, "une division par zéro"),
        (HONEST.replace("return", "raidus; return"), 19, "le nom « raidus » n’existe pas"),
        (HONEST.replace("return", "open('/etc/shadow'); return"), 19, "cette ligne ouvre un fichier"),
        (HONEST.replace("return", "exit(); return"), 19, "cette ligne arrête Python"),
        (HONEST.replace("return", "[].x; return"), 19, "« AttributeError 'list' object has no attribute 'x' »"),
        (HONEST.replace("return resting", "return str"), 0, "« build » donne « str »"),
        (HONEST.replace("return resting", "return trimesh.Trimesh() or"), 0, "un objet vide"),
        (NOT_A_NUMBER, 0, r"pas des nombres \(NaN ou infini\)"),
        ("import os; os._exit(0)", 0, "arrêté sans donner d’objet"),
        (
            "import pathlib; pathlib.Path('answer.json').symlink_to('/etc/passwd'); import os; os._exit(0)",
            0,
            "arrêté sans donner d’objet",
        ),
        (
            "import pathlib; pathlib.Path('answer.json').write_text('[' * 10**5); import os; os._exit(0)",
            0,
            "arrêté sans donner d’objet",
        ),
        ("import os; os.mkfifo('answer.json'); os._exit(0)", 0, "arrêté sans donner d’objet"),
    ],
)
def test_what_is_wrong_is_told_to_its_author(source: str, line: int, said: str):
    """With the line where there is one; a forged answer is no answer."""
    with pytest.raises(OwnDesignError, match=said) as told:
        build(plain, source.encode(), {}, timeout_s=60)
    assert told.value.line == line


def test_a_value_out_of_range_is_told_as_everywhere():
    """The same sentence as for the house's designs."""
    with pytest.raises(OwnDesignError, match=r"« Diamètre » vaut 99\. Choisissez un nombre entre 10 et 40 mm"):
        build(plain, HONEST.encode(), {"width": 99}, timeout_s=60)


def test_a_forged_mesh_is_read_as_a_strangers_file():
    """The child may write what it likes; nothing of it is believed."""
    forging = "open('answer.json', 'w').write('{}'); open('mesh.3mf', 'wb').write(b'PK' * 999)\nimport os; os._exit(0)"
    with pytest.raises(MeshFileError, match="n’est pas un STL"):
        build(plain, forging.encode(), {}, timeout_s=60)


@pytest.mark.parametrize("left", ["answer.json", "mesh.3mf", "parameters.json", "design.py"])
def test_what_one_run_leaves_behind_the_next_one_does_not_meet(tmp_path: Path, left: str):
    """A link in the place of a file that is written: what it leads to stays as it was."""
    (tmp_path / "secret").write_text("precious")
    linking = (
        f"import os\nif os.path.exists('{left}'): os.remove('{left}')\nos.symlink('{tmp_path / 'secret'}', '{left}')"
    )
    for _ in range(2):
        with pytest.raises(OwnDesignError):
            build(plain, f"{linking}\nos._exit(0)".encode(), {}, timeout_s=60)
    assert (tmp_path / "secret").read_text() == "precious"
