"""What no statistic can tell: whether the time of day is another than it was."""

from typing import Final

import numpy as np
import pandas as pd

from stretchlib.progress.frames import days

HOURS: Final = 2.0
"""By so many hours another time of day is worth a word: stiffness has its hours."""
FEW_DAYS: Final = 5
DIFFERENT: Final = r"Different today: ([^;.]+)"
"""How the measuring form notes that something was not as usual."""


def other_hours(measurements: pd.DataFrame, test: str, side: str | None) -> str:
    """
    Say when the latest five measured days were read at another hour than the first five.

    Hours are those of the clock in one place, so that after a journey it also speaks; it says so.

    Examples
    --------
    >>> at = pd.date_range("2026-01-05 07:00", periods=10, freq="24h", tz="UTC").to_series()
    >>> at[5:] += pd.Timedelta(hours=11)
    >>> frame = pd.DataFrame({"taken_utc": at, "day": at.dt.tz_localize(None).dt.normalize()})
    >>> frame = frame.assign(test="chest_to_thigh", side="left")
    >>> print(other_hours(frame, "chest_to_thigh", "left"))
    You now measure about 11 hours later in the day than at the beginning, unless you have
    travelled: that alone may change a reading.
    """
    if "taken_utc" not in measurements:
        return ""
    mine = measurements[measurements["test"] == test]
    if side is not None:
        mine = mine[mine["side"] == side]
    taken = pd.to_datetime(mine["taken_utc"], utc=True, errors="coerce")
    hour = (taken.dt.hour + taken.dt.minute / 60).groupby(days(mine)).median().dropna()
    if len(hour) < 2 * FEW_DAYS:
        return ""
    # The first days' hour is laid at noon, so that midnight is far from all of them.
    first = _hour(hour.iloc[:FEW_DAYS])
    later = float((hour.iloc[-FEW_DAYS:] - first + 12).mod(24).median()) - 12
    if abs(later) < HOURS:
        return ""
    when = f"{abs(later):.0f} hours {'later' if later > 0 else 'earlier'}"
    return (
        f"You now measure about {when} in the day than at the beginning, unless you have "
        "travelled: that alone may change a reading."
    )


def _hour(hour: "pd.Series[float]") -> float:
    """Average hours round the clock."""
    turn = np.exp(2j * np.pi * hour.to_numpy(dtype="float64") / 24)
    return float(np.angle(turn.mean()) * 24 / (2 * np.pi)) % 24
