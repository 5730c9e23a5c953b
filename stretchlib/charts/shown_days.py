"""Which days a picture shows: no more weeks than an eye takes in, none years from all others."""

from collections.abc import Callable
from dataclasses import replace
from functools import wraps
from inspect import signature
from typing import Any, TypeVar, cast

import pandas as pd

from stretchlib.charts.picture import Picture
from stretchlib.progress.adherence import monday
from stretchlib.progress.outliers import odd_days_notice, without_odd

YEAR_WEEKS, HALF_YEAR_WEEKS = 52, 26
"""A picture of more would be too high, or its days and weeks too narrow, to look at."""
Draw = TypeVar("Draw", bound=Callable[..., Picture])


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


def without_odd_days(draw: Draw) -> Draw:
    """Draw a frame without its odd days, and name them below the picture and in its words."""
    asked = signature(draw)

    @wraps(draw)
    def drawn(*args: Any, **options: Any) -> Picture:
        given = asked.bind(*args, **options)
        name, frame = next(iter(given.arguments.items()))
        given.arguments[name], odd = without_odd(frame)
        if not odd:
            return draw(*args, **options)
        picture = draw(*given.args, **given.kwargs)
        return replace(
            picture,
            description=f"{picture.description} {odd_days_notice(odd)}",
            how_to_read=f"{picture.how_to_read} {odd_days_notice(odd)}",
        )

    return cast("Draw", drawn)
