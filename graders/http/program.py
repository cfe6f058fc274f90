"""One run of a learner's server in its sandbox: started, listened to, watched, stopped.

    program = await Program.start(["python3", "server.py"], folder_of(files))
    address = await program.listening(within_s=3)
    …                                      # client.py talks to it over program.sockets
    folder = await program.stop()          # the files it leaves

It has a network of its own with nothing but loopback, a folder of its own that lies in memory, and no file of this
machine that can be written. When it is killed all of that is gone; there is nothing to clean up.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import shutil
import signal
import socket
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from graders.checks import Failure, GraderBroken, MachineBusy
from graders.http.complaint import Complaint, last_complaint
from graders.http.files import Folder, FolderFull, parcel, read_folder
from graders.http.launcher import FOLDER, SOCKETS
from graders.http.listening import Address, addresses, best_address
from graders.memory_guard import processes_of, tree_bytes
from graders.processor import Queueing, children, descendants, run_and_wait_s
from graders.sandbox import BWRAP, MIB, SYSTEM, Limits, Mount, Sandbox, first_inside, kill, start_async

PORT = 8000
PLANTED = "gardien-du-fablab"  # of etc/passwd, which no server may hand out
PYTHON = "/usr/bin/python3"
PROCESSES = 48  # a server with ten threads and a database has about fifteen
MEMORY_BYTES = 300 * MIB  # node takes 50, a Python server 20
OUTPUT_BYTES = 4 * MIB
LAUNCH_S = 10.0
POLITE_S = 0.5  # without any work: a program that a busy machine keeps waiting is not one that does not listen
POLITE_MAX_S = 2.0
WATCH_EVERY_S = 0.1
LOOK_FOR_WORK_S = 0.02
LOOK_EVERY_S = 0.004  # for the port; a look costs a tenth of a millisecond
TAIL = 16 * 1024

LAUNCHER = Path(__file__).with_name("launcher.py").read_text(encoding="utf-8")
ETC = Path(__file__).parent / "etc"
WALLS = Sandbox(
    # "localhost" is a name like others: without its file no program finds it. The accounts are ours, not the machine's.
    mounts=(*SYSTEM, *(Mount(ETC / name, f"/etc/{name}") for name in ("hosts", "nsswitch.conf", "passwd"))),
    environment={
        "PATH": "/usr/local/bin:/usr/bin:/bin:/opt",
        "HOME": "/tmp",
        "LANG": "C.UTF-8",
        "PORT": str(PORT),
        "PYTHONUNBUFFERED": "1",
        "PYTHONDONTWRITEBYTECODE": "1",
    },
    limits=Limits(
        processes=PROCESSES,
        file_bytes=16 * MIB,
        # Of one process; what all take together is watched. Threads and node reserve more than they use.
        data_bytes=1024 * MIB,
        open_files=256,
        temporary_bytes=32 * MIB,
    ),
)


class Program:
    """A learner's program that runs. Make one with `start`; `stop` or our own end ends it and all it started."""

    def __init__(self, process: asyncio.subprocess.Process, sockets: list[socket.socket], folder: int) -> None:
        self.sockets = sockets
        self.heard = 0
        self._process = process
        self._folder = folder
        self._tail = b""
        self._excess: str | None = None  # the id of the message about what it took too much of
        self._queueing = Queueing(WATCH_EVERY_S)
        self._tasks = [asyncio.create_task(self._listen_in()), asyncio.create_task(self._watch())]

    @classmethod
    async def start(cls, command: Sequence[str], folder: Folder) -> Program:
        """A program that has begun, with `folder` as its files; GraderBroken if no sandbox can be made."""
        walls, inside = equipped(command)
        ours, theirs = socket.socketpair()
        with ours:
            with theirs:
                process = await start_async(
                    walls,
                    [PYTHON, "-I", "-S", "-c", LAUNCHER, *inside],
                    stdin=theirs,
                    stdout=asyncio.subprocess.PIPE,
                    stderr=asyncio.subprocess.STDOUT,
                )
            descriptors: list[int] = []
            why: object = "nothing came back"
            said = b""
            try:
                async with asyncio.timeout(LAUNCH_S):
                    descriptors = await _exchange(ours, parcel(folder))
            except (OSError, TimeoutError) as error:  # a refused sandbox closes the line
                why = error
            finally:
                if not descriptors:  # also if nobody waits for it any more
                    said = await _killed(process)
        if not descriptors:
            raise GraderBroken(f"no sandbox for a server: {why}; it says: {said[-300:].decode(errors='replace')!r}")
        *sockets, last = descriptors
        return cls(process, [socket.socket(fileno=one) for one in sockets], last)

    @property
    def is_alive(self) -> bool:
        """True until it ended, by itself or by us."""
        return self._process.returncode is None

    @property
    def is_starved(self) -> bool:
        """True if it lately waited for a processor longer than it had one: the machine is late, not the program."""
        return self._queueing.is_long

    @property
    def said(self) -> str:
        """The end of what it printed, with the learner's files as they call them."""
        return self._tail.decode(errors="replace").replace(f"{FOLDER}/", "")

    @property
    def complaint(self) -> Complaint | None:
        """The last thing that went wrong, in the program's own words."""
        return last_complaint(self._tail.decode(errors="replace"))

    def complaint_since(self, heard: int) -> Complaint | None:
        """As `complaint`, in what it printed after `heard` bytes."""
        new = self.heard - heard
        return last_complaint(self._tail[-new:].decode(errors="replace")) if new else None

    @property
    def excess(self) -> Failure | None:
        """What it took too much of, if it was ended for that."""
        complaint = self.complaint
        if self._excess is None and complaint and complaint.words.startswith("MemoryError"):
            return Failure("server-too-heavy", file=complaint.file, line=complaint.line)
        return Failure(self._excess) if self._excess else None

    def listens(self, address: Address) -> bool:
        """True if it still waits for connections; one that is about to end has left its address before its clients."""
        inside = first_inside(self._process.pid) if self.is_alive else None
        return inside is not None and address in addresses(inside)

    async def listening(self, within_s: float) -> Address:
        """Where it listens, waited for; a Failure says why it does not, MachineBusy that nobody can tell."""
        end = time.monotonic() + within_s
        while time.monotonic() < end:
            inside = first_inside(self._process.pid)
            found = best_address(addresses(inside), PORT) if inside else None
            if found and found.reached:
                return found
            if found:
                raise Failure("server-wrong-address", expected="localhost", found=found.host)
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(asyncio.shield(self._tasks[0]), LOOK_EVERY_S)
            if self._tasks[0].done():
                await self._ended()
                raise self._last_words()
        if self.is_starved:
            raise MachineBusy("the server waited for a busy processor")
        raise Failure("server-never-listens", expected=str(PORT))

    def _last_words(self) -> Failure:
        """Why it ended before anybody asked it anything."""
        if excess := self.excess:
            return excess
        complaint = self.complaint
        if complaint is None:
            return Failure("server-ended")
        place = {"file": complaint.file, "line": complaint.line}
        if "Cannot assign requested address" in complaint.words or "EADDRNOTAVAIL" in complaint.words:
            return Failure("server-wrong-address", expected="localhost", **place)  # type: ignore[arg-type]
        return Failure("server-crashed", found=complaint.words, **place)  # type: ignore[arg-type]

    async def stop(self) -> Folder:
        """The files it leaves, once it was asked to end (as by Ctrl+C) and, if it does not, was ended."""
        try:
            first = first_inside(self._process.pid)
            for pid in children(first) if first else ():
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGINT)
            await self._let_end()
            await self._ended()
            return read_folder(self._folder)
        except FolderFull:
            raise Failure("server-fills-folder") from None
        finally:
            await self.kill()  # also if nobody waits for its end any more

    async def kill(self) -> None:
        """End it and forget its files; calling it again does nothing."""
        await self._ended()
        self._let_go()

    async def _let_end(self) -> None:
        """Wait until it has ended, or has done nothing for POLITE_S, or worked on for POLITE_MAX_S."""
        now = time.monotonic()
        end, quiet_end, seen = now + POLITE_MAX_S, now + POLITE_S, None
        while not self._tasks[0].done() and (now := time.monotonic()) < min(end, quiet_end):
            if (work := [run_and_wait_s(pid) for pid in descendants(self._process.pid)]) != seen:
                quiet_end, seen = now + POLITE_S, work
            await asyncio.wait([self._tasks[0]], timeout=LOOK_FOR_WORK_S)

    async def _ended(self) -> None:
        if self._process.returncode is None:
            kill(self._process.pid)
        await self._process.wait()
        self._tasks[1].cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def _let_go(self) -> None:
        for one in self.sockets:
            one.close()
        if self._folder >= 0:
            os.close(self._folder)
            self._folder = -1

    async def _listen_in(self) -> None:
        """Keep the end of what it prints, until it and all it started are gone.

        To the very end: asyncio's wait for a process is one for its output too.
        """
        output = self._process.stdout
        while output and (said := await output.read(65536)):
            self.heard += len(said)
            self._tail = (self._tail + said)[-TAIL:]
            if self.heard > OUTPUT_BYTES:
                self._end_for("server-prints-endlessly")

    async def _watch(self) -> None:
        """End it when it takes too much memory or too many processes."""
        while True:
            members = processes_of(self._process.pid)
            self._queueing.note([one.pid for one in members])
            if len(members) >= PROCESSES:
                self._end_for("server-too-many-processes")
            # Shared pages count in each of them; the exact sum costs more.
            elif sum(one.resident_bytes for one in members) > MEMORY_BYTES and (
                tree_bytes(self._process.pid) > MEMORY_BYTES
            ):
                self._end_for("server-too-heavy")
            await asyncio.sleep(WATCH_EVERY_S)

    def _end_for(self, message_id: str) -> None:
        self._excess = self._excess or message_id
        if self._process.returncode is None:
            kill(self._process.pid)


