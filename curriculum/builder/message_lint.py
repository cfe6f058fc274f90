"""The grader's own messages, read as strictly as the texts of a unit: `graders/messages/fr/*.yml`, file and line."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from curriculum.builder.faults import Fault
from curriculum.builder.fields import Fields, read_fields
from curriculum.builder.plain_french import lint_message, plain_french
from graders.messages.catalogue import HINTS, example_values, placeholders


def lint_messages(folder: Path) -> list[Fault]:
    """The faults of every message in the folder's files; a folder without any is one."""
    faults: list[Fault] = []
    places: dict[str, Path] = {}
    for path in sorted(folder.glob("*.yml")):
        if (fields := read_fields(path, faults, known=None)) is None:
            continue
        for message_id in fields.keys:
            if other := places.get(message_id):
                fields.fault(message_id, f"is in {other.name} too")
            places[message_id] = path
            for place, (text, line) in enumerate(_texts(fields, message_id)):
                faults += lint_message(path, text, line, example=place == HINTS)  # the last hint
                faults += _faults_of_values(path, message_id, text, line)
    if not places:
        faults.append(Fault(folder, None, "holds no message"))
    return faults


def _texts(fields: Fields, message_id: str) -> Iterator[tuple[str, int]]:
    """What a message says and its hints, each with its line; how it lacks hints is noted."""
    if not fields.has_group(message_id):
        if message_id not in plain_french().without_hints:
            fields.fault(message_id, f"has no hints; expected {HINTS}, from where to look to a similar example")
        yield fields.text(message_id), fields.line_of(message_id)
    elif group := fields.group(message_id, known=("say", "hints")):
        yield group.text("say"), group.line_of("say")
        hints = group.texts_with_lines("hints")
        if len({text for text, _ in hints}) != HINTS:
            group.fault("hints", f"has {len(hints)} entries; expected {HINTS}, all different, mildest first")
        yield from hints


def _faults_of_values(path: Path, message_id: str, text: str, line: int) -> Iterator[Fault]:
    try:
        unknown = sorted(placeholders(text) - example_values(message_id).keys())
    except ValueError as error:
        yield Fault(path, line, f"has a brace that opens no value: {error}")
        return
    if unknown:
        yield Fault(path, line, f"names {{{', '.join(unknown)}}}; give it an example in graders/messages/examples.yml")
