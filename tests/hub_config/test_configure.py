"""What JupyterHub is told: sets, never appends, and gives nobody more than they need."""

from copy import deepcopy
from pathlib import Path

from traitlets.config import Config

from hub_config.configure import configure
from hub_config.roles import (
    CUSTOM_SCOPES,
    MANAGE_PRINTS,
    MAY_BE_RESET,
    OWN_WORK,
    PRINT,
    RESET_PASSWORDS,
    SCOPES_OF_ROLE,
    SERVER_SCOPES,
    TEACH,
    Role,
    hub_groups,
    hub_roles,
)
from hub_config.settings import Settings


def test_applying_twice_equals_once(tmp_path: Path):
    """A configuration that is loaded again is the same one."""
    c = Config()
    configure(c, Settings(data_dir=tmp_path))
    once = deepcopy(c)
    configure(c, Settings(data_dir=tmp_path))
    assert c == once


def test_only_the_proxy_listens_where_a_place_says(tmp_path: Path):
    """Another address in the settings opens the door, not the rooms behind it."""
    c = Config()
    configure(c, Settings(data_dir=tmp_path, host="0.0.0.0"))
    assert c.JupyterHub.bind_url == "http://0.0.0.0:8000/"
    assert c.JupyterHub.hub_bind_url == "http://127.0.0.1:8081"
    assert c.ConfigurableHTTPProxy.api_url == "http://127.0.0.1:8001"
    assert c.JupyterHub.services[0]["url"] == "http://127.0.0.1:8010"


def test_secrets_are_made_once_and_closed(tmp_path: Path):
    """Every token is in a file that only this account reads, and stays what it was."""
    first, second = Config(), Config()
    configure(first, Settings(data_dir=tmp_path))
    configure(second, Settings(data_dir=tmp_path))
    files = sorted((tmp_path / "secrets").iterdir())
    assert {file.name: oct(file.stat().st_mode & 0o777) for file in files} == dict.fromkeys(
        ["atelier-token", "command-line-token", "hub-cookies", "idle-culler-token", "proxy-token"], "0o600"
    )
    assert (tmp_path / "secrets").stat().st_mode & 0o077 == 0
    assert first == second
    assert len({file.read_text() for file in files}) == len(files)


def test_rights_as_the_contract_has_them():
    """Who works, who teaches, who prints and who runs the printers, who may have passwords reset."""
    holders = {scope: {role for role, scopes in SCOPES_OF_ROLE.items() if scope in scopes} for scope in CUSTOM_SCOPES}
    assert holders == {
        OWN_WORK: {Role.TRAINEE, Role.TRAINER, Role.RESIDENT},
        TEACH: {Role.TRAINER, Role.ADMIN},
        RESET_PASSWORDS: {Role.ADMIN},
        PRINT: {Role.TRAINEE, Role.TRAINER, Role.RESIDENT, Role.FAB_MANAGER},
        MANAGE_PRINTS: {Role.FAB_MANAGER, Role.ADMIN},
    }
    assert {Role.TRAINEE, Role.RESIDENT} == MAY_BE_RESET


def test_no_role_can_do_anything_and_none_enters_others_servers():
    """JupyterHub's own all-powerful scopes are given to nobody."""
    for role in hub_roles():
        scopes = set(role["scopes"])
        assert not scopes & {"inherit", "self", "admin:servers", "access:servers", "tokens", "shutdown"}, role["name"]
    assert set(hub_groups()) == {"trainees", "trainers", "residents", "fab-managers", "admins"}
    assert not {"custom:passwords:reset", MANAGE_PRINTS} & set(SERVER_SCOPES)
