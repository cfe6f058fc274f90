"""The exchange's tables; times are UTC, manifests are JSON objects of file name and SHA-256."""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    BigInteger,
    Column,
    ForeignKey,
    ForeignKeyConstraint,
    Integer,
    MetaData,
    String,
    Table,
    UniqueConstraint,
)

from graders.utc_time import UtcTime

metadata = MetaData()

# `version` is the release that is handed out now; none before the first release and after a withdrawal.
assignments = Table(
    "exchange_assignments",
    metadata,
    Column("assignment_id", String(128), primary_key=True),
    Column("version", Integer),
    Column("due_at", UtcTime),
    Column("closes_at", UtcTime),
)

releases = Table(
    "exchange_releases",
    metadata,
    Column("assignment_id", ForeignKey(assignments.c.assignment_id), primary_key=True),
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("released_at", UtcTime, nullable=False),
    Column("released_by", String(128), nullable=False),
    Column("files", JSON, nullable=False),
)

extensions = Table(
    "exchange_extensions",
    metadata,
    Column("assignment_id", ForeignKey(assignments.c.assignment_id), primary_key=True),
    Column("student_id", String(128), primary_key=True),
    Column("due_at", UtcTime, nullable=False),
)

# `due_at` is the deadline that held for the person then; `client_key` makes a repeated request harmless.
submissions = Table(
    "exchange_submissions",
    metadata,
    Column("submission_id", String(32), primary_key=True),
    Column("student_id", String(128), nullable=False),
    Column("assignment_id", String(128), nullable=False),
    Column("attempt", Integer, nullable=False),
    Column("version", Integer, nullable=False),
    Column("submitted_at", UtcTime, nullable=False),
    Column("due_at", UtcTime),
    Column("client_key", String(64), nullable=False),
    Column("size_bytes", BigInteger, nullable=False),
    Column("files", JSON, nullable=False),
    ForeignKeyConstraint(["assignment_id", "version"], [releases.c.assignment_id, releases.c.version]),
    UniqueConstraint("student_id", "assignment_id", "attempt"),
    UniqueConstraint("student_id", "client_key"),
)

feedback = Table(
    "exchange_feedback",
    metadata,
    Column("submission_id", ForeignKey(submissions.c.submission_id), primary_key=True),
    Column("released_at", UtcTime, nullable=False),
    Column("files", JSON, nullable=False),
)
