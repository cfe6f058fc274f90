"""A pytest plug-in for nbgrader's own tests: the same tests, without the waits that test nothing.

For each new gradebook nbgrader starts the `alembic` program to ask which version its tables have, three seconds each
time.
"""

import functools

import nbgrader.api

nbgrader.api.get_alembic_version = functools.cache(nbgrader.api.get_alembic_version)
