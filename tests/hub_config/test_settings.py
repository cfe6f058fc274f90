"""The settings: every fault is named at once, and the first file changes nothing."""

from pathlib import Path

import pytest

from hub_config.settings import Settings, SettingsError, default_file, ensure_file, load_settings


def a_file(folder: Path, text: str) -> Path:
    """An atelier.toml with this text."""
    file = folder / "atelier.toml"
    file.write_text(text, encoding="utf-8")
    return file


def test_what_a_place_chose_is_taken_and_the_rest_has_its_default(tmp_path: Path):
    """A setting left out has its default; the data folder is the file's."""
    assert load_settings(a_file(tmp_path, "port = 9000")) == Settings(data_dir=tmp_path, port=9000)


def test_every_fault_is_in_one_message(tmp_path: Path):
    """Someone who edits the file learns of all mistakes at once."""
    text = 'port = "8000"\nprot = 8000\nserver_idle_s = 5\nhost = 1\nhub_port = 8001\ngrading_dask = "10.0.0.5"\n'
    file = a_file(tmp_path, text)
    with pytest.raises(SettingsError) as error:
        load_settings(file)
    lines = str(error.value).splitlines()
    assert lines[0].startswith("atelier.toml: prot is no setting; there are database_url, grading_dask, ")
    assert lines[1:] == [
        'atelier.toml: host is 1; expected a name or an IPv4 address of this machine, such as "127.0.0.1"',
        "atelier.toml: port is '8000'; expected a whole number from 1024 to 65535, such as 8000",
        "atelier.toml: server_idle_s is 5; expected a whole number of at least 60, such as 3600",
        "atelier.toml: grading_dask is '10.0.0.5'; expected an address with tcp:// or tls://, or nothing, such as \"\"",
        "atelier.toml: proxy_api_port is 8001, as hub_port is; expected ports of their own",
    ]


def test_a_file_that_is_no_toml_says_where(tmp_path: Path):
    """A slip of the pen is found by line and column."""
    with pytest.raises(SettingsError, match=r"atelier.toml: Invalid value \(at line 1, column 8\)"):
        load_settings(a_file(tmp_path, "port = fat"))


def test_a_missing_file_says_how_to_get_one(tmp_path: Path):
    """A newcomer is told the command."""
    with pytest.raises(SettingsError, match="is missing; `atelier up` writes a first one"):
        load_settings(tmp_path / "atelier.toml")


def test_a_file_that_is_not_ours_is_one_sentence(tmp_path: Path):
    """A second person at the machine reads what is in the way."""
    with pytest.raises(SettingsError, match=r"^/proc cannot be read: Is a directory$"):
        load_settings(Path("/proc"))
    with pytest.raises(SettingsError, match=r"^/proc/new/atelier\.toml cannot be written: No such file or directory$"):
        ensure_file(Path("/proc/new/atelier.toml"))


def test_the_first_file_shows_everything_and_changes_nothing(tmp_path: Path):
    """Taking away every # in front of a setting gives the defaults, too."""
    file = tmp_path / "new" / "atelier.toml"
    assert ensure_file(file)
    assert load_settings(file) == Settings(data_dir=file.parent)
    assert not ensure_file(file)
    lines = file.read_text(encoding="utf-8").splitlines()
    a_file(file.parent, "\n".join(line.removeprefix("# ") if " = " in line else line for line in lines))
    assert load_settings(file) == Settings(data_dir=file.parent)


def test_the_environment_names_another_file(tmp_path: Path):
    """Two places on one machine, and tests, use ATELIER_SETTINGS."""
    assert default_file({"ATELIER_SETTINGS": str(tmp_path / "b.toml")}) == tmp_path / "b.toml"
    assert default_file({}).parts[-2:] == ("var", "atelier.toml")


def test_every_fault_of_a_printer_is_named(tmp_path: Path):
    """Which printer, what was found, what is expected."""
    printers = """printers = [
      { name = "MK 4", label = "", protocol = "usb", profiles = ["mine"], key = "secret" },
      { name = "a", label = "A", protocol = "simulated", profiles = ["simulee-pla"] },
      { name = "b", label = "B", protocol = "simulated", profiles = ["simulee-pla"] },
      { name = "b", label = "B", protocol = "moonraker", profiles = ["simulee-pla"] },
    ]"""
    with pytest.raises(SettingsError) as error:
        load_settings(a_file(tmp_path, printers.replace("\n", " ")))
    known = "prusa-mk3s-pla, simulee-pla, simulee-pla-fine"
    a_name, an_address = (
        "a short one of its own, of a-z, 0-9 and -",
        "the address of its print server, such as http://10.0.0.7",
    )
    assert str(error.value).splitlines() == [
        f"atelier.toml: {line}"
        for line in (
            "printers, number 1: key is nothing of a printer; there are name, label, protocol, profiles, url",
            f"printers, number 1: name is 'MK 4'; expected {a_name}",
            "printers, number 1: label is ''; expected what people call it",
            "printers, number 1: protocol is 'usb'; expected one of simulated, octoprint, moonraker, prusalink",
            f"printers, number 1: profiles is ['mine']; expected a list of {known}",
            f"printers, number 1: url is None; expected {an_address}",
            f"printers, number 3: name is 'b'; expected {a_name}",
            f"printers, number 4: name is 'b'; expected {a_name}",
            f"printers, number 4: url is None; expected {an_address}",
            "printers: more than one is simulated; there is one simulator",
        )
    ]
