"""Several questions, one answer to each; the answer file holds a line for each that was answered: `3-b`."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

import ipywidgets as widgets

from graders.exercise_widget.choices import Radios
from graders.exercise_widget.desk import Desk
from graders.exercise_widget.sheet import Question

LINE = re.compile(r"(?P<number>\d+)-(?P<choice>[a-z])")


class Questions:
    """The radios of each question, for the one file of a desk; none is chosen before the learner chooses."""

    def __init__(self, desk: Desk, questions: Sequence[Question]) -> None:
        self._desk = desk
        self.radios = [
            Radios(
                choices=[(choice.choice_id, choice.text) for choice in question.choices],
                label=f"{number}. {question.ask}",
            )
            for number, question in enumerate(questions, 1)
        ]
        for number, radios in enumerate(self.radios, 1):
            radios.on_msg(lambda _, message, __, number=number: self._hear(number, message))
        self.widget = widgets.VBox(self.radios)
        self.refresh()

    def refresh(self) -> None:
        """Show what the desk holds."""
        answers = self._answers()
        for number, radios in enumerate(self.radios, 1):
            answer = answers.get(number, "")
            radios.chosen = answer if answer in dict(radios.choices) else ""

    def _answers(self) -> dict[int, str]:
        written = self._desk.text(self._desk.names[0])
        return {int(match["number"]): match["choice"] for match in LINE.finditer(written)}

    def _hear(self, number: int, message: Mapping[str, Any]) -> None:
        radios = self.radios[number - 1]
        match message:
            case {"kind": "chosen", "value": str(choice_id)} if choice_id in dict(radios.choices):
                radios.chosen = choice_id
                answers = {**self._answers(), number: choice_id}
                lines = (f"{each}-{answers[each]}\n" for each in sorted(answers))
                self._desk.type(self._desk.names[0], "".join(lines))
