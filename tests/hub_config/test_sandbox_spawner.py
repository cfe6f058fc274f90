"""A person's server: what its terminal sees and may do. The data of the sandbox is tested without one."""

import asyncio
import json
import os
import signal
import subprocess
from pathlib import Path

import psutil
import pytest
from traitlets.config import Config

from graders.memory_guard import tree_bytes
from graders.sandbox import MIB
from hub_config.configure import configure
from hub_config.roles import CULLER
from hub_config.sandbox_spawner import environment_of, person_files, software_mounts
from tests.real_hub import Hub, Visitor, wait_for

CHECKOUT = Path("/srv/atelier")


def test_the_software_holds_no_solution():
    """Of the checkout a server sees what it runs; never the curriculum, the data folder or the tests."""
    mounts = software_mounts(CHECKOUT)
    assert [(mount.target, mount.writable) for mount in mounts] == [
        ("/srv/atelier/.venv", False),
        ("/srv/atelier/fab_notebooks", False),
        ("/srv/atelier/graders", False),
        ("/srv/atelier/hub_config/single_user", False),
    ]


def test_only_a_trainer_is_told_of_a_course():
    """The formgrader's configuration comes with the course folder, or not at all."""
    trainee = environment_of("amina", checkout=CHECKOUT, trainer=False)
    trainer = environment_of("claire", checkout=CHECKOUT, trainer=True)
    assert (trainee["JUPYTER_CONFIG_PATH"].split("/")[5].split(":")[0], "ATELIER_COURSE_ROOT" in trainee) == (
        "trainee",
        False,
    )
    assert (trainer["JUPYTER_CONFIG_PATH"].split("/")[5].split(":")[0], trainer["ATELIER_COURSE_ROOT"]) == (
        "trainer",
        "/home/claire/cours",
    )


def test_the_little_etc_names_nobody_else():
    """A terminal can say who one is, and knows no other account of the machine."""
    files = person_files("amina")
    assert [line.split(":")[0] for line in files["passwd"].splitlines()] == ["root", "amina"]
    assert set(files) == {"passwd", "group", "hosts", "nsswitch.conf"}


@pytest.fixture(scope="module")
def jo(hub: Hub) -> Visitor:
    """A trainee with an open server, whose work is bound to go wrong."""
    visitor = hub.visitor("jo")
    visitor.open_server()
    return visitor


