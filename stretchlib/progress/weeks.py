"""Weeks as a person counts them: Monday to Sunday, with those in which nothing happened."""

import pandas as pd

DAY_KIND = "datetime64[us]"


def monday_of(day: "pd.Series[pd.Timestamp]") -> "pd.Series[pd.Timestamp]":
    """
    Return the Monday of each day's week.

    Examples
    --------
    >>> sunday = pd.Series(pd.to_datetime(["2025-03-09"]))
    >>> monday_of(sunday).dt.strftime("%a %d %b").item()
    'Mon 03 Mar'
    """
    monday: pd.Series[pd.Timestamp] = day - pd.to_timedelta(day.dt.day_of_week, unit="D")
    return monday.astype("datetime64[us]")


def every_week(day: "pd.Series[pd.Timestamp]", until: pd.Timestamp | None) -> pd.DatetimeIndex:
    """Return each Monday from the first day's week to that of the last day, or of `until`."""
    last = day.max() if until is None else max(day.max(), until)
    mondays = monday_of(pd.Series([day.min(), last], dtype=DAY_KIND))
    return pd.date_range(mondays.iloc[0], mondays.iloc[1], freq="7D", unit="us")
