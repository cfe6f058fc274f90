from graders.answer import Answer, expect_before
from graders.checks import check

CHOOSE, SET, LOOK, SEND, YES, PRINT, EMPTY = STEPS = (
    "Choisir le modèle du crochet",
    "Régler sa taille",
    "Vérifier s'il s'imprime",
    "L'envoyer à l'imprimante",
    "Attendre le oui de l'équipe",
    "Lancer la machine avec quelqu'un",
    "Vider le plateau froid",
)


@check(points=1)
def chooses_first(answer: Answer) -> None:
    """Karim choisit d'abord un modèle."""
    for step in STEPS[1:]:
        expect_before(answer, STEPS, CHOOSE, step, "choose-first")


@check(points=1)
def checks_what_was_set(answer: Answer) -> None:
    """Il règle, puis il vérifie."""
    expect_before(answer, STEPS, SET, LOOK, "set-before-checking")


@check(points=1)
def checks_before_sending(answer: Answer) -> None:
    """Il vérifie avant d'envoyer."""
    expect_before(answer, STEPS, LOOK, SEND, "check-before-sending")


@check(points=2)
def waits_for_a_yes(answer: Answer) -> None:
    """L'équipe dit oui avant que la machine tourne."""
    expect_before(answer, STEPS, SEND, YES, "yes-before-printing")
    expect_before(answer, STEPS, YES, PRINT, "yes-before-printing")


@check(points=1)
def empties_at_the_end(answer: Answer) -> None:
    """Il vide le plateau à la fin."""
    expect_before(answer, STEPS, PRINT, EMPTY, "empty-at-the-end")
