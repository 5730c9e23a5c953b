"""How much was practised: which days, which weeks, and how long each muscle was under stretch."""

from typing import Final

import numpy as np
import pandas as pd

from stretchlib.errors import StretchError, check_one_of, shown
from stretchlib.progress.columns import check_columns, day_of, days, numbers, words_by
from stretchlib.progress.outliers import without_odd

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


STATUS_ORDER: Final = ("finished", "stopped", "partial")
"""From the fullest practice to the least; a day has the fullest of its sessions."""
OF_SESSIONS = ("day", "routine", "status", "done_s")
DAY_SESSIONS = {
    "day": "datetime64[us]",
    "status": "str",
    "sessions": "int64",
    "minutes": "float64",
    "routines": "str",
}


def begun(sessions: pd.DataFrame) -> pd.DataFrame:
    """Keep the sessions that count as practised: those that have a day and lasted a second."""
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
    check_columns(sessions, OF_SESSIONS, "log.sessions()")
    for status in sessions["status"].unique():
        check_one_of("status", status, STATUS_ORDER)
    practised = begun(sessions)
    had = practised[["status", "routine"]].fillna("").astype("str")
    had = had.assign(day=practised["day"], minutes=practised["done_s"] / 60)
    ranks = had["status"].map({status: rank for rank, status in enumerate(STATUS_ORDER)})
    daily = had.assign(rank=ranks.astype("int64")).groupby("day")
    summed = pd.DataFrame(
        {
            "status": daily["rank"].min().map(dict(enumerate(STATUS_ORDER))),
            "sessions": daily.size(),
            "minutes": daily["minutes"].sum(),
        }
    )
    summed = summed.rename_axis("day").reset_index()
    routines = words_by(had, ["day"], "routine")
    summed["routines"] = [", ".join(dict.fromkeys(names)) for names in routines]
    return summed[list(DAY_SESSIONS)].astype(DAY_SESSIONS)


DAYS_PRACTISED = {"week": DAY_KIND, "days": "Int64", "sessions": "Int64", "rhythm_days": "float64"}


def days_practised(sessions: pd.DataFrame, until: pd.Timestamp | None = None) -> pd.DataFrame:
    """
    Count the days of each week on which something was practised.

    A session counts from its first second, finished or not; two on one day are one day. Nothing is
    ever set back to 0: `rhythm_days` is the mean of this week and the three before it, which is our
    own choice; no study stands behind the four weeks. A session whose date stands alone, years from
    all others, is left out, as it is of the pictures, which name it.

    Parameters
    ----------
    sessions : DataFrame, one row per session
        As `log.sessions()` gives it.
    until : Timestamp, optional
        Count weeks up to this day; up to the last session when left out.

    Returns
    -------
    DataFrame, one row per week
        `week` (its Monday), `days` (0 to 7), `sessions`, `rhythm_days` (0 to 7). Weeks without a
        session are kept as 0. Empty, with the same columns, when nothing was practised.

    Raises
    ------
    UnknownName
        For a frame of something else.

    Examples
    --------
    >>> sessions = pd.DataFrame({
    ...     "day": pd.to_datetime(["2025-03-03", "2025-03-05", "2025-03-05", "2025-03-17"]),
    ...     "done_s": [600.0, 600.0, 60.0, 600.0],
    ... })
    >>> days_practised(sessions)
            week  days  sessions  rhythm_days
    0 2025-03-03     2         3          2.0
    1 2025-03-10     0         0          1.0
    2 2025-03-17     1         1          1.0
    """
    day = begun(without_odd(sessions)[0])["day"]
    if day.empty:
        return pd.DataFrame(columns=list(DAYS_PRACTISED)).astype(DAYS_PRACTISED)
    counts = day.groupby(monday_of(day).rename("week")).agg(days="nunique", sessions="size")
    counts = counts.reindex(every_week(day, day_of("until", until))).fillna(0).rename_axis("week")
    counts["rhythm_days"] = counts["days"].rolling(RECENT_WEEKS, min_periods=1).mean()
    return counts.reset_index().astype(DAYS_PRACTISED)


LOWER_MARK_MIN: Final = 5.0
"""Minutes a week below which less was gained (Thomas and others 2018)."""
UPPER_MARK_MIN: Final = 10.0
"""Minutes a week beyond which no more was gained (Ingram and others 2024, as others report it; they
do not say that the review counted each muscle by itself)."""
OF_PHASES = ("day", "target", "side", "dose_s")
WEEKLY_DOSE = {
    "week": DAY_KIND,
    "target": "str",
    "side": "str",
    "minutes": "float64",
    "mark": "str",
}


def weekly_dose(steps: pd.DataFrame, until: pd.Timestamp | None = None) -> pd.DataFrame:
    """
    Add up the minutes that each muscle really spent under stretch, per week and side.

    Left and right are two muscles, so their minutes are not added together. Presses and exhales
    count, releases and inhales do not (`docs/dose.md`), also in a phase that was broken off. A week
    without any is a 0, not a gap: nothing was practised. A session whose date stands alone, years
    from all others, is left out, as it is of the picture, which names it.

    Parameters
    ----------
    steps : DataFrame, one row per phase
        As `log.phases()` gives it.
    until : Timestamp, optional
        Count weeks up to this day; up to the last session when left out.

    Returns
    -------
    DataFrame, one row per week, target and side
        `week` (its Monday), `target`, `side`, `minutes`, and `mark`: `below 5`, `5 to 10` or
        `above 10` minutes. The marks are where studies of stretching saw less gained, and no more
        gained; two large reviews disagree about the upper one. Empty, with the same columns, when
        nothing was practised.

    Raises
    ------
    UnknownName
        For a frame of something else.

    Examples
    --------
    >>> steps = pd.DataFrame({
    ...     "day": pd.to_datetime(["2025-03-03", "2025-03-03", "2025-03-17"]),
    ...     "target": "hamstrings",
    ...     "side": "left",
    ...     "dose_s": [0.0, 120.0, 360.0],
    ... })
    >>> weekly_dose(steps)
            week      target  side  minutes     mark
    0 2025-03-03  hamstrings  left      2.0  below 5
    1 2025-03-10  hamstrings  left      0.0  below 5
    2 2025-03-17  hamstrings  left      6.0  5 to 10
    """
    check_columns(steps, OF_PHASES, "log.phases()")
    steps, _ = without_odd(steps)
    spent = steps[["target", "side"]].assign(day=days(steps), minutes=numbers(steps, "dose_s") / 60)
    spent = spent[(spent["minutes"] > 0) & spent["day"].notna()]
    if spent.empty:
        return pd.DataFrame(columns=list(WEEKLY_DOSE)).astype(WEEKLY_DOSE)
    week = monday_of(spent["day"]).rename("week")
    seconds = (60 * spent["minutes"]).groupby([week, spent["target"], spent["side"]]).sum()
    total = (seconds.round(3) / 60).rename("minutes")
    muscles = sorted({(target, side) for _, target, side in total.index})
    keys = [
        (monday, *muscle)
        for monday in every_week(week, day_of("until", until))
        for muscle in muscles
    ]
    every = pd.MultiIndex.from_tuples(keys, names=total.index.names)
    dose = total.reindex(every, fill_value=0.0).reset_index()
    below = [dose["minutes"] < LOWER_MARK_MIN, dose["minutes"] <= UPPER_MARK_MIN]
    dose["mark"] = np.select(below, ["below 5", "5 to 10"], "above 10")
    return dose[list(WEEKLY_DOSE)].astype(WEEKLY_DOSE)
