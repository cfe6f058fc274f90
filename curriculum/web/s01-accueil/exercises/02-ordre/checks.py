from graders.answer import Answer, expect_before
from graders.checks import check

CONNECT, OPEN, WRITE, READ, SAVE, CLOSE = STEPS = (
    "Se connecter",
    "Ouvrir le fichier prix.txt",
    "Écrire le prix de la lampe",
    "Relire le prix",
    "Enregistrer avec Ctrl et S",
    "Fermer le fichier",
)


@check(points=1)
def connects_first(answer: Answer) -> None:
    """Nadia se connecte d'abord."""
    for step in STEPS[1:]:
        expect_before(answer, STEPS, CONNECT, step, "connect-first")


@check(points=1)
def opens_before_writing(answer: Answer) -> None:
    """Elle ouvre le fichier avant d'écrire."""
    expect_before(answer, STEPS, OPEN, WRITE, "open-before-writing")


@check(points=1)
def reads_what_is_written(answer: Answer) -> None:
    """Elle relit après avoir écrit, avant de fermer."""
    expect_before(answer, STEPS, WRITE, READ, "read-after-writing")
    expect_before(answer, STEPS, READ, CLOSE, "read-before-closing")


@check(points=2)
def saves_before_closing(answer: Answer) -> None:
    """Elle enregistre après avoir écrit, avant de fermer."""
    expect_before(answer, STEPS, WRITE, SAVE, "save-after-writing")
    expect_before(answer, STEPS, SAVE, CLOSE, "save-before-closing")
