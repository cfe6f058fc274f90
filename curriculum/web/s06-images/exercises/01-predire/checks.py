from graders.answer import Answer, expect_choice
from graders.checks import check


@check(points=2)
def right_prediction(answer: Answer) -> None:
    """La réponse dit ce que l'on entend."""
    messages = {"a": "file-name-is-silent", "c": "alt-is-said", "d": "empty-alt-is-silent"}
    expect_choice(answer, "b", messages)
