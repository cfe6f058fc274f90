"""One real Atelier for all hub tests of a session; each test uses people of its own where it changes them."""

from collections.abc import Iterator

import pytest

from tests.real_hub import Hub, real_hub

MORE = """eve;Eve;Oublie;stagiaire
gilles;Gilles;Premier;stagiaire
hanna;Hanna;Change;stagiaire
ines;Inès;Devine;stagiaire
jo;Jo;Attaque;stagiaire
"""


@pytest.fixture(scope="session")
def hub(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hub]:
    """A running Atelier with people of every role; ready in about six seconds."""
    from tests.real_hub import PEOPLE

    with real_hub(tmp_path_factory.mktemp("hub"), people=PEOPLE + MORE) as running:
        yield running
