from graders.answer import Answer, expect_answered
from graders.checks import check

RIGHT = {str(number): letter for number, letter in enumerate("bcabacabcb", 1)}


@check(points=1)
def hot_nozzle(answer: Answer) -> None:
    """Question 1 : la buse chaude."""
    expect_answered(answer, "1", RIGHT, "hot-nozzle")


@check(points=1)
def hot_bed(answer: Answer) -> None:
    """Question 2 : le plateau chaud."""
    expect_answered(answer, "2", RIGHT, "hot-bed")


@check(points=1)
def moving_machine(answer: Answer) -> None:
    """Question 3 : la machine qui bouge."""
    expect_answered(answer, "3", RIGHT, "moving-machine")


@check(points=1)
def loose_clothes(answer: Answer) -> None:
    """Question 4 : les cheveux et les tissus."""
    expect_answered(answer, "4", RIGHT, "loose-clothes")


@check(points=1)
def burning_smell(answer: Answer) -> None:
    """Question 5 : l'odeur de brûlé."""
    expect_answered(answer, "5", RIGHT, "burning-smell")


@check(points=1)
def stop_button(answer: Answer) -> None:
    """Question 6 : le bouton d'arrêt."""
    expect_answered(answer, "6", RIGHT, "stop-button")


@check(points=1)
def leaving(answer: Answer) -> None:
    """Question 7 : partir avant la fin."""
    expect_answered(answer, "7", RIGHT, "leaving")


@check(points=1)
def plastic(answer: Answer) -> None:
    """Question 8 : le bon plastique."""
    expect_answered(answer, "8", RIGHT, "other-plastic")


@check(points=1)
def knotted_thread(answer: Answer) -> None:
    """Question 9 : le nœud dans le fil."""
    expect_answered(answer, "9", RIGHT, "knotted-thread")


@check(points=1)
def empty_bed(answer: Answer) -> None:
    """Question 10 : le plateau vide."""
    expect_answered(answer, "10", RIGHT, "empty-bed")
