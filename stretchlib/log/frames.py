"""The log as tidy frames, whose types are the same when they are empty."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Final

import numpy as np
import pandas as pd
from sqlalchemy import ColumnElement, Connection, Select, Subquery, Table, case, func, select, true

from stretchlib.log import tables
from stretchlib.log.database import of_what_was_kept
from stretchlib.log.edits import MOMENT_OF
from stretchlib.log.hurts import hurt_kinds, hurt_rows
from stretchlib.log.phase_times import spent
from stretchlib.log.raw_rows import plain_rows
from stretchlib.log.snapshots import dose_s, phases_frame
from stretchlib.log.tables import events
from stretchlib.model import EXTENTS

INSTANT: Final = "datetime64[us, UTC]"
DAY: Final = "datetime64[us]"
STATUSES: Final = ("partial", "stopped", "finished")
"""What a session came to: the furthest counts."""

SESSIONS = {
    "id": "str",
    "started_utc": INSTANT,
    "day": DAY,
    "routine": "str",
    "status": "str",
    "planned_s": "float64",
    "done_s": "float64",
    "note": "str",
}
PHASES = {
    "session_id": "str",
    "day": DAY,
    "step": "Int64",
    "set": "Int64",
    "stretch": "str",
    "target": "str",
    "side": "str",
    "stage": "str",
    "pace": "str",
    "planned_s": "float64",
    "done_s": "float64",
    "outcome": "str",
    "hurt": "str",
    "dose_s": "float64",
}
HURTS = {
    "session_id": "str",
    "started_utc": INSTANT,
    "day": DAY,
    "stretch": "str",
    "side": "str",
    "hurt": "str",
}
RATINGS = {
    "id": "str",
    "rated_utc": INSTANT,
    "day": DAY,
    "session_id": "str",
    "moment": "str",
    "kind": "str",
    "area": "str",
    "side": "str",
    "score": "Int64",
    "extent": "str",
}
MEASUREMENTS = {
    "id": "str",
    "taken_utc": INSTANT,
    "day": DAY,
    "measure": "str",
    "side": "str",
    "trial": "Int64",
    "value_cm": "float64",
    "session_id": "str",
    "note": "str",
}


@of_what_was_kept()
def sessions(connection: Connection) -> pd.DataFrame:
    """One row per session that has an event."""
    numbered = _numbered_sessions()
    frame = _by_time(connection, _begun(numbered), "started").set_index("number")
    if frame["hurt"].any():
        # What hurt can end twice; all the rest the database has summed already.
        hurt = select(events.c.session_id).where(events.c.kind == "hurt")
        to_sum = select(numbered).where(numbered.c.entry.in_(hurt)).subquery()
        frame.update(spent(connection, to_sum).groupby("session")[["done_s"]].sum())
    # Whole milliseconds, as each of them was: a sum of floats differs in its last bit.
    frame["done_s"] = frame["done_s"].round(3)
    frame["status"] = pd.array(STATUSES, dtype="str").take(frame["came_to"].to_numpy())
    return _typed(frame, SESSIONS)


@of_what_was_kept()
def phases(connection: Connection, since: date | None = None) -> pd.DataFrame:
    """One row per phase that has an end, of sessions that began on the day `since` or later."""
    numbered = _numbered_sessions(since)
    query = select(
        numbered.c.number,
        numbered.c.entry.label("session_id"),
        numbered.c.started_utc,
        numbered.c.started_offset_min,
        numbered.c.timeline_id,
    )
    begun = _with_day(_read(connection, query), "started")
    if since is not None:
        begun = begun[begun["day"] >= pd.Timestamp(since)]
    # Each join keeps the order of its left side: that of sessions and phases.
    frame = spent(connection, numbered).merge(begun, left_on="session", right_on="number")
    frame = frame.merge(_phases(connection, true()), on=["timeline_id", "phase"])
    kind_rows = [(*where, kind) for where, kind in hurt_kinds(connection).items()]
    kinds = _with_whole_phases(pd.DataFrame(kind_rows, columns=["session_id", "phase", "hurt"]))
    frame = frame.merge(kinds, on=["session_id", "phase"], how="left")
    frame["dose_s"] = dose_s(frame)
    return _typed(frame, PHASES)


@of_what_was_kept()
def hurts(connection: Connection) -> pd.DataFrame:
    """One row per phase that hurt."""
    return _typed(pd.DataFrame(hurt_rows(connection), columns=list(HURTS)), HURTS)


@of_what_was_kept()
def ratings(connection: Connection) -> pd.DataFrame:
    """One row per rating that stands."""
    frame = _entries(connection, tables.current(tables.ratings), "rated", RATINGS)
    extents = frame["kind"] == "extent"
    frame["extent"] = frame["score"].where(extents).map(dict(enumerate(EXTENTS))).astype("str")
    return frame


@of_what_was_kept()
def measurements(connection: Connection) -> pd.DataFrame:
    """One row per trial that stands."""
    return _entries(connection, tables.current(tables.measurements), "taken", MEASUREMENTS)


@of_what_was_kept()
def offsets(connection: Connection, table: Table) -> dict[str, int]:
    """Minutes that the local clock was ahead of UTC, of each entry that stands, by its id."""
    standing = tables.current(table)
    query = select(standing.c.entry, standing.c[f"{MOMENT_OF[table]}_offset_min"])
    return {row[0]: row[1] for row in connection.execute(query)}


def _entries(
    connection: Connection, standing: Subquery, moment: str, schema: dict[str, str]
) -> pd.DataFrame:
    kept = {name: tables.COLUMN_OF.get(name, name) for name in schema if name != "id"}
    plain = [standing.c[of].label(name) for name, of in kept.items() if of in standing.c]
    query = select(standing.c.entry.label("id"), *plain, standing.c[f"{moment}_offset_min"])
    frame = _by_time(connection, query, moment)
    return _typed(frame.reindex(columns=list(schema)), schema)


def _numbered_sessions(since: date | None = None) -> Subquery:
    """Sessions that stand, numbered by time; hardly any from before the day `since`."""
    standing = tables.current(tables.sessions)
    number = func.row_number().over(order_by=[standing.c.started_utc, standing.c.entry])
    query = select(standing, number.label("number"))
    if since is not None:
        # A local day begins up to 14 hours before that of UTC.
        begins = datetime.combine(since, time(), UTC) - timedelta(days=1)
        query = query.where(standing.c.started_utc >= begins)
    return query.subquery("numbered_sessions")


def _begun(numbered: Subquery) -> Select[Any]:
    """Sessions that have an event, with their status and the sum of what their phases lasted."""
    kind, done_s, seq = events.c.kind, events.c.done_s, events.c.seq
    finished, stopped, resumed = (
        func.coalesce(func.max(case({name: seq}, value=kind)), -1)
        for name in ("finished", "stopped", "resumed")
    )
    # An end that was taken back is none.
    came_to = case((finished >= 0, 2), (stopped > resumed, 1), else_=0)
    ends_s = case({"phase_done": done_s, "phase_skipped": done_s}, value=kind)
    totals = (
        select(
            events.c.session_id,
            came_to.label("came_to"),
            func.max(case((kind == "hurt", 1), else_=0)).label("hurt"),
            func.coalesce(func.sum(ends_s), 0.0).label("done_s"),
        )
        .group_by(events.c.session_id)
        .subquery("totals")
    )
    return (
        select(
            numbered.c.number,
            numbered.c.entry.label("id"),
            numbered.c.started_utc,
            numbered.c.started_offset_min,
            numbered.c.routine,
            numbered.c.note,
            tables.timelines.c.planned_s,
            totals.c.came_to,
            totals.c.hurt,
            totals.c.done_s,
        )
        .join(totals, totals.c.session_id == numbered.c.entry)
        .join(tables.timelines, tables.timelines.c.id == numbered.c.timeline_id)
    )


def _phases(connection: Connection, which: ColumnElement[bool]) -> pd.DataFrame:
    query = select(tables.timelines.c.id, tables.timelines.c.phases).where(which)
    return _with_whole_phases(
        phases_frame({row.id: row.phases for row in connection.execute(query)})
    )


def _with_whole_phases(frame: pd.DataFrame) -> pd.DataFrame:
    """Give it back; where a phase is no whole number, nothing of ours has written it."""
    if len(frame) and not pd.api.types.is_integer_dtype(frame["phase"]):
        msg = "a phase that is not a whole number"
        raise ValueError(msg)
    return frame


def _by_time(connection: Connection, query: Select[Any], moment: str) -> pd.DataFrame:
    """Read rows in order of time, then id, with the day of each."""
    frame = _with_day(_read(connection, query), moment)
    # pandas would number the ids first, which takes four times as long.
    at, name = frame[f"{moment}_utc"].to_numpy("datetime64[us]"), frame["id"].to_numpy(object)
    return frame.take(np.lexsort((name, at)))


def _with_day(frame: pd.DataFrame, moment: str) -> pd.DataFrame:
    """
    Turn text into moments, and add the local day of each.

    A day is the one on the person's own clock: midnight and daylight saving are where they were
    for them.
    """
    utc = pd.to_datetime(frame[f"{moment}_utc"], utc=True, format="ISO8601").astype(INSTANT)
    ahead = pd.to_timedelta(frame[f"{moment}_offset_min"].astype("int64"), unit="min")
    frame[f"{moment}_utc"] = utc
    frame["day"] = (utc.dt.tz_localize(None) + ahead).dt.normalize()
    return frame


def _read(connection: Connection, query: Select[Any]) -> pd.DataFrame:
    names, rows = plain_rows(connection, query)
    return pd.DataFrame(rows, columns=names)


def _typed(frame: pd.DataFrame, schema: dict[str, str]) -> pd.DataFrame:
    # Typed here, so that an empty log has the same columns as a full one.
    return frame[list(schema)].astype(schema).reset_index(drop=True)
