"""The service's database as SQLite."""

import threading
from datetime import UTC, datetime

import pytest
from sqlalchemy import Column, Integer, MetaData, String, Table, UniqueConstraint, func, insert, inspect, select
from sqlalchemy.exc import IntegrityError, OperationalError

from fab_notebooks.printing import tables as prints
from fab_notebooks.printing.files import PrintFiles
from fab_notebooks.printing.store import PrintStore
from fab_notebooks.recipe import Recipe
from graders.exchange import tables as exchange_tables
from graders.notebook import queue
from hub_config.service import attempts, hands, notes, recall, reports
from hub_config.service.database import open_database
from hub_config.service.tables import TABLES
from hub_config.settings import SettingsError
from tests.hub_config.service.makers import MONDAY, S04, S05, Clock, an_exercise, failed, some_questions

metadata = MetaData()
rows = Table("rows", metadata, Column("number", Integer, primary_key=True))


@pytest.fixture
def engine(tmp_path):
    """A fresh database."""
    engine = open_database(f"sqlite:///{tmp_path / 'atelier.db'}", (metadata, exchange_tables.metadata))
    yield engine
    engine.dispose()


@pytest.mark.parametrize(
    ("url", "sentence"),
    [
        (
            "nonsense with a secret",
            r"database_url is no address of a database \(.*\); expected one such as postgresql\+",
        ),
        (
            "nosuchbase://name:secret@host/atelier",
            r"database_url is no address of a database \(.*\); expected one such",
        ),
        (
            "mysql+pymysql://name:secret@host/atelier",
            r"database_url needs the Python package pymysql; run `.*`, after",
        ),
    ],
)
def test_a_database_that_nothing_here_speaks_to_is_one_sentence(url: str, sentence: str):
    """Who chose it in the settings reads what to do; the log does not read the password."""
    with pytest.raises(SettingsError, match=f"^atelier.toml: {sentence}") as refused:
        open_database(url, (metadata,))
    assert "secret" not in str(refused.value)


def test_what_is_committed_is_on_the_disk(engine):
    """Write-ahead log, a sync at each commit, foreign keys kept."""
    with engine.connect() as connection:
        pragmas = [connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in ("journal_mode", "synchronous")]
    assert pragmas == ["wal", 2]
    orphan = {"assignment_id": "none", "student_id": "amina", "due_at": datetime(2026, 12, 4, tzinfo=UTC)}
    with pytest.raises(IntegrityError, match="FOREIGN KEY"), engine.begin() as connection:
        connection.execute(insert(exchange_tables.extensions).values(orphan))


