"""nbgrader checks each cell's metadata against its schema, and before each that the schema itself is one; here once.

The same errors as `jsonschema.validate` raises; what is left out was a fifth of nbgrader's own time.
"""

from __future__ import annotations

import functools
import json
from types import SimpleNamespace
from typing import Any

from jsonschema.exceptions import best_match
from jsonschema.validators import validator_for
from nbgrader.nbgraderformat import common


def check_schemas_once() -> None:
    """From now on, in this process."""
    common.jsonschema = SimpleNamespace(validate=validate)


def validate(instance: Any, schema: Any) -> None:
    """jsonschema.ValidationError if the instance is not as the schema says; SchemaError if the schema is none."""
    error = best_match(_validator(json.dumps(schema)).iter_errors(instance))
    if error is not None:
        raise error


@functools.cache
def _validator(schema_text: str) -> Any:
    schema = json.loads(schema_text)
    validator = validator_for(schema)
    validator.check_schema(schema)
    return validator(schema)