def equipped(command: Sequence[str]) -> tuple[Sandbox, list[str]]:
    """The sandbox that has the command, and the command as it is called there; GraderBroken if it is not installed."""
    name, *arguments = command
    if not Path(BWRAP).exists():
        raise GraderBroken("bubblewrap is not installed; on Debian: apt-get install bubblewrap")
    if shutil.which(name, path="/usr/local/bin:/usr/bin:/bin"):
        return WALLS, [name, *arguments]
    found = shutil.which(name)
    if found is None:
        raise GraderBroken(f"{name} is not installed, and an exercise serves with it; install it for every account")
    # A program outside /usr, such as node in the environment of this software, comes along alone.
    mount = Mount(Path(found).resolve(), f"/opt/{Path(name).name}")
    return replace(WALLS, mounts=(*WALLS.mounts, mount)), [mount.target, *arguments]


async def _killed(process: asyncio.subprocess.Process) -> bytes:
    """End a sandbox whose program nobody has; what it said."""
    if process.returncode is None:  # else its number may be another's by now
        kill(process.pid)
    said, _ = await process.communicate()
    return said


async def _exchange(line: socket.socket, parcel: bytes) -> list[int]:
    """Send the files, wait for the descriptors; none if the other end is gone."""
    loop = asyncio.get_running_loop()
    line.setblocking(False)
    await loop.sock_sendall(line, parcel)
    answered = asyncio.Event()
    loop.add_reader(line, answered.set)
    try:
        await answered.wait()
    finally:
        loop.remove_reader(line)
    _, descriptors, _, _ = socket.recv_fds(line, 1, 2 * SOCKETS + 1)
    return list(descriptors)
