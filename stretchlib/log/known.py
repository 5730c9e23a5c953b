"""What a practice asks of the log before it begins, as plain rows: nobody waits for pandas."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any

from sqlalchemy import Connection, exists, select

from stretchlib.log.database import of_what_was_kept
from stretchlib.log.handle import ASKED, Handle
from stretchlib.log.hurts import hurt_rows, local_day
from stretchlib.log.instants import is_ahead
from stretchlib.log.tables import current, events, ratings, screenings, sessions

PlainRow = dict[str, Any]


@dataclass(frozen=True)
class Known:
    """What decides how a practice begins; a row has what the frame of that name has."""

    screenings: list[PlainRow]
    hurts: list[PlainRow]
    sessions: list[PlainRow]
    """`id` and `day` of the newest that were begun, newest first: two, and one of today or before,
    where there are so many."""
    last_session: PlainRow | None
    """The newest of them that is of today or before."""
    last_pain: list[PlainRow]
    """The ratings of pain of that session, oldest first."""


@contextmanager
def asked_once() -> Iterator[None]:
    """Ask each log once of what it knows, as long as nothing is written to it."""
    token = ASKED.set({} if ASKED.get() is None else ASKED.get())
    try:
        yield
    finally:
        ASKED.reset(token)


def known(log: Handle) -> Known:
    """Ask for all of it, as it is today."""
    asked = ASKED.get()
    if asked is not None and log.database in asked:
        found: Known = asked[log.database]
        return found
    today = datetime.combine(datetime.now().astimezone().date(), time())
    with log.reading() as connection:
        found = _known(connection, today)
    if asked is not None:
        asked[log.database] = found
    return found


def extents(log: Handle) -> list[PlainRow]:
    """The ratings of how far down it goes, oldest first."""
    with log.reading() as connection, of_what_was_kept():
        return _rating_rows(connection, "extent")


@of_what_was_kept()
def _known(connection: Connection, today: datetime) -> Known:
    sessions = _newest_sessions(connection, today)
    last = next((row for row in sessions if row["day"] <= today), None)
    return Known(
        [
            {**row, "still_to_come": is_ahead(row["answered_utc"])}
            for row in screening_rows(connection)
        ],
        hurt_rows(connection),
        sessions,
        last,
        _rating_rows(connection, "pain", last["id"]) if last else [],
    )


@of_what_was_kept()
def screening_rows(connection: Connection) -> list[PlainRow]:
    """One row per time that something was answered, the last written last."""
    standing = current(screenings)
    query = select(standing).order_by(standing.c.rank, standing.c.answered_utc, standing.c.entry)
    return [_with_day({**kept}, "answered") for kept in connection.execute(query).mappings()]


def _rating_rows(connection: Connection, kind: str, session: str | None = None) -> list[PlainRow]:
    standing = current(ratings)
    query = (
        select(standing)
        .where(standing.c.kind == kind)
        .order_by(standing.c.rated_utc, standing.c.entry)
    )
    if session is not None:
        query = query.where(standing.c.session_id == session)
    return [_with_day({**kept}, "rated") for kept in connection.execute(query).mappings()]


def _newest_sessions(connection: Connection, today: datetime) -> list[PlainRow]:
    """Sessions that have an event, newest first, until two are found and one of them has been."""
    standing = current(sessions)
    query = (
        select(standing)
        .where(exists().where(events.c.session_id == standing.c.entry))
        .order_by(standing.c.started_utc.desc(), standing.c.entry.desc())
    )
    rows: list[PlainRow] = []
    with connection.execute(query) as found:
        for kept in found.mappings():
            rows.append(_with_day({**kept}, "started"))
            if len(rows) > 1 and rows[-1]["day"] <= today:
                break
    return rows


def _with_day(kept: PlainRow, moment: str) -> PlainRow:
    """Give a row its local day, and the id of its entry."""
    day = local_day(kept[f"{moment}_utc"], kept[f"{moment}_offset_min"])
    return {**kept, "day": day, "id": kept["entry"]}
