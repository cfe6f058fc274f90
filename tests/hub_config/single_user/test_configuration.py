"""The configuration folders: every name in them is one that the installed software knows."""

from __future__ import annotations

import json
import re
import shutil
import sys
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft7Validator
from jupyter_server.serverapp import ServerApp
from jupyterlab_server.config import recursive_update
from jupyterlab_server.settings_utils import _override

from tests.graders.exercise_widget.makers import SAMPLE
from tests.hub_config.single_user.conftest import SINGLE_USER, a_lab

SHARE = Path(sys.prefix) / "share" / "jupyter"
FOLDERS = ("common", "trainee")


def labconfig(name: str) -> dict[str, Any]:
    """One labconfig file of all folders, merged."""
    merged: dict[str, Any] = {}
    for folder in FOLDERS:
        recursive_update(merged, json.loads((SINGLE_USER / folder / "labconfig" / name).read_text(encoding="utf-8")))
    return merged


def known_plugins() -> set[str]:
    """Every plugin id, and every package name, that the installed JupyterLab and its extensions mention."""
    known = set()
    for script in (*SHARE.glob("lab/static/*.js"), *SHARE.glob("labextensions/**/static/*.js")):
        ids = re.findall(r"[\"'`](@[a-z-]+/[a-z-]+:[A-Za-z-]+)[\"'`]", script.read_text(encoding="utf-8"))
        known |= {*ids, *(plugin.split(":")[0] for plugin in ids)}
    return known


def test_every_disabled_plugin_exists():
    """A plugin renamed by an update must not come back unseen."""
    disabled = set(labconfig("page_config.json")["disabledExtensions"])
    assert len(disabled) > 20
    assert sorted(disabled - known_plugins()) == []


def test_a_page_that_opens_asks_for_no_build():
    """JupyterLab would start Node.js each time, to learn that there is nothing to build."""
    page = labconfig("page_config.json")
    assert (page["buildAvailable"], page["buildCheck"]) == (False, False)


@pytest.mark.parametrize("plugin", sorted(labconfig("default_setting_overrides.json")))
def test_the_settings_fit_their_schemas(plugin: str):
    """Each setting is one that its plugin has, with a value it takes."""
    package, name = plugin.split(":")
    schema = json.loads((SHARE / "lab" / "schemas" / package / f"{name}.json").read_text(encoding="utf-8"))
    settings = labconfig("default_setting_overrides.json")[plugin]
    assert sorted(set(settings) - set(schema["properties"])) == []
    Draft7Validator(_override(plugin, schema, {plugin: settings})).validate(settings)


@pytest.mark.parametrize(
    ("role", "nbgrader"),
    [("trainee", set()), ("trainer", {"assignment_list", "formgrader", "validate_assignment"})],
)
def test_nbgrader_is_for_those_who_teach(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, role: str, nbgrader: set[str]
):
    """A trainee's server carries nothing of nbgrader; both roles have JupyterLab, Voilà and our own extension."""
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("JUPYTER_CONFIG_PATH", f"{SINGLE_USER / role}:{SINGLE_USER / 'common'}")
    server = ServerApp()
    server.load_config_file()
    server.find_server_extensions()
    assert {name for name, enabled in server.jpserver_extensions.items() if enabled} == {
        "graders.exchange.server_extension",
        "jupyter_server_terminals",
        "jupyterlab",
        "notebook_shim",
        "voila.server_extension",
        *(f"nbgrader.server_extensions.{name}" for name in nbgrader),
    }


def test_a_trainer_finds_the_course_in_the_formgrader(tmp_path: Path):
    """nbgrader's own pages answer in a trainer's server, for the course folder the sandbox was given."""
    course = tmp_path / "home" / "cours"
    (source := course / "source" / "web-essai").parent.mkdir(parents=True)
    shutil.copytree(SAMPLE, source)
    for lab in a_lab("trainer", tmp_path / "home", "http://127.0.0.1:9", ATELIER_COURSE_ROOT=str(course)):
        assert [assignment["name"] for assignment in lab.get("/formgrader/api/assignments")] == ["web-essai"]


def test_the_way_back_has_one_name():
    """JupyterLab, a gallery and its page for what went wrong lead to one place, whose own name depends on who asks."""
    pages = ("common/labextensions/atelier-lab/static/remoteEntry.js", "share/voila/templates/atelier/index.html.j2")
    pages += ("share/voila/templates/atelier/error.html",)
    names = {re.search('← ([^<"]+)', (SINGLE_USER / page).read_text(encoding="utf-8"))[1] for page in pages}
    assert names == {"Retour à l’Atelier"}
