"""A real hub: who gets in, how, and what their tokens may do."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.real_hub import Hub

pytestmark = pytest.mark.hub

WEEK = "/services/atelier/ma-semaine"


def test_a_stranger_is_asked_to_sign_in_and_comes_back(hub: Hub):
    """Whoever opens any page first signs in, and then sees that page."""
    stranger = hub.stranger()
    page = stranger.get(WEEK)
    assert "<h1>Se connecter</h1>" in page.text
    hub.visitor("amina")  # has a password of her own now
    page = stranger.submit(page, username="amina", password=hub.passwords["amina"])
    assert page.url.endswith(WEEK)


def test_no_session_begins_with_a_first_password(hub: Hub):
    """Until a password of one's own is chosen, the hub knows nobody."""
    gilles = hub.stranger()
    page = gilles.sign_in("gilles", hub.passwords["gilles"], "/hub/login?next=/services/atelier/ma-semaine")
    assert "<h1>Bonjour Gilles. Choisissez votre mot de passe.</h1>" in page.text
    assert "Se connecter" in gilles.get(WEEK).text
    assert gilles.api("GET", "/hub/api/user").status_code == 403
    for password, again, fault in (
        ("court", None, "au moins 10 signes"),
        ("Gilles est un nom", None, "Votre nom est dans ce mot de passe"),
        ("un bon mot de passe", "un autre mot", "ne sont pas pareils"),
        (hub.passwords["gilles"], None, "le mot de passe que vous avez reçu"),
    ):
        answer = gilles.choose(page, password, again)
        assert (answer.status_code, fault in answer.text) == (400, True), fault
    page = gilles.choose(page, "quatre mots sans rapport")
    assert page.url.endswith(WEEK)
    assert gilles.api("GET", "/hub/api/user").json()["name"] == "gilles"
    # The first password is worth nothing any more, nor is the way it had opened.
    assert hub.stranger().sign_in("gilles", hub.passwords["gilles"]).status_code == 403


def test_the_way_to_a_first_password_is_nobody_elses(hub: Hub):
    """Without the first password nobody gets to choose, not even with a cookie made up."""
    stranger = hub.stranger()
    stranger.session.cookies.set("atelier-first-password", "eve:0000", path="/hub/")
    assert stranger.get("/hub/first-password").url.endswith("/hub/login")


def test_guessing_is_slowed_down(hub: Hub):
    """After five wrong passwords even the right one has to wait, and the page says how long."""
    with ThreadPoolExecutor(5) as pool:
        tries = list(pool.map(lambda n: hub.stranger().sign_in("ines", f"guess {n}").status_code, range(5)))
    assert tries == [403] * 5
    page = hub.stranger().sign_in("ines", hub.passwords["ines"])
    assert (page.status_code, "Attendez 1 minute, puis recommencez" in page.text) == (429, True)
    # A trainer's new first password opens the door again.
    token = _service_token(hub)
    password = hub.api("POST", "people/ines/password", token).json()["first_password"]
    assert "Choisissez votre mot de passe" in hub.stranger().sign_in("ines", password).text


def test_a_name_nobody_has_is_refused_like_a_wrong_password(hub: Hub):
    """The page does not tell who is here."""
    page = hub.stranger().sign_in("nobody", "whatever it is")
    assert (page.status_code, "L’identifiant ou le mot de passe ne va pas" in page.text) == (403, True)


def test_one_changes_ones_own_password(hub: Hub):
    """The new one counts at once; this session goes on, all others are over."""
    hanna = hub.visitor("hanna")
    elsewhere = hub.stranger()
    elsewhere.sign_in("hanna", hub.passwords["hanna"])
    assert elsewhere.get(WEEK).url.endswith(WEEK)
    page = hanna.get("/hub/change-password")
    fields = {"new_password": "encore un mot de passe", "new_password_again": "encore un mot de passe"}
    assert "L’ancien mot de passe ne va pas" in hanna.submit(page, old_password="wrong", **fields).text
    page = hanna.submit(page, old_password=hub.passwords["hanna"], **fields)
    assert "<strong>C’est fait.</strong>" in page.text
    assert hanna.api("GET", "/hub/api/user").json()["name"] == "hanna"
    assert elsewhere.api("GET", "/hub/api/user").status_code == 403
    assert hub.stranger().sign_in("hanna", "encore un mot de passe").url.endswith(WEEK)


def test_a_forgotten_password_is_reset(hub: Hub):
    """The service gets a new first password; the old one and its sessions are over."""
    eve = hub.visitor("eve")
    answer = hub.api("POST", "people/eve/password", _service_token(hub))
    assert (answer.status_code, sorted(answer.json())) == (200, ["first_password", "name"])
    assert eve.api("GET", "/hub/api/user").status_code == 403
    assert hub.stranger().sign_in("eve", hub.passwords["eve"]).status_code == 403
    page = hub.stranger().sign_in("eve", answer.json()["first_password"])
    assert "Choisissez votre mot de passe" in page.text


