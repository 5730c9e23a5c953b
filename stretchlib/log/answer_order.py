"""The order in which answers were written, whatever the clock said then."""

from datetime import datetime

from sqlalchemy import Connection, func, select

from stretchlib.log.database import of_what_was_kept
from stretchlib.log.tables import screenings

MOST = 2**53
"""The largest rank there is: what every program reads of JSON as it is."""


@of_what_was_kept()
def next_rank(connection: Connection, now: datetime) -> int:
    """
    Give the rank of an answer that is written now: above that of every other.

    Of two logs that are brought together, and each of whose clocks went right, it is the order
    of time: a rank is the millisecond, unless one as high is there already. Above the largest
    that a file may bring there is none, or a log could not come back: there the later one counts.
    """
    highest: int | None = connection.execute(select(func.max(screenings.c.rank))).scalar()
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
