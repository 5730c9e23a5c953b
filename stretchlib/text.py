"""Counts, lists, days, numbers, clocks and sizes as a person would say them: the one place."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Final

from stretchlib.milliseconds import whole_ms

MONTHS: Final = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
"""Named here because `strftime` would follow the locale of the machine; so are the weekdays."""
SHORT_MONTHS: Final = tuple(month[:3] for month in MONTHS)
WEEKDAYS: Final = (*("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),)

NUMBER_WORDS: Final = (
    *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"),
)


def count(number: int, noun: str, plural: str = "") -> str:
    """
    Say how many, in the singular or the plural.

    Examples
    --------
    >>> count(1, "day"), count(0, "trial"), count(2, "stretch", "stretches"), count(3650, "day")
    ('1 day', '0 trials', '2 stretches', '3,650 days')
    """
    return f"{number:,} {noun if number == 1 else plural or f'{noun}s'}"


def spelled(number: int) -> str:
    """
    A small number as a word; from ten on in figures.

    Examples
    --------
    >>> spelled(2), spelled(12)
    ('two', '12')
    """
    return NUMBER_WORDS[number] if number < len(NUMBER_WORDS) else f"{number:,}"


def minutes(seconds: float) -> str:
    """
    A length of time to the minute, and below one to the second.

    Examples
    --------
    >>> minutes(14), minutes(60), minutes(803), minutes(1)
    ('14 seconds', '1 minute', '13 minutes', '1 second')
    """
    seconds = whole_ms(seconds)
    whole = round(seconds)
    return count(whole, "second") if whole < 60 else count(round(seconds / 60), "minute")


def listed(parts: Sequence[str]) -> str:
    """
    Join with commas, and with "and" before the last; nothing gives nothing.

    Examples
    --------
    >>> listed(["left", "right", "both"]), listed([])
    ('left, right and both', '')
    """
    return " and ".join([", ".join(parts[:-1]), parts[-1]] if len(parts) > 1 else parts)


def sentence(words: str) -> str:
    """
    Begin with a capital and leave the rest alone.

    Examples
    --------
    >>> sentence("left 9.5 cm")
    'Left 9.5 cm'
    """
    return words[:1].upper() + words[1:]


def signed(number: float, digits: int = 2) -> str:
    """
    Write a number with its sign, a real minus.

    Examples
    --------
    >>> signed(0.456), signed(-1, 0) == "\N{MINUS SIGN}1"
    ('+0.46', True)
    """
    return f"{number:+.{digits}f}".replace("-", "\N{MINUS SIGN}")


def clock(seconds: float) -> str:
    """
    Minutes and seconds, as a clock shows them.

    Examples
    --------
    >>> clock(95)
    '1:35'
    """
    minutes, rest = divmod(round(whole_ms(seconds)), 60)
    return f"{minutes}:{rest:02d}"


def size(number: int) -> str:
    """
    A number of bytes, to one figure after the point.

    Examples
    --------
    >>> size(900), size(73_728), size(1_250_000)
    ('900 bytes', '73.7 kB', '1.2 MB')
    """
    if number < 1000:
        return f"{number} bytes"
    return f"{number / 1e3:.1f} kB" if number < 1e6 else f"{number / 1e6:.1f} MB"


def day_month(day: date) -> str:
    """
    A day without its year, for where there is little room.

    Examples
    --------
    >>> day_month(date(2025, 3, 9))
    '9 Mar'
    """
    return f"{day.day} {SHORT_MONTHS[day.month - 1]}"


def short_day(day: date) -> str:
    """
    A day with its year, for where there is little room.

    Examples
    --------
    >>> short_day(date(2025, 3, 9)), short_day(date(26, 3, 9))
    ('9 Mar 2025', '9 Mar 0026')
    """
    return f"{day_month(day)} {day.year:04}"


def long_day_month(day: date) -> str:
    """
    A day without its year, in full.

    Examples
    --------
    >>> long_day_month(date(2025, 3, 9))
    '9 March'
    """
    return f"{day.day} {MONTHS[day.month - 1]}"


def long_day(day: date) -> str:
    """
    A day with its year, in full.

    Examples
    --------
    >>> long_day(date(2025, 3, 9))
    '9 March 2025'
    """
    return f"{long_day_month(day)} {day.year:04}"


def weekday(day: date) -> str:
    """
    A day for a list, with its weekday.

    Examples
    --------
    >>> weekday(date(2026, 3, 2))
    'Mon 2 Mar 2026'
    """
    return f"{WEEKDAYS[day.weekday()][:3]} {short_day(day)}"


def moment(at: datetime) -> str:
    """
    A local moment in full.

    Examples
    --------
    >>> moment(datetime(2026, 3, 2, 7, 30))
    'Monday 2 March 2026, 07:30'
    """
    return f"{WEEKDAYS[at.weekday()]} {long_day(at)}, {at:%H:%M}"


def short_moment(at: datetime) -> str:
    """
    A local moment for a list.

    Examples
    --------
    >>> short_moment(datetime(2026, 3, 2, 7, 30))
    'Mon 2 Mar 2026, 07:30'
    """
    return f"{weekday(at)}, {at:%H:%M}"


def span(first: date, last: date) -> str:
    """
    Say which days something covers.

    Examples
    --------
    >>> span(date(2025, 1, 6), date(2025, 3, 30))
    '6 Jan to 30 Mar 2025'
    >>> span(date(2024, 12, 30), date(2025, 1, 2))
    '30 Dec 2024 to 2 Jan 2025'
    >>> span(date(2025, 1, 6), date(2025, 1, 19))
    '6 to 19 Jan 2025'
    >>> span(date(2025, 1, 6), date(2025, 1, 6))
    '6 Jan 2025'
    """
    end = f"{day_month(last)} {last.year}"
    if first == last:
        return end
    if first.year != last.year:
        return f"{day_month(first)} {first.year} to {end}"
    return f"{first.day if first.month == last.month else day_month(first)} to {end}"
