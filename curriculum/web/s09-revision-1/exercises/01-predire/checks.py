from graders.answer import Answer, expect_choice
from graders.checks import check


@check(points=2)
def right_prediction(answer: Answer) -> None:
    """La réponse dit la liste des titres."""
    messages = {"a": "title-is-in-the-tab", "b": "bold-is-no-heading", "d": "link-is-no-heading"}
    expect_choice(answer, "c", messages)
