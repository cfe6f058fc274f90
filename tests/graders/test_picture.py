"""What a picture in a report may be."""

from typing import Any

import pytest

from graders.picture import PICTURE_BYTES, Picture

PICTURE = Picture("Le modèle", "La page du modèle.", b"\xff\xd8")


def test_json_round_trip():
    """What the service sends is what the card shows."""
    assert Picture.from_json(PICTURE.to_json()) == PICTURE


@pytest.mark.parametrize(
    "address",
    [
        "https://ailleurs.example/x.jpg",
        "data:image/svg+xml;base64,AAAA",
        "data:text/html;base64,AAAA",
        'data:image/jpeg;base64,AAAA" onerror="alert(1)',
        "javascript:alert(1)",
        "data:image/jpeg;base64," + "A" * (PICTURE_BYTES * 4),
    ],
    ids=lambda address: address[:40],
)
def test_nothing_else_is_a_picture(address: str):
    """A report from elsewhere brings no other address, and nothing huge."""
    data: dict[str, Any] = {**PICTURE.to_json(), "address": address}
    with pytest.raises(ValueError, match="picture"):
        Picture.from_json(data)


def test_a_large_picture_is_refused():
    """A report stays small."""
    with pytest.raises(ValueError, match="expected at most"):
        Picture("a", "b", b"\0" * (PICTURE_BYTES + 1))
