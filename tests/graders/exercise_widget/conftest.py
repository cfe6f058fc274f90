"""Views are kept by folder for as long as the kernel lives; each test has a kernel of its own, as it were."""

import pytest

from graders.exercise_widget import cells


@pytest.fixture(autouse=True)
def a_new_kernel():
    """No view is left over from the test before."""
    cells._views.clear()
