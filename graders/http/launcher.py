"""Runs inside the sandbox and becomes the learner's program; standard library only, as its text is all that goes in.

It talks once, over its standard input, a socket: in come the files of the folder, out go sockets that were never
connected and the open folder. A socket stays in the network it was made in, whoever holds it. So the grader speaks to
the program from outside, and nothing of ours is left inside to be seen, stopped or imitated.

In:  `HEX-NAME MODE SIZE` and a line end, then SIZE bytes; a folder has size -1; an empty line ends the list.
Out: one byte, with the sockets and the folder as file descriptors (unix(7), SCM_RIGHTS).
"""

import os
import signal
import socket
import sys

FOLDER = "/tmp/site"
SOCKETS = 4  # for each kind of address


def receive_files(line: socket.socket) -> None:
    """Write what comes in below the current folder."""
    with line.makefile("rb") as coming:
        while words := coming.readline().split():
            name, mode, size = os.fsdecode(bytes.fromhex(words[0].decode())), int(words[1]), int(words[2])
            if size < 0:
                os.makedirs(name, exist_ok=True)
                continue
            if parent := os.path.dirname(name):
                os.makedirs(parent, exist_ok=True)
            with open(name, "wb") as file:
                file.write(coming.read(size))
                os.fchmod(file.fileno(), mode)


def new_sockets() -> list[socket.socket]:
    """IPv4 first, then as many IPv6; none of these where the kernel has none."""
    made = [socket.socket(socket.AF_INET, socket.SOCK_STREAM) for _ in range(SOCKETS)]
    try:
        made += [socket.socket(socket.AF_INET6, socket.SOCK_STREAM) for _ in range(SOCKETS)]
    except OSError:
        return made[:SOCKETS]
    return made


def launch(command: list[str]) -> None:
    """Prepare the folder, hand the sockets out, run the command in this process."""
    os.mkdir(FOLDER)
    os.chdir(FOLDER)
    with socket.socket(fileno=0) as line:
        receive_files(line)
        folder = os.open(".", os.O_RDONLY | os.O_DIRECTORY)
        sockets = new_sockets()
        socket.send_fds(line, [b"."], [*(one.fileno() for one in sockets), folder])
    # Closing the line freed 0. What else is open closes by itself when the command starts (PEP 446).
    os.set_inheritable(os.open("/dev/null", os.O_RDONLY), True)
    # What a shell starts with "&" ignores Ctrl+C, and so would all that it starts in turn.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    os.execvp(command[0], command)


if __name__ == "__main__":
    launch(sys.argv[1:])
