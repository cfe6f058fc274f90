"""Only our profiles reach the slicer, flat, and without a setting that starts programs."""

import shutil

import pytest

from fab_notebooks import slicing_profile as slicing_profile_module
from fab_notebooks.slicing_profile import (
    ProfileError,
    is_forbidden,
    profile_names,
    slicing_profile,
    vendor_settings,
)

BUNDLE = """[vendor]
name = Example
[print:*base*]
layer_height = 0.2
post_process = /usr/bin/evil
perimeters = 2
[print:*thin*]
layer_height = 0.1
[print:Fine]
inherits = *base*; *thin*
perimeters = 3
compatible_printers_condition = true
[filament:PLA]
temperature = 210
filament_notes = "nothing"
[printer:Machine]
bed_shape = 0x0,180x0,180x180,0x180
"""


def test_a_vendors_profile_is_flattened(tmp_path):
    """Later parents count over earlier ones, the section's own over all; programs and notes stay behind."""
    (tmp_path / "Example.ini").write_text(BUNDLE)
    vendor = {"file": "Example.ini", "print": "Fine", "filament": "PLA", "printer": "Machine"}
    assert vendor_settings(vendor, tmp_path) == {
        "layer_height": "0.1",
        "perimeters": "3",
        "temperature": "210",
        "bed_shape": "0x0,180x0,180x180,0x180",
        "print_settings_id": "Fine",
        "filament_settings_id": "PLA",
        "printer_settings_id": "Machine",
    }
    with pytest.raises(ProfileError, match=r"Example.ini: there is no \[print:Rough\]"):
        vendor_settings({**vendor, "print": "Rough"}, tmp_path)
    with pytest.raises(ProfileError, match="install the Debian package prusa-slicer"):
        vendor_settings({**vendor, "file": "Other.ini"}, tmp_path)


@pytest.mark.parametrize("name", profile_names())
def test_no_profile_starts_a_program(name):
    """In what the slicer loads there is no forbidden setting; the machine has a bed and a height."""
    if name.startswith("prusa-") and shutil.which("prusa-slicer") is None:
        pytest.skip("Debian's prusa-slicer is not installed; its vendor profiles are read there")
    profile = slicing_profile(name)
    assert not any(map(is_forbidden, profile.settings))
    assert "post_process" not in profile.ini
    assert profile.bed_mm == ((0.0, 0.0), (250.0, 210.0))
    assert 200 <= profile.height_mm <= 210


@pytest.mark.parametrize(
    ("setting", "reason"),
    [
        ('post_process = "/bin/evil"', "post_process may not be set"),
        ('perimeters = "2\\npost_process = /bin/evil"', "'perimeters' is no setting on one line"),
        ('" post_process" = "/bin/evil"', "' post_process' is no setting on one line"),
        ('"perimeters = 2\\npost_process" = "/bin/evil"', r"post_process' is no setting on one line"),
        ("perimeters = 2", "'perimeters' is no setting on one line"),
    ],
)
def test_a_forbidden_setting_has_no_disguise(tmp_path, monkeypatch, setting, reason):
    """Neither a blank nor a line break brings it to the slicer."""
    (tmp_path / "mine.toml").write_text(f"[settings]\n{setting}\n")
    monkeypatch.setattr(slicing_profile_module, "PROFILES", tmp_path)
    monkeypatch.setattr(slicing_profile_module, "profile_names", lambda: ("mine",))
    with pytest.raises(ProfileError, match=reason):
        slicing_profile.__wrapped__("mine")


@pytest.mark.parametrize("name", ["", "../simulee-pla", "/etc/passwd", "mine"])
def test_another_name_is_no_profile(name):
    """A person chooses from the list; nothing else is a profile, least of all a path."""
    with pytest.raises(ProfileError, match="there is no slicing profile"):
        slicing_profile(name)
