"""The entries of a log, newest first and each at its local time, to look through and to open."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from typing import Any, Final

import pandas as pd
from sqlalchemy import Table

from stretchlib import text
from stretchlib.log import Log
from stretchlib.log.database import of_what_was_kept
from stretchlib.log.edits import MOMENT_OF, chain_of, hidden_rows, history_frame
from stretchlib.log.frames import offsets
from stretchlib.log.instants import is_still_to_come
from stretchlib.ui.log_browser import entry_text

TABLES: Final[Mapping[str, Table]] = {table.name: table for table in MOMENT_OF}
"""`sessions`, `ratings`, `measurements` and `screenings`: what can be edited."""
CUT: Final = ("note", "said")
"""Columns of which a long text is shown in part."""
ONE: Final = {
    "sessions": "session",
    "ratings": "rating",
    "measurements": "measurement",
    "screenings": "answer before practising",
}
"""What one entry of each is called."""


@dataclass(frozen=True)
class Entry:
    """One entry with all that it ever said."""

    kind: str
    """`sessions`, `ratings`, `measurements` or `screenings`."""
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
        return f"{ONE[self.kind].capitalize()} of {text.moment(self.at)}"


def entries(log: Log, kind: str) -> pd.DataFrame:
    """
    The entries of one kind that stand, newest first; of `screenings`, the last written first.

    Returns
    -------
    DataFrame
        The columns of `log.sessions()`, `log.ratings()`, `log.measurements()` or
        `log.screenings()`, `at` (datetime64[us]): the moment as the clock on the wall showed it,
        and `still_to_come` (bool): whether it is dated later than now. An empty log gives none,
        with the same types.
    """
    moment = MOMENT_OF[TABLES[kind]]
    frame: pd.DataFrame = getattr(log, kind)()
    with log.reading() as connection:
        minutes = frame["id"].map(offsets(connection, TABLES[kind]))
    frame["still_to_come"] = is_still_to_come(frame[f"{moment}_utc"])
    ahead = pd.to_timedelta(minutes.astype("Int64"), unit="min")
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
    with log.reading() as connection, of_what_was_kept():
        found = [
            (row["id"], kind, _local(kind, row).replace(tzinfo=None), entry_text.said(kind, row))
            for kind, table in TABLES.items()
            for row in hidden_rows(connection, table)
        ]
    frame = pd.DataFrame(found, columns=["id", "kind", "at", "said"])
    frame = frame.astype({"id": "str", "kind": "str", "at": "datetime64[us]", "said": "str"})
    return frame.sort_values("at", ascending=False, ignore_index=True)


def narrowed(
    frame: pd.DataFrame,
    cells: Callable[[Any], Sequence[str]],
    *,
    since: date | None = None,
    until: date | None = None,
    text: str = "",
) -> pd.DataFrame:
    """
    Those entries of a frame that lie between two days, both of them included, and say a text.

    Parameters
    ----------
    frame : DataFrame
        Each row has an `at`.
    cells : callable
        Given a row, says what the table shows of it.
    since, until : date, optional
        The first and the last day.
    text : str
        Looked for in whatever case, in what is shown and, where that is cut, in the whole note.

    Examples
    --------
    >>> days = pd.to_datetime(["2026-03-02", "2026-03-03"]).as_unit("us")
    >>> frame = pd.DataFrame({"id": ["A", "B"], "at": days, "area": ["low_back", "hip"]})
    >>> shown = lambda row: [row.area.replace("_", " ")]
    >>> narrowed(frame, shown, since=date(2026, 3, 3))["id"].tolist()
    ['B']
    >>> narrowed(frame, shown, text="Low back")["id"].tolist()
    ['A']
    """
    kept = pd.Series(True, index=frame.index)
    if since:
        kept &= frame["at"] >= pd.Timestamp(since)
    if until:
        kept &= frame["at"] < pd.Timestamp(until) + pd.Timedelta(days=1)
    frame = frame[kept]
    wanted = text.strip().lower()
    if not wanted:
        return frame
    found = [
        any(wanted in told.lower() for told in (*cells(row), *_in_full(row)))
        for row in frame.itertuples()
    ]
    return frame[pd.Series(found, index=frame.index, dtype="bool")]


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
    history["said"] = [entry_text.said(table.name, row) for row in chain]
    return Entry(table.name, chain[0]["id"], chain[-1], moments[-1], history)


def at_as_typed(typed: datetime, was: datetime | None = None) -> datetime:
    """
    Give a moment that a person typed its zone.

    It is the zone of this machine; but an entry from a journey stays in the zone of the journey.
    """
    if was is None or was.astimezone().utcoffset() == was.utcoffset():
        return typed.astimezone()
    return typed.replace(tzinfo=was.tzinfo)


def _in_full(row: Any) -> list[str]:
    return [getattr(row, name) for name in CUT if hasattr(row, name)]


def _local(kind: str, row: Mapping[str, Any]) -> datetime:
    moment = MOMENT_OF[TABLES[kind]]
    zone = timezone(timedelta(minutes=row[f"{moment}_offset_min"]))
    at: datetime = row[f"{moment}_utc"].astimezone(zone)
    return at
