"""The entries of a log, newest first and each at its local time, to look through and to open."""

from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from stretchlib import text
from stretchlib.log import Log
from stretchlib.ui.log_browser import entry_text

if TYPE_CHECKING:
    from stretchlib.log.entry import Entry, Version

CUT: Final = ("note", "said")
"""Columns of which a long text is shown in part."""
SINGULAR: Final = {
    "sessions": "session",
    "ratings": "rating",
    "measurements": "measurement",
    "screenings": "answer before practising",
}
"""What one entry of each is called."""


def name_of(entry: "Entry") -> str:
    """What an entry is, and when it was."""
    return f"{SINGULAR[entry.kind].capitalize()} of {text.moment(entry.at)}"


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
        (each.row["id"], each.kind, each.at.replace(tzinfo=None), _summary(each))
        for each in log.hidden()
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
        any(wanted in shown.lower() for shown in (*cells(row), *_in_full(row)))
        for row in frame.itertuples()
    ]
    return frame[pd.Series(found, index=frame.index, dtype="bool")]


def history_of(entry: "Entry") -> pd.DataFrame:
    """The history of an entry, with the local moment that each row named, and what it said."""
    return entry.history.assign(
        at=[version.at.replace(tzinfo=None) for version in entry.versions],
        said=[_summary(version) for version in entry.versions],
    )


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


def _summary(version: "Version") -> str:
    return entry_text.summary(version.kind, version.row)
