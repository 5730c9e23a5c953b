"""Which weeks a picture shows, when there are more than an eye can take in."""

import pandas as pd

from stretchlib.progress.adherence import monday

YEAR_WEEKS, HALF_YEAR_WEEKS = 52, 26
"""A picture of more would be too high, or its days and weeks too narrow, to look at."""


def latest(
    frame: pd.DataFrame, column: str, weeks: int, until: pd.Timestamp | None = None
) -> pd.DataFrame:
    """
    Keep the rows of the latest weeks, up to `until` or to the last day or week in `column`.

    Examples
    --------
    >>> days = pd.DataFrame({"day": pd.date_range("2015-01-01", "2025-03-03")})
    >>> latest(days, "day", 52)["day"].iloc[0]
    Timestamp('2024-03-11 00:00:00')
    """
    if frame.empty:
        return frame
    begin = first_of(weeks, end_of(frame[column], weeks, until))
    kept: pd.DataFrame = frame[frame[column] >= begin].reset_index(drop=True)
    return kept


def end_of(days: "pd.Series[pd.Timestamp]", weeks: int, until: pd.Timestamp | None) -> pd.Timestamp:
    """Return the last day to show: `until`, unless all days are too long before it."""
    last = days.max()
    return last if until is None or first_of(weeks, until) > last else max(last, until)


def first_of(weeks: int, last: pd.Timestamp) -> pd.Timestamp:
    """Return the Monday on which so many weeks begin that end with that of the last day."""
    return monday(last.as_unit("us")) - pd.Timedelta(weeks=weeks - 1).as_unit("us")
