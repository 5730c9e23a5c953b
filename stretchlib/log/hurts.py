"""What hurt: the phases, and the kind that was pressed after "Stop, it hurts"."""

from datetime import datetime, time, timedelta
from typing import Any, Final

from sqlalchemy import Connection, select

from stretchlib.log.database import of_what_was_kept
from stretchlib.log.tables import current, events, sessions, timelines
from stretchlib.model import HURT_KINDS

_GRAVITY: Final = {kind: index for index, kind in enumerate(HURT_KINDS)}


def hurt_kinds(connection: Connection) -> dict[tuple[str, int], str]:
    """
    The kind by session and phase, where somebody said what hurt: the gravest, of several.

    It is one of `back`, `worse`, `leg` and `saddle`.
    """
    query = select(events.c.session_id, events.c.phase, events.c.reason).where(
        events.c.kind == "hurt", events.c.reason.in_(HURT_KINDS)
    )
    gravest: dict[tuple[str, int], str] = {}
    for session, phase, kind in connection.execute(query):
        earlier = gravest.get((session, phase), kind)
        gravest[session, phase] = max(earlier, kind, key=_GRAVITY.__getitem__)
    return gravest


@of_what_was_kept()
def hurt_rows(connection: Connection) -> list[dict[str, Any]]:
    """One row per phase that hurt, in the order of the timeline; plain, as a practice asks it."""
    standing = current(sessions)
    query = (
        select(
            standing.c.entry,
            standing.c.started_utc,
            standing.c.started_offset_min,
            standing.c.timeline_id,
            events.c.phase,
        )
        .join(events, events.c.session_id == standing.c.entry)
        .where(events.c.kind == "hurt")
        .distinct()
    )
    found = connection.execute(query).all()
    if not found:
        # Asked before every practice, and nearly always so.
        return []
    which = {row.timeline_id for row in found}
    kept = select(timelines.c.id, timelines.c.phases).where(timelines.c.id.in_(which))
    phases = {
        (row.id, _whole(phase["phase"])): phase
        for row in connection.execute(kept)
        for phase in row.phases
    }
    kinds = hurt_kinds(connection)
    rows = [
        {
            "session_id": row.entry,
            "started_utc": row.started_utc,
            "day": local_day(row.started_utc, row.started_offset_min),
            "stretch": phase["stretch"],
            "side": phase["side"],
            "hurt": kinds.get((row.entry, row.phase)),
            "phase": row.phase,
        }
        for row in found
        if (phase := phases.get((row.timeline_id, _whole(row.phase))))
    ]
    return sorted(rows, key=lambda row: (row["started_utc"], row["session_id"], row["phase"]))


def local_day(utc: datetime, offset_min: int) -> datetime:
    """
    Midnight of the day it was on the person's own clock.

    Examples
    --------
    >>> from datetime import UTC
    >>> local_day(datetime(2026, 3, 2, 23, 30, tzinfo=UTC), 60)
    datetime.datetime(2026, 3, 3, 0, 0)
    """
    return datetime.combine((utc + timedelta(minutes=offset_min)).date(), time())


def _whole(phase: object) -> int:
    """Give it back; where it is not a whole number, nothing of ours has written it."""
    if isinstance(phase, int) and not isinstance(phase, bool):
        return phase
    msg = "a phase that is not a whole number"
    raise ValueError(msg)
