"""A file of settings, however it is typed."""

from __future__ import annotations

import pytest

from graders.checks import Failure
from graders.mesh.settings import Setting, read_settings


@pytest.mark.parametrize(
    ("line", "name", "value"),
    [
        ("paroi = 1,2", "paroi", 1.2),
        ("paroi=1.2", "paroi", 1.2),
        ("  Paroi : 2 mm", "paroi", 2),
        ("paroi = 2 # deux millimètres", "paroi", 2),
        ("Température = 205 °C", "temperature", 205),
        ("température = 205°", "temperature", 205),
        ("hauteur de couche = 0,2 millimètres.", "hauteur_de_couche", 0.2),
    ],
)
def test_every_usual_way_to_write_a_setting_is_read(line: str, name: str, value: float):
    """With a comma or a point, a unit or none, accents or none."""
    assert read_settings(f"# Une note\n\n{line}\n", "reglages.txt") == {name: Setting(value, 3)}


@pytest.mark.parametrize(
    ("text", "message_id", "line", "found"),
    [
        ("a = 1\nparoi = solide", "mesh-setting-line", 2, "paroi = solide"),
        ("paroi 2", "mesh-setting-line", 1, "paroi 2"),
        ("paroi =", "mesh-setting-line", 1, "paroi ="),
        ("paroi = 1 2", "mesh-setting-line", 1, "paroi = 1 2"),
        ("paroi = -1", "mesh-setting-line", 1, "paroi = -1"),
        ("paroi = 1e99", "mesh-setting-line", 1, "paroi = 1e99"),
        ("= 2", "mesh-setting-line", 1, "= 2"),
        ("paroi = 1\nParoi : 2", "mesh-setting-twice", 2, "paroi"),
    ],
)
def test_what_is_no_setting_is_told_with_its_line(text: str, message_id: str, line: int, found: str):
    """The first such line, as it was written."""
    with pytest.raises(Failure) as caught:
        read_settings(text, "reglages.txt")
    failure = caught.value
    assert (failure.message_id, failure.line, failure.found, failure.file) == (message_id, line, found, "reglages.txt")
