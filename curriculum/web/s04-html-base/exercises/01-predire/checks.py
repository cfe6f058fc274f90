from graders.answer import Answer, expect_choice
from graders.checks import check


@check(points=2)
def right_prediction(answer: Answer) -> None:
    """La réponse dit ce que la page montre."""
    messages = {"a": "tags-are-hidden", "b": "title-is-in-the-tab", "d": "heading-comes-first"}
    expect_choice(answer, "c", messages)
