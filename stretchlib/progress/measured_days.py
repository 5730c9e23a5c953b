"""Each measured day in one row: its median, its trials and what was noted."""

import numpy as np
import pandas as pd

from stretchlib.model import MEASURES
from stretchlib.progress.readings import read_trials
from stretchlib.progress.required_columns import check_columns
from stretchlib.progress.trial_rounds import Places, group_medians, place_of

KINDS = {
    "day": "datetime64[us]",
    "side": "str",
    "median_cm": "float64",
    "trials_cm": "str",
    "note": "str",
}


def day_medians(measurements: pd.DataFrame, measure: str, side: str | None = None) -> pd.DataFrame:
    """
    Sum up the trials of each day and side, also of a day that stands alone, years from all others.

    Parameters
    ----------
    measurements : DataFrame, one row per trial
        As `log.measurements()` gives it.
    measure : str
        Such as `"chest_to_thigh"`.
    side : str, optional
        One side; each for itself when left out.

    Returns
    -------
    DataFrame, one row per day and side
        `day`, `side`, `median_cm`, `trials_cm` (as words, in their order) and `note` (those of all
        trials, each once). Empty, with the same types, when nothing was measured.

    Raises
    ------
    UnknownName
        For a measure or side that is not in its list, or a frame of something else.

    Examples
    --------
    >>> trials = pd.DataFrame({
    ...     "day": pd.Timestamp("2025-03-03"),
    ...     "measure": "chest_to_thigh",
    ...     "side": "left",
    ...     "trial": [1, 2, 3],
    ...     "value_cm": [12.0, 11.5, 12.5],
    ...     "note": ["stiff", "stiff", ""],
    ... })
    >>> day_medians(trials, "chest_to_thigh")
             day  side  median_cm         trials_cm   note
    0 2025-03-03  left       12.0  12.0, 11.5, 12.5  stiff
    """
    check_columns(measurements, ("note",), "log.measurements()")
    trials = read_trials(measurements, measure, side)
    sides = np.array(MEASURES[measure].sides, dtype=object)
    place = place_of(trials.day, trials.side)
    order = np.argsort(place, kind="stable")
    counts = np.bincount(place)
    ends = np.cumsum(counts)
    first = order[ends - counts]
    words = [f"{cm:.1f}" for cm in trials.value[order]]
    spans = [slice(end - each, end) for end, each in zip(ends, counts, strict=True)]
    medians = {
        "day": trials.day[first],
        "side": sides[trials.side[first]],
        "median_cm": group_medians(place, trials.value),
        "trials_cm": [", ".join(words[span]) for span in spans],
        "note": _notes(measurements["note"].iloc[trials.row], place, len(counts)),
    }
    return pd.DataFrame(medians).astype(KINDS)


def _notes(notes: "pd.Series[str]", place: Places, days: int) -> list[str]:
    """Join those of each day and side, each once; most have none."""
    joined: list[dict[str, None]] = [{} for _ in range(days)]
    noted = notes.fillna("").astype("str").to_numpy(dtype=object)
    for row in np.flatnonzero(noted != ""):
        joined[place[row]][noted[row]] = None
    return ["; ".join(each) for each in joined]
