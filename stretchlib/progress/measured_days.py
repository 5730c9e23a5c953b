"""Each measured day in one row: its median, its trials and what was noted."""

import pandas as pd

from stretchlib.progress.columns import check_columns, words_by
from stretchlib.progress.readings import trials_of

PLACE = ["day", "side"]
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
    frame = measurements.reset_index(drop=True)
    trials = trials_of(frame, measure, side)
    trials["note"] = frame["note"].reindex(trials.index).fillna("").astype("str")
    trials["words"] = [f"{cm:.1f}" for cm in trials["value_cm"]]
    medians = trials.groupby(PLACE)["value_cm"].median().rename("median_cm").reset_index()
    medians["trials_cm"] = [", ".join(words) for words in words_by(trials, PLACE, "words")]
    medians["note"] = [
        "; ".join(dict.fromkeys(filter(None, notes))) for notes in words_by(trials, PLACE, "note")
    ]
    return medians[list(KINDS)].astype(KINDS)
