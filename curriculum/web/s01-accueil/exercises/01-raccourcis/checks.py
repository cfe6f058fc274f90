from graders.answer import Answer, expect_choice
from graders.checks import check


@check(points=2)
def right_prediction(answer: Answer) -> None:
    """La réponse dit ce que montre l'écran."""
    messages = {"a": "copy-keeps-the-word", "c": "paste-puts-the-copy", "d": "ctrl-writes-no-letter"}
    expect_choice(answer, "b", messages)
