"""What was asked before practice and after it, in pairs."""

import pandas as pd

from stretchlib.progress.readings import asked

MOMENTS = ("before", "after")
KINDS = {
    "day": "datetime64[us]",
    "visit": "str",
    "area": "str",
    "side": "str",
    "before": "float64",
    "after": "float64",
}


def paired_scores(
    ratings: pd.DataFrame, kind: str, *, area: str | None = None, side: str | None = None
) -> pd.DataFrame:
    """
    Put the answers before and after each practice side by side.

    Of two answers to the same question the later row counts; a rating that belongs to no session is
    paired within its day. A session over midnight stands on the day it began. Every pair is there,
    also one whose date stands alone: what was asked around one practice is as true on any day.

    Parameters
    ----------
    ratings : DataFrame, one row per rating
        As `log.ratings()` gives it.
    kind : str
        `"tightness"`, `"pain"` or `"extent"`.
    area, side : str, optional
        One of each; all when left out, each with a row of its own.

    Returns
    -------
    DataFrame, one row per session, area and side
        `day`, `visit` (the session, or the day), `area`, `side`, `before` and `after` (0 to 10, of
        an extent 0 to 4; NaN where not answered, which is not a 0). Empty, with the same types,
        when nothing was asked.

    Raises
    ------
    UnknownName
        For a kind or side that is not in its list, or a frame of something else.

    Examples
    --------
    >>> ratings = pd.DataFrame({
    ...     "day": pd.Timestamp("2025-03-03"),
    ...     "session_id": "s",
    ...     "moment": ["before", "after"],
    ...     "kind": "tightness",
    ...     "area": "low_back",
    ...     "side": "both",
    ...     "score": [6, None],
    ... })
    >>> paired_scores(ratings, "tightness")
             day visit      area  side  before  after
    0 2025-03-03     s  low_back  both     6.0    NaN
    """
    questions = asked(ratings, kind, area, side)
    questions = questions[questions["moment"].isin(MOMENTS)]
    visit = questions["session_id"].fillna(questions["day"].dt.strftime("%Y-%m-%d"))
    began = questions.groupby(visit)["day"].transform("min")
    keys = {"day": began, "visit": visit, "area": questions["area"], "side": questions["side"]}
    questions = questions.assign(**keys)
    scores = questions.groupby([*keys, "moment"], dropna=False)["score"].last().unstack("moment")
    pairs = scores.reindex(columns=list(MOMENTS)).rename_axis(columns=None).reset_index()
    return pairs[list(KINDS)].astype(KINDS)
