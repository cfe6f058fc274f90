"""The gallery: `gallery()` in a notebook shows every design with its picture; each links to its own notebook.

The last card leads to a design of the person's own."""

from __future__ import annotations

import base64
import re
import unicodedata
from functools import cache
from html import escape
from pathlib import Path

from fab_notebooks.design import Design, design_names, find_design
from fab_notebooks.handing_out import FOLDER, OWN_DESIGN, OWN_NOTEBOOK
from fab_notebooks.picture import picture
from fab_notebooks.sentences import say, sentence

STYLE = (Path(__file__).parent / "front" / "gallery.css").read_text(encoding="utf-8")


class Gallery:
    """The designs of the house, as a notebook shows them."""

    def __repr__(self) -> str:
        return "\n".join(f"{design.label} : {design.description}" for design in _designs())

    def _repr_html_(self) -> str:
        cards = "".join([*(_card(design) for design in _designs()), _own_card()])
        return f'<style>{STYLE}</style><ul class="fab-gallery" lang="fr">{cards}</ul>'


def gallery() -> Gallery:
    """All designs, in the order of their French names."""
    return Gallery()


def notebook_name(design: Design) -> str:
    """The file of a design's notebook, after its French name.

    >>> notebook_name(find_design("repair-knob"))
    'bouton-de-reparation.ipynb'
    """
    plain = unicodedata.normalize("NFKD", design.label).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-") + ".ipynb"


def notebook_of(name: str) -> str:
    """The notebook that shows a design; empty for one that no notebook of the house shows.

    >>> notebook_of("wall-hook"), notebook_of("Impression 3D/mon-objet.py"), notebook_of("autre.py")
    ('crochet-mural.ipynb', 'votre-propre-objet.ipynb', '')
    """
    if name in design_names():
        return notebook_name(find_design(name))
    return OWN_NOTEBOOK if name == f"{FOLDER}/{OWN_DESIGN}" else ""


def _designs() -> list[Design]:
    return sorted((find_design(name) for name in design_names()), key=notebook_name)


def _card(design: Design) -> str:
    presets = say("gallery-presets", found=", ".join(map(escape, design.presets)))
    return (
        f'<li><a href="{notebook_name(design)}"><img src="{_picture(design.name)}" alt="" width="220" height="220">'
        f"<strong>{escape(design.label)}</strong></a>"
        f"<p>{escape(design.description)}</p><p>{presets}</p></li>"
    )


def _own_card() -> str:
    words = sentence("gallery-own")
    return f'<li><a href="{OWN_NOTEBOOK}"><strong>{escape(words.say)}</strong></a><p>{escape(words.next)}</p></li>'


@cache
def _picture(name: str) -> str:
    design = find_design(name)
    return "data:image/png;base64," + base64.b64encode(picture(design.make({}), size=220)).decode()
