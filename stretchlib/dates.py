"""Which dates can be, and how far two clocks that are both right may differ: one rule for all."""

from datetime import UTC, date, datetime, timedelta
from typing import Any, Final

from stretchlib.errors import StretchError, shown

EARLIEST: Final = datetime(1990, 1, 1, tzinfo=UTC)
"""What is dated before is a year typed short, or a clock that began anew at its own year 0."""
TOO_EARLY: Final = (
    f"is before the year {EARLIEST.year}. Look at the year: 4 figures, and the right ones."
)
AHEAD: Final = timedelta(days=366)
"""
What is dated later than now, by up to a year, may come of a clock that was ahead: it comes back
with a copy of its log, is shown, and decides nothing. What is dated later still is a mistake.
"""
SKEW: Final = timedelta(minutes=2)
"""What two clocks may differ by that are both right: they are set right in small steps."""
_YEAR: Final = timedelta(days=365)


def what_is_wrong_with_day(day: date, today: date, ahead: timedelta = AHEAD) -> str:
    """
    Tell why a day cannot be meant, and the cure; nothing where it can.

    Parameters
    ----------
    day, today : date
    ahead : timedelta
        How much later than today it may be.

    Examples
    --------
    >>> monday = date(2026, 3, 2)
    >>> what_is_wrong_with_day(date(26, 9, 30), monday)
    'is before the year 1990. Look at the year: 4 figures, and the right ones.'
    >>> what_is_wrong_with_day(date(9999, 9, 30), monday)
    'is more than a year ahead. Look at the year.'
    >>> what_is_wrong_with_day(date(2026, 9, 30), monday)
    ''
    """
    if day < EARLIEST.date():
        return TOO_EARLY
    if day - today > ahead:
        years = ahead // _YEAR
        span = "a year" if years == 1 else f"{years} years"
        return f"is more than {span} ahead. Look at the year."
    return ""


def read_day(name: str, day: object) -> date | None:
    """
    Read a day that may be meant: none before 1990, none more than a year ahead. None stays None.

    Raises
    ------
    StretchError
        Naming the value, where it is no such day.

    Examples
    --------
    >>> read_day("since", "2026-03-01")
    datetime.date(2026, 3, 1)
    >>> read_day("since", "0026-03-01")
    Traceback (most recent call last):
    ...
    stretchlib.errors.StretchError: since=0026-03-01 is before the year 1990. Look at the year: 4
    figures, and the right ones.
    >>> read_day("until", "last spring")
    Traceback (most recent call last):
    ...
    stretchlib.errors.StretchError: until='last spring' is not a day. Write it as "2026-03-01".
    """
    if day is None:
        return None
    try:
        read: Any = date.fromisoformat(day) if isinstance(day, str) else day
        parsed = date(int(read.year), int(read.month), int(read.day))
    except (AttributeError, TypeError, ValueError, OverflowError) as error:
        msg = f'{name}={shown(day)} is not a day. Write it as "2026-03-01".'
        raise StretchError(msg) from error
    # The clock decides nothing else here: whatever can be meant tells the same on every day.
    if problem := what_is_wrong_with_day(parsed, datetime.now().astimezone().date()):
        msg = f"{name}={parsed} {problem}"
        raise StretchError(msg)
    return parsed
