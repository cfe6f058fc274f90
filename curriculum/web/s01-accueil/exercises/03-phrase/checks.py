import re
import unicodedata

from graders.answer import Answer
from graders.checks import Failure, check
from graders.text import fold_text, quote

SENTENCE = "François a réparé le vélo. Où est-il ? Près de la fenêtre, à côté de Noëlle !"
WORD = re.compile(r"[^\W\d_]+")
SIGN = re.compile(r"[.?!,;:-]")
LONE_ACCENT = re.compile(r"\S*[\^¨]\S*")
AFTER_DEAD_KEY = set("êë")  # the accent is typed first, by a key that shows nothing


def words_of(text: str) -> list[str]:
    """The words, each accent one sign with its letter."""
    return WORD.findall(unicodedata.normalize("NFC", text))


def signs_of(text: str) -> list[str]:
    """The signs between the words; three points are one."""
    return SIGN.findall(text.replace("…", "..."))


def paired_words(answer: Answer) -> list[tuple[str, str]]:
    """Each word of the sentence and the answer's; a Failure at the first that is another, whatever its accents."""
    if alone := LONE_ACCENT.search(answer.text):
        raise Failure("accent-alone", found=quote(alone[0]))
    wanted, found = words_of(SENTENCE), words_of(answer.text)
    for at, word in enumerate(wanted):
        if at >= len(found) or fold_text(found[at]) == fold_text((*wanted, "")[at + 1]):
            raise Failure("word-is-missing", expected=word, found=f"{len(found)} sur {len(wanted)}")
        if fold_text(found[at]) != fold_text(word):
            if fold_text((*found, "")[at + 1]) == fold_text(word):
                raise Failure("word-too-many", found=quote(found[at]))
            is_glued = at + 1 < len(wanted) and fold_text(found[at]).startswith(fold_text(word + wanted[at + 1]))
            raise Failure("words-touch" if is_glued else "word-is-other", expected=word, found=quote(found[at], 40))
    if len(found) > len(wanted):
        raise Failure("word-too-many", found=quote(found[len(wanted)]))
    return list(zip(wanted, found, strict=True))


@check(points=1)
def all_words(answer: Answer) -> None:
    """Tous les mots sont là."""
    paired_words(answer)


@check(points=2)
def accents(answer: Answer) -> None:
    """Les accents et la cédille sont là."""
    for wanted, found in paired_words(answer):
        if wanted.casefold() != found.casefold():
            is_dead = AFTER_DEAD_KEY & set(wanted) and not AFTER_DEAD_KEY & set(found)
            raise Failure("dead-key" if is_dead else "accent-is-missing", expected=wanted, found=quote(found))


@check(points=1)
def capitals(answer: Answer) -> None:
    """Les majuscules sont à leur place."""
    for wanted, found in paired_words(answer):
        if [letter.isupper() for letter in wanted] != [letter.isupper() for letter in found]:
            raise Failure("capital-is-missing", expected=wanted, found=quote(found))


@check(points=1)
def signs(answer: Answer) -> None:
    """Les signes sont à leur place."""
    paired_words(answer)
    if signs_of(answer.text) != signs_of(SENTENCE):
        raise Failure("sign-is-missing", expected=" ".join(signs_of(SENTENCE)))
