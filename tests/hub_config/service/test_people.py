"""The hub's people, asked over HTTP."""

import pytest

from hub_config.service.people import REMEMBER_S, HubError, HubRefusedError, People, Person
from tests.hub_config.service.stand_in_hub import stand_in_hub


@pytest.fixture
async def people():
    """The stand-in hub's, with a clock that stands still."""
    async with stand_in_hub() as hub_auth:
        yield People(hub_auth.api_url, "service-token", now=lambda: 1000.0)


async def test_people_come_as_in_a_class_list(people):
    """Everybody, by last name."""
    names = ["Paul Adam", "Farida Benali", "Amina Diallo", "Rosa Lopes", "Bruno Martin", "Samir Petit"]
    assert [person.full_name for person in await people.everybody()] == names


async def test_somebody_unknown_is_just_a_name(people):
    """An account that the hub does not name any more can still be shown."""
    assert await people.person("gone") == Person("gone", "", "", "")
    assert (await people.person("gone")).full_name == "gone"


async def test_the_hub_is_asked_once_in_a_while(people):
    """Within half a minute the answer is remembered, even if the hub is away; afterwards it is asked again."""
    known = await people.everybody()
    people._api_url = "http://127.0.0.1:1/hub/api"
    assert await people.everybody() == known
    people._now = lambda: 1000.0 + REMEMBER_S
    with pytest.raises(HubError, match="did not answer GET people"):
        await people.everybody()


async def test_a_new_first_password(people):
    """For a trainee there is one; for a trainer the hub says no."""
    assert await people.new_first_password("amina") == "nouveau-amina-1234"
    with pytest.raises(HubRefusedError, match="the hub answered 403 to POST people/farida/password"):
        await people.new_first_password("farida")


async def test_an_answer_that_is_no_list_of_people_is_the_hubs_fault():
    """A wrong token, or a page instead of JSON, is one kind of error."""
    async with stand_in_hub() as hub_auth:
        with pytest.raises(HubError, match="the hub answered 403 to GET people"):
            await People(hub_auth.api_url, "wrong").everybody()
