"""The log as tidy frames, whose types are the same when they are empty."""

from typing import Any, Final

import pandas as pd
from sqlalchemy import Connection, Select, String, Subquery, case, func, select, type_coerce

from stretchlib.log import tables
from stretchlib.log.events import ENDS_OF_PHASES
from stretchlib.log.snapshots import phases_frame

INSTANT: Final = "datetime64[us, UTC]"
DAY: Final = "datetime64[us]"

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
STEPS = {
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
}
MEASUREMENTS = {
    "id": "str",
    "taken_utc": INSTANT,
    "day": DAY,
    "test": "str",
    "side": "str",
    "trial": "Int64",
    "value_cm": "float64",
    "session_id": "str",
    "note": "str",
}
OUTCOMES = {"phase_done": "done", "phase_skipped": "skipped", "hurt": "hurt"}


def sessions(connection: Connection) -> pd.DataFrame:
    """One row per session that has an event."""
    frame = _begun_sessions(connection)
    done_s = _spent(connection).groupby("session_id")["done_s"].sum()
    frame["done_s"] = frame["id"].map(done_s).fillna(0.0)
    return _typed(frame, SESSIONS)


def steps(connection: Connection) -> pd.DataFrame:
    """One row per phase that has an end."""
    begun = _begun_sessions(connection)[["id", "day", "timeline_id"]]
    begun = begun.rename(columns={"id": "session_id"}).assign(order=range(len(begun)))
    frame = begun.merge(_spent(connection), on="session_id")
    frame = frame.merge(_phases(connection), on=["timeline_id", "phase"])
    return _typed(frame.sort_values(["order", "phase"]), STEPS)


def ratings(connection: Connection) -> pd.DataFrame:
    """One row per rating that stands."""
    return _entries(connection, tables.current(tables.ratings), "rated", RATINGS)


def measurements(connection: Connection) -> pd.DataFrame:
    """One row per trial that stands."""
    return _entries(connection, tables.current(tables.measurements), "taken", MEASUREMENTS)


def _entries(
    connection: Connection, standing: Subquery, moment: str, schema: dict[str, str]
) -> pd.DataFrame:
    plain = [standing.c[name] for name in schema if name in standing.c and name != "id"]
    query = select(standing.c.entry.label("id"), *plain, standing.c[f"{moment}_offset_min"])
    return _typed(_by_time(connection, query, moment), schema)


def _begun_sessions(connection: Connection) -> pd.DataFrame:
    """Sessions that stand and have an event, with their status, day and timeline."""
    standing = tables.current(tables.sessions)
    kind = tables.events.c.kind
    ends = (
        select(
            tables.events.c.session_id,
            case(
                (func.max(case((kind == "finished", 1), else_=0)) == 1, "finished"),
                (func.max(case((kind == "stopped", 1), else_=0)) == 1, "stopped"),
                else_="partial",
            ).label("status"),
        )
        .group_by(tables.events.c.session_id)
        .subquery("ends")
    )
    query = (
        select(
            standing.c.entry.label("id"),
            standing.c.started_utc,
            standing.c.started_offset_min,
            standing.c.routine,
            ends.c.status,
            tables.timelines.c.planned_s,
            standing.c.note,
            standing.c.timeline_id,
        )
        .join(ends, ends.c.session_id == standing.c.entry)
        .join(tables.timelines, tables.timelines.c.id == standing.c.timeline_id)
    )
    return _by_time(connection, query, "started")


def _spent(connection: Connection) -> pd.DataFrame:
    """
    Seconds and outcome of each phase, from the events that end it.

    A phase can be begun more than once, and one attempt can end twice: it hurt after 8 s, and
    those 8 s were then skipped from. So an attempt counts with its longest end, and a phase
    with the sum of its attempts.
    """
    ends = _ends(connection)
    phase = ["session_id", "phase"]
    leaves = (ends["kind"] != "hurt").astype("int64")
    ends["attempt"] = leaves.groupby([ends["session_id"], ends["phase"]]).cumsum() - leaves
    ends["outcome"] = ends["kind"].map(OUTCOMES)
    attempts = ends.groupby([*phase, "attempt"], as_index=False)["done_s"].max()
    spent = pd.DataFrame(
        {
            "done_s": attempts.groupby(phase)["done_s"].sum(),
            "outcome": ends.groupby(phase)["outcome"].last(),
        }
    )
    hurt = ends[ends["kind"] == "hurt"].set_index(phase).index
    spent.loc[spent.index.isin(hurt), "outcome"] = "hurt"
    return spent.dropna(subset="outcome").reset_index()


def _ends(connection: Connection) -> pd.DataFrame:
    """Events that end or begin again a phase, in the order of each session."""
    event = tables.events.c
    query = (
        select(event.session_id, event.phase, event.kind, event.done_s)
        .where(event.kind.in_([*ENDS_OF_PHASES, "phase_repeated"]))
        .order_by(event.session_id, event.seq, event.id)
    )
    types = {"session_id": "str", "phase": "Int64", "kind": "str", "done_s": "float64"}
    return _read(connection, query).astype(types)


def _phases(connection: Connection) -> pd.DataFrame:
    query = select(tables.timelines.c.id, tables.timelines.c.phases)
    return phases_frame({row.id: row.phases for row in connection.execute(query)})


def _by_time(connection: Connection, query: Select[Any], moment: str) -> pd.DataFrame:
    """
    Read rows in order of time, then id, and add the local day of each.

    A day is the one on the person's own clock: midnight and daylight saving are where they were
    for them.
    """
    frame = _read(connection, query)
    utc = pd.to_datetime(frame[f"{moment}_utc"], utc=True, format="ISO8601").astype(INSTANT)
    ahead = pd.to_timedelta(frame[f"{moment}_offset_min"].astype("int64"), unit="min")
    frame[f"{moment}_utc"] = utc
    frame["day"] = (utc.dt.tz_localize(None) + ahead).dt.normalize()
    return frame.sort_values([f"{moment}_utc", "id"])


def _read(connection: Connection, query: Select[Any]) -> pd.DataFrame:
    """Read rows with moments as they are kept: a column at a time turns them faster."""
    plain = [
        type_coerce(column, String).label(column.name)
        if isinstance(column.type, tables.Instant)
        else column
        for column in query.selected_columns
    ]
    result = connection.execute(query.with_only_columns(*plain))
    # pandas asks every row of SQLAlchemy whether it is something else; a tuple it takes as it is.
    return pd.DataFrame(map(tuple, result.all()), columns=list(result.keys()))


def _typed(frame: pd.DataFrame, schema: dict[str, str]) -> pd.DataFrame:
    # Typed here, so that an empty log has the same columns as a full one.
    return frame[list(schema)].astype(schema).reset_index(drop=True)
