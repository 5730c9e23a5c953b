"""The entries of a log, newest first and each at its local time, to look through and to open."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from pathlib import Path
from typing import Any, Final

import pandas as pd
from sqlalchemy import Table, exists, select

from stretchlib.log import Log
from stretchlib.log.edits import MOMENT_OF, chain_of, history_frame
from stretchlib.log.tables import current
from stretchlib.your_log import words

TABLES: Final[Mapping[str, Table]] = {table.name: table for table in MOMENT_OF}
"""`sessions`, `ratings` and `measurements`: what can be edited."""
IDS: Final = ("id", "session_id")
ONE: Final = {"sessions": "session", "ratings": "rating", "measurements": "measurement"}
"""What one entry of each is called."""


@dataclass(frozen=True)
class Entry:
    """One entry with all that it ever said."""

    kind: str
    """`sessions`, `ratings` or `measurements`."""
    id: str
    row: Mapping[str, Any]
    """What it says now or, while it is hidden, said last."""
    at: datetime
    """When it was, in the zone it was in."""
    history: pd.DataFrame
    """As `log.history()` gives it, and `at`: the local moment that each row named."""

    @property
    def is_hidden(self) -> bool:
        """Whether no frame and no picture shows it."""
        return bool(self.row["void"])

    @property
    def was_changed(self) -> bool:
        """Whether there is a change to take back."""
        return len(self.history) > 1

    @property
    def name(self) -> str:
        """What it is, and when it was."""
        return f"{ONE[self.kind].capitalize()} of {words.moment(self.at)}"


def entries(log: Log, kind: str) -> pd.DataFrame:
    """
    The entries of one kind that stand, newest first.

    Returns
    -------
    DataFrame
        The columns of `log.sessions()`, `log.ratings()` or `log.measurements()`, and `at`
        (datetime64[us]): the moment as the clock on the wall showed it. An empty log gives
        none, with the same types.
    """
    moment = MOMENT_OF[TABLES[kind]]
    frame: pd.DataFrame = getattr(log, kind)()
    standing = current(TABLES[kind])
    query = select(standing.c.entry, standing.c[f"{moment}_offset_min"])
    with log.reading() as connection:
        offsets = {row[0]: row[1] for row in connection.execute(query)}
    ahead = pd.to_timedelta(frame["id"].map(offsets).astype("Int64"), unit="min")
    frame["at"] = (frame[f"{moment}_utc"].dt.tz_localize(None) + ahead).astype("datetime64[us]")
    return frame.iloc[::-1].reset_index(drop=True)


def hidden(log: Log) -> pd.DataFrame:
    """
    Every entry that is hidden, of whichever kind, newest first.

    Returns
    -------
    DataFrame
        `id` (str, of its last row), `kind` (str), `at` (datetime64[us], local), `said` (str: what
        it said before). None gives the same types.
    """
    found = [
        (row["id"], kind, _local(kind, row).replace(tzinfo=None), words.said(kind, row))
        for kind, table in TABLES.items()
        for row in _hidden_rows(log, table)
    ]
    frame = pd.DataFrame(found, columns=["id", "kind", "at", "said"])
    frame = frame.astype({"id": "str", "kind": "str", "at": "datetime64[us]", "said": "str"})
    return frame.sort_values("at", ascending=False, ignore_index=True)


def narrowed(
    frame: pd.DataFrame, *, since: date | None = None, until: date | None = None, text: str = ""
) -> pd.DataFrame:
    """
    Those entries of a frame that lie between two days, both of them included, and hold a text.

    The text is looked for in every column of words but the ids, in whatever case.

    Examples
    --------
    >>> days = pd.to_datetime(["2026-03-02", "2026-03-03"]).as_unit("us")
    >>> frame = pd.DataFrame({"id": ["A", "B"], "at": days, "note": ["stiff", "better"]})
    >>> narrowed(frame, since=date(2026, 3, 3))["id"].tolist()
    ['B']
    >>> narrowed(frame, text="STIFF")["id"].tolist()
    ['A']
    """
    kept = pd.Series(True, index=frame.index)
    if since:
        kept &= frame["at"] >= pd.Timestamp(since)
    if until:
        kept &= frame["at"] < pd.Timestamp(until) + pd.Timedelta(days=1)
    if text.strip():
        wanted = text.strip().lower()
        texts = [name for name, kind in frame.dtypes.items() if kind == "str" and name not in IDS]
        told = [frame[name].str.lower().str.contains(wanted, regex=False) for name in texts]
        kept &= pd.concat(told, axis="columns").any(axis="columns")
    return frame[kept]


def find(log: Log, id_: str) -> Entry:
    """
    Return an entry by the id of any of its rows.

    Raises
    ------
    LogError
        When it is not in the log.
    """
    with log.reading() as connection:
        table, chain = chain_of(connection, id_)
        history = history_frame(table, chain)
    moments = [_local(table.name, row) for row in chain]
    history["at"] = [moment.replace(tzinfo=None) for moment in moments]
    history["said"] = [words.said(table.name, row) for row in chain]
    return Entry(table.name, chain[0]["id"], chain[-1], moments[-1], history)


def at_as_typed(typed: datetime, was: datetime | None = None) -> datetime:
    """
    Give a moment that a person typed its zone.

    It is the zone of this machine; but an entry from a journey stays in the zone of the journey.
    """
    if was is None or was.astimezone().utcoffset() == was.utcoffset():
        return typed.astimezone()
    return typed.replace(tzinfo=was.tzinfo)


def file_of(log: Log) -> Path | None:
    """The file that a log is in; None when it is on a server, in memory, or the sample."""
    place = Path(log.where)
    return place if place.is_absolute() else None


def _local(kind: str, row: Mapping[str, Any]) -> datetime:
    moment = MOMENT_OF[TABLES[kind]]
    zone = timezone(timedelta(minutes=row[f"{moment}_offset_min"]))
    at: datetime = row[f"{moment}_utc"].astimezone(zone)
    return at


def _hidden_rows(log: Log, table: Table) -> list[Mapping[str, Any]]:
    later = table.alias("later")
    last = ~exists().where(later.c.replaces == table.c.id)
    with log.reading() as connection:
        rows = connection.execute(select(table).where(table.c.void, last)).mappings()
        return [dict(row) for row in rows]
