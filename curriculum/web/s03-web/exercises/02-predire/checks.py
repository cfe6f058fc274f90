from graders.answer import Answer, expect_choice
from graders.checks import check


@check(points=2)
def right_prediction(answer: Answer) -> None:
    """La réponse dit ce que la page montre."""
    expect_choice(answer, "d", {"a": "tags-are-hidden", "b": "each-p-its-line", "c": "heading-is-big"})
