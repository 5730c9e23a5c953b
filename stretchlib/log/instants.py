"""From when to when an entry may be dated, and which of them is still to come: one rule for all."""

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from stretchlib.dates import AHEAD, EARLIEST, SKEW, TOO_EARLY
from stretchlib.errors import LogError, shown

if TYPE_CHECKING:
    import pandas as pd

FIRST_KEPT = datetime(1, 1, 2, tzinfo=UTC)
LAST_KEPT = datetime(9999, 12, 30, tzinfo=UTC)
"""Between them every moment has a local day, however far the clock there is from UTC."""
_MOST_OFFSET_MIN = 24 * 60 - 1


def check_moment(at: datetime | None) -> datetime:
    """
    Return a moment that knows its zone; now, in the zone of this machine, when left out.

    Now is taken as the machine says it, however wrong its clock is: what happens is kept.

    Examples
    --------
    >>> check_moment(datetime(2026, 3, 2, 7, 0))
    Traceback (most recent call last):
    ...
    stretchlib.errors.LogError: at=2026-03-02 07:00:00 has no zone. Give it one: at.astimezone()
    """
    if at is None:
        return datetime.now(UTC).astimezone()
    # What is missing in pandas is a datetime, too, and not the same as itself.
    if not isinstance(at, datetime) or at != at:
        msg = f"at={shown(at)} is not a moment. Give a datetime with a zone."
        raise LogError(msg)
    if at.utcoffset() is None:
        msg = f"at={at} has no zone. Give it one: at.astimezone()"
        raise LogError(msg)
    if problem := what_is_wrong_with(at):
        msg = f"at={at} {problem}"
        raise LogError(msg)
    return at


def check_past(at: datetime | None) -> datetime:
    """
    Return a moment that knows its zone and has been; now when left out.

    Examples
    --------
    >>> check_past(datetime(2062, 3, 3, 8, tzinfo=UTC))
    Traceback (most recent call last):
    ...
    stretchlib.errors.LogError: at=2062-03-03 08:00:00+00:00 is still to come. Give a moment in
    the past.
    """
    moment = check_moment(at)
    if at is not None and (problem := what_is_wrong_with(moment, timedelta(0))):
        msg = f"at={at} {problem}"
        raise LogError(msg)
    return moment


def what_is_wrong_with(at: datetime, ahead: timedelta = AHEAD) -> str:
    """
    Tell why nothing can be dated so, and the cure; nothing where it can.

    Parameters
    ----------
    at : datetime
        Without a zone it is a moment on the clock of this machine.
    ahead : timedelta
        How much later than now it may be.

    Examples
    --------
    >>> what_is_wrong_with(datetime(26, 3, 2, 7, 0))
    'is before the year 1990. Look at the year: 4 figures, and the right ones.'
    >>> what_is_wrong_with(datetime(2026, 3, 2, 7, 0, tzinfo=UTC))
    ''
    """
    if at.replace(tzinfo=at.tzinfo or UTC) < EARLIEST:
        return TOO_EARLY
    now = datetime.now(UTC)
    # Without a zone the year 9999 has no instant on some clocks.
    latest = now + ahead if at.tzinfo else (now.astimezone() + ahead).replace(tzinfo=None)
    return "is still to come. Give a moment in the past." if at > latest else ""


def is_ahead(at: datetime) -> bool:
    """
    Tell whether an instant is later than now: a clock was ahead. It is shown, and decides nothing.

    Examples
    --------
    >>> is_ahead(datetime(2026, 3, 2, tzinfo=UTC)), is_ahead(datetime(2999, 1, 1, tzinfo=UTC))
    (False, True)
    """
    return at > datetime.now(UTC) + SKEW


def is_still_to_come(at: "pd.Series[pd.Timestamp]") -> "pd.Series[bool]":
    """
    Tell of a whole column which instants are later than now, as `is_ahead` does of one.

    Examples
    --------
    >>> import pandas as pd
    >>> is_still_to_come(pd.Series(pd.to_datetime(["2026-03-02", "2999-01-01"], utc=True))).tolist()
    [False, True]
    """
    return at > datetime.now(UTC) + SKEW


def offset_min(at: datetime) -> int:
    """
    Minutes that the local clock was ahead of UTC; east is positive.

    Examples
    --------
    >>> from zoneinfo import ZoneInfo
    >>> offset_min(datetime(2026, 3, 2, 7, 0, tzinfo=ZoneInfo("America/New_York")))
    -300
    """
    offset = at.utcoffset()
    minutes = 0 if offset is None else round(offset.total_seconds() / 60)
    # A clock may be ahead by 23:59:59; a whole day is not kept, and would not come back.
    return max(-_MOST_OFFSET_MIN, min(minutes, _MOST_OFFSET_MIN))
