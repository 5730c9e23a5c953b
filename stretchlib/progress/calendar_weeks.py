"""Weeks as a person counts them: Monday to Sunday, with those in which nothing happened."""

from typing import Final

import pandas as pd

from stretchlib.errors import StretchError, shown

DAY_KIND = "datetime64[us]"
RECENT_WEEKS: Final = 4
"""How many of the latest weeks are called recent: one lost week takes off a quarter at the most."""


def monday(day: pd.Timestamp) -> pd.Timestamp:
    """
    Return the Monday of a day's week.

    Examples
    --------
    >>> monday(pd.Timestamp("2025-03-09")).strftime("%a %d %b")
    'Mon 03 Mar'
    """
    if not isinstance(day, pd.Timestamp) and day is not pd.NaT:
        msg = f"day={shown(day)} is not a day. Give a pd.Timestamp."
        raise StretchError(msg)
    return day - pd.Timedelta(days=day.weekday())


def monday_of(day: "pd.Series[pd.Timestamp]") -> "pd.Series[pd.Timestamp]":
    """
    Return the Monday of each day's week, as `monday` does of one.

    Examples
    --------
    >>> sunday = pd.Series(pd.to_datetime(["2025-03-09"]))
    >>> monday_of(sunday).dt.strftime("%a %d %b").item()
    'Mon 03 Mar'
    """
    if not isinstance(day, pd.Series) or not pd.api.types.is_datetime64_any_dtype(day):
        msg = f"day={shown(day)} are not days. Give the column day of a frame of a log."
        raise StretchError(msg)
    monday: pd.Series[pd.Timestamp] = day - pd.to_timedelta(day.dt.day_of_week, unit="D")
    return monday.astype("datetime64[us]")


def every_week(day: "pd.Series[pd.Timestamp]", until: pd.Timestamp | None) -> pd.DatetimeIndex:
    """Return each Monday from the first day's week to that of the last day, or of `until`."""
    last = day.max() if until is None else max(day.max(), until)
    return pd.date_range(monday(day.min()), monday(last), freq="7D", unit="us")
