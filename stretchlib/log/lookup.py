"""What the log already knows of the sessions that a new row names."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from typing import Any

from sqlalchemy import Connection, bindparam, select

from stretchlib.errors import LogError, shown
from stretchlib.log.database import of_what_was_kept
from stretchlib.log.edits import chain_of
from stretchlib.log.tables import current, events, sessions, timelines
from stretchlib.log.values import check_ulid, is_ulid

# Composed once: composing it takes longer than running it, and it runs for every event.
_PHASE_COUNTS = (
    select(sessions.c.id, timelines.c.phase_count)
    .join(timelines, timelines.c.id == sessions.c.timeline_id)
    .where(sessions.c.id.in_(bindparam("ids", expanding=True)), sessions.c.replaces.is_(None))
)

_EDITED = select(sessions.c.replaces).where(
    sessions.c.replaces.in_(bindparam("ids", expanding=True))
)


_AT_ONCE = 5000
"""Ids that one question names: a database takes so many and no more."""


def batched(ids: Iterable[str]) -> Iterator[list[str]]:
    """
    Part some ids into lists that a question may name.

    Examples
    --------
    >>> [len(some) for some in batched(str(number) for number in range(12_000))]
    [5000, 5000, 2000]
    """
    left = iter(ids)
    while some := list(islice(left, _AT_ONCE)):
        yield some


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


@of_what_was_kept()
def phase_counts_of(connection: Connection, sent: Iterable[Any]) -> dict[str, int]:
    """Count the phases of each session that the events name and the log knows."""
    named = [event.get("session") for event in sent if isinstance(event, Mapping)]
    ids = {name for name in named if is_ulid(name)}
    counts: dict[str, int] = {}
    for some in batched(sorted(ids)):
        found = connection.execute(_PHASE_COUNTS, {"ids": some})
        counts |= {row.id: int(row.phase_count) for row in found}
        edited = connection.execute(_EDITED, {"ids": some}).scalars()
        counts |= {name: _count_now(connection, name) for name in set(edited)}
    return counts


def _count_now(connection: Connection, session_id: str) -> int:
    """Count the phases of a session as it stands; another routine may have been chosen."""
    timeline = chain_of(connection, session_id)[1][-1]["timeline_id"]
    query = select(timelines.c.phase_count).where(timelines.c.id == timeline)
    return int(connection.execute(query).scalar_one())


def sessions_of_events(connection: Connection, rows: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    """The session that the event of each id has in the log, whichever some rows name."""
    kept: dict[str, str] = {}
    for some in batched(dict.fromkeys(row["id"] for row in rows)):
        query = select(events.c.id, events.c.session_id).where(events.c.id.in_(some))
        kept |= {row.id: row.session_id for row in connection.execute(query)}
    return kept


def _no_session(session_id: str) -> LogError:
    msg = f"session_id={shown(session_id)} is not in this log. Look it up in log.sessions()."
    return LogError(msg)
