"""Which dates can be, and how far two clocks that are both right may differ: one rule for all."""

from datetime import UTC, date, datetime, timedelta
from typing import Final

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
