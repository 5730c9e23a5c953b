"""What a copy of a log says: how many rows it has, which sessions, and up to which day."""

from collections.abc import Iterable
from contextlib import closing
from pathlib import Path
from time import time
from typing import TYPE_CHECKING, Any

from stretchlib.dates import SKEW
from stretchlib.log.sqlite_files import UNREAD, look_into

if TYPE_CHECKING:
    import pandas as pd

TABLES = ("timelines", "sessions", "events", "ratings", "measurements", "screenings")
COUNT_SESSIONS = """
SELECT count(*), max(substr(datetime(started_utc, started_offset_min || ' minutes'), 1, 10))
FROM sessions AS one
"""
NOT_REPLACED = "WHERE NOT void AND NOT EXISTS (SELECT 1 FROM sessions WHERE replaces = one.id)"
"""In every version of which there is a copy; where not, all that began is counted."""


def rows_in(file: Path) -> int:
    """
    How many rows there are in a log file; 0 where it cannot be asked.

    Rows are only ever added: one of two copies of a log that has more is the later one.
    """
    return sum(_asked(file, f"SELECT count(*) FROM {table}", (0,))[0] for table in TABLES)


def in_order(copies: Iterable[Path]) -> list[Path]:
    """
    Put copies of a log in the order in which they were made, oldest first.

    That is by their time; but what a clock made that was ahead stands before the first one that
    says more: rows are only ever added.
    """
    made = {copy: copy.stat().st_mtime for copy in copies}
    latest = time() + SKEW.total_seconds()
    by_time = sorted(made, key=lambda copy: made[copy])
    ordered = [copy for copy in by_time if made[copy] <= latest]
    for copy in by_time[len(ordered) :]:
        rows = rows_in(copy)
        later = (index for index, other in enumerate(ordered) if rows_in(other) > rows)
        ordered.insert(next(later, len(ordered)), copy)
    return ordered


def sessions_in(file: Path) -> "tuple[int | None, pd.Timestamp | None]":
    """How many sessions a log file shows, and the last one's day; None where it is unknown."""
    import pandas as pd

    nothing = (None, None)
    found = _asked(file, f"{COUNT_SESSIONS} {NOT_REPLACED}", nothing)
    count, day = found if found != nothing else _asked(file, COUNT_SESSIONS, nothing)
    try:
        return (None if count is None else int(count)), None if day is None else pd.Timestamp(day)
    except (TypeError, ValueError):
        # A day of before all calendars, or none at all.
        return nothing


def _asked(file: Path, query: str, otherwise: tuple[Any, ...]) -> tuple[Any, ...]:
    try:
        with closing(look_into(file)) as connection:
            found: tuple[Any, ...] = connection.execute(query).fetchone()
            return found
    except (*UNREAD, OSError):
        return otherwise
