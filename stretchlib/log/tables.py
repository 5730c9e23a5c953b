"""The tables of the log, in one schema for SQLite and PostgreSQL."""

from datetime import UTC, datetime
from functools import cache
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    DateTime,
    Dialect,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Subquery,
    Table,
    Text,
    exists,
    false,
    func,
    select,
    text,
)
from sqlalchemy.types import TypeDecorator, TypeEngine

APPLICATION_ID = 0x53545243
"""Four letters, `STRC`, that a SQLite file of ours carries in its header."""
ULID_LENGTH = 26
SHA256_LENGTH = 64
INSTANT_LENGTH = 32


class Instant(TypeDecorator[datetime]):
    """
    A moment in UTC: `timestamptz` where there is one, text of fixed width on SQLite.

    SQLAlchemy's own `DateTime` drops the zone on SQLite. Text of one width sorts by time, and
    any other tool can read it: `2026-03-02T06:30:00.000000+00:00`.
    """

    impl = String(INSTANT_LENGTH)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Choose text or timestamp for this kind of database."""
        if dialect.name == "sqlite":
            return dialect.type_descriptor(String(INSTANT_LENGTH))
        return dialect.type_descriptor(DateTime(timezone=True))

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:
        """Turn a zone-aware moment into what the database keeps."""
        if value is None:
            return None
        utc = value.astimezone(UTC)
        return utc.isoformat(timespec="microseconds") if dialect.name == "sqlite" else utc

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """Turn what the database kept into a moment in UTC."""
        if value is None:
            return None
        moment = datetime.fromisoformat(value) if isinstance(value, str) else value
        return moment.astimezone(UTC)


metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "ix": "ix_%(table_name)s_%(column_0_name)s",
    }
)


def _id() -> Column[str]:
    return Column("id", String(ULID_LENGTH), primary_key=True)


def _moment(name: str) -> tuple[Column[Any], Column[Any]]:
    """When it was: the instant, and how far the local clock was ahead of UTC."""
    return (
        Column(f"{name}_utc", Instant, nullable=False),
        Column(f"{name}_offset_min", Integer, nullable=False),
    )


def _session(*, nullable: bool) -> Column[str]:
    """Name the session a row belongs to, by the first id of its chain."""
    return Column("session_id", ForeignKey("sessions.id"), nullable=nullable)


def _edits(table: str) -> tuple[Column[Any], Column[Any]]:
    """
    Name the row that this one replaces, and say whether the entry is hidden.

    No two rows replace the same one, so the edits of an entry are a chain without forks. The
    reference is checked at commit: a copied log may bring its rows in any order.
    """
    return (
        Column("replaces", _earlier(table), nullable=True, unique=True),
        Column("void", Boolean, nullable=False, default=False),
    )


def _earlier(table: str) -> ForeignKey:
    return ForeignKey(f"{table}.id", deferrable=True, initially="DEFERRED")


timelines = Table(
    "timelines",
    metadata,
    Column("id", String(SHA256_LENGTH), primary_key=True),
    Column("phase_count", Integer, nullable=False),
    Column("planned_s", Float, nullable=False),
    Column("phases", JSON, nullable=False),
)
"""What was to be done, as it was then; its id is the SHA-256 of its canonical JSON."""

sessions = Table(
    "sessions",
    metadata,
    _id(),
    *_moment("started"),
    Column("routine", Text, nullable=False),
    Column("timeline_id", ForeignKey("timelines.id"), nullable=False),
    Column("note", Text, nullable=False, default=""),
    *_edits("sessions"),
)

events = Table(
    "events",
    metadata,
    _id(),
    _session(nullable=False),
    Column("seq", Integer, nullable=False),
    Column("kind", Text, nullable=False),
    *_moment("at"),
    Column("phase", Integer, nullable=True),
    Column("done_s", Float, nullable=True),
    Column("reason", Text, nullable=True),
    Index("ix_events_session_id", "session_id", "seq"),
)
"""The truth: rows are added, never changed."""

ratings = Table(
    "ratings",
    metadata,
    _id(),
    *_moment("rated"),
    _session(nullable=True),
    Column("moment", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("area", Text, nullable=False),
    Column("side", Text, nullable=False),
    Column("score", Integer, nullable=True),
    CheckConstraint("score BETWEEN 0 AND 10", "score"),
    *_edits("ratings"),
)
"""A null score was asked for and not answered."""

measurements = Table(
    "measurements",
    metadata,
    _id(),
    *_moment("taken"),
    Column("test", Text, nullable=False),
    Column("side", Text, nullable=False),
    Column("trial", Integer, nullable=False),
    Column("value_cm", Float, nullable=False),
    _session(nullable=True),
    Column("note", Text, nullable=False, default=""),
    *_edits("measurements"),
)

screenings = Table(
    "screenings",
    metadata,
    _id(),
    *_moment("answered"),
    Column("answers", JSON, nullable=False),
    Column("outcome", Text, nullable=False),
    # What another tool adds, which knows of neither, is an answer as it always was.
    Column("rank", BigInteger, nullable=False, default=0, server_default=text("0")),
    Column("replaces", _earlier("screenings"), nullable=True, unique=True),
    Column("void", Boolean, nullable=False, default=False, server_default=false()),
)
"""
What was answered before practising, and what that allowed.

Clocks lie: the latest answer is the one with the highest `rank`, which every answer gets above all
that are there. An answer that is corrected keeps its own. A file of before has none: 0.
"""


@cache
def current(table: Table) -> Subquery:
    """
    Select the entries of `table` as they stand: neither replaced nor hidden.

    What belongs to a hidden session is hidden with it. Each entry has one column more, `entry`:
    the id of the first row of its chain. That is the id by which people and events know it,
    however often it is edited.
    """
    latest = _latest(table)
    stands = ~latest.c.void
    if "session_id" in latest.c:
        hidden = _latest(sessions)
        of_hidden = latest.c.session_id.in_(select(hidden.c.entry).where(hidden.c.void))
        stands &= latest.c.session_id.is_(None) | ~of_hidden
    return select(latest).where(stands).subquery(f"current_{table.name}")


@cache
def _latest(table: Table) -> Subquery:
    """Select the last row of each chain, and the id of its first as `entry`."""
    later, first = table.alias("later"), table.alias("first")
    # Few rows are ever edited: only their chains are walked.
    edits = (
        select(later.c.id, first.c.id.label("entry"))
        .join(first, later.c.replaces == first.c.id)
        .where(later.c.replaces.is_not(None), first.c.replaces.is_(None))
        .cte(f"{table.name}_edits", recursive=True)
    )
    edits = edits.union_all(select(later.c.id, edits.c.entry).where(later.c.replaces == edits.c.id))
    return (
        select(table, func.coalesce(edits.c.entry, table.c.id).label("entry"))
        .outerjoin(edits, edits.c.id == table.c.id)
        .where(~exists().where(later.c.replaces == table.c.id))
        .subquery(f"latest_{table.name}")
    )


COLUMN_OF = {"measure": "test"}
"""Columns of a frame whose name in its table is an older one."""
