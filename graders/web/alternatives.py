"""Words in place of a picture: what can be told of an `alt` from its letters alone.

Nobody but a person can say that an alternative is good. These rules name only what is none: a file's name, or a word
that says "this is a picture".
"""

from __future__ import annotations

import re
from pathlib import PurePosixPath
from urllib.parse import unquote, urlsplit

from graders.text import fold_text, tidy_text

ENDING = re.compile(r"\.(avif|bmp|gif|heic|ico|jfif|jpe?g|pdf|png|svg|tiff?|webp)$", re.IGNORECASE)
# What cameras, phones and scanners call their files: IMG_2034, DSC00012, PXL_20240112, image3.
CAMERA = re.compile(r"(img|dsc|dscn|pxl|mvi|wp|scan|photo|image|picture|pic)[ _-]?\d+([ _-]\d+)*(\(\d+\))?")
JOINED = re.compile(r"[\w.%+]*[_-][\w.%+-]*\w")  # plan-acces, logo_final_2: one word, no spaces
FILLERS = frozenset(
    {"alt", "capture", "capture d'ecran", "description", "dessin", "icone", "icon", "illustration", "image", "img"}
    | {"logo", "photo", "photographie", "picture", "sans titre", "texte", "texte alternatif", "titre", "vignette"}
)


def names_a_file(text: str, source: str = "") -> bool:
    """True if the words are a file's name rather than what the picture says.

    `source` is the picture's address: "plan-acces" names plan-acces.png, while "chat" may well describe chat.jpg.
    """
    words = tidy_text(text)
    if ENDING.search(words) or CAMERA.fullmatch(words.casefold()):
        return True
    return bool(JOINED.fullmatch(words)) and fold_text(words) == fold_text(_stem(source))


def says_nothing(text: str) -> bool:
    """True for words that only say that something is shown: « image », « photo 2 », « … »."""
    plain = re.sub(r"[\W\d_]+$", "", fold_text(text))
    return bool(tidy_text(text)) and (not plain or plain in FILLERS)


def _stem(source: str) -> str:
    try:
        path = urlsplit(source.strip()).path
    except ValueError:  # "http://[" is no address
        return ""
    return ENDING.sub("", PurePosixPath(unquote(path)).name)
