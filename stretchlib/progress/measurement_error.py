"""Your own measurement error: how far readings scatter while nothing changes."""

import math
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from stretchlib import _html, text
from stretchlib.progress.outliers import without_odd
from stretchlib.progress.readings import MIN_DAYS, ROUNDING, Readings, day_readings

MIN_REPEATS = 10
"""Repeated trials before their error is given: with ten it is known to about 22 %."""


@dataclass(frozen=True)
class ErrorEstimate:
    """How far apart two readings may be although nothing has changed."""

    trial_sem: float | None
    """Standard error of one trial beside others of its round; None until it is known."""
    day_sem: float | None
    """Standard error of one day's value beside the next day's; None until it is known."""
    repeats: int
    """Trials that repeat another one of their round: the degrees of freedom of `trial_sem`."""
    days: int
    unit: str

    side: str | None = None

    @property
    def sem(self) -> float | None:
        """
        The larger of the two; None until that of days is known.

        Trials of one round alone would promise too much: they never show how days differ. Nor is
        it ever less than what reading to half a centimetre, or to a whole point, comes to.
        """
        if self.day_sem is None:
            return None
        return max(self.day_sem, self.trial_sem or 0.0, ROUNDING[self.unit])

    @property
    def mdc(self) -> float | None:
        """The smallest change from one day to another that error alone seldom makes."""
        return None if self.sem is None else mdc95(self.sem)

    @property
    def reason(self) -> str:
        """What is missing before both errors are known; empty when nothing is."""
        missing = []
        if self.trial_sem is None and self.unit == "cm":
            missing.append(_more(MIN_REPEATS - self.repeats, "repeated trial"))
        if self.day_sem is None:
            missing.append(_more(MIN_DAYS - self.days, "day"))
        return f"it needs {' and '.join(missing)}" if missing else ""

    @property
    def sentence(self) -> str:
        """What that means, in words."""
        statement = self._statement
        return (
            f"Your {self.side} side: {statement}"
            if self.side
            else statement[0].upper() + statement[1:]
        )

    @property
    def _statement(self) -> str:
        if self.mdc is None:
            return f"not known yet, {self.reason}. Trials alone never show how days differ."
        apart = f"{self.mdc:.1f} {self.unit}"
        statement = f"two days may differ by {apart} although nothing has changed."
        return f"{statement} Trials are not in it yet: {self.reason}." if self.reason else statement

    def __str__(self) -> str:
        return self.sentence

    def _repr_mimebundle_(self, **_: object) -> dict[str, str]:
        head = "Your own measurement error" + (f", {self.side}" if self.side else "")
        return {"text/html": _html.answer_card(head, self.sentence), "text/plain": self.sentence}


def mdc95(sem: float) -> float:
    """
    Minimal detectable change at 95 %: 1.96 x sqrt(2) x SEM.

    Two readings both carry the error, hence the root of two (Weir 2005).

    Examples
    --------
    >>> round(mdc95(1.4), 1), round(mdc95(5.3), 1)
    (3.9, 14.7)
    """
    return 1.96 * math.sqrt(2) * sem


def measurement_error(
    measurements: pd.DataFrame, measure: str, side: str | None = None
) -> ErrorEstimate:
    """
    Work out your own measurement error of one measure, in cm.

    From trials: the standard error of one trial, pooled within rounds (the within-target mean
    square of Shrout and Fleiss 1979). From days: half the mean squared step from one measured day
    to the next, which a slow trend hardly touches (von Neumann and others 1941). The larger one
    makes the minimal detectable change, since trials of one round cannot show how days differ; it
    is at least that of reading to half a centimetre (0.5 / sqrt(12), of a uniform spread). A
    reading that looks like a slip is left out.

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
    ErrorEstimate
        With None, and the reason, for what ten repeated trials or ten days do not yet tell; and
        with no `mdc` below ten days, however many the trials.

    Raises
    ------
    UnknownName
        For a measure or side that is not in its list, or a frame of something else.

    Examples
    --------
    >>> trials = pd.DataFrame({
    ...     "day": pd.date_range("2025-03-03", periods=10).repeat(3),
    ...     "measure": "chest_to_thigh",
    ...     "side": "left",
    ...     "trial": [1, 2, 3] * 10,
    ...     "value_cm": [12.0, 13.0, 14.0] * 10,
    ... })
    >>> error = measurement_error(trials, "chest_to_thigh", "left")
    >>> error.trial_sem, round(error.mdc, 2), error.day_sem
    (1.0, 2.77, 0.0)
    >>> print(error)
    Your left side: two days may differ by 2.8 cm although nothing has changed.
    """
    return replace(own_error(day_readings(without_odd(measurements)[0], measure, side)), side=side)


def own_error(readings: Readings) -> ErrorEstimate:
    """Work out the error of readings that were taken already."""
    enough_trials = readings.repeats >= MIN_REPEATS
    return ErrorEstimate(
        trial_sem=readings.trial_sem if enough_trials else None,
        day_sem=_day_sem(readings) if len(readings) >= MIN_DAYS else None,
        repeats=readings.repeats,
        days=len(readings),
        unit=readings.unit,
    )


def _day_sem(readings: Readings) -> float:
    return float(np.sqrt((np.diff(readings.value) ** 2).mean() / 2))


def _more(number: int, noun: str) -> str:
    return text.count(number, f"more {noun}")
