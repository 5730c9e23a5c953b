"""Readings so far from those around them that they look like a slip of the pen."""

from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from stretchlib.progress.evidence import Floats
from stretchlib.progress.trial_rounds import group_medians, place_of

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

    How far is usual is told by the median distance of all, which slips do not move (Hampel 1974);
    the two limits are our own choice, and docs/progress.md shows what they do.

    Parameters
    ----------
    medians : array of float, one of each day, in the order of days
    values : array of float, every single trial
    day : array of int
        To which day each trial belongs, as a place in `medians`.

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
    return np.asarray(distance > limit)


def slips_among(
    side: NDArray[Any], day: NDArray[np.datetime64], values: Floats
) -> NDArray[np.bool_]:
    """Tell which trials are slips, each side for itself."""
    is_slip = np.zeros(len(values), dtype=bool)
    for each in set(side.tolist()):
        rows = np.flatnonzero(side == each)
        place = place_of(day[rows])
        is_slip[rows] = far_off(group_medians(place, values[rows]), values[rows], place)
    return is_slip


def without_slips(trials: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Part the trials into those that count and those that are slips."""
    is_slip = slips_among(
        trials["side"].to_numpy(dtype=object),
        trials["day"].to_numpy(dtype="datetime64[us]"),
        trials["value_cm"].to_numpy(dtype="float64"),
    )
    return (trials[~is_slip], trials[is_slip]) if is_slip.any() else (trials, trials.iloc[:0])


def told(slips: pd.DataFrame) -> str:
    """
    Name what was left out, and where it can be put right; nothing when nothing was.

    Examples
    --------
    >>> print(told(pd.DataFrame({"day": [pd.Timestamp("2026-03-03")], "value_cm": [60.0]})))
    One reading, 60.0 cm on 3 March 2026, is far from those around it and left out: if it is a slip,
    correct it in notebook 05.
    """
    if slips.empty:
        return ""
    latest = slips.sort_values("day").iloc[-1]
    day = latest["day"]
    which = f"{latest['value_cm']:.1f} cm on {day.day} {day.month_name()} {day.year}"
    if len(slips) == 1:
        return (
            f"One reading, {which}, is far from those around it and left out: if it is a slip, "
            "correct it in notebook 05."
        )
    return (
        f"{len(slips)} readings, the latest {which}, are far from those around them and left out: "
        "if they are slips, correct them in notebook 05."
    )
