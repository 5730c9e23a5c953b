"""What a person lives with, with what is known of it: which side, and until when."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Final

from stretchlib.dates import what_is_wrong_with_day
from stretchlib.phases import Side

LONGEST_AHEAD: Final = timedelta(days=2 * 366)
"""How far ahead a last day may be: a torn muscle or a new hip is careful for months."""


@dataclass(frozen=True)
class Condition:
    """
    A condition with its details; a detail that nobody knows is left out, and the stricter holds.

    Parameters
    ----------
    name : str
        One of `st.safety.conditions()`.
    side : {"left", "right", "both"}, optional
        Whose; left out nobody knows, and each side is then meant.
    until : date, optional
        The last day on which it changes anything; left out there is none. It may have been, from
        1990 on, and is at most two years ahead.

    Examples
    --------
    >>> Condition("knee_trouble", side="left")
    Condition(name='knee_trouble', side='left', until=None)
    """

    name: str
    side: Side | None = None
    until: date | None = None

    def has_ended(self, today: date) -> bool:
        """Whether it no longer changes a routine."""
        return self.until is not None and not self.odd_end(today) and self.until < today

    def odd_end(self, today: date) -> str:
        """
        Tell why its last day cannot be meant, and the cure; nothing where it can, or there is none.

        Examples
        --------
        >>> Condition("calf_tear", until=date(26, 9, 30)).odd_end(date(2026, 3, 2))
        'is before the year 1990. Look at the year: 4 figures, and the right ones.'
        >>> Condition("calf_tear", until=date(9999, 9, 30)).odd_end(date(2026, 3, 2))
        'is more than 2 years ahead. Look at the year. Leave it out if there is no last day.'
        """
        return "" if self.until is None else what_is_wrong_with_end(self.until, today)


def what_is_wrong_with_end(until: object, today: date) -> str:
    """
    Tell why a condition cannot have this last day, and the cure; nothing where it can.

    Examples
    --------
    >>> what_is_wrong_with_end("soon", date(2026, 3, 2))
    'is not a day. Give a date, or leave it out.'
    """
    if not isinstance(until, date) or isinstance(until, datetime):
        return "is not a day. Give a date, or leave it out."
    problem = what_is_wrong_with_day(until, today, LONGEST_AHEAD)
    cure = " Leave it out if there is no last day." if problem and until > today else ""
    return f"{problem}{cure}"


def in_force(conditions: Iterable[Condition], today: date) -> tuple[Condition, ...]:
    """
    The conditions that still change a routine on a day.

    One whose last day cannot be meant is in force, and has none: the stricter holds.

    Examples
    --------
    >>> old = Condition("hip_replacement_back", until=date(2026, 3, 1))
    >>> in_force([old], date(2026, 3, 1)) == (old,), in_force([old], date(2026, 3, 2))
    (True, ())
    >>> in_force([Condition("hip_replacement_back", until=date(26, 3, 1))], date(2026, 3, 2))
    (Condition(name='hip_replacement_back', side=None, until=None),)
    """
    return tuple(
        replace(one, until=None) if one.odd_end(today) else one
        for one in conditions
        if not one.has_ended(today)
    )
