"""nbgrader as it comes."""

c = get_config()  # noqa: F821
