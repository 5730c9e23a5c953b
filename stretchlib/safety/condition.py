"""What a person lives with, with what is known of it: which side, and until when."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Literal


@dataclass(frozen=True)
class Condition:
    """
    A condition with its details; a detail that nobody knows is left out, and the stricter holds.

    Parameters
    ----------
    name : str
        One of `st.safety.conditions()`.
    side : {"left", "right"}, optional
        Whose; left out it is both, or nobody knows.
    until : date, optional
        The last day on which it changes anything; left out there is none.

    Examples
    --------
    >>> Condition("knee_trouble", side="left")
    Condition(name='knee_trouble', side='left', until=None)
    """

    name: str
    side: Literal["left", "right"] | None = None
    until: date | None = None

    def has_ended(self, today: date) -> bool:
        """Whether it no longer changes a routine."""
        return self.until is not None and self.until < today


def in_force(conditions: Iterable[Condition], today: date) -> tuple[Condition, ...]:
    """
    The conditions that still change a routine on a day.

    Examples
    --------
    >>> old = Condition("hip_replacement_back", until=date(2026, 3, 1))
    >>> in_force([old], date(2026, 3, 1)) == (old,), in_force([old], date(2026, 3, 2))
    (True, ())
    """
    return tuple(one for one in conditions if not one.has_ended(today))