def test_writers_that_read_first_wait_for_each_other(engine):
    """Each reads the highest number and writes the next: none is refused, none is lost."""

    def add_five() -> None:
        for _ in range(5):
            with engine.begin() as connection:
                highest = connection.scalar(select(func.coalesce(func.max(rows.c.number), 0)))
                connection.execute(insert(rows).values(number=highest + 1))

    threads = [threading.Thread(target=add_five) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with engine.connect() as connection:
        assert connection.scalar(select(func.count()).select_from(rows)) == 20


def test_a_reader_is_answered_while_a_writer_holds_the_lock(engine):
    """A page that only reads does not wait for a hand-in: it sees what was there before, then what was committed."""
    with engine.begin() as writer:
        writer.execute(insert(rows).values(number=7))
        with engine.connect() as reader:
            before = reader.scalars(select(rows.c.number)).all()
    with engine.connect() as reader:
        assert (before, reader.scalars(select(rows.c.number)).all()) == ([], [7])


def test_a_connection_for_reading_refuses_to_write(engine):
    """Else it would be refused only when somebody else writes between its reading and its writing."""
    with engine.connect() as reader, pytest.raises(OperationalError, match="readonly database"):
        reader.execute(insert(rows).values(number=7))
    with engine.begin() as writer:
        writer.execute(insert(rows).values(number=7))
    with engine.connect() as reader:
        assert reader.scalars(select(rows.c.number)).all() == [7]


def test_opening_again_keeps_what_is_there(tmp_path):
    """A second start finds the rows of the first."""
    url = f"sqlite:///{tmp_path / 'atelier.db'}"
    first = open_database(url, (metadata,))
    with first.begin() as connection:
        connection.execute(insert(rows).values(number=7))
    first.dispose()
    second = open_database(url, (metadata,))
    with second.connect() as connection:
        assert connection.scalars(select(rows.c.number)).all() == [7]
    second.dispose()


def test_a_place_of_an_earlier_version_goes_on(tmp_path):
    """Its tries and reports are found, and what came since (hands, notes, questions) works at once; twice as well."""
    url = f"sqlite:///{tmp_path / 'atelier.db'}"
    exercise = an_exercise()
    before = open_database(url, tuple(part.metadata for part in (exchange_tables, queue, attempts, reports)))
    attempts.AttemptLog(before, Clock()).add("amina", exercise, failed(exercise))
    reports.KeptReports(before, Clock()).keep("amina", exercise, failed(exercise))
    before.dispose()
    for _ in range(2):
        engine = open_database(url, TABLES)
        [attempt] = attempts.AttemptLog(engine, Clock()).read(student_id="amina")
        assert (attempt.number, attempt.check_id) == ("03", "has_one_title")
        assert reports.KeptReports(engine, Clock()).latest("amina", exercise).report == failed(exercise)
        assert hands.Hands(engine, Clock()).put_up("amina", S04, "03").raised_at == MONDAY
        notes.Notes(engine, Clock()).write("farida", "amina", S04, "03", "Bravo.")
        book = recall.RecallBook(engine, Clock())
        assert book.answer("amina", some_questions(), f"{S05}-r1", "Écrire un lien").is_right
        engine.dispose()
    engine = open_database(url, TABLES)
    assert len(notes.Notes(engine, Clock()).to("amina")) == 2
    engine.dispose()


def test_a_column_that_came_later_is_added(tmp_path):
    """A place that was started before an upgrade keeps its rows, with the default in what is new."""
    url = f"sqlite:///{tmp_path / 'atelier.db'}"
    first = open_database(url, (metadata,))
    with first.begin() as connection:
        connection.execute(insert(rows).values(number=7))
    first.dispose()
    newer = MetaData()
    grown = Table(
        "rows",
        newer,
        Column("number", Integer, primary_key=True),
        Column("colour", String(16), nullable=False, server_default="red"),
    )
    for _ in range(2):
        second = open_database(url, (newer,))
        with second.connect() as connection:
            assert connection.execute(select(grown)).all() == [(7, "red")]
        second.dispose()


def test_prints_of_an_earlier_version_go_on(tmp_path):
    """Of a place whose print queue knew no designs: its jobs are there, and new ones have what they were made with."""
    url = f"sqlite:///{tmp_path / 'atelier.db'}"
    came_since = {"design", "design_values", "design_words"}
    before = MetaData()
    kept = [
        Column(each.name, each.type, primary_key=each.primary_key, nullable=each.nullable)
        for each in prints.jobs.columns
        if each.name not in came_since
    ]
    jobs = Table("print_jobs", before, *kept, UniqueConstraint("owner", "client_key"))
    first = open_database(url, (before,))
    row = {"job_id": "a1", "owner": "rosa", "client_key": "k", "digest": "d", "title": "Bouton", "printer": "simulee"}
    row |= {"profile": "simulee-pla", "copies": 1, "state": "draft", "created_at": MONDAY, "changed_at": MONDAY}
    with first.begin() as connection:
        connection.execute(insert(jobs).values(**row, size_mm="", reason="", attempt=0, progress=0.0))
        assert not came_since & {column["name"] for column in inspect(connection).get_columns("print_jobs")}
    first.dispose()
    for _ in range(2):
        engine = open_database(url, TABLES)
        store = PrintStore(engine, PrintFiles(tmp_path / "prints"), Clock())
        assert (store.job("a1").title, store.job("a1").design) == ("Bouton", None)
        made = Recipe("wall-hook", {"opening": 30}, "Crochet mural")
        new = store.create("amina", "Crochet", b"x", printer="simulee", profile="p", copies=1, key="k", recipe=made)
        assert (store.job(new.job_id).design_values, len(store.jobs())) == ('{"opening":30}', 2)
        engine.dispose()
