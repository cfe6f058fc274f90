"""The print queue's tables; times are UTC."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    Column,
    DateTime,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)
from sqlalchemy.types import TypeDecorator

metadata = MetaData()


class Moment(TypeDecorator[datetime]):
    """Aware UTC in Python; without a zone in the database, which SQLite does not know."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Any) -> datetime | None:
        """Into the database."""
        return value and value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Any) -> datetime | None:
        """Out of the database."""
        return value and value.replace(tzinfo=UTC)


# `client_key` makes a repeated upload harmless.
jobs = Table(
    "print_jobs",
    metadata,
    Column("job_id", String(32), primary_key=True),
    Column("owner", String(128), nullable=False, index=True),
    Column("client_key", String(64), nullable=False),
    Column("digest", String(64), nullable=False),
    Column("title", String(120), nullable=False),
    Column("printer", String(32), nullable=False),
    Column("profile", String(64), nullable=False),
    Column("copies", Integer, nullable=False),
    Column("state", String(16), nullable=False, index=True),
    Column("created_at", Moment, nullable=False),
    Column("changed_at", Moment, nullable=False),
    Column("queued_at", Moment),
    Column("size_mm", String(64), nullable=False),
    Column("seconds", Integer),
    Column("grams", Float),
    Column("euros", Float),
    Column("fault", String(32)),
    Column("reason", Text, nullable=False),
    Column("attempt", Integer, nullable=False),
    Column("file_name", String(64), unique=True),
    Column("progress", Float, nullable=False),
    Column("left_s", Integer),
    Column("cancel_asked_by", String(128)),
    Column("doubt_since", Moment),
    # What it was made with (`fab_notebooks.recipe`); null for a file that somebody brought.
    Column("design", String(120)),
    Column("design_values", Text),
    Column("design_words", String(400)),
    UniqueConstraint("owner", "client_key"),
)

# One line for each change of a job: who, when, from what to what. Only ever added to.
audit = Table(
    "print_audit",
    metadata,
    Column("line", Integer, primary_key=True),
    Column("job_id", ForeignKey(jobs.c.job_id), nullable=False, index=True),
    Column("at", Moment, nullable=False),
    Column("by", String(128), nullable=False),
    Column("was", String(16), nullable=False),
    Column("became", String(16), nullable=False),
    Column("note", Text, nullable=False),
)

# A row while somebody's word that the plate is clear has not been used up by a print.
clear_plates = Table(
    "print_clear_plates",
    metadata,
    Column("printer", String(32), primary_key=True),
    Column("by", String(128), nullable=False),
    Column("at", Moment, nullable=False),
)

# A printing right: who may print on what, signed by whom, until when. Taken back it stays, with the date.
rights = Table(
    "print_rights",
    metadata,
    Column("right_id", Integer, primary_key=True),
    Column("person", String(128), nullable=False),
    Column("printer", String(32), nullable=False),
    Column("signed_by", String(128), nullable=False),
    Column("signed_at", Moment, nullable=False),
    Column("expires_at", Moment, nullable=False),
    Column("revoked_at", Moment),
    Column("revoked_by", String(128)),
    Index("print_rights_of", "person", "printer"),
)

maintenance = Table(
    "print_maintenance",
    metadata,
    Column("entry_id", Integer, primary_key=True),
    Column("printer", String(32), nullable=False, index=True),
    Column("at", Moment, nullable=False),
    Column("by", String(128), nullable=False),
    Column("words", Text, nullable=False),
)
