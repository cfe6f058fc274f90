from graders.answer import Answer, expect_choice
from graders.checks import check


@check(points=2)
def right_prediction(answer: Answer) -> None:
    """La réponse dit quelle table s'imprime."""
    expect_choice(answer, "b", {"a": "top-in-the-air", "c": "on-a-corner", "d": "no-thickness"})
