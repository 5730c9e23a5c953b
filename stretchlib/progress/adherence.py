"""On how many days a week something was practised: a rhythm, never a streak to lose."""

import pandas as pd

from stretchlib.progress.calendar_weeks import DAY_KIND, RECENT_WEEKS, every_week, monday_of
from stretchlib.progress.isolated_dates import without_odd
from stretchlib.progress.practised_days import begun
from stretchlib.progress.required_columns import day_of

KINDS = {"week": DAY_KIND, "days": "Int64", "sessions": "Int64", "rhythm_days": "float64"}


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
        return pd.DataFrame(columns=list(KINDS)).astype(KINDS)
    counts = day.groupby(monday_of(day).rename("week")).agg(days="nunique", sessions="size")
    counts = counts.reindex(every_week(day, day_of("until", until))).fillna(0).rename_axis("week")
    counts["rhythm_days"] = counts["days"].rolling(RECENT_WEEKS, min_periods=1).mean()
    return counts.reset_index().astype(KINDS)
