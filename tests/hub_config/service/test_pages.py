"""The pages as a browser gets them: their words in every state, their links."""

import io
import re
import zipfile
from dataclasses import replace
from datetime import timedelta
from urllib.parse import parse_qs, unquote, urlsplit

import pytest

from curriculum.builder.units import Track
from hub_config.service.pages.feedback import main_of
from tests.hub_config.service import gallery
from tests.hub_config.service.makers import S04, S05, a_stage, a_unit
from tests.hub_config.service.visitor import main_words, sent

TITLE = "S04 – Écrire une page : titres et paragraphes"
NOBODY_CALLS = ["Mains levées", "Personne n’appelle pour le moment."]
FRIDAY = "À rendre avant vendredi 4 décembre, 17 h."
WEEKS = {
    gallery.to_do: [
        "Bonjour Amina", "Nous sommes lundi 23 novembre.",
        "À faire maintenant", TITLE, "6 exercices à faire.", FRIDAY, "Commencer",
    ],
    gallery.started: [
        "Bonjour Amina", "Nous sommes lundi 23 novembre.",
        "À faire maintenant", TITLE, "3 exercices réussis sur 6.", FRIDAY,
        "Vous en êtes à l’exercice 4 : Exercice numéro 4.", "Reprendre ici", "Rendre mon travail",
    ],
    gallery.ready: [
        "Bonjour Amina", "Nous sommes lundi 23 novembre.",
        "À faire maintenant", TITLE, "5 exercices réussis sur 6.", FRIDAY,
        "Tout ce qui compte est réussi. Bravo ! Il reste à rendre votre travail.",
        "Rendre mon travail", "Continuer les exercices",
    ],
    gallery.closed: [
        "Bonjour Amina", "Nous sommes lundi 23 novembre.",
        "À faire maintenant", TITLE, "3 exercices réussis sur 6.",
        "La date est passée : c’était dimanche 22 novembre, 10 h. Vous ne pouvez plus rendre ce travail. "
        "Parlez-en à votre formateur ou formatrice.",
        "Vous en êtes à l’exercice 4 : Exercice numéro 4.", "Reprendre ici",
    ],
    gallery.grading: [
        "Bonjour Amina", "Nous sommes lundi 23 novembre.",
        "À faire maintenant", "Rien. Votre travail est bien arrivé. Nous le corrigeons.",
        "Mon travail", TITLE, "Correction en cours", "5 exercices réussis sur 6.", "Rendu lundi 23 novembre, 10 h.",
        "Cette page change toute seule quand c’est prêt. Sinon, .", "actualisez la page",
        "Ouvrir les exercices", "Rendre à nouveau",
    ],
    gallery.graded_in_part: [
        "Bonjour Amina", "Nous sommes lundi 23 novembre.",
        "À faire maintenant", TITLE, "Vous avez 3 points sur 5. Vous pouvez encore progresser.", FRIDAY,
        "Reprendre ici",
        "Mon travail", TITLE, "Corrigé : 3 points sur 5", "5 exercices réussis sur 6.",
        "Rendu lundi 23 novembre, 10 h.", "Lire mon retour", "Ouvrir les exercices", "Rendre à nouveau",
    ],
    gallery.graded_in_full: [
        "Bonjour Amina", "Nous sommes lundi 23 novembre.",
        "À faire maintenant", "Rien. Tout est rendu. Bravo !",
        "Mon travail", TITLE, "Corrigé : 5 points sur 5", "5 exercices réussis sur 6.",
        "Rendu lundi 23 novembre, 10 h.", "Lire mon retour", "Ouvrir les exercices", "Rendre à nouveau",
    ],
    gallery.waiting: [
        "Bonjour Amina", "Nous sommes lundi 23 novembre.",
        "À faire maintenant", "Rien. Tout est rendu. Bravo !",
        "Mon travail", TITLE, "Une personne de l’équipe va lire votre travail", "5 exercices réussis sur 6.",
        "Rendu lundi 23 novembre, 10 h.", "Lire mon retour", "Ouvrir les exercices", "Rendre à nouveau",
    ],
}  # fmt: skip


@pytest.mark.parametrize("state", WEEKS, ids=lambda state: state.__name__)
async def test_the_week_says_what_to_do_now(stage, state):
    """One thing to do, one big button, and where everything stands."""
    state(stage)
    answer = await stage.ask("amina", "ma-semaine")
    assert main_words(answer.body) == WEEKS[state]
    assert answer.body.count(b'class="button big"') == (state in {
        gallery.to_do, gallery.started, gallery.ready, gallery.closed, gallery.graded_in_part
    })  # fmt: skip


