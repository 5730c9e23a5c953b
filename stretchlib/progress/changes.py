"""How far it has come: from the first days to the latest, beside your own error."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from stretchlib.progress.measurement_error import own_error
from stretchlib.progress.outliers import without_odd
from stretchlib.progress.readings import Readings, day_readings
from stretchlib.progress.trial_rounds import DIGITS

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
