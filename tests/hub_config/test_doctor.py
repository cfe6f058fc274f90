"""The doctor: every fault with what to do about it, on one page."""

import socket
from pathlib import Path

import pytest

from hub_config import doctor
from hub_config.doctor import Fault, Finding, examine, page
from hub_config.settings import Settings
from hub_config.up import lock, prepare_folders
from tests.real_hub import free_ports


def a_place(folder: Path, **changes: object) -> Settings:
    """A prepared data folder with free ports."""
    names = ("port", "hub_port", "proxy_api_port", "service_port", "simulator_port")
    ports = zip(names, free_ports(len(names)), strict=True)
    settings = Settings(data_dir=folder, **{**dict(ports), **changes})
    prepare_folders(settings)
    return settings


@pytest.mark.sandbox
@pytest.mark.browser
def test_this_machine_is_well(tmp_path: Path):
    """Where the tests run, all that Atelier needs is there."""
    findings = list(examine(a_place(tmp_path)))
    assert [finding for finding in findings if finding.is_fault] == []
    assert [finding.subject for finding in findings] == list(doctor.EXAMINATIONS)


def test_the_page_counts_what_needs_attention():
    """One line each, the faults marked, a last line for the whole."""
    findings = [Finding("disk", "1.0 GB free; make room", is_fault=True), Finding("ports", "free")]
    assert page(findings).splitlines() == [
        "WRONG  disk   1.0 GB free; make room",
        "ok     ports  free",
        "1 of 2 need attention.",
    ]
    assert page(findings[1:]).splitlines()[-1] == "All is well."


def test_a_port_of_another_program_is_named(tmp_path: Path):
    """One learns which one, and where to choose another."""
    settings = a_place(tmp_path)
    taken = rf"^{settings.hub_port} taken by another program; .*atelier\.toml$"
    with socket.create_server(("127.0.0.1", settings.hub_port)), pytest.raises(Fault, match=taken):
        doctor.ports(settings)
    assert doctor.ports(settings).endswith(" free")
    with lock(settings):
        assert doctor.ports(settings) == f"Atelier is running on {settings.public_url}"


def test_secrets_open_to_others_are_found(tmp_path: Path):
    """A folder or a file that others can read is a fault."""
    settings = a_place(tmp_path)
    (settings.secrets_dir / "proxy-token").touch(mode=0o600)
    assert doctor.data_folder(settings).endswith("secrets closed")
    (settings.secrets_dir / "proxy-token").chmod(0o644)
    with pytest.raises(Fault, match="proxy-token can be read by others; close it: chmod -R go="):
        doctor.data_folder(settings)


def test_what_is_missing_says_how_to_get_it(tmp_path: Path, monkeypatch):
    """A bare machine gets a sentence for each thing, and no crash."""
    monkeypatch.setenv("PATH", str(tmp_path))
    settings = a_place(tmp_path)
    for look, sentence in (
        (doctor.browser, "install the Debian packages chromium-headless-shell and chromium-sandbox"),
        (doctor.node, "`make up` installs it"),
        (doctor.alembic, "nbgrader needs it there"),
    ):
        with pytest.raises(Fault, match=sentence):
            look(settings)
    old = tmp_path / "node"
    old.write_text("#!/bin/sh\necho v18.20.4\n")
    old.chmod(0o755)
    with pytest.raises(Fault, match=r"v18\.20\.4 is too old, the proxy needs 20"):
        doctor.node(settings)
    old.write_text("#!/bin/sh\nexit 1\n")
    with pytest.raises(Fault, match="ended with code 1"):
        doctor.node(settings)


def test_a_full_disk_is_found(tmp_path: Path, monkeypatch):
    """Before databases stop."""
    monkeypatch.setattr(doctor, "LEAST_DISK_BYTES", 1 << 60)
    with pytest.raises(Fault, match=r"GB free in .*, expected at least .*; make room"):
        doctor.disk(a_place(tmp_path))


def test_who_grades_is_said_and_missed(tmp_path: Path, monkeypatch):
    """This machine, or a cluster that answers, with what it needs here."""
    assert doctor.grading(a_place(tmp_path / "a", grading_workers=3)) == "3 at once, on this machine"
    with socket.create_server(("127.0.0.1", 0)) as scheduler:
        address = f"tcp://127.0.0.1:{scheduler.getsockname()[1]}"
        settings = a_place(tmp_path / "b", grading_workers=8, grading_dask=address)
        assert doctor.grading(settings) == f"8 at once, by the Dask workers of {address}"
    with pytest.raises(Fault, match=f"nobody answers at {address} .*; start it, or empty grading_dask"):
        doctor.grading(settings)
    monkeypatch.setattr(doctor, "find_spec", lambda name: None)
    with pytest.raises(Fault, match=r"grading_dask needs Dask; run `hub_config/enter\.sh uv pip install"):
        doctor.grading(settings)


def test_a_printer_without_its_key_is_named(tmp_path: Path):
    """Who adds a printer is told where its key goes."""
    mk4 = {
        "name": "mk4",
        "label": "MK4",
        "protocol": "prusalink",
        "url": "http://10.0.0.7",
        "profiles": ["simulee-pla"],
    }
    settings = a_place(tmp_path, printers=(mk4,))
    with pytest.raises(Fault, match=r"the key of mk4 is missing; write it, alone, into .*secrets/printer-mk4$"):
        doctor.printers(settings)
    (settings.secrets_dir / "printer-mk4").write_text("secret")
    assert doctor.printers(settings) == "MK4 (prusalink)"


def test_a_missing_slicer_is_named(tmp_path: Path, monkeypatch):
    """Debian's package is what is asked for."""
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(Fault, match="install the Debian package prusa-slicer"):
        doctor.slicer(a_place(tmp_path))
