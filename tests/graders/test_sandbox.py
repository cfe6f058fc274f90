"""The sandbox, tested by attacks from inside."""

import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest

from graders import memory_guard
from graders.sandbox import (
    BWRAP,
    MIB,
    SYSTEM,
    Limits,
    Mount,
    Sandbox,
    first_inside,
    kill,
    probe,
    sandbox_argv,
    start,
)

PYTHON = "/usr/bin/python3"


def a_sandbox(work: Path | None = None, **changes: object) -> Sandbox:
    """A sandbox with a writable /task, where a folder is given."""
    mounts = (*SYSTEM, *((Mount(work, "/task", writable=True),) if work else ()))
    return replace(Sandbox(mounts=mounts), **changes)


def run(sandbox: Sandbox, script: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """What a Python script inside prints, and how it ends."""
    pipe = subprocess.PIPE
    process = start(sandbox, [PYTHON, "-c", script, *arguments], stdout=pipe, stderr=pipe, text=True)
    output, errors = process.communicate(timeout=60)
    return subprocess.CompletedProcess(process.args, process.returncode, output, errors)


def wait_for(condition, deadline_s: float = 20):
    """The first true value of the condition; fails when none came in time."""
    end = time.monotonic() + deadline_s
    while not (value := condition()):
        assert time.monotonic() < end, "the condition never came true"
        time.sleep(0.01)
    return value


def test_the_environment_is_never_on_the_command_line():
    """A token in the environment is not in the command line, which every account of the machine can read."""
    sandbox = a_sandbox(environment={"JUPYTERHUB_API_TOKEN": "a-secret"})
    assert not [part for part in sandbox_argv(sandbox, ["true"]) if "a-secret" in part]


def test_there_is_one_start_of_untrusted_code():
    """No other module of ours has a command line of bubblewrap."""
    packages = [Path(__file__).parents[2] / name for name in ("graders", "hub_config", "curriculum")]
    modules = [path for package in packages for path in package.rglob("*.py")]
    assert len(modules) > 100
    assert [path.name for path in modules if "bwrap" in path.read_text(encoding="utf-8")] == ["sandbox.py"]


def test_only_a_server_outlives_its_starter():
    """Unless asked otherwise a sandbox ends with what started it."""
    argv = sandbox_argv(a_sandbox(), ["true"])
    assert argv[0] == BWRAP
    assert "--die-with-parent" in argv
    assert "--die-with-parent" not in sandbox_argv(a_sandbox(dies_with_starter=False), ["true"])


def test_the_network_is_shared_only_when_asked():
    """A sandbox has no network of the machine by itself."""
    assert "--unshare-net" in sandbox_argv(a_sandbox(), ["true"])
    assert "--unshare-net" not in sandbox_argv(a_sandbox(network=True), ["true"])


def test_a_process_table_reads_names_with_brackets(tmp_path: Path):
    """A process that calls itself `a) R 1 (b` cannot forge its parent."""
    (tmp_path / "12").mkdir()
    fields = " ".join(["S", "7", *["0"] * 19, "3", "0"])
    (tmp_path / "12" / "stat").write_text(f"12 (a) R 1 (b) {fields}\n")
    assert memory_guard.process_table(tmp_path) == {
        12: memory_guard.Process(12, 7, "a) R 1 (b", 3 * memory_guard.PAGE_BYTES)
    }


@pytest.mark.sandbox
class TestAttacks:
    @pytest.fixture(autouse=True)
    def _sandbox_works(self) -> None:
        """This machine can make sandboxes; `atelier doctor` says what to do where it cannot."""
        probe()

    def test_the_work_sees_its_own_files_and_environment_only(self, tmp_path: Path):
        """Inside there is the system, /task and the environment given; no home, no checkout, no other process."""
        (tmp_path / "a.txt").write_text("hello")
        script = """if True:
            import os
            print(sorted(os.listdir("/")), sorted(os.listdir("/etc")), os.listdir("/task"))
            print(sorted(set(os.environ) - {"PWD", "LC_CTYPE"}), os.getuid(), os.uname().nodename)
            print([p for p in os.listdir("/proc") if p.isdigit() and int(p) > 5])
        """
        result = run(a_sandbox(tmp_path, environment={"PATH": "/usr/bin", "COLOUR": "blue"}), script)
        assert (result.stderr, result.stdout.splitlines()) == (
            "",
            [
                "['bin', 'dev', 'etc', 'lib', 'lib64', 'proc', 'sbin', 'task', 'tmp', 'usr']"
                " ['alternatives', 'ld.so.cache'] ['a.txt']",
                "['COLOUR', 'PATH'] 1000 atelier",
                "[]",
            ],
        )

    def test_a_fork_bomb_stays_inside(self):
        """It cannot start more processes than its limit, and other sandboxes of this account still start."""
        bomb = """if True:
            import os, time
            n = 0
            try:
                while os.fork(): n += 1
                time.sleep(30)
            except BlockingIOError:
                print(n, flush=True)
                time.sleep(30)
        """
        limits = Limits(processes=20)
        bombs = [
            start(a_sandbox(limits=limits), [PYTHON, "-c", bomb], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
            for _ in range(2)
        ]
        # Besides them: bubblewrap's process number 1 and the bomb itself.
        assert [int(process.stdout.readline()) for process in bombs] == [18, 18]
        assert run(a_sandbox(limits=limits), "print('ok')").stdout == "ok\n"
        for process in bombs:
            kill(process.pid)
            process.communicate()

    def test_a_big_file_stops_at_its_limit(self, tmp_path: Path):
        """Neither in the work folder nor in memory can a file grow beyond the limit."""
        script = """if True:
            import os, signal, sys
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            for path in ("/task/big", "/tmp/big", "/dev/shm/big"):
                try:
                    with open(path, "wb") as file:
                        while True: file.write(b"0" * 65536)
                except OSError as error:
                    print(error.errno, os.path.getsize(path) <= 1024 * 1024, flush=True)
        """
        limits = Limits(file_bytes=MIB, temporary_bytes=2 * MIB)
        assert run(a_sandbox(tmp_path, limits=limits), script).stdout == "27 True\n" * 3

    def test_files_in_memory_stop_at_their_limit(self):
        """Many small files cannot fill the machine's memory through /tmp, /dev, /dev/shm or the root folder."""
        script = """if True:
            import os
            for folder in ("/tmp", "/dev/shm", "/dev", "/"):
                written = 0
                try:
                    while written < 64:
                        with open(f"{folder}/{written}", "wb") as file: file.write(b"0" * 1024 * 1024)
                        written += 1
                except OSError as error:
                    print(folder, written, error.strerror)
        """
        limits = Limits(temporary_bytes=4 * MIB)
        assert run(a_sandbox(limits=limits), script).stdout.splitlines() == [
            "/tmp 4 No space left on device",
            "/dev/shm 4 No space left on device",
            "/dev 0 Read-only file system",
            "/ 0 Read-only file system",
        ]

    def test_one_process_cannot_take_more_memory_than_its_limit(self):
        """An allocation above the limit fails inside; nothing outside notices."""
        limits = Limits(data_bytes=200 * MIB)
        result = run(a_sandbox(limits=limits), "print(len(b'0' * 100_000_000)); b'0' * 400_000_000")
        assert (result.stdout, result.stderr.splitlines()[-1]) == ("100000000\n", "MemoryError")

    def test_many_processes_together_are_brought_below_the_limit(self):
        """The guard kills the biggest process, and the rest of that sandbox lives on."""
        script = """if True:
            import os, sys, time
            for size in (10, 120):
                if os.fork() == 0:
                    data = b"0" * (size << 20)
                    time.sleep(60)
            print("started", flush=True)
            os.wait()
            print("one is gone", flush=True)
            time.sleep(60)
        """
        process = start(a_sandbox(), [PYTHON, "-c", script], stdout=subprocess.PIPE)
        assert process.stdout.readline() == b"started\n"
        wait_for(lambda: memory_guard.tree_bytes(process.pid) > 130 * MIB)
        killed = memory_guard.sweep({process.pid: 100 * MIB})
        assert [(k.root, k.process.name, k.limit_bytes) for k in killed] == [(process.pid, "python3", 100 * MIB)]
        assert killed[0].total_bytes > 130 * MIB
        assert process.stdout.readline() == b"one is gone\n"
        assert memory_guard.sweep({process.pid: 100 * MIB}) == []
        kill(process.pid)
        process.communicate()

    def test_memory_cannot_be_hidden_from_the_guard(self):
        """A file or segment in memory that no process maps is in nobody's resident size: there are none."""
        script = """if True:
            import ctypes, errno, os
            libc = ctypes.CDLL(None, use_errno=True)
            try: os.memfd_create("hidden")
            except OSError as error: print(errno.errorcode[error.errno])
            print(libc.shmget(0, 1 << 20, 0o1600), errno.errorcode[ctypes.get_errno()])
        """
        assert run(a_sandbox(), script).stdout == "ENOSYS\n-1 ENOSYS\n"

    def test_the_network_is_out_of_reach(self):
        """Not even a server on this machine's loopback answers."""
        script = """if True:
            import socket
            print(socket.if_nameindex())
            socket.create_connection(("127.0.0.1", 80), timeout=2)
        """
        result = run(a_sandbox(), script)
        assert (result.stdout, result.stderr.splitlines()[-1]) == (
            "[(1, 'lo')]\n",
            "ConnectionRefusedError: [Errno 111] Connection refused",
        )

    def test_no_more_rights_can_be_had(self):
        """No new user namespace, no mount, no set-user-id program, no higher limit."""
        script = """if True:
            import ctypes, os, resource, subprocess
            libc = ctypes.CDLL(None, use_errno=True)
            print("unshare", libc.unshare(0x10000000), "mount", libc.mount(b"none", b"/tmp", b"tmpfs", 0, None))
            status = open("/proc/self/status").read()
            print("root", os.stat("/usr/bin/mount").st_mode & 0o4000, "NoNewPrivs:\\t1" in status)
            try: resource.setrlimit(resource.RLIMIT_NPROC, (999, 999))
            except ValueError as error: print(error)
        """
        lines = run(a_sandbox(), script).stdout.splitlines()
        assert lines == ["unshare -1 mount -1", "root 2048 True", "not allowed to raise maximum limit"]

    def test_killing_ends_everything_inside(self):
        """Nothing of the work is left, detached children included."""
        script = "import os, time; os.setsid() if os.fork() == 0 else print('up', flush=True); time.sleep(60)"
        process = start(a_sandbox(dies_with_starter=False), [PYTHON, "-c", script], stdout=subprocess.PIPE)
        process.stdout.readline()
        inside = first_inside(process.pid)
        tree = [p.pid for p in memory_guard._tree(process.pid, memory_guard.process_table())]
        assert inside in tree
        assert len(tree) == 4
        kill(process.pid)
        process.communicate()
        wait_for(lambda: not [pid for pid in tree if Path(f"/proc/{pid}").exists()])
        assert first_inside(process.pid) is None
        kill(process.pid)

    def test_nothing_is_left_when_the_starter_is_killed(self):
        """kill -9 of whatever started a sandbox ends the sandbox."""
        script = """if True:
            from graders.sandbox import SYSTEM, Sandbox, start
            start(Sandbox(mounts=SYSTEM), ["/bin/sh", "-c", "echo up; exec sleep 60"]).wait()
        """
        starter = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE)
        assert starter.stdout.readline() == b"up\n"
        starter.kill()
        # The end of its output: nobody inside holds it open any more.
        assert starter.communicate(timeout=20) == (b"", None)