async def test_what_comes_later_is_one_line_and_its_way_in(stage):
    """Units handed out ahead say how much they hold, once; the list of exercises comes when one is begun."""
    gallery.started(stage)
    stage.released(S05)
    page = await stage.ask("amina", "ma-semaine")
    words = main_words(page.body)
    assert words[words.index("Mon travail") :] == [
        "Mon travail", "S05 – Listes et liens", "5 exercices à faire", "Ouvrir les exercices",
    ]  # fmt: skip
    assert page.body.count(b'class="exercises"') == 1


async def test_the_big_button_starts_the_room_and_opens_the_notebook(stage):
    """Through the hub's own page, which starts the room if it is stopped, then goes on."""
    gallery.to_do(stage)
    body = (await stage.ask("amina", "ma-semaine")).body.decode()
    link = urlsplit(re.search(r'class="button big" href="([^"]*)"', body)[1])
    assert (link.path, parse_qs(link.query)) == ("/hub/spawn/amina", {"next": [f"/user/amina/atelier/open/{S04}"]})


async def test_a_page_that_waits_asks_and_the_others_do_not(stage):
    """The one script is there while something is being graded, under this answer's own nonce."""
    gallery.ready(stage)
    assert b"<script" not in (await stage.ask("amina", "ma-semaine")).body
    assert (await stage.ask("amina", "api/progress")).body == b'{"is_grading": false}'
    stage.handed_in("amina")
    waiting = await stage.ask("amina", "ma-semaine")
    nonce = re.search(r"script-src 'nonce-([^']+)'", waiting.headers["Content-Security-Policy"])[1]
    script = f'<script type="module" src="/services/atelier/static/wait.js" nonce="{nonce}"></script>'
    assert script in waiting.body.decode()
    assert (await stage.ask("amina", "api/progress")).body == b'{"is_grading": true}'
    assert (await stage.ask("bruno", "api/progress")).body == b'{"is_grading": false}'


async def test_the_class_shows_who_is_where_and_who_is_stuck(stage):
    """One row for each trainee and nobody else; the check somebody stumbles over by its title."""
    gallery.a_class(stage)
    words = main_words((await stage.ask("farida", "la-classe")).body)
    head = ["Personne", "Réussis", "Rendu", "Points", "Bloque sur", "Dernière activité"]
    assert words[:33] == [
        "La classe", *NOBODY_CALLS, TITLE,
        "2 personnes, 1 a rendu, 1 bloque. À rendre avant vendredi 4 décembre, 17 h.", *head,
        "Amina Diallo", "5/6", "lundi 23 novembre, 10 h", "à corriger", "–", "lundi 23 novembre, 10 h",
        "Bruno Martin", "1/6", "–", "–", "Exercice 2 : La page a un seul grand titre. (4 essais)",
        "lundi 23 novembre, 10 h 03", "Voir quelles règles arrêtent le plus de monde",
        "Correction automatique", "Tout corriger à nouveau",
        "Vos notes données à la main sont gardées. Les retours sont mis à jour.",
        "À corriger à la main", "Amina Diallo", "Rendu lundi 23 novembre, 10 h. Une partie attend votre note.",
        "Corriger", "Relancer la correction", "Cette séance",
    ]  # fmt: skip


async def test_the_class_opens_where_it_is(stage):
    """The first unit before anybody began; then the one of the last try or hand-in, whatever else is handed out."""

    async def opened() -> str:
        body = (await stage.ask("farida", "la-classe")).body.decode()
        return re.search(r'<h2 id="seance">(S\d\d)', body)[1]

    stage.released(S05)
    gallery.to_do(stage)
    seen = [await opened()]
    gallery.passes(stage, "bruno", "01")
    seen.append(await opened())
    stage.clock.move(minutes=1)
    stage.handed_in("amina", S05)
    seen.append(await opened())
    gallery.stumbles(stage, "bruno", "02", 1)
    stage.parts.store.withdraw(S05)
    seen.append(await opened())
    assert seen == ["S04", "S04", "S05", "S04"]


async def test_a_second_unit_and_a_resident(stage):
    """The unit the class is at shows, the others are a link away; a resident has a row where they did something."""
    gallery.two_units(stage)
    words = main_words((await stage.ask("farida", "la-classe")).body)
    assert words[:7] == [
        "La classe", *NOBODY_CALLS, "S04", "S05", "S05 – Listes et liens",
        "3 personnes, personne n’a rendu, personne ne bloque. Pas de date limite.",
    ]  # fmt: skip
    assert [words[each] for each in (13, 19, 25)] == ["Amina Diallo", "Rosa Lopes", "Bruno Martin"]
    words = main_words((await stage.ask("farida", f"la-classe?unite={S04}")).body)
    assert "Rosa Lopes" not in words
    assert (await stage.ask("farida", "la-classe?unite=web-s99")).code == 404


