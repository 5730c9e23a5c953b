"""What the log already knows of the sessions that a new row names."""

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import Connection, bindparam, select

from stretchlib.errors import LogError
from stretchlib.log.checks import check_ulid, is_ulid
from stretchlib.log.tables import current, events, sessions, timelines

# Composed once: composing it takes longer than running it, and it runs for every event.
_PHASE_COUNTS = (
    select(sessions.c.id, timelines.c.phase_count)
    .join(timelines, timelines.c.id == sessions.c.timeline_id)
    .where(sessions.c.id.in_(bindparam("ids", expanding=True)), sessions.c.replaces.is_(None))
)


def check_session(connection: Connection, session_id: str | None) -> None:
    """Refuse a session that is not in the log; none at all is fine."""
    if session_id is None:
        return
    known = select(sessions.c.id).where(
        sessions.c.id == check_ulid("session_id", session_id), sessions.c.replaces.is_(None)
    )
    if connection.execute(known).first() is None:
        raise _no_session(session_id)


def check_same_session(connection: Connection, row: Mapping[str, Any]) -> None:
    """Refuse to begin a session under an id that another one has."""
    same = select(sessions.c.id).where(
        sessions.c.id == row["id"],
        sessions.c.routine == row["routine"],
        sessions.c.timeline_id == row["timeline_id"],
    )
    if connection.execute(same).first() is None:
        msg = f"session_id={row['id']!r} belongs to another session. Leave it out for a new one."
        raise LogError(msg)


def standing_session(connection: Connection, session_id: str) -> dict[str, Any]:
    """Return the row of `sessions` that stands for a session today."""
    standing = current(sessions)
    query = select(*(standing.c[column.name] for column in sessions.columns)).where(
        standing.c.entry == check_ulid("session_id", session_id)
    )
    row = connection.execute(query).mappings().first()
    if row is None:
        raise _no_session(session_id)
    return dict(row)


def phase_counts_of(connection: Connection, sent: Iterable[Any]) -> dict[str, int]:
    """Count the phases of each session that the events name and the log knows."""
    named = [event.get("session") for event in sent if isinstance(event, Mapping)]
    ids = {name for name in named if is_ulid(name)}
    found = connection.execute(_PHASE_COUNTS, {"ids": sorted(ids)})
    return {row.id: row.phase_count for row in found}


def ids_of_other_events(connection: Connection, rows: Iterable[Mapping[str, Any]]) -> list[str]:
    """Ids of rows that the log has not taken because an event of another session has them."""
    ids = {row["id"]: row["session_id"] for row in rows}
    query = select(events.c.id, events.c.session_id).where(events.c.id.in_(ids))
    kept = {row.id: row.session_id for row in connection.execute(query)}
    return [name for name, session in ids.items() if kept.get(name) != session]


def _no_session(session_id: str) -> LogError:
    msg = f"session_id={session_id!r} is not in this log. Look it up in log.sessions()."
    return LogError(msg)
