"""The exchange as a person's programs have it: lost answers, refusals, nobody there."""

import asyncio
from urllib.parse import urlsplit

import pytest

from graders.exchange import client
from graders.exchange.client import AnswerError, ExchangeClient, NoAnswerError, client_from
from graders.exchange.file_names import FilesRefusedError
from tests.graders.exchange.makers import RELEASED, S04, a_store, released, work
from tests.graders.exchange.served import served
from tests.hub_config.service.stand_in_hub import token_of


@pytest.fixture
async def exchange(tmp_path):
    """S04 is handed out."""
    async with served(released(a_store(tmp_path))) as exchange:
        yield exchange


@pytest.fixture
async def lossy(exchange):
    """A line to the exchange that loses the next `lossy.losses` answers, after the exchange has done its work."""

    async def carry(reader, writer):
        host, port = urlsplit(exchange.address).netloc.split(":")
        to_reader, to_writer = await asyncio.open_connection(host, int(port))
        head = await reader.readuntil(b"\r\n\r\n")
        length = next((int(line[15:]) for line in head.split(b"\r\n") if line.lower().startswith(b"content-length")), 0)
        to_writer.write(head + await reader.readexactly(length))
        answer = await to_reader.read()
        if server.losses:
            server.losses -= 1
        else:
            writer.write(answer)
        for each in (to_writer, writer):
            each.close()

    server = await asyncio.start_server(carry, "127.0.0.1", 0)
    server.losses = 0
    server.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/services/atelier"
    yield server
    server.close()


@pytest.mark.parametrize("losses", [0, 1, 2])
async def test_a_lost_answer_makes_no_second_hand_in(exchange, lossy, losses):
    """The client asks again with the same key until it knows, waiting in between, and there is one row."""
    pauses = []
    amina = ExchangeClient(lossy.url, token_of("amina"), pause=pauses.append)
    lossy.losses = losses
    submission = await asyncio.to_thread(amina.submit, S04, work("un"))
    assert exchange.store.submissions() == (submission,)
    assert (exchange.queued, pauses) == ([submission.submission_id], [0.5, 2.0][:losses])


async def test_trying_again_later_is_still_the_same_hand_in(exchange, lossy):
    """After three lost answers the client gives up; the same nonce later gives what was accepted the first time."""
    amina = ExchangeClient(lossy.url, token_of("amina"), pause=lambda seconds: None)
    lossy.losses = 3
    with pytest.raises(NoAnswerError, match="the exchange does not answer"):
        await asyncio.to_thread(amina.submit, S04, work("un"), "my form")
    submission = await asyncio.to_thread(amina.submit, S04, work("un"), "my form")
    changed = await asyncio.to_thread(amina.submit, S04, work("deux"), "my form")
    assert exchange.store.submissions() == (submission, changed)


async def test_two_hand_ins_are_two(exchange):
    """The same work handed in twice on purpose is two attempts."""
    amina = exchange.client("amina")
    attempts = [(await asyncio.to_thread(amina.submit, S04, work("un"))).attempt for _ in range(2)]
    assert attempts == [1, 2]


async def test_what_a_person_reads(exchange):
    """List, release, own hand-ins and feedback, all as they are in the store."""
    amina, store = exchange.client("amina"), exchange.store
    submission = store.put_feedback(store.submit("amina", S04, work("un")), {"a.html": b"Bravo"})
    assert await asyncio.to_thread(amina.assignments) == store.assignments("amina")
    assert await asyncio.to_thread(amina.release, S04) == (store.assignment(S04), RELEASED, store.earlier_digests(S04))
    assert await asyncio.to_thread(amina.submissions) == (submission,)
    assert await asyncio.to_thread(amina.feedback, submission.submission_id) == {"a.html": b"Bravo"}


async def test_a_refusal_has_its_status_and_sentence(exchange):
    """So that each can be said in the learner's words."""
    with pytest.raises(AnswerError, match="the assignment 'web-s99' is not handed out") as refusal:
        await asyncio.to_thread(exchange.client("amina").submit, "web-s99", work("un"))
    assert refusal.value.status == 404


@pytest.mark.parametrize("name", ["../../hub/api/users", "a?b", "a#b", "a b", "é"])
async def test_a_name_is_no_address(exchange, name):
    """Whatever an assignment is called, the request goes to the exchange."""
    with pytest.raises(AnswerError, match="is not handed out") as refusal:
        await asyncio.to_thread(exchange.client("amina").release, name)
    assert refusal.value.status == 404


@pytest.mark.parametrize(
    ("environ", "message"),
    [
        ({}, "ATELIER_SERVICE_URL and JUPYTERHUB_API_TOKEN not set"),
        ({"ATELIER_SERVICE_URL": "http://127.0.0.1:1"}, "JUPYTERHUB_API_TOKEN not set"),
    ],
)
def test_outside_a_hubs_server_there_is_no_exchange(environ, message):
    """The sentence names what is missing."""
    with pytest.raises(NoAnswerError, match=message):
        client_from(environ)


async def test_a_notebook_hands_in_its_folder(exchange, tmp_path):
    """`hand_in` sends the folder as it is on the disk, as the person whose token the environment holds."""
    folder = tmp_path / S04
    for name, content in work("un").items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    submission = await asyncio.to_thread(client.hand_in, S04, folder, exchange.environment("amina"))
    assert exchange.store.submissions(student_id="amina") == (submission,)
    assert exchange.store.files_of(submission) == work("un")


async def test_an_empty_folder_is_not_handed_in(exchange, tmp_path):
    """The refusal comes before anything is sent."""
    with pytest.raises(FilesRefusedError, match="there is no file"):
        await asyncio.to_thread(client.hand_in, S04, tmp_path / "nothing", exchange.environment("amina"))


def test_a_token_is_never_shown():
    """Neither the client nor its errors print it."""
    hidden = ExchangeClient("http://127.0.0.1:9/services/atelier", "very-secret", pause=lambda seconds: None)
    with pytest.raises(NoAnswerError) as error:
        hidden.assignments()
    assert "very-secret" not in repr(hidden) + repr(error.value) + repr(error.value.__cause__)
