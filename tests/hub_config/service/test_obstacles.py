"""Which check stops how many people: counted, sorted, shown to who teaches."""

from dataclasses import replace

from graders.messages.catalogue import Message
from graders.results import Outcome
from hub_config.service.attempts import Attempt
from hub_config.service.obstacles import Said, hurdles, sentence
from tests.hub_config.service import gallery
from tests.hub_config.service.makers import MONDAY, S04, S05, a_unit, an_exercise
from tests.hub_config.service.visitor import main_words

SAID = "« Il manque la langue de la page. Écrivez … dans la balise html. » (1 personne)"
PEOPLE = ("amina", "bruno", "chloe")


def stop(name: str, number: str, check: str | None, message: str | None = "no-lang") -> Attempt:
    """A try that stops at a check; right without one."""
    outcome = Outcome.FAILED if check else Outcome.PASSED
    return Attempt(name, S04, number, outcome, check, message if check else None, MONDAY)


def test_people_stand_before_one_check_and_have_stood_before_others():
    """The latest try says where somebody stands; a pass leaves all of it behind; names come in their order."""
    attempts = [
        stop("bruno", "02", "says_its_language"),
        stop("bruno", "02", "says_its_language", "unchanged"),
        stop("amina", "02", "says_its_language"),
        stop("amina", "02", "has_one_title", "several-h1"),
        stop("chloe", "02", "says_its_language"),
        stop("chloe", "02", None),
        stop("chloe", "02", "has_one_title", "several-h1"),
        stop("chloe", "05", "has_one_title", "several-h1"),
        stop("farida", "02", "says_its_language"),
        Attempt("amina", S04, "03", Outcome.ERRORED, "has_one_title", "our-fault", MONDAY),
        stop("amina", "03", "gone_from_the_programme"),
    ]
    found = hurdles(a_unit(), attempts, PEOPLE)
    assert [(each.exercise.number, each.check.check_id, each.now, each.ever, each.tries) for each in found] == [
        ("02", "says_its_language", ("bruno",), ("amina", "bruno", "chloe"), 4),
        ("02", "has_one_title", ("amina",), ("amina", "chloe"), 2),
        ("05", "has_one_title", ("chloe",), ("chloe",), 1),
    ]
    assert [(said.people, said.sentence[:12]) for said in found[0].said] == [(3, "Il manque la"), (1, "Rien n’a cha")]
    assert hurdles(a_unit(), [], PEOPLE) == ()


def test_a_sentence_shows_nobodys_words():
    """What was found in a work is "…"; the exercise's own message goes first; a lost one is named."""
    exercise = replace(
        an_exercise(), messages={"own": Message("Le titre attendu est « {expected} », pas « {found} ».")}
    )
    assert sentence("own", exercise) == "Le titre attendu est « … », pas « … »."
    at_the_end = replace(exercise, messages={"own": Message("Il manque la balise de fin : {expected}.")})
    assert sentence("own", at_the_end) == "Il manque la balise de fin : …"
    assert sentence("lost", exercise) == "lost"
    assert Said("x", 1) == Said("x", 1)


async def test_the_page_is_a_link_away_from_the_class(stage):
    """Counts, words, and names on opening; another unit by its tab; no unit, no page."""
    assert (await stage.ask("farida", "la-classe/obstacles")).code == 404
    gallery.stumbling(stage)
    assert f"la-classe/obstacles?unite={S04}" in (await stage.ask("farida", "la-classe")).body.decode()
    assert "Aucune règle n’a encore arrêté quelqu’un dans cette séance." in main_words(
        (await stage.ask("farida", f"la-classe/obstacles?unite={S05}")).body
    )
    answer = await stage.ask("farida", f"la-classe/obstacles?unite={S04}")
    words = main_words(answer.body)
    head = words.index("Ce que lisent les personnes")
    assert words[head + 1 :] == [
        "La page a un seul grand titre.", "Bruno Martin", "Bruno Martin", "4", SAID,
        "La page a un seul grand titre.", "–", "Amina Diallo", "1", SAID,
    ]  # fmt: skip
    assert answer.body.decode().count("<summary>1 personne</summary>") == 3
