"""The `atelier` command: each verb is one line of work; what it does is in the module it calls.

What is for people goes to stderr, what is for the next program to stdout. Exit code 0: done; 1: graded, but some work
waits for a person; 2: not done, one sentence says why; 130: stopped by Ctrl+C. A crash keeps its traceback.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from curriculum.builder.coverage_page import coverage_page
from curriculum.builder.faults import CurriculumError
from curriculum.builder.message_page import message_page
from curriculum.builder.trials import RunError
from graders.exchange.client import ExchangeClient, ExchangeClientError
from graders.messages.catalogue import MessageError
from hub_config import course
from hub_config.course import CourseError
from hub_config.doctor import examine as examine_machine
from hub_config.doctor import page
from hub_config.hub_client import HubClient, HubClientError
from hub_config.people import NewPerson, PeopleError, read_people
from hub_config.settings import SettingsError, default_file, ensure_file, load_settings
from hub_config.up import UpError, prepare_folders, up

# A user's mistake, or a place that does not run: one sentence is enough.
EXPECTED = (
    SettingsError, PeopleError, HubClientError, UpError, CurriculumError, CourseError, ExchangeClientError, RunError,
    MessageError,
)  # fmt: skip


def main(argv: Sequence[str] | None = None) -> int:
    """The exit code of the command line in `argv`, or of this process."""
    arguments = parser().parse_args(argv)
    verb: Callable[[argparse.Namespace], int] = arguments.verb
    try:
        return verb(arguments)
    except EXPECTED as error:
        say(str(error))
        return 2


def run() -> None:
    """What the installed command calls."""
    sys.exit(main())


def say(text: str) -> None:
    """To the person at the terminal."""
    print(text, file=sys.stderr, flush=True)


def parser() -> argparse.ArgumentParser:
    """Every verb with its words."""
    top = argparse.ArgumentParser(prog="atelier", description="The learning environment of a Fab Lab.")
    verbs = top.add_subparsers(required=True, metavar="VERB")

    verb = verbs.add_parser("up", help="start everything and keep it running")
    verb.add_argument("--people", type=Path, metavar="CSV", help="the first people, instead of some to try it with")
    verb.set_defaults(verb=start)

    verb = verbs.add_parser("doctor", help="say what is missing or wrong")
    verb.set_defaults(verb=examine)

    people = verbs.add_parser("people", help="who is here").add_subparsers(required=True, metavar="VERB")
    verb = people.add_parser("import", help="take in a class list: identifiant;prenom;nom;role")
    verb.add_argument("file", type=Path, metavar="CSV", help="a file, or - for standard input")
    verb.set_defaults(verb=import_people)
    verb = people.add_parser("list", help="everyone, by last name")
    verb.set_defaults(verb=list_people)
    verb = people.add_parser("reset-password", help="a new first password for someone who forgot theirs")
    verb.add_argument("name")
    verb.set_defaults(verb=reset_password)

    units = verbs.add_parser("course", help="the curriculum").add_subparsers(required=True, metavar="VERB")
    for name, function, words in (
        ("check", check_course, "every fault of the curriculum, with file and line"),
        ("build", build_course, "make the notebooks of what has changed"),
        ("release", release_course, "hand out what is new or has changed, or the units named"),
    ):
        verb = units.add_parser(name, help=words)
        verb.add_argument("units", nargs="*", metavar="UNIT", help="all of them if none is named")
        verb.set_defaults(verb=function)
    verb = units.add_parser("picture", help="make an exercise's reference pictures from its solution")
    verb.add_argument("exercise", metavar="UNIT/NN", help="such as web-s04-html-base/03, or S04/03")
    verb.add_argument("--widths", type=int, nargs="+", default=[], metavar="PX", help="of the window: 360 1280")
    verb.set_defaults(verb=take_pictures)
    verb = units.add_parser("autograde", help="grade everybody's latest hand-in of an assignment")
    verb.add_argument("assignment", metavar="ASSIGNMENT", help="a unit, such as S04, or the id of any assignment")
    verb.add_argument("--student", action="append", default=[], metavar="NAME", help="only theirs; may be repeated")
    verb.add_argument("--again", action="store_true", help="also what is graded already; marks given by hand stay")
    verb.add_argument("--json", action="store_true", help="the result as JSON on standard output")
    verb.set_defaults(verb=autograde_assignment)
    for name, function, words in (
        ("messages", show_messages, "everything a learner may be told, as one HTML page to proof-read"),
        (
            "coverage",
            show_coverage,
            "competences, units, exercises and hours against the plan, as one HTML page to print",
        ),
    ):
        verb = units.add_parser(name, help=words)
        verb.add_argument("--out", type=Path, metavar="FILE", help="instead of standard output")
        verb.set_defaults(verb=function)
    verb = units.add_parser("print", help="a unit as a PDF, for paper")
    verb.add_argument("unit", metavar="UNIT")
    verb.add_argument("--out", type=Path, metavar="FILE", required=True)
    verb.set_defaults(verb=print_unit)
    verb = units.add_parser("data", help="the red thread as JSON, SQL, an SQLite database and pictures")
    verb.add_argument("--out", type=Path, metavar="FOLDER", required=True)
    verb.set_defaults(verb=write_data)
    return top


def start(arguments: argparse.Namespace) -> int:
    """`atelier up`."""
    newcomers: tuple[NewPerson, ...] = read_people(_bytes(arguments.people)) if arguments.people else ()
    return up(default_file(), newcomers, say)


def examine(arguments: argparse.Namespace) -> int:
    """`atelier doctor`."""
    ensure_file(default_file())
    settings = load_settings()
    prepare_folders(settings)
    findings = list(examine_machine(settings))
    print(page(findings))
    return 2 if any(finding.is_fault for finding in findings) else 0


def import_people(arguments: argparse.Namespace) -> int:
    """`atelier people import`: the first passwords go to stdout, once."""
    newcomers = read_people(_bytes(arguments.file))
    passwords, here_already = HubClient(load_settings()).take_in(newcomers)
    for person in newcomers:
        if person.name in passwords:
            print(f"{person.name};{passwords[person.name]};{person.first_name};{person.last_name}")
    if here_already:
        say(f"here already, unchanged: {', '.join(here_already)}")
    say(f"{len(passwords)} taken in; each must choose a password of their own at the first sign-in")
    return 0


def list_people(arguments: argparse.Namespace) -> int:
    """`atelier people list`, in the columns of a class list."""
    print("identifiant;prenom;nom;role")
    for person in HubClient(load_settings()).people():
        print(";".join((person["name"], person["first_name"], person["last_name"], person["role"])))
    return 0


def reset_password(arguments: argparse.Namespace) -> int:
    """`atelier people reset-password`: the new first password goes to stdout."""
    print(HubClient(load_settings()).reset_password(arguments.name))
    return 0


def check_course(arguments: argparse.Namespace) -> int:
    """`atelier course check`."""
    programme = course.load()
    units = course.chosen(programme, arguments.units)
    course.try_all(programme, units, say)
    tried = sum(len(unit.exercises) for unit in units)
    say(f"no fault in {len(units)} units, their {tried} exercises and the grader's messages")
    return 0


def take_pictures(arguments: argparse.Namespace) -> int:
    """`atelier course picture`."""
    for path in course.take_pictures(course.load(), arguments.exercise, arguments.widths):
        say(f"wrote {path}")
    return 0


def show_messages(arguments: argparse.Namespace) -> int:
    """`atelier course messages`."""
    return _hand_over(message_page(course.load().units).encode(), arguments.out)


def show_coverage(arguments: argparse.Namespace) -> int:
    """`atelier course coverage`."""
    return _hand_over(coverage_page(course.load()).encode(), arguments.out)


def print_unit(arguments: argparse.Namespace) -> int:
    """`atelier course print`."""
    return _hand_over(course.print_pdf(course.load(), arguments.unit), arguments.out)


def write_data(arguments: argparse.Namespace) -> int:
    """`atelier course data`."""
    written = course.write_data(course.load(), arguments.out)
    say(f"wrote {len(written)} files into {arguments.out}")
    return 0


def build_course(arguments: argparse.Namespace) -> int:
    """`atelier course build`."""
    for unit_id in course.build(course.chosen(course.load(), arguments.units), load_settings().course_dir):
        say(f"built {unit_id}")
    return 0


def release_course(arguments: argparse.Namespace) -> int:
    """`atelier course release`."""
    settings = load_settings()
    exchange = ExchangeClient(settings.service_url, HubClient(settings).token)
    units = course.chosen(course.load(), arguments.units)
    for unit_id in course.release(units, settings.course_dir, exchange, again=bool(arguments.units)):
        say(f"handed out {unit_id}")
    return 0


def _hand_over(data: bytes, out: Path | None) -> int:
    """A document to the file named, or to stdout."""
    if out is None:
        sys.stdout.buffer.write(data)
        return 0
    try:
        out.write_bytes(data)
    except OSError as error:
        raise CourseError(f"{out}: {error.strerror}") from error
    say(f"wrote {out}")
    return 0


def autograde_assignment(arguments: argparse.Namespace) -> int:
    """`atelier course autograde`."""
    # A second of imports that no other verb needs.
    from hub_config.autograde import AutogradeError, Wish, autograde, bar

    wish = Wish(course.assignment_of(course.load(), arguments.assignment), arguments.student, arguments.again)
    is_seen = sys.stderr.isatty()
    try:
        batch = autograde(load_settings(), wish, lambda each: _redraw(bar(each)) if is_seen else None)
    except AutogradeError as error:
        raise CourseError(str(error)) from error
    except KeyboardInterrupt:
        say("stopped; what is graded stays, the rest is as it was")
        return 130
    waiting = [f"{each['student_id']} ({each['reason']})" for each in batch["hand_ins"] if each["state"] == "held"]
    if is_seen:
        say("")
    say(f"{batch['finished']} of {batch['total']} hand-ins of {wish.assignment_id} graded")
    if waiting:
        say(f"a person has to look at: {', '.join(waiting)}")
    if arguments.json:
        print(json.dumps(batch, ensure_ascii=False, indent=2))
    return 1 if waiting else 0


def _redraw(line: str) -> None:
    print(f"\r{line}\033[K", end="", file=sys.stderr, flush=True)


def _bytes(file: Path) -> bytes:
    if file == Path("-"):
        return sys.stdin.buffer.read()
    try:
        return file.read_bytes()
    except OSError as error:
        raise PeopleError(f"{file}: {error.strerror}") from error


if __name__ == "__main__":
    run()
