"""The pictures of how tight and how sore it felt before and after each practice."""

from functools import partial

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from stretchlib.charts.canvas import invite, scale_days, scale_values
from stretchlib.charts.picture import Picture, is_sample
from stretchlib.charts.rings import draw_changes, draw_missing, label_last, x_positions
from stretchlib.charts.shown_days import HALF_YEAR_WEEKS, latest, without_odd_days
from stretchlib.charts.stacked import PlotRow, height_of, in_rows
from stretchlib.charts.theme import Theme
from stretchlib.progress import paired_scores
from stretchlib.progress.columns import is_word
from stretchlib.progress.paired import difference_of
from stretchlib.text import count, sentence, span

NO_ANSWER_LANE = -1.6
"""Where a question that was not answered stands: below the scale, never at 0."""


@without_odd_days
def tightness(ratings: pd.DataFrame) -> Picture:
    """
    Draw the tightness before and after each session, joined by a line.

    A session in which one of the two has no answer has the other one alone and a cross below the
    scale: missing is missing, never 0. Answers for several areas or sides each have their own line.
    Of two answers to the same question in one session the later counts. Ratings of other moments
    and of pain are left out. All are counted; of a longer log the latest 26 weeks are drawn.

    Parameters
    ----------
    ratings : DataFrame, one row per rating
        As `log.ratings()` gives it.

    Returns
    -------
    Picture
        Its `table` has one row per session, area and side drawn: `day`, `area`, `side`, `before`,
        `after` (0 to 10, `<NA>` where not answered). Without any rating it is an invitation, and
        its table is empty.

    Raises
    ------
    UnknownName
        For a frame of something else.

    Examples
    --------
    >>> ratings = pd.DataFrame({
    ...     "day": pd.Timestamp("2025-03-03"),
    ...     "session_id": "s",
    ...     "moment": ["before", "after"],
    ...     "kind": "tightness",
    ...     "area": "low_back",
    ...     "side": "both",
    ...     "score": pd.array([6, 4], dtype="Int64"),
    ... })
    >>> tightness(ratings).title
    'Tightness was 6 before and 4 after'
    """
    return _felt(ratings, "tightness")


@without_odd_days
def pain(ratings: pd.DataFrame) -> Picture:
    """
    Draw the pain before and after each session, in all as `tightness` does.

    Parameters
    ----------
    ratings : DataFrame, one row per rating
        As `log.ratings()` gives it.

    Returns
    -------
    Picture
        With a table as that of `tightness`.

    Raises
    ------
    UnknownName
        For a frame of something else.

    Examples
    --------
    >>> from stretchlib.log import open_log
    >>> pain(open_log("sqlite://").ratings()).title
    'Pain: nothing answered yet'
    """
    return _felt(ratings, "pain")


def _felt(ratings: pd.DataFrame, kind: str) -> Picture:
    scores = paired_scores(ratings, kind)
    visits = scores[["day", "area", "side", "before", "after"]].convert_dtypes()
    found = difference_of(scores, kind)
    row = PlotRow() if visits.empty else PlotRow(found.sentence)
    drawn = latest(visits, "day", HALF_YEAR_WEEKS)
    return Picture(
        title=_title(visits, sentence(kind)),
        subtitle=_subtitle(visits, drawn),
        description=_description(visits, drawn, found.sentence, _unanswered(ratings, kind)),
        how_to_read=(
            "Each line runs from a ring, before practice, to a dot, after it. "
            "A cross stands where an answer is missing; that is not a 0."
        ),
        table=drawn,
        paint=partial(_paint, row=row, visits=drawn),
        sample=is_sample(ratings),
        height_px=height_of([row]),
    )


def _complete(visits: pd.DataFrame) -> pd.DataFrame:
    return visits.dropna(subset=["before", "after"])


def _noun(visits: pd.DataFrame) -> str:
    is_one_area = len(visits[["area", "side"]].drop_duplicates()) == 1
    return "session" if is_one_area else "comparison"


def _title(visits: pd.DataFrame, felt: str) -> str:
    both = _complete(visits)
    if visits.empty:
        return f"{felt}: nothing answered yet"
    if both.empty:
        return f"{felt}: no session with both answers yet"
    if len(both) == 1:
        before, after = both.iloc[0][["before", "after"]]
        return f"{felt} was {before:g} before and {after:g} after"
    # Each way that it may go: no good half without the other.
    change = both["after"] - both["before"]
    lower, higher, same = (int(went.sum()) for went in (change < 0, change > 0, change == 0))
    return (
        f"{felt}: lower after {lower:,} of {count(len(both), _noun(visits))}, "
        f"higher after {higher:,}, the same after {same:,}"
    )


def _subtitle(visits: pd.DataFrame, drawn: pd.DataFrame) -> str:
    if visits.empty:
        return "Answer before and after you practise, and see what it does."
    days = span(visits["day"].min(), visits["day"].max())
    both = _complete(visits)
    if len(drawn) < len(visits):
        days = f"{days}; the latest {HALF_YEAR_WEEKS} weeks are drawn"
    if both.empty:
        return f"On a scale of 0 to 10, {days}"
    before, after = both["before"].median(), both["after"].median()
    return f"Median {before:g} before, {after:g} after, on a scale of 0 to 10. {days}"


def _unanswered(ratings: pd.DataFrame, kind: str) -> int:
    """Count the questions that were asked and left open; one that was never asked is none."""
    mine = ratings[is_word(ratings, "kind", kind) & is_word(ratings, "moment", "before", "after")]
    return int(mine["score"].isna().sum())


def _description(visits: pd.DataFrame, drawn: pd.DataFrame, found: str, unanswered: int) -> str:
    if visits.empty:
        return (
            "An empty chart from 0 to 10. Answer before and after once, and your first line "
            "appears here."
        )
    both = _complete(visits)
    total = count(len(visits), _noun(visits))
    summary = f"{_subtitle(visits, drawn)}: {total}, {len(both):,} complete."
    return f"{summary} {count(unanswered, 'question')} not answered. {found}"


def _paint(sheet: Axes, theme: Theme, *, row: PlotRow, visits: pd.DataFrame) -> None:
    [axes] = in_rows(sheet, theme, [row])
    axes.set_ylim(-2.2, 10.4)
    scale_values(axes, theme, {0: "0", 2: "2", 4: "4", 6: "6", 8: "8", 10: "10"})
    if visits.empty:
        invite(axes, theme, "Answer before and after once,\nand your first line appears here.")
        return
    day_px = scale_days(axes, theme, visits["day"].min(), visits["day"].max())
    x = x_positions(visits)
    before = visits["before"].to_numpy(dtype=float, na_value=np.nan)
    after = visits["after"].to_numpy(dtype=float, na_value=np.nan)
    size_px = float(np.clip(1.6 * day_px, 3, 10))
    draw_changes(axes, theme, x, before, after, size_px)
    draw_missing(axes, theme, x, np.isnan(before) | np.isnan(after), NO_ANSWER_LANE, size_px)
    label_last(axes, theme, x, before, after, "{:g}".format)