@pytest.mark.hub
@pytest.mark.sandbox
class TestTraineesServer:
    async def test_it_sees_its_own_home_and_nothing_else_of_the_place(self, hub: Hub, jo: Visitor):
        """No other home, no course, no gradebook, no hub database, no secret, no solution."""
        for path in ("homes/bruno", "course", "hub/jupyterhub.sqlite", "secrets", "service"):
            assert (hub.settings.data_dir / path).exists() or path == "homes/bruno"
        paths = [
            *(
                str(hub.settings.data_dir / part)
                for part in ("", "homes", "course", "hub", "secrets", "service", "logs")
            ),
            *(
                str(Path(__file__).parents[2] / part)
                for part in ("curriculum", "tests", "var", "hub_config/up.py", ".git")
            ),
            "/root",
            "/var",
            "/etc/shadow",
            "/home/bruno",
        ]
        script = f"import os; print([p for p in {paths!r} if os.path.exists(p)], os.listdir('/home'), os.getcwd())"
        assert await jo.run(script) == "[] ['jo'] /home/jo\n"

    async def test_it_sees_no_process_but_its_own(self, jo: Visitor):
        """Nobody else's environment or command line can be read, and no token but one's own."""
        script = """if True:
            import os, pathlib
            tokens = set()
            for pid in filter(str.isdigit, os.listdir("/proc")):
                environment = pathlib.Path(f"/proc/{pid}/environ").read_bytes().split(b"\\0")
                tokens |= {v for v in environment if b"TOKEN" in v or b"SECRET" in v}
            print(tokens == {b"JUPYTERHUB_API_TOKEN=" + os.environ["JUPYTERHUB_API_TOKEN"].encode()})
        """
        assert await jo.run(script) == "True\n"

    async def test_its_software_cannot_be_changed(self, jo: Visitor):
        """What everybody runs nobody writes."""
        script = """if True:
            import graders, jupyterlab, os
            for folder in (os.path.dirname(graders.__file__), os.path.dirname(jupyterlab.__file__), "/usr/bin", "/etc"):
                try: open(folder + "/x", "w"); print(folder)
                except OSError as error: print(error.strerror)
        """
        assert await jo.run(script) == "Read-only file system\n" * 4

    async def test_a_fork_bomb_stays_inside(self, hub: Hub, jo: Visitor):
        """It ends at the person's own limit; the hub goes on answering, and other servers start."""
        script = """if True:
            import os, signal
            children = []
            try:
                while True:
                    pid = os.fork()
                    if pid == 0: signal.pause()
                    children.append(pid)
            except BlockingIOError:
                print(len(children) > 100, len(children) < 300)
            for pid in children: os.kill(pid, 9)
        """
        running = asyncio.create_task(jo.run(script))
        amina = await asyncio.to_thread(hub.visitor, "amina")
        await asyncio.to_thread(amina.open_server)
        assert await running == "True True\n"

    async def test_a_memory_hog_stays_inside(self, hub: Hub, jo: Visitor):
        """One process cannot take more than the limit; many that do together are brought below it, the server lives."""
        assert "MemoryError" in await jo.run("b'0' * (2 << 30)")
        root = _server_root(hub, "jo")
        script = """if True:
            import os, subprocess, sys
            hog = "x = b'0' * (300 << 20); import time; time.sleep(60)"
            hogs = [subprocess.Popen([sys.executable, "-c", hog]) for _ in range(6)]
            print(sorted({os.wait()[1] for _ in range(2)}))
            for process in hogs: process.kill()
        """
        assert await jo.run(script) == f"[{signal.SIGKILL.value}]\n"
        assert tree_bytes(root) < hub.settings.server_memory_mib * MIB
        assert jo.get("/user/jo/api/status").status_code == 200

    async def test_a_big_file_stops_at_its_limit(self, hub: Hub, jo: Visitor):
        """Nobody fills the disk with one file by mistake."""
        script = """if True:
            try:
                with open("big", "wb") as file:
                    while True: file.write(bytes(1 << 24))
            except OSError as error: print(error.strerror)
            import os; print(os.path.getsize("big")); os.remove("big")
        """
        limit = hub.settings.server_file_mib * MIB
        assert await jo.run(script) == f"File too large\n{limit}\n"

    async def test_its_token_does_only_what_a_trainee_does(self, jo: Visitor):
        """Read from the terminal and sent by hand it opens neither the hub nor anybody else's server."""
        script = """if True:
            import json, os, urllib.request, urllib.error
            def ask(path, method="GET"):
                request = urllib.request.Request(os.environ["JUPYTERHUB_API_URL"] + path, method=method)
                request.add_header("Authorization", "token " + os.environ["JUPYTERHUB_API_TOKEN"])
                try: return json.load(urllib.request.urlopen(request))
                except urllib.error.HTTPError as error: return error.code
            print(json.dumps(sorted(ask("/user")["scopes"])))
            print([ask("/users"), ask("/users/bruno"), ask("/people"), ask("/people/bruno/password", "POST"),
                   ask("/users/jo/tokens", "POST"), ask("/users/jo/server", "DELETE"), ask("/proxy")])
        """
        scopes, refused = (await jo.run(script)).splitlines()
        assert set(json.loads(scopes)) == {
            "access:servers!server=jo/",
            "access:services!service=atelier",
            "custom:print-jobs:submit",
            "custom:work:own",
            "read:users:name!user=jo",
            "read:users:activity!user=jo",
            "read:users:groups!user=jo",
            "users:activity!user=jo",
        }
        assert refused == "[403, 404, 403, 403, 403, 403, 403]"

    async def test_no_formgrader_for_a_trainee(self, jo: Visitor):
        """The trainers' pages are not even installed in a trainee's server."""
        assert jo.get("/user/jo/formgrader").status_code == 404


