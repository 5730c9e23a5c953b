"""Which weeks a picture shows, when there are more than an eye can take in."""

import pandas as pd

LATEST_WEEKS = 52
"""A year; a picture of more would be too high, or its weeks too narrow, to look at."""


def latest(frame: pd.DataFrame, column: str, weeks: int = LATEST_WEEKS) -> pd.DataFrame:
    """
    Keep the rows of the latest weeks, up to the last day or week in `column`.

    Examples
    --------
    >>> days = pd.DataFrame({"day": pd.date_range("2015-01-01", "2025-03-03")})
    >>> latest(days, "day")["day"].iloc[0]
    Timestamp('2024-03-11 00:00:00')
    """
    if frame.empty:
        return frame
    last = frame[column].max()
    monday = last - pd.Timedelta(days=last.weekday())
    since = monday - pd.Timedelta(weeks=weeks - 1)
    kept: pd.DataFrame = frame[frame[column] >= since].reset_index(drop=True)
    return kept
