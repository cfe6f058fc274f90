from pathlib import Path

import pytest

from curriculum.builder.faults import Fault
from curriculum.builder.lessons import Box, ExercisePlace, Lesson, Prose, Section, read_lesson


def a_lesson(folder: Path, text: str) -> Path:
    """A lesson.md with this text."""
    path = folder / "lesson.md"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_lesson_is_cut_at_headings_and_exercises(tmp_path: Path):
    """Each second-level heading and each exercise begins something new; boxes stay in their section."""
    (tmp_path / "main.svg").write_text("<svg/>")
    path = a_lesson(
        tmp_path,
        """\
Bonjour.

:::{exercise} 01
:::

Encore un mot.

:::{tip} le sourire
Souriez.

- Oui.
:::

## La suite

![Une main](main.svg)

### Un détail
""",
    )
    faults: list[Fault] = []
    assert read_lesson(path, faults) == Lesson(
        parts=(
            Section((Prose("Bonjour.", 1),)),
            ExercisePlace("01", 3),
            Section((Prose("Encore un mot.", 4), Box("tip", "le sourire", "Souriez.\n\n- Oui.", 8))),
            Section((Prose("## La suite\n\n![Une main](main.svg)\n\n### Un détail", 14),)),
        ),
        images=("main.svg",),
    )
    assert faults == []


def test_what_is_in_a_block_of_code_is_code(tmp_path: Path):
    """Headings and boxes between fences are shown, not obeyed; a longer fence holds a shorter one."""
    text = "````md\n## Non\n\n:::{note}\n```\n:::\n# Non plus\n````"
    faults: list[Fault] = []
    assert read_lesson(a_lesson(tmp_path, text), faults).parts == (Section((Prose(text, 1),)),)
    assert faults == []


@pytest.mark.parametrize(
    ("text", "line", "sentence"),
    [
        ("# Titre\n", 1, 'opens with "# "; the title is in unit.yml'),
        (":::{nota}\nA\n:::\n", 1, 'unknown box {nota}; did you mean "note"?'),
        ("A\n\n:::{note}\nB\n", 3, "{note} is not closed; expected a line :::"),
        ("A\n:::\n", 2, "closes a box that is not open"),
        (":::{note}\nA\n:::{tip}\nB\n:::\n", 3, "opens a box before the one of line 1 is closed by :::"),
        ("A\n\n![Un vélo](velo.svg)\n", 3, "shows 'velo.svg', which is not there"),
    ],
)
def test_a_fault_of_a_lesson_has_its_line(text: str, line: int, sentence: str, tmp_path: Path):
    """What the builder does not know is refused where it stands."""
    path = a_lesson(tmp_path, text)
    faults: list[Fault] = []
    read_lesson(path, faults)
    assert faults == [Fault(path, line, sentence)]
