"""What no statistic can tell: whether the time of day is another than it was."""

from numbers import Number
from typing import Final

import numpy as np
import pandas as pd

from stretchlib.progress.evidence import Floats
from stretchlib.progress.required_columns import days_at, is_word
from stretchlib.progress.trial_rounds import DIGITS, group_medians, place_of

HOURS: Final = 2.0
"""By so many hours another time of day is worth a word: stiffness has its hours."""
FEW_DAYS: Final = 5
DIFFERENT: Final = r"Different today: ([^;.]+)"
"""How the measuring form notes that something was not as usual."""


def other_hours(measurements: pd.DataFrame, measure: str, side: str | None) -> str:
    """
    Say when the latest five measured days were read at another hour than the first five.

    Hours are those of the clock in one place, so that after a journey it also speaks; it says so.

    Examples
    --------
    >>> at = pd.date_range("2026-01-05 07:00", periods=10, freq="24h", tz="UTC").to_series()
    >>> at[5:] += pd.Timedelta(hours=11)
    >>> frame = pd.DataFrame({"taken_utc": at, "day": at.dt.tz_localize(None).dt.normalize()})
    >>> frame = frame.assign(measure="chest_to_thigh", side="left")
    >>> print(other_hours(frame, "chest_to_thigh", "left"))
    You now measure about 11 hours later in the day than at the beginning, unless you have
    travelled: that alone may change a reading.
    """
    if "taken_utc" not in measurements:
        return ""
    is_mine = is_word(measurements, "measure", measure)
    if side is not None:
        is_mine &= is_word(measurements, "side", side)
    row = np.flatnonzero(is_mine)
    told = measurements["taken_utc"].iloc[row]
    if not isinstance(told.dtype, pd.DatetimeTZDtype):
        # A number is no instant; pandas would make one of it, and warn.
        told = told.astype("object").map(lambda at: None if isinstance(at, Number) else at)
    instants = pd.to_datetime(told, utc=True, errors="coerce", format="ISO8601")
    taken, day = instants.to_numpy(dtype="datetime64[s]"), days_at(measurements, row)
    is_known = ~(np.isnat(taken) | np.isnat(day))
    seconds = taken[is_known].astype("int64") % 86_400
    hour = group_medians(place_of(day[is_known]), seconds / 3600)
    if len(hour) < 2 * FEW_DAYS:
        return ""
    # The first days' hour is laid at noon, so that midnight is far from all of them.
    first = _hour(hour[:FEW_DAYS])
    later = round(float(np.median((hour[-FEW_DAYS:] - first + 12) % 24)) - 12, DIGITS)
    if abs(later) < HOURS:
        return ""
    when = f"{abs(later):.0f} hours {'later' if later > 0 else 'earlier'}"
    return (
        f"You now measure about {when} in the day than at the beginning, unless you have "
        "travelled: that alone may change a reading."
    )


def _hour(hour: Floats) -> float:
    """Average hours round the clock."""
    turn = np.exp(2j * np.pi * hour / 24)
    return float(np.angle(turn.mean()) * 24 / (2 * np.pi)) % 24
