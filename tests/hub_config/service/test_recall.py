"""The day's questions over HTTP: for the notebook, on the page, on "Ma semaine"."""

import json
import re

import pytest

from tests.hub_config.service import gallery
from tests.hub_config.service.makers import S05, a_report, an_exercise, some_questions
from tests.hub_config.service.visitor import form_of, main_words, sent

RIGHT = {"choice": "Écrire un lien", "text": " « La balise A » "}


async def asked(stage, name="amina"):
    """What the notebook is told."""
    return json.loads((await stage.ask(name, "api/recall")).body)["questions"]


async def answer(stage, item_id, given, name="amina"):
    """The reply to one answer."""
    return await stage.ask(name, f"api/recall/{item_id}", method="POST", data={"given": given})


async def answer_all(stage, *wrong: str):
    """Amina answers today's questions: rightly, but for these."""
    for question in await asked(stage):
        await answer(stage, question["id"], None if question["id"] in wrong else RIGHT[question["kind"]])


def of(*numbers: int) -> list[str]:
    """The ids of questions of S05."""
    return [f"{S05}-r{number}" for number in numbers]


async def test_questions_come_with_a_unit_that_was_begun(stage):
    """None before, five after, of one's own units alone; the same all day, whoever looks how often."""
    stage.released(S05)
    assert await asked(stage) == []
    gallery.two_units(stage)
    questions = await asked(stage)
    assert [(each["id"], each["place"]) for each in questions] == list(zip(of(1, 2, 3, 4, 5), range(1, 6), strict=True))
    assert await asked(stage) == questions
    assert await asked(stage, "bruno") == []


async def test_a_unit_begun_during_the_day_fills_the_places_that_were_left(stage):
    """Whoever had fewer than five gets the rest; what was asked stays asked."""
    pool = some_questions(S05, 9)
    assert [each.item.item_id for each in stage.parts.recall.today("amina", pool[:3])] == of(1, 2, 3)
    assert [each.item.item_id for each in stage.parts.recall.today("amina", pool)] == of(1, 2, 3, 4, 5)


async def test_the_right_answer_stays_here_until_the_person_has_answered(stage):
    """Nothing that is sent tells it: no word of it but among the choices, in an order that says nothing."""
    gallery.two_units(stage)
    for question in await asked(stage):
        assert set(question) == {"id", "place", "question", "kind", "choices", "answered"}
    page = (await stage.ask("amina", f"rappel?question={S05}-r3")).body.decode()
    assert "Un lien mène" not in page
    assert "balise a" not in page
    orders = set()
    for _ in range(20):
        orders.add(tuple((await asked(stage))[0]["choices"]))
        stage.clock.move(days=1)
    assert len(orders) > 1
    assert {frozenset(order) for order in orders} == {frozenset(some_questions()[0].choices)}


@pytest.mark.parametrize(
    ("number", "given", "right"),
    [
        (1, "Écrire un lien", True),
        (1, "Écrire un titre", False),
        (1, "écrire un lien", False),
        (1, None, False),
        (3, "<a>", True),
        (3, " « La balise A » ", True),
        (3, "a", False),
    ],
)
async def test_an_answer_gets_its_verdict_and_its_why(stage, number, given, right):
    """A typed one is compared as a kind reader does; then everything is told, and when it comes back."""
    gallery.two_units(stage)
    [item_id] = of(number)
    told = json.loads((await answer(stage, item_id, given)).body)
    wanted = {"answered": True, "right": right, "given": given.strip() if given else None, "returns_in": 1}
    assert {key: told[key] for key in wanted} == wanted
    assert (told["answer"], told["why"]) == (some_questions()[number - 1].answer, "Un lien mène à une autre page.")


async def test_the_first_answer_counts(stage):
    """A second press, another tab or the way back change nothing."""
    gallery.two_units(stage)
    first = (await answer(stage, f"{S05}-r1", "Écrire un titre")).body
    stage.clock.move(minutes=1)
    assert (await answer(stage, f"{S05}-r1", "Écrire un lien")).body == first
    assert [each["answered"] for each in await asked(stage)] == [True, False, False, False, False]


@pytest.mark.parametrize(
    ("item_id", "body", "status"),
    [
        (f"{S05}-r7", {"given": "x"}, 404),
        ("made-up", {"given": "x"}, 404),
        (f"{S05}-r3", {"given": "  "}, 400),
        (f"{S05}-r3", {"given": 3}, 400),
        (f"{S05}-r3", {}, 400),
    ],
)
async def test_what_is_no_answer_counts_for_nothing(stage, item_id, body, status):
    """A question of another day, an empty text, something else."""
    gallery.two_units(stage)
    reply = await stage.ask("amina", f"api/recall/{item_id}", method="POST", data=body)
    assert reply.code == status
    assert not any(each["answered"] for each in await asked(stage))


async def test_after_an_empty_answer_the_keyboard_is_in_the_field(stage):
    """Nobody looks for the place to write a second time; the first time a telephone's keys stay away."""
    gallery.two_units(stage)
    pages = [(await stage.ask("amina", f"rappel?question={S05}-r3{end}")).body for end in ("", "&vide")]
    assert [b" autofocus" in page for page in pages] == [False, True]


async def test_the_days_go_by(stage):
    """A miss is back the next day and first; what is left fills up; an absence adds nothing to the five."""
    gallery.two_units(stage)
    await answer_all(stage, f"{S05}-r4")
    stage.clock.move(days=1)
    assert [each["id"] for each in await asked(stage)] == of(4, 1, 2, 3, 6)
    await answer_all(stage)
    stage.clock.move(days=1)
    assert [each["id"] for each in await asked(stage)] == of(5, 4, 6, 7)
    stage.clock.move(days=21)
    assert [each["id"] for each in await asked(stage)] == of(5, 4, 6, 1, 7)
    assert stage.parts.recall.cards("amina")[f"{S05}-r1"].box == 2


