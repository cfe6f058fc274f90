"""The check of cell metadata: what jsonschema itself says, said sooner."""

import json
from pathlib import Path
from typing import Any

import jsonschema
import nbgrader.nbgraderformat
import pytest

from graders.notebook.metadata_schema import validate

SCHEMA = json.loads(Path(nbgrader.nbgraderformat.__file__).with_name("v3.json").read_text(encoding="utf-8"))
RIGHT = {"grade": True, "solution": False, "locked": True, "task": False, "grade_id": "t", "schema_version": 3}
RIGHT |= {"points": 2, "cell_type": "code"}


@pytest.mark.parametrize(
    "change", [{"grade": "yes"}, {"grade_id": "a b"}, {"schema_version": 99}, {"extra": 1}, {"points": "two"}]
)
def test_the_same_errors_as_jsonschema(change: dict[str, Any]):
    """The message is the one that nbgrader would have logged."""
    with pytest.raises(jsonschema.ValidationError) as theirs:
        jsonschema.validate(RIGHT | change, SCHEMA)
    with pytest.raises(jsonschema.ValidationError) as ours:
        validate(RIGHT | change, SCHEMA)
    assert str(ours.value) == str(theirs.value)


def test_what_is_right_passes_and_a_wrong_schema_does_not():
    """The schema is checked too, the first time it is met."""
    validate(RIGHT, SCHEMA)
    with pytest.raises(jsonschema.SchemaError, match="is not valid under any of the given schemas"):
        validate(RIGHT, {"type": "a shoe"})
