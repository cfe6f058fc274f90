import re

from graders.answer import Answer
from graders.checks import Failure, check
from graders.text import fold_text, has_text_in

SOURCE = "les-marronniers.example/ateliers"
OTHER_SOURCES = {"clavier-express.example": "source-sells", "journal-d-un-voisin.example": "source-is-old"}
HOUR = re.compile(r"\b(?P<hour>\d{1,2})(?:\s*(?:h(?:eures?)?|:)\s*|\.(?=\d))(?P<minutes>\d{2})?\b")
LOOKS_LIKE_ADDRESS = re.compile(r"https?|www\.|\.ex[ae]mple")
BEFORE_PLACE = re.compile(r"^(?:.*https?:?/*)?(?:www\.)?")


def addresses(answer: Answer) -> list[str]:
    """The addresses of the answer from the name of their site on; spaces around their bars do not count."""
    text = re.sub(r"\s*/\s*", "/", re.sub(r"(https?)\s*:\s*", r"\1:", answer.text.casefold()))
    words = [word.strip("`«»\"'()<>,;.") for word in text.split()]
    return [BEFORE_PLACE.sub("", word).rstrip("/") for word in words if LOOKS_LIKE_ADDRESS.search(word)]


def without_addresses(answer: Answer) -> str:
    """The words of the answer; an address may hold anything."""
    return " ".join(word for word in fold_text(answer.text).split() if not LOOKS_LIKE_ADDRESS.search(word))


@check(points=1)
def day(answer: Answer) -> None:
    """La réponse dit le bon jour."""
    said = without_addresses(answer)
    if has_text_in("lundi", said):
        raise Failure("day-of-old-page")
    if has_text_in("tous les jours", said):
        raise Failure("day-of-advert")
    if not has_text_in("jeudi", said):
        raise Failure("day-is-missing")


@check(points=1)
def hour(answer: Answer) -> None:
    """La réponse dit la bonne heure."""
    said = without_addresses(answer)
    found = [(int(time["hour"]), int(time["minutes"] or 0)) for time in HOUR.finditer(said)]
    if {(14, 30), (2, 30)} & set(found) or has_text_in("quatorze heures trente", said):
        return
    if not found:
        raise Failure("hour-is-missing")
    raise Failure("hour-is-short" if (14, 0) in found else "hour-is-other")


@check(points=2)
def source(answer: Answer) -> None:
    """La réponse cite l'adresse de la page la plus sûre."""
    found = addresses(answer)
    if not found:
        raise Failure("source-is-missing")
    for known, message_id in OTHER_SOURCES.items():
        if any(address.startswith(known) for address in found):
            raise Failure(message_id)
    if SOURCE not in found:
        raise Failure("source-is-short" if SOURCE.partition("/")[0] in found else "source-is-other")