async def test_the_day_is_that_of_paris(stage):
    """At 23:30 in Paris it is still the same five; half an hour later it is tomorrow."""
    gallery.two_units(stage)
    await answer_all(stage)
    stage.clock.move(hours=13, minutes=30)
    assert all(each["answered"] for each in await asked(stage))
    stage.clock.move(minutes=30)
    assert not any(each["answered"] for each in await asked(stage))


async def page_of(stage, address="rappel"):
    """The words of the page."""
    return main_words((await stage.ask("amina", address)).body)


async def test_one_question_at_a_time_by_forms_alone(stage):
    """A button for each choice; then the verdict, the why, and the way to the next; the week says how many are left."""
    gallery.two_units(stage)
    cookies, xsrf = await form_of(stage, "amina", "rappel")
    page = (await stage.ask("amina", "rappel")).body.decode()
    assert main_words(page.encode())[:3] == ["← Ma semaine", "Mes questions du jour", "Question 1 sur 5"]
    place = re.search(r'value="(\d)">Écrire un lien', page)[1]
    reply = await sent(stage, cookies, "rappel", _xsrf=xsrf, question=f"{S05}-r1", choix=place)
    here = f"rappel?question={S05}-r1"
    assert (reply.code, reply.headers["Location"]) == (303, f"/services/atelier/{here}")
    words = await page_of(stage, here)
    assert words[3:] == [
        "Question 1 : à quoi sert <a> ?", "Oui, c’est ça.", "Votre réponse : Écrire un lien",
        "Un lien mène à une autre page.", "Cette question revient demain.", "Question suivante",
    ]  # fmt: skip
    for again in ({"choix": "1"}, {"choix": "2"}, {"passer": "1"}):
        await sent(stage, cookies, "rappel", _xsrf=xsrf, question=f"{S05}-r1", **again)
        assert await page_of(stage, here) == words
    assert "4 petites questions, pour garder en mémoire. Sans note." in await page_of(stage, "ma-semaine")

    reply = await sent(stage, cookies, "rappel", _xsrf=xsrf, question=f"{S05}-r3", texte=" ")
    assert (await page_of(stage, reply.headers["Location"].removeprefix("/services/atelier/")))[4:] == [
        "Écrivez ou choisissez d’abord une réponse. Sinon, le bouton « Je ne sais pas » est là.",
        "Votre réponse", "Répondre", "Je ne sais pas",
    ]  # fmt: skip
    await sent(stage, cookies, "rappel", _xsrf=xsrf, question=f"{S05}-r3", texte="<b>")
    assert (await page_of(stage, f"rappel?question={S05}-r3"))[4:8] == [
        "Pas encore. Se tromper aide à retenir.", "Votre réponse : <b>", "La réponse :",
        "Un lien mène à une autre page.",
    ]  # fmt: skip
    for number in (2, 4, 5):
        await sent(stage, cookies, "rappel", _xsrf=xsrf, question=f"{S05}-r{number}", passer="1")
    assert "Ce n’est pas grave. Voici la réponse." in await page_of(stage, f"rappel?question={S05}-r5")
    assert (await page_of(stage))[2:4] == [
        "C’est fait pour aujourd’hui", "Merci pour vos réponses. Chaque question aide votre mémoire, juste ou pas."
    ]  # fmt: skip
    assert "C’est fait pour aujourd’hui. À demain !" in await page_of(stage, "ma-semaine")


async def test_what_somebody_typed_is_shown_as_they_typed_it(stage):
    """Also where it is right: code is no Markdown."""
    gallery.two_units(stage)
    cookies, xsrf = await form_of(stage, "amina", "rappel")
    await sent(stage, cookies, "rappel", _xsrf=xsrf, question=f"{S05}-r3", texte="<a>")
    page = (await stage.ask("amina", f"rappel?question={S05}-r3")).body.decode()
    assert "Votre réponse : <strong><code>&lt;a&gt;</code></strong>" in page


async def test_a_question_left_open_over_midnight_leads_to_the_new_ones(stage):
    """The answer to yesterday's question is no fault: the page shows today's."""
    gallery.two_units(stage)
    cookies, xsrf = await form_of(stage, "amina", "rappel")
    await answer_all(stage)
    stage.clock.move(days=1)
    reply = await sent(stage, cookies, "rappel", _xsrf=xsrf, question=f"{S05}-r5", passer="1")
    assert (reply.code, reply.headers["Location"]) == (303, "/services/atelier/rappel")


async def test_without_a_question_the_week_says_nothing_and_the_page_is_kind(stage):
    """Before the first unit, and where a unit has none."""
    assert "Mes questions du jour" not in await page_of(stage, "ma-semaine")
    assert (await page_of(stage))[2] == (
        "Il n’y a pas encore de question pour vous. Elles arrivent avec vos premiers exercices."
    )


async def test_nobody_else_learns_how_it_went(stage):
    """No page of a trainer tells answers or a score of recall."""
    gallery.two_units(stage)
    stage.parts.attempts.add("amina", an_exercise("01"), a_report(an_exercise("01")))
    await answer_all(stage)
    for path in ("la-classe", "la-classe/amina"):
        assert "uestion" not in " ".join(main_words((await stage.ask("farida", path)).body))
