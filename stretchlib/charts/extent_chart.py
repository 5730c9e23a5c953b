"""The picture of how far down a leg it went, before and after each practice."""

from functools import partial

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from stretchlib.charts.canvas import draw, invite, points, scale_days, scale_values
from stretchlib.charts.picture import Picture, is_sample
from stretchlib.charts.rings import draw_changes, draw_missing, label_last, x_positions
from stretchlib.charts.shown_days import HALF_YEAR_WEEKS, latest, without_odd_days
from stretchlib.charts.theme import Theme
from stretchlib.model import EXTENTS_SHOWN
from stretchlib.progress import Furthest, furthest, paired_scores
from stretchlib.progress.leg_extents import extents_of
from stretchlib.text import count, day_month, listed, span

NO_ANSWER_LANE = 5.3
"""Where a question that was not answered stands: off the row of words, never at `none`."""
COLUMNS = ("before", "after", "otherwise")
"""The columns of answers; `otherwise` is the next day, or at no practice."""


@without_odd_days
def extent(ratings: pd.DataFrame) -> Picture:
    """
    Draw how far down it went before and after each session: down in the picture is down the leg.

    The five words are steps of a row, not numbers: no mean is drawn, and no trend. An answer at
    another moment has a mark of its own; a session in which one of the two has no answer has a
    cross. All are counted; of a longer log the latest 26 weeks are drawn.

    Parameters
    ----------
    ratings : DataFrame, one row per rating
        As `log.ratings()` gives it.

    Returns
    -------
    Picture
        Its `table` has one row per session, area and side drawn, and one per answer at another
        moment: `day`, `area`, `side`, `before`, `after`, `otherwise` (one of `EXTENTS_SHOWN`;
        missing where not answered). Without any answer it is an invitation, and its table is empty.

    Raises
    ------
    UnknownName
        For a frame of something else.
    StretchError
        For a score that is not the index of an extent.

    Examples
    --------
    >>> from datetime import UTC, datetime
    >>> from stretchlib.log import open_log
    >>> log = open_log("sqlite://")
    >>> id_ = log.rate("extent", "thigh", moment="before", at=datetime(2026, 3, 2, tzinfo=UTC))
    >>> extent(log.ratings()).title
    'It went down to the thigh on 1 of 1 day'
    """
    answers = _answers(ratings)
    drawn = latest(answers, "day", HALF_YEAR_WEEKS)
    far = furthest(ratings)
    return Picture(
        title=_title(far),
        subtitle=_subtitle(answers, drawn),
        description=_description(answers, drawn, far),
        how_to_read=(
            "Down is down the leg. A ring is before practice, a dot after it, a diamond at another "
            "moment. A cross is an answer that is missing, and not “none”."
        ),
        table=_in_words(drawn),
        paint=partial(_paint, answers=drawn),
        sample=is_sample(ratings),
        height_px=190,
        left_px=124,
    )


def _answers(ratings: pd.DataFrame) -> pd.DataFrame:
    """Each session with its answers before and after, and each answer at another moment."""
    visits = paired_scores(ratings, "extent")
    answers = extents_of(ratings).dropna(subset=["score"])
    others = answers[~answers["moment"].isin(["before", "after"])].rename(
        columns={"score": "otherwise"}
    )
    both = pd.concat([visits, others], ignore_index=True) if len(others) else visits
    columns = {"day": "datetime64[us]", "area": "str", "side": "str"} | dict.fromkeys(
        COLUMNS, "float64"
    )
    both = both.reindex(columns=list(columns)).astype(columns)
    return both.sort_values("day", kind="stable", ignore_index=True)


def _in_words(answers: pd.DataFrame) -> pd.DataFrame:
    words = dict(enumerate(EXTENTS_SHOWN))
    labels = {moment: answers[moment].map(words).astype("str") for moment in COLUMNS}
    return answers.assign(**labels)


def _title(far: Furthest) -> str:
    return f"It {far.went}" if far.went else "How far down it goes: nothing answered yet"


def _subtitle(answers: pd.DataFrame, drawn: pd.DataFrame) -> str:
    if answers.empty:
        return "Say how far down it goes before and after you practise."
    days = span(answers["day"].min(), answers["day"].max())
    if len(drawn) < len(answers):
        days = f"{days}; the latest {HALF_YEAR_WEEKS} weeks are drawn"
    return f"Pain, numbness and tingling. {days}"


def _description(answers: pd.DataFrame, drawn: pd.DataFrame, far: Furthest) -> str:
    if answers.empty:
        return (
            "An empty chart from none down to below the knee. Answer before and after once, and "
            "your first line appears here."
        )
    sentences = [f"{_subtitle(answers, drawn)}."]
    furthest_of = answers[list(COLUMNS)].max(axis="columns").groupby(answers["day"]).max()
    days = [
        f"{word} on {(furthest_of == extent).sum():,}"
        for extent, word in reversed([*enumerate(EXTENTS_SHOWN)])
        if (furthest_of == extent).any()
    ]
    if far.last is not None:
        sentences.append(f"Days by the furthest answer: {listed(days)}.")
        sentences.append(f"That far last on {day_month(far.last)} {far.last.year}.")
    both = answers.dropna(subset=["before", "after"])
    change = both["after"] - both["before"]
    if len(both):
        sentences.append(
            f"Of {count(len(both), 'session')} with both answers, less far down after "
            f"{(change < 0).sum():,}, the same after {(change == 0).sum():,}, further down "
            f"after {(change > 0).sum():,}."
        )
    return " ".join(sentences)


def _paint(axes: Axes, theme: Theme, *, answers: pd.DataFrame) -> None:
    missing = _is_missing(answers)
    axes.set_ylim(5.8 if missing.any() else 4.5, -0.5)
    scale_values(axes, theme, {float(extent): word for extent, word in enumerate(EXTENTS_SHOWN)})
    if answers.empty:
        invite(axes, theme, "Answer before and after once,\nand your first line appears here.")
        return
    day_px = scale_days(axes, theme, answers["day"].min(), answers["day"].max())
    x = x_positions(answers)
    before, after, otherwise = (
        answers[moment].to_numpy(dtype=float, na_value=np.nan) for moment in COLUMNS
    )
    size_px = float(np.clip(1.6 * day_px, 4, 11))
    draw_changes(axes, theme, x, before, after, size_px)
    draw(
        axes,
        x,
        otherwise,
        linestyle="none",
        marker="D",
        markersize=points(0.75 * size_px),
        markerfacecolor=theme.paper,
        markeredgecolor=theme.ink,
        markeredgewidth=points(0.2 * size_px),
        zorder=3,
        label="otherwise",
    )
    draw_missing(axes, theme, x, missing, NO_ANSWER_LANE, size_px)
    label_last(axes, theme, x, before, after, lambda _: "")


def _is_missing(answers: pd.DataFrame) -> np.ndarray:
    """Whether an answer before or after is missing; one at another moment misses nothing."""
    is_missing = answers[["before", "after"]].isna().any(axis="columns")
    return (is_missing & answers["otherwise"].isna()).to_numpy()
