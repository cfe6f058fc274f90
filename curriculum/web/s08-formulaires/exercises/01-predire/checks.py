from graders.answer import Answer, expect_choice
from graders.checks import check


@check(points=2)
def right_prediction(answer: Answer) -> None:
    """La réponse dit ce que l'on entend."""
    messages = {"a": "headers-are-read", "c": "one-cell-at-a-time", "d": "attributes-are-silent"}
    expect_choice(answer, "b", messages)
