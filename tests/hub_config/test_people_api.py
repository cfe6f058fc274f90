"""The hub's API about people, without a hub: what it refuses, and with which words."""

import pytest
from tornado.web import HTTPError

from hub_config.people_api import newcomers


def test_a_refused_list_quotes_what_was_sent_sign_by_sign():
    """Also a per cent sign, which tornado doubles where a message has arguments."""
    person = {"name": "50%", "first_name": "Amina", "last_name": "Diallo", "role": "trainee"}
    with pytest.raises(HTTPError) as refused:
        newcomers({"people": [person]})
    assert (refused.value.status_code, refused.value.get_message()) == (
        400,
        "bad list of people: 50%: identifiant is '50%'; expected up to 32 small letters and digits,"
        " with . _ or - between them, such as 'amina.b'",
    )
