"""Files inside JSON: an object of name and Base64, the same on both sides of the HTTP API."""

from __future__ import annotations

import base64
from collections.abc import Mapping

from graders.exchange.file_names import NAME_BYTES_MAX, Limits


def encode_files(files: Mapping[str, bytes]) -> dict[str, str]:
    """The files as a JSON object."""
    return {name: base64.b64encode(content).decode("ascii") for name, content in files.items()}


def decode_files(data: object) -> dict[str, bytes]:
    """The files that `encode_files` wrote; ValueError for anything else. Names and sizes are not looked at."""
    if not isinstance(data, dict) or not all(isinstance(value, str) for value in data.values()):
        raise ValueError("expected files as an object of name and Base64")
    return {str(name): base64.b64decode(value, validate=True) for name, value in data.items()}


def body_bytes_max(limits: Limits) -> int:
    """The longest JSON that files within the limits can make: four signs for three bytes, and escapes in names."""
    return limits.total_bytes * 4 // 3 + limits.files * (6 * NAME_BYTES_MAX + 16) + 1_000


def commas_max(limits: Limits) -> int:
    """The most commas in such a JSON: one for each file or other value, and those in names.

    Each value in JSON but the first of its list has a comma, so this bounds what a parser makes of a body: thirty
    megabytes of `[],[],…` would become a gigabyte.
    """
    return limits.files * (NAME_BYTES_MAX + 1) + 100
