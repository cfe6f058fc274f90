from graders.answer import Answer, expect_choice
from graders.checks import check


@check(points=2)
def right_prediction(answer: Answer) -> None:
    """La réponse dit ce que l'on entend."""
    expect_choice(answer, "b", {"a": "address-is-not-read", "c": "only-the-links", "d": "nothing-is-guessed"})
