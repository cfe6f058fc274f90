"""A real Klipper in file-output mode, where one was built: the same tests that the stand-in serves then run on it too.

It cannot be installed by a package: Debian has none, and those on PyPI hold the host's part alone, without the
dictionary of a micro-controller that file-output mode needs, and which only a build of the firmware writes. So
`python -m tests.klipper FOLDER` builds one from a checkout of its sources into `var/cache/klipper` (make, a compiler
and a minute), and from then on `make test` finds it there.
"""

from __future__ import annotations

import contextlib
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from hub_config.settings import CHECKOUT
from tests.real_hub import wait_for

HOME = CHECKOUT / "var/cache/klipper"
PACKAGES = ("cffi", "greenlet", "Jinja2", "pyserial", "python-can", "msgspec", "setuptools")

# A cartesian machine of 250 × 210 mm whose pins go nowhere.
CONFIG = """[mcu]
serial: /dev/null
[printer]
kinematics: cartesian
max_velocity: 300
max_accel: 3000
{axes}
[virtual_sdcard]
path: {gcodes}
[pause_resume]
[display_status]
[force_move]
[idle_timeout]
timeout: 3600
"""
AXIS = """[stepper_{name}]
step_pin: gpio{pin}
dir_pin: gpio{next}
microsteps: 16
rotation_distance: 40
endstop_pin: ^gpio{end}
position_endstop: 0
position_max: {most}
homing_speed: 50
"""


def is_built() -> bool:
    """Whether there is one."""
    return (HOME / "out" / "klipper.dict").exists() and (HOME / ".venv" / "bin" / "python").exists()


def build(sources: Path) -> None:
    """Builds its micro-controller for this machine, and an environment for the rest."""
    shutil.copytree(sources, HOME, dirs_exist_ok=True, ignore=shutil.ignore_patterns(".git"))
    (HOME / ".config").write_text("CONFIG_LOW_LEVEL_OPTIONS=y\nCONFIG_MACH_LINUX=y\n")
    for target in ("olddefconfig", "all"):
        subprocess.run(["make", "-C", str(HOME), target], check=True)
    subprocess.run([sys.executable, "-m", "venv", str(HOME / ".venv")], check=True)
    subprocess.run([str(HOME / ".venv/bin/pip"), "install", "-q", *PACKAGES], check=True)


@contextlib.contextmanager
def klipper(folder: Path, gcodes: Path) -> Iterator[Path]:
    """One that is ready; the socket it listens at."""
    folder.mkdir(parents=True, exist_ok=True)
    gcodes.mkdir(parents=True, exist_ok=True)
    axes = "\n".join(
        AXIS.format(name=name, pin=pin, next=pin + 1, end=pin + 2, most=most)
        for name, pin, most in (("x", 0, 250), ("y", 3, 210), ("z", 6, 200))
    )
    (folder / "printer.cfg").write_text(CONFIG.format(axes=axes, gcodes=gcodes))
    socket = folder / "klippy.sock"
    command = [str(HOME / ".venv/bin/python"), str(HOME / "klippy/klippy.py"), str(folder / "printer.cfg")]
    command += ["-I", str(folder / "tty"), "-a", str(socket), "-l", str(folder / "klippy.log")]
    command += ["-o", "/dev/null", "-d", str(HOME / "out/klipper.dict")]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        wait_for(socket.exists, "Klipper's socket", 20)
        yield socket
    finally:
        process.kill()
        process.wait()


if __name__ == "__main__":
    build(Path(sys.argv[1]))