async def test_late_and_missing_work_is_named(stage):
    """After the date: who handed in is late, who did not is missing; an extension forgives."""
    gallery.to_do(stage)
    stage.clock.now = gallery.FRIDAY + timedelta(hours=1)
    stage.handed_in("amina")
    words = main_words((await stage.ask("farida", "la-classe")).body)
    assert [words[each] for each in (13, 19)] == ["vendredi 4 décembre, 18 h en retard", "date passée"]
    stage.parts.store.grant_extension("amina", S04, gallery.FRIDAY + timedelta(days=1))
    assert main_words((await stage.ask("farida", "la-classe")).body)[13] == "vendredi 4 décembre, 18 h"


async def test_one_trainee_in_full(stage):
    """Tries exercise by exercise, hand-ins, more time, a new password."""
    gallery.a_class(stage)
    words = main_words((await stage.ask("farida", "la-classe/bruno")).body)
    assert words == [
        "← La classe", "Bruno Martin", "Identifiant : bruno",
        TITLE, "1 exercice réussi sur 6. À rendre avant vendredi 4 décembre, 17 h.",
        "Essais", "Exercice", "Essais", "Résultat",
        "1. Exercice numéro 1", "1", "Réussi",
        "2. Exercice numéro 2", "4", "Pas encore réussi : « La page a un seul grand titre. »",
        *[word for each in "3456" for word in (f"{each}. Exercice numéro {each}", "0", "–")],
        "Mots pour cette personne", "À côté de quel exercice ?", "Votre mot (texte simple)", "Envoyer ce mot",
        "La personne le lit dans « Ma semaine » et à côté de l’exercice.",
        "Travaux rendus", "Rien pour le moment.",
        "Plus de temps pour cette personne, jusqu’au", "Donner ce délai",
        "Mot de passe oublié", "Un nouveau mot de passe s’affichera une seule fois. L’ancien ne marchera plus.",
        "Donner un nouveau mot de passe",
    ]  # fmt: skip
    stage.released(S05)
    words = main_words((await stage.ask("farida", "la-classe/bruno")).body)
    later = words[words.index("S05 – Listes et liens") :]
    assert later[:3] == ["S05 – Listes et liens", "5 exercices à faire.", "Mots pour cette personne"]
    assert "Travaux rendus" not in later


@pytest.mark.parametrize("name", ["farida", "samir", "nobody", "../amina"])
async def test_only_learners_have_a_page_in_the_class(stage, name):
    """A trainer's own name, a made-up one or a path is not there."""
    assert (await stage.ask("farida", f"la-classe/{name.replace('/', '%2F')}")).code == 404


async def test_feedback_is_shown_without_its_styles_and_without_rights(stage):
    """What stands in its <main>, in our page; the browser runs nothing in it and treats it as a stranger."""
    gallery.graded_in_part(stage)
    answer = await stage.ask("amina", f"retour/{S04}")
    assert main_words(answer.body)[:5] == [
        "← Ma semaine", "Votre retour : Écrire une page", "Vous avez 5 points sur 5.",
        "Exercice 3 : Réparer la page", "Et ensuite ?",
    ]  # fmt: skip
    again = re.search(r'href="([^"]+)">Reprendre<', answer.body.decode())[1]
    assert unquote(again) == f"/hub/spawn/amina?next=/user/amina/atelier/open/{S04}?exercice=06"
    assert b"color: red" not in answer.body
    policy = dict(part.partition(" ")[::2] for part in answer.headers["Content-Security-Policy"].split("; "))
    assert set(policy["sandbox"].split()) & {"allow-scripts", "allow-same-origin", "allow-forms"} == set()
    assert (policy["default-src"], policy.get("script-src")) == ("'none'", None)


@pytest.mark.parametrize(
    ("document", "inner"),
    [
        ("<html><body><header>x</header><main id=a><p>é &lt;b&gt;</main></body></html>", "<p>é &lt;b&gt;</p>"),
        ("<p>No main", "<p>No main</p>"),
        ("", ""),
        ("<main>1 > 0 </main></main><p>after", "1 &gt; 0 "),
    ],
)
def test_main_of(document, inner):
    """The inside of <main>, escaped as it was; of <body> where there is none."""
    assert main_of(document) == inner


async def test_nobody_reads_anothers_feedback_or_hand_in(stage):
    """Bruno finds nothing of Amina's; her trainer does."""
    gallery.graded_in_part(stage)
    [submission] = stage.parts.store.submissions(student_id="amina")
    assert (await stage.ask("bruno", f"retour/{S04}")).code == 404
    assert (await stage.ask("bruno", f"rendu/{submission.submission_id}")).code == 404
    assert (await stage.ask("bruno", f"la-classe/amina/retour/{S04}")).code == 403
    for name in ("amina", "farida"):
        answer = await stage.ask(name, f"rendu/{submission.submission_id}")
        with zipfile.ZipFile(io.BytesIO(answer.body)) as archive:
            assert archive.namelist() == ["03-reparer/index.html", "s04-html-base.ipynb"]
        assert answer.headers["Content-Disposition"] == f'attachment; filename="{S04}-amina-1.zip"'


