"""What is not as usual: a date years away, a reading like a slip, another hour of the day."""

from numbers import Number
from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from stretchlib import text
from stretchlib.progress.columns import DIGITS, days_at, group_medians, group_numbers, is_word
from stretchlib.progress.evidence import Floats

FAR: Final = np.timedelta64(5 * 365, "D")
"""Nobody who comes back after so long has only a day or two of before to look at."""
FEW: Final = 2


def odd_days(days: "pd.Series[pd.Timestamp]") -> list[pd.Timestamp]:
    """
    Find the one or two days that are years from all others, where there are more of those.

    Examples
    --------
    >>> days = pd.Series(pd.to_datetime(["1970-01-01", "2026-03-02", "2026-03-03", "2026-03-05"]))
    >>> odd_days(days)
    [Timestamp('1970-01-01 00:00:00')]
    """
    if not pd.api.types.is_datetime64_dtype(days):
        return []
    known = np.unique(days.dropna().to_numpy(dtype="datetime64[us]"))
    groups = np.split(known, np.flatnonzero(np.diff(known) > FAR) + 1)
    most = max(groups, key=len)
    if len(most) <= FEW:
        return []
    few = [group for group in groups if len(group) <= FEW]
    return [pd.Timestamp(day) for group in few for day in group]


def odd_days_notice(days: list[pd.Timestamp]) -> str:
    """
    Name the days that are left out, and say what to do; nothing where there is none.

    Examples
    --------
    >>> odd_days_notice([pd.Timestamp("1970-01-01")])
    '1 Jan 1970 is left out, years from all other days. If it is a slip, correct it in notebook 05.'
    """
    if not days:
        return ""
    named = text.listed([text.short_day(day) for day in days])
    if len(days) == 1:
        are, slip = "is", "it is a slip, correct it"
    else:
        are, slip = "are", "they are slips, correct them"
    return f"{named} {are} left out, years from all other days. If {slip} in notebook 05."


def without_odd(frame: pd.DataFrame) -> tuple[pd.DataFrame, list[pd.Timestamp]]:
    """
    Part a frame from its odd days; what is no frame with days stays as it is.

    Examples
    --------
    >>> days = pd.to_datetime(["1970-01-01", "2026-03-02", "2026-03-03", "2026-03-05"])
    >>> kept, odd = without_odd(pd.DataFrame({"day": days}))
    >>> len(kept), odd
    (3, [Timestamp('1970-01-01 00:00:00')])
    """
    odd = odd_days(frame["day"]) if "day" in getattr(frame, "columns", ()) else []
    return (frame[~frame["day"].isin(odd)], odd) if odd else (frame, [])


FAR_CM: Final = 5.0
"""Nearer than this to the days around it, a reading is never called a slip."""
FAR_TIMES: Final = 6.0
"""And only beyond so many times the usual distance, as a standard deviation."""
AROUND: Final = 2
"""How many measured days before it, and how many after, a reading is held against."""
TO_DEVIATION: Final = 1.4826
"""Turns a median distance into a standard deviation, where errors are normal (Hampel 1974)."""


def far_off(medians: Floats, values: Floats, day: NDArray[np.integer[Any]]) -> NDArray[np.bool_]:
    """
    Tell which values are slips: far from the median of the five days around their own.

    How far is usual is the median distance of all, which slips do not move (Hampel 1974);
    the two limits are our own choice, and docs/progress.md shows what they do.

    Parameters
    ----------
    medians : array of float, one of each day, in the order of days
    values : array of float, every single trial
    day : array of int
        To which day each trial belongs, as an index in `medians`.

    Returns
    -------
    array of bool
        As long as `values`; all False below four days, where nobody could tell.

    Examples
    --------
    >>> cm = np.array([12.0, 12.5, 60.0, 12.0, 11.5])
    >>> far_off(cm, cm, np.arange(5)).tolist()
    [False, False, True, False, False]
    """
    if len(medians) < AROUND + 2:
        return np.zeros(len(values), dtype=bool)
    # Reflected at both ends: the first and the last day are held against their neighbours, too.
    padded = np.pad(medians, AROUND, mode="reflect")
    usual = np.median(sliding_window_view(padded, 2 * AROUND + 1), axis=-1)
    distance = np.abs(values - usual[day])
    limit = max(FAR_CM, FAR_TIMES * TO_DEVIATION * float(np.median(distance)))
    # 17.1 is 5 cm from 12.1, and to a float a little more.
    return np.asarray(distance.round(DIGITS) > round(limit, DIGITS))


