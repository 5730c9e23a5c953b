"""Each practised day in one row."""

from typing import Final

import pandas as pd

from stretchlib.errors import check_one_of
from stretchlib.progress.required_columns import check_columns, days, numbers, words_by

STATUSES: Final = ("finished", "stopped", "partial")
"""From the fullest practice to the least; a day has the fullest of its sessions."""
COLUMNS = ("day", "routine", "status", "done_s")
KINDS = {
    "day": "datetime64[us]",
    "status": "str",
    "sessions": "int64",
    "minutes": "float64",
    "routines": "str",
}


def begun(sessions: pd.DataFrame) -> pd.DataFrame:
    """
    Keep the sessions that count as practised: those that have a day and lasted a second.

    Raises
    ------
    UnknownName
        For a frame of something else.
    """
    check_columns(sessions, ("day", "done_s"), "log.sessions()")
    timed = sessions.assign(day=days(sessions), done_s=numbers(sessions, "done_s"))
    lasted: pd.DataFrame = timed[(timed["done_s"] > 0) & timed["day"].notna()]
    return lasted


def day_sessions(sessions: pd.DataFrame) -> pd.DataFrame:
    """
    Sum up the sessions of each day; as in `days_practised`, one counts from its first second.

    Every day has its row, also one that stands alone, years from all others.

    Parameters
    ----------
    sessions : DataFrame, one row per session
        As `log.sessions()` gives it.

    Returns
    -------
    DataFrame, one row per day
        `day`, `status` (of its fullest session), `sessions`, `minutes` and `routines` (each once).
        Empty, with the same types, when nothing was practised.

    Raises
    ------
    UnknownName
        For a frame of something else, or a status that is none.

    Examples
    --------
    >>> sessions = pd.DataFrame({
    ...     "day": pd.to_datetime(["2025-03-03", "2025-03-03"]),
    ...     "routine": ["Standard", "Gentle"],
    ...     "status": ["stopped", "finished"],
    ...     "done_s": [120.0, 480.0],
    ... })
    >>> day_sessions(sessions)
             day    status  sessions  minutes          routines
    0 2025-03-03  finished         2     10.0  Standard, Gentle
    """
    check_columns(sessions, COLUMNS, "log.sessions()")
    for status in sessions["status"].unique():
        check_one_of("status", status, STATUSES)
    practised = begun(sessions)
    had = practised[["status", "routine"]].fillna("").astype("str")
    had = had.assign(day=practised["day"], minutes=practised["done_s"] / 60)
    ranks = had["status"].map({status: rank for rank, status in enumerate(STATUSES)})
    daily = had.assign(rank=ranks.astype("int64")).groupby("day")
    summed = pd.DataFrame(
        {
            "status": daily["rank"].min().map(dict(enumerate(STATUSES))),
            "sessions": daily.size(),
            "minutes": daily["minutes"].sum(),
        }
    )
    summed = summed.rename_axis("day").reset_index()
    routines = words_by(had, ["day"], "routine")
    summed["routines"] = [", ".join(dict.fromkeys(names)) for names in routines]
    return summed[list(KINDS)].astype(KINDS)
