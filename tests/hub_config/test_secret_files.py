"""Keys and tokens: made once, whole or not at all, for this account alone."""

import os
from pathlib import Path

import pytest

from hub_config.secret_files import ensure_secret, secret


def test_a_secret_is_made_once_and_for_this_account_alone(tmp_path: Path):
    """The second time it is the same, and nothing else is left in the folder."""
    first = secret(tmp_path / "secrets", "key")
    assert secret(tmp_path / "secrets", "key") == first
    assert len(bytes.fromhex(first)) == 32
    assert [path.name for path in (tmp_path / "secrets").iterdir()] == ["key"]
    assert oct(ensure_secret(tmp_path / "secrets", "key").stat().st_mode & 0o777) == "0o600"


def test_a_try_that_was_killed_leaves_no_half_a_secret(tmp_path: Path, monkeypatch):
    """Before the whole secret is there, none is; the next try makes one, also as a process of the same number."""

    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(os, "link", killed)
        with pytest.raises(KeyboardInterrupt):
            ensure_secret(tmp_path, "key")
    assert not (tmp_path / "key").exists()
    assert len(secret(tmp_path, "key")) == 64
