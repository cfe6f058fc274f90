"""What a trainee who can program tries from their own kernel, and what a link or a form from elsewhere tries."""

import asyncio
import json

import psutil
import pytest

from tests.real_hub import Hub, Visitor

pytestmark = [pytest.mark.hub, pytest.mark.sandbox]

ASK = """
import json, os, urllib.error, urllib.request
def ask(url, method="GET", data=None, token=os.environ["JUPYTERHUB_API_TOKEN"]):
    request = urllib.request.Request(url, method=method, data=None if data is None else json.dumps(data).encode())
    if token: request.add_header("Authorization", "token " + token)
    class NoRedirect(urllib.request.HTTPRedirectHandler):
        def redirect_request(self, *_): return None
    try: return urllib.request.build_opener(NoRedirect).open(request, timeout=20).status
    except urllib.error.HTTPError as error: return error.code
    except OSError as error: return type(error).__name__
hub, service = os.environ["JUPYTERHUB_API_URL"], os.environ["ATELIER_SERVICE_URL"]
"""


@pytest.fixture(scope="module")
def jo(hub: Hub) -> Visitor:
    """The trainee who tries."""
    visitor = hub.visitor("jo")
    if not visitor.servers():
        visitor.open_server()
    return visitor


async def answers(jo: Visitor, *asks: str) -> list[object]:
    """What these calls of `ask` answer in jo's kernel."""
    found: list[object] = json.loads(await jo.run(f"{ASK}print(json.dumps([{', '.join(asks)}]))"))
    return found


async def test_the_hub_gives_nothing_of_others(jo: Visitor):
    """Others' servers, tokens, groups, shares and services are out of reach for the token of a server."""
    asks = [
        'ask(hub + "/users/bruno/server", "POST", {})',
        'ask(hub + "/users/bruno/server", "DELETE")',
        'ask(hub + "/users/bruno/tokens", "POST", {})',
        'ask(hub + "/users/claire/tokens")',
        'ask(hub + "/users/bruno/activity", "POST", {"last_activity": "2020-01-01T00:00:00Z"})',
        'ask(hub + "/users/jo", "PATCH", {"admin": True})',
        'ask(hub + "/users/jo/server", "POST", {})',
        'ask(hub + "/groups")',
        'ask(hub + "/groups/trainers/users", "POST", {"users": ["jo"]})',
        'ask(hub + "/shares/jo/", "POST", {"user": "bruno"})',
        'ask(hub + "/services")',
        'ask(hub + "/shutdown", "POST", {})',
    ]
    assert set(await answers(jo, *asks)) <= {403, 404}


async def test_the_service_gives_nothing_of_others(hub: Hub, jo: Visitor):
    """What a trainer may do there a trainee's token may not, under whatever name the request is sent."""
    asks = [
        'ask(service + "/api/class/submissions")',
        'ask(service + "/api/class/submissions?student_id=jo")',
        'ask(service + "/api/assignments/web-s04-html-base/release", "PUT", {"files": {"a": "eA=="}})',
        'ask(service + "/api/assignments/web-s04-html-base/release", "DELETE")',
        'ask(service + "/api/assignments/web-s04-html-base/deadline", "PUT", {"due_at": None})',
        'ask(service + "/api/assignments/web-s04-html-base/extensions")',
        'ask(service + "/api/assignments/web-s04-html-base/extensions/jo", "PUT", {"due_at": None})',
        'ask(service + "/api/checks/web-s04-html-base/05?as=grading", "POST", {"files": {}})',
        'ask(service + "/la-classe")',
        'ask(service + "/la-classe/bruno/retour/web-s04-html-base")',
        'ask(service + "/la-classe/jo/corriger", "POST", {})',
    ]
    assert await answers(jo, *asks) == [403] * len(asks)
    hand_in = '{"key": "mine", "student_id": "bruno", "files": {"s04-html-base.ipynb": "e30="}}'
    assert await answers(jo, f'ask(service + "/api/assignments/web-s04-html-base/submissions", "POST", {hand_in})') == [
        201
    ]
    listed = await jo.run(
        f"{ASK}request = urllib.request.Request(service + '/api/submissions')\n"
        "request.add_header('Authorization', 'token ' + os.environ['JUPYTERHUB_API_TOKEN'])\n"
        "print({each['student_id'] for each in json.load(urllib.request.urlopen(request))['submissions']})"
    )
    assert listed == "{'jo'}\n"


async def test_the_ports_of_others_answer_to_nobody(hub: Hub, jo: Visitor):
    """The loopback is shared: neither the proxy's API nor another person's server does anything for a neighbour."""
    bruno = await asyncio.to_thread(hub.visitor, "bruno")
    if not await asyncio.to_thread(bruno.servers):
        await asyncio.to_thread(bruno.open_server)
    ports = _listening(hub, "bruno")
    assert len(ports) == 1, "a kernel or a helper of bruno's listens where others reach it"
    server = f"http://127.0.0.1:{ports.pop()}/user/bruno"
    proxy = f"http://127.0.0.1:{hub.settings.proxy_api_port}/api/routes"
    asks = [
        f'ask("{server}/api/contents")',
        f'ask("{server}/api/contents", token=None)',
        f'ask("{server}/api/kernels", "POST", {{}})',
        f'ask("{server}/atelier/api/hand-in/web-s04-html-base", "POST", {{}})',
        f'ask("{server}/files/.bash_history")',
        f'ask("{proxy}")',
        f'ask("{proxy}", token=None)',
        f'ask("{proxy}/user/bruno", "POST", {{"target": "http://127.0.0.1:1"}})',
    ]
    assert set(await answers(jo, *asks)) <= {302, 403}


@pytest.mark.parametrize(
    "place",
    [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example/",
        "\\\\evil.example",
        "https:evil.example",
        "///evil.example",
        "/hub/..//evil.example/%0d%0aSet-Cookie: a=b",
        "javascript:alert(1)",
    ],
)
def test_signing_in_leads_nowhere_else(hub: Hub, place: str):
    """`next=` of the sign-in and of the server’s start stays on this site."""
    hub.visitor("bruno")
    visitor = hub.stranger()
    page = visitor.get("/hub/login", params={"next": place})
    hidden = {"username": "bruno", "password": hub.passwords["bruno"], "_xsrf": visitor.xsrf("/hub/")}
    answer = visitor.session.post(
        page.url, data=hidden, headers={"Sec-Fetch-Mode": "navigate"}, allow_redirects=False, timeout=30
    )
    assert answer.status_code == 302
    signed_in = visitor.get("/hub/login", params={"next": place}, allow_redirects=False)
    spawned = hub.visitor("jo").get("/hub/spawn", params={"next": place}, allow_redirects=False)
    for each in (answer, signed_in, spawned):
        where = each.headers.get("Location", hub.url)
        there = where.replace("\\", "/")
        assert there.startswith(hub.url) or (there.startswith("/") and not there.startswith("//")), where
        assert "Set-Cookie" not in each.headers or "a=b" not in each.headers["Set-Cookie"]


def _listening(hub: Hub, name: str) -> set[int]:
    """The TCP ports on which anything in this person's sandbox listens."""
    home = str(hub.settings.homes_dir / name)
    roots = [each for each in psutil.process_iter(["cmdline"]) if home in (each.info["cmdline"] or [])]
    inside = {each for root in roots for each in (root, *root.children(recursive=True))}
    return {c.laddr.port for each in inside for c in each.net_connections("tcp") if c.status == psutil.CONN_LISTEN}
