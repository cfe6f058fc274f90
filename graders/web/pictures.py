"""What kind of picture a file is, told by its first bytes; its name may say anything."""

from __future__ import annotations

# ref: https://mimesniff.spec.whatwg.org/#matching-an-image-type-pattern
SIGNATURES = (
    ("png", 0, b"\x89PNG\r\n\x1a\n"),
    ("jpeg", 0, b"\xff\xd8\xff"),
    ("gif", 0, b"GIF8"),
    ("webp", 8, b"WEBP"),
    ("avif", 4, b"ftypavif"),
    ("avif", 4, b"ftypavis"),
    ("bmp", 0, b"BM"),
)
SVG_START = 1000  # bytes; comments and a doctype may come first


def picture_format(data: bytes) -> str | None:
    """ "png", "jpeg", "gif", "webp", "avif", "bmp" or "svg"; None if it is no picture."""
    for name, offset, signature in SIGNATURES:
        if data[offset : offset + len(signature)] == signature:
            return name
    return "svg" if b"<svg" in data[:SVG_START].lower() else None