@pytest.mark.parametrize("name", ["claire", "alex", "fanny"])
def test_the_service_resets_no_password_of_those_with_more_rights(hub: Hub, name: str):
    """Whoever holds the service's token cannot become a trainer or an administrator."""
    answer = hub.api("POST", f"people/{name}/password", _service_token(hub))
    assert (answer.status_code, "only an administrator resets that password" in answer.json()["message"]) == (403, True)


def test_the_machines_own_command_resets_any_password(hub: Hub):
    """An administrator who forgot theirs is helped by whoever has the machine."""
    assert hub.api("POST", "people/fanny/password").status_code == 200
    assert hub.api("POST", "people/nobody/password").status_code == 404


def test_people_are_named_with_their_role(hub: Hub):
    """The service knows everyone by name; a trainee asks in vain."""
    people = hub.api("GET", "people", _service_token(hub)).json()
    amina = next(person for person in people if person["name"] == "amina")
    hub.visitor("amina")
    assert {key: amina[key] for key in ("name", "first_name", "last_name", "role")} == {
        "name": "amina",
        "first_name": "Amina",
        "last_name": "Benali",
        "role": "trainee",
    }
    assert {person["role"] for person in people} == {"admin", "trainer", "trainee", "resident", "fab-manager"}


def test_a_list_with_one_bad_person_takes_in_nobody(hub: Hub):
    """All or nothing, also over the API; those who are here stay as they are."""
    good = {"name": "karim", "first_name": "Karim", "last_name": "K", "role": "trainee"}
    bad = {**good, "name": "../karim"}
    answer = hub.api("POST", "people", json={"people": [good, bad]})
    assert (answer.status_code, "identifiant is '../karim'" in answer.json()["message"]) == (400, True)
    assert "karim" not in {person["name"] for person in hub.api("GET", "people").json()}
    amina = {"name": "amina", "first_name": "Someone", "last_name": "Else", "role": "admin"}
    answer = hub.api("POST", "people", json={"people": [good, amina]})
    assert (answer.status_code, [p["name"] for p in answer.json()["people"]], answer.json()["already_here"]) == (
        201,
        ["karim"],
        ["amina"],
    )
    roles = {person["name"]: person["role"] for person in hub.api("GET", "people").json()}
    assert (roles["amina"], roles["karim"]) == ("trainee", "trainee")


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/hub/api/people"),
        ("POST", "/hub/api/people"),
        ("POST", "/hub/api/people/bruno/password"),
        ("GET", "/hub/api/users"),
        ("GET", "/hub/api/users/bruno"),
        ("POST", "/hub/api/users/bruno/server"),
        ("POST", "/hub/api/users/OWN/tokens"),
        ("POST", "/hub/api/groups/admins/users"),
        ("GET", "/hub/api/services"),
        ("GET", "/hub/api/proxy"),
        ("POST", "/hub/api/shutdown"),
        ("GET", "/hub/admin"),
        ("GET", "/hub/metrics"),
    ],
)
@pytest.mark.parametrize("name", ["amina", "claire"])
def test_neither_a_trainee_nor_a_trainer_rules_the_hub(hub: Hub, name: str, method: str, path: str):
    """What the service does for them they cannot do themselves; of others' accounts they see nothing."""
    path = path.replace("OWN", name)
    answer = hub.visitor(name).api(method, path, json={} if method == "POST" else None)
    assert answer.status_code in (403, 404), answer.text


def test_there_is_no_sign_up_and_nothing_of_the_old_pages(hub: Hub):
    """NativeAuthenticator's own pages are gone, for everyone."""
    for path in ("/hub/signup", "/hub/authorize", "/hub/authorize/amina", "/hub/confirm/x", "/hub/discard/amina"):
        page = hub.visitor("amina").get(path)
        assert (page.status_code, "<h1>Cette page n’existe pas</h1>" in page.text) == (404, True), path


def test_signing_out_ends_the_session(hub: Hub):
    """On a shared machine the next person finds nobody signed in."""
    hub.visitor("bruno")
    bruno = hub.stranger()
    bruno.sign_in("bruno", hub.passwords["bruno"])
    assert bruno.get(WEEK).url.endswith(WEEK)
    assert "<h1>À bientôt</h1>" in bruno.get("/hub/logout").text
    assert "Se connecter" in bruno.get(WEEK).text


def test_a_form_sent_from_elsewhere_is_refused(hub: Hub):
    """Without the page's own hidden value nobody signs in or changes a password; the form asks again."""
    hub.visitor("bruno")
    data = {"username": "bruno", "password": hub.passwords["bruno"]}
    answer = hub.stranger().session.post(f"{hub.url}hub/login", data=data, timeout=30)
    assert (answer.status_code, "Cette page était ouverte depuis longtemps" in answer.text) == (403, True)


def _service_token(hub: Hub) -> str:
    """The token the hub gives its service."""
    return (hub.settings.secrets_dir / "atelier-token").read_text().strip()
