"""The service as a tornado application. The route table at the end is its map; `exchange_api` has one of its own."""

from __future__ import annotations

from pathlib import Path

from jupyterhub.services.auth import HubOAuth
from tornado.httpserver import HTTPServer
from tornado.web import Application

import graders
from graders.notebook.queue import enqueue
from hub_config.service.auth import ApiNotFound, PageNotFound, SignedIn, StaticFiles
from hub_config.service.checks_api import Checks
from hub_config.service.exchange_api import routes as exchange_routes
from hub_config.service.grading_api import AssignmentGrading
from hub_config.service.hands_api import OwnHand
from hub_config.service.health_api import Health
from hub_config.service.notes_api import OwnNotes
from hub_config.service.pages.feedback import LearnersFeedback, OwnFeedback
from hub_config.service.pages.hand_ins import HandIn
from hub_config.service.pages.home import Home
from hub_config.service.pages.hurdles import Hurdles
from hub_config.service.pages.my_prints import CancelPrint, MyPrints, PrintPicture, SendPrint
from hub_config.service.pages.my_week import GradingUnderWay, MyWeek
from hub_config.service.pages.notes import ChangeNote, NewNote, NoteRead
from hub_config.service.pages.raised_hands import LowerOwnHand, RaisedHands
from hub_config.service.pages.recall import RecallPage
from hub_config.service.pages.report import LearnersReport, OwnReport
from hub_config.service.pages.the_class import (
    Deadline,
    Extension,
    NewPassword,
    Regrade,
    RegradeAll,
    StopGrading,
    TheClass,
    Trainee,
)
from hub_config.service.pages.the_printers import (
    PlateIsClear,
    PrintDecision,
    PrintHistory,
    PrintingRights,
    PrintsAsCsv,
    RevokedRight,
    ThePrinters,
    Upkeep,
)
from hub_config.service.pages.the_programme import TheProgramme
from hub_config.service.parts import Parts
from hub_config.service.prints_api import BoardNews, NewPart, PrintNews, SentPart
from hub_config.service.recall_api import Recall, RecallAnswer
from hub_config.service.tries_api import Tries

HERE = Path(__file__).parent
GRADERS = Path(graders.__file__).parent

# Read before anybody is asked who they are. Each handler has a limit of its own below it; uploads, which look at rights
# first, one above it.
BODY_BYTES_MAX = 5_000_000


def make_app(parts: Parts, hub_auth: HubOAuth, cookie_secret: bytes) -> Application:
    """The whole service under `parts.base_url`."""
    exchange = exchange_routes(
        parts.store,
        and_then=lambda connection, new: enqueue(connection, new.submission_id, new.student_id, new.submitted_at),
        on_submitted=lambda new: parts.runner.wake(),
    )
    routes = [(f"{parts.base_url}{path}", *rest) for path, *rest in [*exchange, *ROUTES]]
    return Application(
        routes,
        parts=parts,
        hub_auth=hub_auth,
        cookie_secret=cookie_secret,
        default_handler_class=PageNotFound,
    )


def make_server(app: Application) -> HTTPServer:
    """Serves it, behind the proxy of this machine."""
    return HTTPServer(app, xheaders=True, max_body_size=BODY_BYTES_MAX)


ROUTES: list[tuple[str, type] | tuple[str, type, dict[str, str]]] = [
    (r"", Home),
    (r"ma-semaine", MyWeek),
    (r"ma-semaine/main", LowerOwnHand),
    (r"ma-semaine/mot", NoteRead),
    (r"rappel", RecallPage),
    (r"retour/([^/]+)", OwnFeedback),
    (r"rapport/([^/]+)/([^/]+)", OwnReport),
    (r"rendu/([^/]+)", HandIn),
    (r"le-programme", TheProgramme),
    (r"la-classe", TheClass),
    (r"la-classe/mains", RaisedHands),
    (r"la-classe/obstacles", Hurdles),
    (r"la-classe/date", Deadline),
    (r"la-classe/corriger", RegradeAll),
    (r"la-classe/arreter", StopGrading),
    (r"la-classe/([^/]+)", Trainee),
    (r"la-classe/([^/]+)/retour/([^/]+)", LearnersFeedback),
    (r"la-classe/([^/]+)/rapport/([^/]+)/([^/]+)", LearnersReport),
    (r"la-classe/([^/]+)/delai", Extension),
    (r"la-classe/([^/]+)/corriger", Regrade),
    (r"la-classe/([^/]+)/mots", NewNote),
    (r"la-classe/([^/]+)/mots/([^/]+)", ChangeNote),
    (r"la-classe/([^/]+)/mot-de-passe", NewPassword),
    (r"mes-impressions", MyPrints),
    (r"mes-impressions/([0-9a-f]+)/envoyer", SendPrint),
    (r"mes-impressions/([0-9a-f]+)/annuler", CancelPrint),
    (r"impression/([0-9a-f]+)/image", PrintPicture),
    (r"les-imprimantes", ThePrinters),
    (r"les-imprimantes/habilitations", PrintingRights),
    (r"les-imprimantes/habilitations/(\d{1,9})/retirer", RevokedRight),
    (r"les-imprimantes/impressions\.csv", PrintsAsCsv),
    (
        r"les-imprimantes/travail/([0-9a-f]+)/(accepter|refuser|annuler|relancer|reussie|ratee|pause|reprendre)",
        PrintDecision,
    ),
    (r"les-imprimantes/travail/([0-9a-f]+)", PrintHistory),
    (r"les-imprimantes/([a-z0-9-]+)/plateau", PlateIsClear),
    (r"les-imprimantes/([a-z0-9-]+)/entretien", Upkeep),
    (r"api/health", Health),
    (r"api/progress", GradingUnderWay),
    (r"api/assignments/([^/]+)/grading", AssignmentGrading),
    (r"api/checks/([^/]+)/([^/]+)", Checks),
    (r"api/hands/([^/]+)/([^/]+)", OwnHand),
    (r"api/recall", Recall),
    (r"api/recall/([^/]+)", RecallAnswer),
    (r"api/notes/([^/]+)/([^/]+)", OwnNotes),
    (r"api/tries/([^/]+)/([^/]+)", Tries),
    (r"api/prints", PrintNews),
    (r"api/parts", NewPart),
    (r"api/parts/([0-9a-f]+)", SentPart),
    (r"api/print-board", BoardNews),
    (r"api/.*", ApiNotFound),
    (r"oauth_callback", SignedIn),
    (r"static/(card\.css)", StaticFiles, {"path": str(GRADERS)}),
    (r"static/(.*)", StaticFiles, {"path": str(HERE / "static")}),
]
