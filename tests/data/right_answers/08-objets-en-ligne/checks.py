from graders.checks import check
from graders.web.api import Api, offline, reply
from graders.web.expectations.fetching import expect_error_shown, expect_request, expect_shows
from graders.web.fictional import objects
from graders.web.page import Page


@check(points=3)
def objects_are_shown(page: Page) -> None:
    """La page montre les objets du serveur."""
    data = objects(page.random("objets"), 5)
    with page.played(api=Api({"GET /api/objets": reply(json=data)})) as play:
        play.pass_time(1)
        expect_request(play, "GET /api/objets")
        expect_shows(play, data, keys=("nom", "prix"))


@check(points=2)
def failure_is_told(page: Page) -> None:
    """Quand le serveur est en panne, la page le dit."""
    for trouble in (reply(status=500, json={"erreur": "panne"}), offline()):
        with page.played(api=Api({"GET /api/objets": trouble})) as play:
            play.pass_time(1)
            expect_error_shown(play)
