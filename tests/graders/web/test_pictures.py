"""A picture's format is read from its bytes."""

import pytest

from graders.web.pictures import picture_format
from tests.graders.web.pictures import SVG, a_png


@pytest.mark.parametrize(
    ("data", "found"),
    [
        (a_png(), "png"),
        (b"\xff\xd8\xff\xe0", "jpeg"),
        (b"GIF89a", "gif"),
        (b"RIFF\0\0\0\0WEBPVP8 ", "webp"),
        (b"\0\0\0\x1cftypavif", "avif"),
        (b"BM", "bmp"),
        (SVG, "svg"),
        (b"Bonjour", None),
        (b"", None),
    ],
)
def test_a_format(data: bytes, found: str | None):
    """The name of the file says nothing."""
    assert picture_format(data) == found
