"""A pytest plug-in for nbgrader's own tests: the same tests, without the waits that test nothing.

For each new gradebook nbgrader starts the `alembic` program to ask which version its tables have, three seconds each
time; and jsonschema compiles a grammar of IRIs that no notebook has.
"""

import functools
import sys

sys.modules["rfc3987_syntax"] = None  # type: ignore[assignment]

import nbgrader.api  # noqa: E402

nbgrader.api.get_alembic_version = functools.cache(nbgrader.api.get_alembic_version)
