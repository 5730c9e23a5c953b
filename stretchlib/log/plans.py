"""Another plan for a session that has begun: the former one stays in the log, replaced."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, insert, select

from stretchlib.errors import LogError
from stretchlib.log.database import insert_new, of_what_was_kept
from stretchlib.log.edits import chain_of
from stretchlib.log.lookup import batched
from stretchlib.log.snapshots import in_breaths, in_pace
from stretchlib.log.snapshots import row_of_timeline as row_of
from stretchlib.log.tables import events, sessions, timelines

CHOICES = {"pace_chosen": in_pace, "breaths_chosen": in_breaths}
"""What an event makes of the phases, given its own phase and its reason."""
Phases = Sequence[Mapping[str, Any]]


def replan(
    connection: Connection,
    session_id: str,
    plan: Callable[[Phases], Phases],
    new_id: Callable[[], str],
    named: Mapping[str, str] | None = None,
) -> None:
    """
    Put another timeline in the place of the one that stands for a session.

    Parameters
    ----------
    connection : Connection
        In a transaction.
    session_id : str
        Of a session of this log.
    plan : callable
        Given the phases as they are kept, answers those to keep from now on.
    new_id : callable
        Makes the id of the row that stands from now on.
    named : mapping, optional
        `routine`, its title, where that is another.

    Raises
    ------
    LogError
        When there is no such session, or it has events and the phases are not as many.
    """
    # A hidden session may be played on, and nothing of it is lost.
    row = chain_of(connection, session_id)[1][-1]
    query = select(timelines.c.phases).where(timelines.c.id == row["timeline_id"])
    before: Phases = connection.execute(query).scalar_one()
    timeline = row_of(plan(before))
    # Events name a phase by its number.
    were = _count(before)
    if timeline["phase_count"] != were and _has_begun(connection, row):
        msg = f"{timeline['phase_count']} phases cannot replace {were}. Begin a new session."
        raise LogError(msg)
    changed = {"timeline_id": timeline["id"], **(named or {})}
    if not changed.items() <= row.items():
        insert_new(connection, timelines, [timeline])
        links = {"id": new_id(), "replaces": row["id"]}
        connection.execute(insert(sessions), {**row, **changed, **links})


@of_what_was_kept()
def _count(kept: Phases) -> int:
    return len(kept)


def _has_begun(connection: Connection, row: Mapping[str, Any]) -> bool:
    """Whether a session has an event, by the row that stands for it."""
    first = chain_of(connection, row["id"])[1][0]["id"]
    query = select(events.c.id).where(events.c.session_id == first).limit(1)
    return connection.execute(query).first() is not None


def new_choices(
    connection: Connection, rows: Sequence[Mapping[str, Any]]
) -> list[Mapping[str, Any]]:
    """Those of some rows of `events` that choose how it goes on and are new, in their order."""
    chosen = {row["id"]: row for row in rows if row["kind"] in CHOICES}
    if not chosen:
        return []
    known: set[str] = set()
    for some in batched(chosen):
        query = select(events.c.id).where(events.c.id.in_(some))
        known.update(connection.execute(query).scalars())
    return sorted(
        (row for name, row in chosen.items() if name not in known), key=lambda row: row["seq"]
    )


def follow_choices(
    connection: Connection, rows: Sequence[Mapping[str, Any]], new_id: Callable[[], str]
) -> None:
    """Have each session go on in the paces and the breaths that somebody chose."""
    by_session: dict[str, list[Mapping[str, Any]]] = {}
    for row in rows:
        by_session.setdefault(row["session_id"], []).append(row)
    for session_id, chosen in by_session.items():

        def plan(phases: Phases, chosen: Sequence[Mapping[str, Any]] = chosen) -> Phases:
            with of_what_was_kept():
                for row in chosen:
                    phases = CHOICES[row["kind"]](phases, row["phase"], row["reason"])
                return phases

        replan(connection, session_id, plan, new_id)