@pytest.mark.hub
class TestLifeOfAServer:
    async def test_nobody_enters_another_persons_server(self, hub: Hub, jo: Visitor):
        """Not a trainee, nor a trainer: what is in a home is its person's."""
        for name in ("bruno", "claire"):
            page = hub.visitor(name).get("/user/jo/lab")
            assert page.status_code == 403, page.url

    async def test_a_server_outlives_the_hub(self, hub: Hub, jo: Visitor):
        """After kill -9 of the hub people's work goes on in the same processes, and the hub knows of it."""
        root = _server_root(hub, "jo")
        started = psutil.Process(root).create_time()
        hub.program("jupyterhub").kill()
        # The proxy has kept the way to it: nobody has to wait for the hub.
        assert await jo.run("print('still here')") == "still here\n"
        wait_for(hub.is_up, "the next hub")
        assert (psutil.Process(root).create_time(), list(jo.servers())) == (started, [""])

    async def test_a_closed_server_leaves_nothing(self, hub: Hub, jo: Visitor):
        """After stopping no process of the sandbox is left; the files are."""
        await jo.run("open('kept.txt', 'w').write('work')")
        root = _server_root(hub, "jo")
        inside = [process.pid for process in psutil.Process(root).children(recursive=True)]
        assert inside
        jo.close_server()
        wait_for(lambda: not [pid for pid in (root, *inside) if psutil.pid_exists(pid)], "the end of all processes")
        assert (hub.settings.homes_dir / "jo" / "kept.txt").read_text() == "work"

    def test_an_idle_server_is_closed_and_its_person_told(self, hub: Hub):
        """The culler, started as the hub starts it but less patient, may end servers and nothing else."""
        bruno = hub.visitor("bruno")
        bruno.open_server()
        c = Config()
        configure(c, hub.settings)
        culler = next(service for service in c.JupyterHub.services if service["name"] == CULLER)
        patience = {f"--timeout={hub.settings.server_idle_s}": "--timeout=1", "--cull-every=60": "--cull-every=1"}
        command = [patience.get(part, part) for part in culler["command"]]
        token = {"JUPYTERHUB_API_TOKEN": culler["api_token"], "JUPYTERHUB_API_URL": hub.settings.hub_api_url}
        process = subprocess.Popen(command, env={**os.environ, **token}, stderr=subprocess.DEVNULL)
        wait_for(lambda: not bruno.servers(), "the end of an idle server")
        process.kill()
        process.wait()
        assert "<h1>Votre espace de travail est fermé</h1>" in bruno.get("/user/bruno/lab").text
        assert "bruno" in {person["name"] for person in hub.api("GET", "people").json()}

    def test_a_server_that_cannot_start_says_so(self, hub: Hub):
        """The page takes it on us, keeps what is only for operators to itself, and offers another try."""
        remi = hub.visitor("remi")
        home = hub.settings.homes_dir / "remi"
        home.write_text("a file where the home should be")
        page = remi.get("/hub/spawn")
        wait_for(lambda: "n’a pas pu s’ouvrir" in (page.text + remi.get("/hub/spawn-pending/remi").text), "the page")
        assert "homes" not in remi.get("/hub/spawn-pending/remi").text
        home.unlink()
        assert remi.open_server() > 0
        remi.close_server()

    async def test_a_trainer_has_the_course_and_the_formgrader(self, hub: Hub):
        """Opened top-level in the trainer's own server, on the course that is handed out."""
        claire = hub.visitor("claire")
        claire.open_server()
        assert "web-s04-html-base" in await claire.run("import os; print(os.listdir('cours/source'))")
        page = claire.get("/user/claire/formgrader/manage_assignments")
        assert (page.status_code, "formgrader" in page.text) == (200, True)
        names = [each["name"] for each in claire.api("GET", "/user/claire/formgrader/api/assignments").json()]
        assert "web-s04-html-base" in names


def _server_root(hub: Hub, name: str) -> int:
    """The pid the person's sandbox was started under."""
    for process in psutil.process_iter(["cmdline"]):
        command = process.info["cmdline"] or []
        if command[:1] == ["/usr/bin/bwrap"] and str(hub.settings.homes_dir / name) in command:
            parent = process.parent()
            return parent.pid if parent and parent.name() == "bwrap" else process.pid
    raise AssertionError(f"no sandbox of {name}")


def test_this_process_is_no_root():
    """What the sandbox promises it promises to an ordinary account."""
    assert os.geteuid() != 0
