"""How long each muscle was under stretch, week by week."""

from typing import Final

import numpy as np
import pandas as pd

from stretchlib.progress.calendar_weeks import DAY_KIND, every_week, monday_of
from stretchlib.progress.isolated_dates import without_odd
from stretchlib.progress.required_columns import check_columns, day_of, days, numbers

LOWER_MARK_MIN: Final = 5.0
"""Minutes a week below which less was gained (Thomas and others 2018)."""
UPPER_MARK_MIN: Final = 10.0
"""Minutes a week beyond which no more was gained (Ingram and others 2024, as others report it; they
do not say that the review counted each muscle by itself)."""
COLUMNS = ("day", "target", "side", "dose_s")
KINDS = {
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
    check_columns(steps, COLUMNS, "log.phases()")
    steps, _ = without_odd(steps)
    spent = steps[["target", "side"]].assign(day=days(steps), minutes=numbers(steps, "dose_s") / 60)
    spent = spent[(spent["minutes"] > 0) & spent["day"].notna()]
    if spent.empty:
        return pd.DataFrame(columns=list(KINDS)).astype(KINDS)
    week = monday_of(spent["day"]).rename("week")
    total = spent["minutes"].groupby([week, spent["target"], spent["side"]]).sum()
    muscles = sorted({(target, side) for _, target, side in total.index})
    places = [
        (monday, *muscle)
        for monday in every_week(week, day_of("until", until))
        for muscle in muscles
    ]
    every = pd.MultiIndex.from_tuples(places, names=total.index.names)
    dose = total.reindex(every, fill_value=0.0).reset_index()
    below = [dose["minutes"] < LOWER_MARK_MIN, dose["minutes"] <= UPPER_MARK_MIN]
    dose["mark"] = np.select(below, ["below 5", "5 to 10"], "above 10")
    return dose[list(KINDS)].astype(KINDS)
