from graders.answer import Answer
from graders.checks import Failure, check
from graders.text import same_text

CONNECT, OPEN, WRITE, READ, SAVE, CLOSE = STEPS = (
    "Se connecter",
    "Ouvrir le fichier prix.txt",
    "Écrire le prix de la lampe",
    "Relire le prix",
    "Enregistrer avec Ctrl et S",
    "Fermer le fichier",
)


def expect_before(answer: Answer, first: str, then: str, message_id: str) -> None:
    """The step `first` stands above the step `then`; every step must be there."""
    places = {step: at for step in STEPS for at, line in enumerate(answer.lines) if same_text(line, step)}
    if len(places) < len(STEPS):
        raise Failure("order-other-lines", found=f"{len(places)} sur {len(STEPS)}")
    if places[first] > places[then]:
        raise Failure(message_id)


@check(points=1)
def connects_first(answer: Answer) -> None:
    """Nadia se connecte d'abord."""
    for step in STEPS[1:]:
        expect_before(answer, CONNECT, step, "connect-first")


@check(points=1)
def opens_before_writing(answer: Answer) -> None:
    """Elle ouvre le fichier avant d'écrire."""
    expect_before(answer, OPEN, WRITE, "open-before-writing")


@check(points=1)
def reads_what_is_written(answer: Answer) -> None:
    """Elle relit après avoir écrit, avant de fermer."""
    expect_before(answer, WRITE, READ, "read-after-writing")
    expect_before(answer, READ, CLOSE, "read-before-closing")


@check(points=2)
def saves_before_closing(answer: Answer) -> None:
    """Elle enregistre après avoir écrit, avant de fermer."""
    expect_before(answer, WRITE, SAVE, "save-after-writing")
    expect_before(answer, SAVE, CLOSE, "save-before-closing")
