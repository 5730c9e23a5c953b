"""A date that stands alone, years from all others: named, and left out of the picture."""

from collections.abc import Callable
from dataclasses import replace
from functools import wraps
from inspect import signature
from typing import Any, Final, TypeVar, cast

import numpy as np
import pandas as pd

from stretchlib.charts.picture import Picture
from stretchlib.charts.words import day_month, listed

FAR: Final = np.timedelta64(5 * 365, "D")
"""Nobody who comes back after so long has only a day or two of before to look at."""
FEW: Final = 2
Draw = TypeVar("Draw", bound=Callable[..., Picture])


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


def odd_told(days: list[pd.Timestamp]) -> str:
    """
    Name the days that are left out, and say what to do; nothing where there is none.

    Examples
    --------
    >>> odd_told([pd.Timestamp("1970-01-01")])
    '1 Jan 1970 is left out, years from all other days. If it is a slip, correct it in notebook 05.'
    """
    if not days:
        return ""
    named = listed([f"{day_month(day)} {day.year:04}" for day in days])
    if len(days) == 1:
        are, slip = "is", "it is a slip, correct it"
    else:
        are, slip = "are", "they are slips, correct them"
    return f"{named} {are} left out, years from all other days. If {slip} in notebook 05."


def without_odd_days(draw: Draw) -> Draw:
    """Draw a frame without its odd days, and name them below the picture and in its words."""
    asked = signature(draw)

    @wraps(draw)
    def drawn(*args: Any, **options: Any) -> Picture:
        given = asked.bind(*args, **options)
        name, frame = next(iter(given.arguments.items()))
        odd = odd_days(frame["day"]) if "day" in getattr(frame, "columns", ()) else []
        if not odd:
            return draw(*args, **options)
        given.arguments[name] = frame[~frame["day"].isin(odd)]
        picture = draw(*given.args, **given.kwargs)
        return replace(
            picture,
            description=f"{picture.description} {odd_told(odd)}",
            how_to_read=f"{picture.how_to_read} {odd_told(odd)}",
        )

    return cast("Draw", drawn)