def slips_among(
    side: NDArray[Any], day: NDArray[np.datetime64], values: Floats
) -> NDArray[np.bool_]:
    """Tell which trials are slips, each side for itself."""
    is_slip = np.zeros(len(values), dtype=bool)
    for each in set(side.tolist()):
        rows = np.flatnonzero(side == each)
        group = group_numbers(day[rows])
        is_slip[rows] = far_off(group_medians(group, values[rows]), values[rows], group)
    return is_slip


def without_slips(trials: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Part the trials into those that count and those that are slips."""
    is_slip = slips_among(
        trials["side"].to_numpy(dtype=object),
        trials["day"].to_numpy(dtype="datetime64[us]"),
        trials["value_cm"].to_numpy(dtype="float64"),
    )
    return (trials[~is_slip], trials[is_slip]) if is_slip.any() else (trials, trials.iloc[:0])


def slips_notice(slips: pd.DataFrame) -> str:
    """
    Name what was left out, and where it can be put right; nothing when nothing was.

    Examples
    --------
    >>> print(slips_notice(pd.DataFrame({"day": [pd.Timestamp("2026-03-03")], "value_cm": [60.0]})))
    One reading, 60.0 cm on 3 March 2026, is far from those around it and left out: if it is a slip,
    correct it in notebook 05.
    """
    if slips.empty:
        return ""
    latest = slips.sort_values("day").iloc[-1]
    day = latest["day"]
    which = f"{latest['value_cm']:.1f} cm on {text.long_day(day)}"
    if len(slips) == 1:
        return (
            f"One reading, {which}, is far from those around it and left out: if it is a slip, "
            "correct it in notebook 05."
        )
    return (
        f"{len(slips)} readings, the latest {which}, are far from those around them and left out: "
        "if they are slips, correct them in notebook 05."
    )


HOURS: Final = 2.0
"""By so many hours another time of day is worth a word: stiffness has its hours."""
FIRST_DAYS: Final = 5
DIFFERENT_TODAY: Final = r"Different today: ([^;.]+)"
"""How the measuring form notes that something was not as usual."""


def other_hours(measurements: pd.DataFrame, measure: str, side: str | None) -> str:
    """
    Say when the latest five measured days were read at another hour than the first five.

    Hours are those of the clock in one time zone, so that it also speaks after a journey, and says
    so.

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
    raw = measurements["taken_utc"].iloc[row]
    if not isinstance(raw.dtype, pd.DatetimeTZDtype):
        # A number is no instant; pandas would make one of it, and warn.
        raw = raw.astype("object").map(lambda at: None if isinstance(at, Number) else at)
    instants = pd.to_datetime(raw, utc=True, errors="coerce", format="ISO8601")
    taken, day = instants.to_numpy(dtype="datetime64[s]"), days_at(measurements, row)
    is_known = ~(np.isnat(taken) | np.isnat(day))
    seconds = taken[is_known].astype("int64") % 86_400
    hour = group_medians(group_numbers(day[is_known]), seconds / 3600)
    if len(hour) < 2 * FIRST_DAYS:
        return ""
    # The first days' hour is laid at noon, so that midnight is far from all of them.
    first = _hour(hour[:FIRST_DAYS])
    later = round(float(np.median((hour[-FIRST_DAYS:] - first + 12) % 24)) - 12, DIGITS)
    if abs(later) < HOURS:
        return ""
    when = f"{abs(later):.0f} hours {'later' if later > 0 else 'earlier'}"
    return (
        f"You now measure about {when} in the day than at the beginning, unless you have "
        "travelled: that alone may change a reading."
    )


def _hour(hour: Floats) -> float:
    """Average hours round the clock."""
    directions = np.exp(2j * np.pi * hour / 24)
    return float(np.angle(directions.mean()) * 24 / (2 * np.pi)) % 24
