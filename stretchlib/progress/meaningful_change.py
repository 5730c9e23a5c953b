"""
How far it has come, and whether that is worth having: other questions than whether it is real.

A change goes from the first days to the latest, and stands beside your own error.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from stretchlib import text
from stretchlib.errors import StretchError, shown
from stretchlib.log.values import is_number
from stretchlib.model import BodyMeasure
from stretchlib.progress.columns import DIGITS
from stretchlib.progress.measurement_error import own_error
from stretchlib.progress.outliers import without_odd
from stretchlib.progress.readings import Readings, day_readings

FEW_DAYS = 3
"""How many days stand for the beginning, and how many for now."""


@dataclass(frozen=True)
class Change:
    """The latest days against the first ones."""

    first: float | None
    """Median of the first three days; None with fewer than six days in all."""
    latest: float | None
    """Median of the latest three days."""
    mdc: float | None
    """The smallest change that measurement error alone seldom makes; None until it is known."""
    days: int
    weeks: float
    """From the first day to the latest."""
    unit: str

    @property
    def change(self) -> float | None:
        """Latest minus first: negative is nearer, or less."""
        if self.first is None or self.latest is None:
            return None
        return round(self.latest - self.first, DIGITS)

    @property
    def is_beyond_error(self) -> bool | None:
        """Whether it is larger than `mdc`; None while either is unknown."""
        if self.change is None or self.mdc is None:
            return None
        return abs(self.change) > self.mdc


def change(measurements: pd.DataFrame, measure: str, side: str | None = None) -> Change:
    """
    Compare the median of the latest three days with that of the first three, in cm.

    It stands beside the minimal detectable change of one day against another. That three days are
    taken would allow a smaller one, but only if neighbouring days told different things. Medians,
    and of three days each, are our own choice: one odd day moves neither.

    Parameters
    ----------
    measurements : DataFrame, one row per trial
        As `log.measurements()` gives it.
    measure : str
        Such as `"chest_to_thigh"`.
    side : str, optional
        One side; both together when left out.

    Returns
    -------
    Change
        With None for what fewer than six days do not tell.

    Raises
    ------
    UnknownName
        For a measure or side that is not in its list, or a frame of something else.

    Examples
    --------
    >>> trials = pd.DataFrame({
    ...     "day": pd.date_range("2025-03-03", periods=6, freq="7D"),
    ...     "measure": "chest_to_thigh",
    ...     "side": "left",
    ...     "trial": 1,
    ...     "value_cm": [14.0, 13.0, 13.5, 12.0, 12.5, 11.0],
    ... })
    >>> change(trials, "chest_to_thigh").change
    -1.5
    """
    return as_change(day_readings(without_odd(measurements)[0], measure, side))


def as_change(readings: Readings) -> Change:
    """Compare the latest with the first of readings that were taken already."""
    enough = len(readings) >= 2 * FEW_DAYS
    return Change(
        first=float(np.median(readings.value[:FEW_DAYS])) if enough else None,
        latest=float(np.median(readings.value[-FEW_DAYS:])) if enough else None,
        mdc=own_error(readings).mdc,
        days=len(readings),
        weeks=float(readings.elapsed[-1]) / 7 if len(readings) else 0.0,
        unit=readings.unit,
    )


POINTS_WORTH_HAVING = ((5.0, 1), (8.0, 2), (11.0, 3))
"""Below this pain at the beginning, so many points less are worth having."""


def pain_points_worth_having(first: float) -> int:
    """
    How many points less of pain people with back pain call worth having.

    It depends on where one begins: 1 point from 1 to 4, 2 from 5 to 7, 3 from 8 to 10
    (doi 10.1055/a-1304-3677), which is close to the 30 % or 2 points of a consensus
    (Ostelo and others 2008).

    Examples
    --------
    >>> [pain_points_worth_having(first) for first in (3, 6, 9)]
    [1, 2, 3]
    """
    return next(points for below, points in POINTS_WORTH_HAVING if first < below)


def check_goal(measure: BodyMeasure, goal_cm: object) -> float | None:
    """
    Return a goal that can be reached; None where nobody set one.

    Examples
    --------
    >>> from stretchlib.model import MEASURES
    >>> check_goal(MEASURES["chest_to_thigh"], 120)
    Traceback (most recent call last):
    ...
    stretchlib.errors.StretchError: goal_cm=120 is not a possible distance. Give 0 to 100, in cm.
    """
    if not isinstance(measure, BodyMeasure):
        msg = f"measure={shown(measure)} is not a measure. Give such as MEASURES['chest_to_thigh']."
        raise StretchError(msg)
    if goal_cm is None:
        return None
    if is_number(goal_cm):
        goal = float(goal_cm)
        if measure.min_cm <= goal <= measure.max_cm:
            return goal
    possible = f"{measure.min_cm:g} to {measure.max_cm:g}, in cm"
    msg = f"goal_cm={shown(goal_cm)} is not a possible distance. Give {possible}."
    raise StretchError(msg)


def of_distance(change: Change, goal_cm: float | None) -> tuple[bool | None, str]:
    """Whether the latest days reach the person's own goal, and that in words; nothing without."""
    if change.latest is None or goal_cm is None:
        return None, ""
    if change.latest <= goal_cm:
        return True, f"You are at your goal of {goal_cm:g} cm."
    now, left = f"{change.latest:.1f} cm", f"{change.latest - goal_cm:.1f} cm"
    return (
        False,
        f"Your latest three days are at {now}; your goal of {goal_cm:g} cm is {left} away.",
    )


def of_rating(change: Change, kind: str, *, is_real: bool) -> tuple[bool | None, str]:
    """
    Whether a drop in pain is worth having, and that in words; of tightness nobody knows.

    Nor does anybody know it of a drop that is no larger than what one day differs from the next.
    """
    if change.first is None or change.change is None:
        return None, ""
    if kind != "pain":
        return None, "Nobody has established how much less tightness is worth having: you decide."
    if change.first < 1:
        return None, ""
    points = pain_points_worth_having(change.first)
    is_worth = -change.change >= points
    lead = (
        f"Many people who begin at {change.first:g} find a drop of {text.count(points, 'point')} "
        "worthwhile;"
    )
    if not is_worth:
        return False, f"{lead} {'yours went up' if change.change > 0 else 'you are not there yet'}."
    if is_real:
        return True, f"{lead} yours is as large."
    if change.is_beyond_error is False:
        return (
            None,
            f"{lead} yours would be as large, but differs as much from one day to the next.",
        )
    return True, f"{lead} yours is as large, if it is real."