@pytest.mark.parametrize(
    ("name", "place"),
    [
        ("amina", "ma-semaine"),
        ("farida", "la-classe"),
        ("paul", "la-classe"),
        ("rosa", None),
        ("samir", "les-imprimantes"),
    ],
)
async def test_everybody_lands_where_they_work(stage, name, place):
    """Trainees on their week, trainers and admins on the class, the fab manager at the printers, else a welcome."""
    answer = await stage.ask(name, "")
    assert (answer.code, answer.headers.get("Location")) == (
        (302, f"/services/atelier/{place}") if place else (200, None)
    )


async def test_a_resident_finds_the_first_workshop_on_the_welcome_page(empty_gradebook, tmp_path):
    """Once it is handed out: a unit of the 3D track, which has no week of the year."""
    unit = replace(a_unit("fab3d-fab-01-premier-objet", "Premier objet", 2), track=Track.FAB3D, weeks=())
    async with a_stage(tmp_path / "service", empty_gradebook, a_unit(), unit) as stage:
        stage.released()
        assert "Premier objet" not in (await stage.ask("rosa", "")).body.decode()
        stage.released(unit.unit_id)
        page = (await stage.ask("rosa", "")).body.decode()
        assert "atelier/open/fab3d-fab-01-premier-objet" in unquote(unquote(page))
        assert "Écrire une page" not in page
        week = (await stage.ask("amina", "ma-semaine")).body.decode()
        assert "FAB-01 – Premier objet" in week


async def test_a_stranger_signs_in_and_comes_back(stage):
    """The hub is asked with PKCE; where one was going is kept by the service, not in the address."""
    answer = await stage.ask(None, "la-classe")
    target = urlsplit(answer.headers["Location"])
    query = parse_qs(target.query)
    assert target.path == "/hub/api/oauth2/authorize"
    assert query["redirect_uri"] == ["/services/atelier/oauth_callback"]
    assert query["code_challenge_method"] == ["S256"]


@pytest.mark.parametrize("query", ["", "?code=x", "?code=x&state=y", "?error=denied"])
async def test_a_broken_sign_in_is_a_french_page(stage, query):
    """A forged or stale return from the hub leads nowhere, kindly."""
    answer = await stage.ask(None, f"oauth_callback{query}")
    assert answer.code in {400, 403}
    assert main_words(answer.body) == SIGN_IN_AGAIN


SIGN_IN_AGAIN = [
    "Connectez-vous encore une fois",
    "La page est ouverte depuis longtemps, et votre connexion a pris fin. "
    "Ce que vous venez d’envoyer n’est pas enregistré.",
    "Connectez-vous, puis recommencez.",
    "Me connecter",
]


async def test_a_form_sent_after_ones_session_says_so(stage):
    """It is not a page for others, nor our fault: one signs in, and sends it again."""
    gallery.to_do(stage)
    answer = await sent(stage, "", "la-classe/date", unite=S04)
    assert (answer.code, main_words(answer.body)) == (403, SIGN_IN_AGAIN)


@pytest.mark.parametrize(
    ("who", "path", "said"),
    [
        ("amina", "la-classe", "Cette page n’est pas pour vous"),
        ("amina", "nowhere", "Cette page n’existe pas"),
        ("amina", "retour/nothing", "Cette page n’existe pas"),
    ],
)
async def test_a_refusal_leaves_the_ways_on(stage, who, path, said):
    """Whoever is signed in has the menu also on a page that says no; a stranger has none."""
    page = (await stage.ask(who, path)).body.decode()
    assert said in page
    assert "Ma semaine</a>" in page
    assert "Ma semaine" not in (await stage.ask(None, "nowhere")).body.decode()


async def test_the_programme_is_shown_to_who_teaches(stage):
    """Hours against the plan, and competences by unit; from the page's own menu."""
    answer = await stage.ask("farida", "le-programme")
    words = main_words(answer.body)
    assert words[0] == "Ce que couvre le programme"
    assert [words[at : at + 5] for at, word in enumerate(words) if word == "4"] == [
        ["4", TITLE.replace(" – ", " "), "1 h 30", "6 h", "1 h"],
        ["4", "S05 Listes et liens", "1 h 30", "6 h", "50 min"],
    ]
    assert words[-6:] == [
        "CP3 Réaliser des interfaces statiques",
        "leçon",
        "leçon",
        "CP4 Développer des interfaces dynamiques",
        "–",
        "–",
    ]
    assert 'aria-current="page">Le programme</a>' in answer.body.decode()
    assert "Le programme" not in (await stage.ask("amina", "ma-semaine")).body.decode()
