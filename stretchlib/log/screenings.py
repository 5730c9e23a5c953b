"""What a person answered before practising, kept in the log."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import Connection, func, insert, select

from stretchlib.log import tables
from stretchlib.log.answers import check_answers, plain_answers
from stretchlib.log.database import of_what_was_kept
from stretchlib.log.handle import Handle
from stretchlib.log.instants import check_moment, is_still_to_come, offset_min
from stretchlib.log.known import screening_rows
from stretchlib.log.values import check_name

if TYPE_CHECKING:
    import pandas as pd

SCREENINGS: Final = {
    "id": "str",
    "answered_utc": "datetime64[us, UTC]",
    "day": "datetime64[us]",
    "outcome": "str",
    "answers": "object",
    "still_to_come": "bool",
}
MOST = 2**53
"""The largest rank there is: what every program reads of JSON as it is."""


def add(log: Handle, outcome: str, answers: Mapping[str, Any], at: datetime | None) -> str:
    """Keep what was answered and what that allowed; return its id."""
    when = check_moment(at)
    check_name("outcome", outcome)
    kept = plain_answers(answers)
    check_answers(outcome, kept)
    row = {
        "id": log.new_id(when),
        "answered_utc": when,
        "answered_offset_min": offset_min(when),
        "answers": kept,
        "outcome": outcome,
    }
    with log.writing() as connection:
        rank = next_rank(connection, datetime.now(UTC))
        connection.execute(insert(tables.screenings), {**row, "rank": rank})
    return str(row["id"])


@of_what_was_kept()
def next_rank(connection: Connection, now: datetime) -> int:
    """
    Give the rank of an answer that is written now: above that of every other.

    Of two logs that are brought together, and each of whose clocks went right, it is the order
    of time: a rank is the millisecond, unless one as high is there already. Above the largest
    that a file may bring there is none, or a log could not come back: there the later one counts.
    """
    highest: int | None = connection.execute(select(func.max(tables.screenings.c.rank))).scalar()
    return max(rank_at(now), 0 if highest is None else min(highest + 1, MOST))


def rank_at(moment: datetime) -> int:
    """
    Give the rank of a moment: its millisecond since 1970.

    Examples
    --------
    >>> rank_at(datetime.fromisoformat("2026-03-02T06:30:00+00:00"))
    1772433000000
    """
    return max(0, int(moment.timestamp() * 1000))


def frame(log: Handle) -> "pd.DataFrame":
    """One row per time that something was answered, the last written last."""
    import pandas as pd

    with log.reading() as connection:
        rows = screening_rows(connection)
    found = pd.DataFrame(rows, columns=list(SCREENINGS))
    instants = pd.to_datetime(found["answered_utc"], utc=True).astype("datetime64[us, UTC]")
    return found.assign(still_to_come=is_still_to_come(instants)).astype(SCREENINGS)
