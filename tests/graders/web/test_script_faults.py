"""The bracket a script lacks is told by the line that opened it."""

import pytest

from graders.web.script_faults import unclosed

INNER = """\
form.addEventListener("submit", (event) => {
  if (task === "") {
    return;
  tasks.push(task);
});
"""


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        (INNER, ("{", 2)),
        ('function f() {\n  g("a");\n', ("{", 1)),
        ("function f() {\n  if (a) {\n    b();\n}\nf();\n", ("{", 2)),
        ("f(() => {\n  g(1;\n});", ("(", 2)),
        ("f(function () {\n  g();\n);", ("{", 1)),
        ("a = [1, 2;\n", ("[", 1)),
        ("f(\n    function () {\n  g();\n});", None),
        ("if (a) {\n}\n}\n", None),
        ("<h1>a</h1>\n<script>\nif (a) {\n  if (b) {\n  c();\n}\n</script>", ("{", 4)),
    ],
)
def test_the_bracket_that_is_never_closed(source: str, expected: tuple[str, int] | None):
    """The one a reader misses by the indentation, else the innermost; what closes nothing is another matter."""
    assert unclosed(source, len(source.splitlines())) == expected
