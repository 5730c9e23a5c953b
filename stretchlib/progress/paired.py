"""Differences within pairs, with an interval: after and before, left and right."""

import math
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from stretchlib.errors import StretchError, check_one_of
from stretchlib.model import MEASURES, SCALES
from stretchlib.progress.columns import GroupNumbers, group_numbers, is_word
from stretchlib.progress.evidence import CLEAR, Floats, mean_evidence
from stretchlib.progress.intervals import margin
from stretchlib.progress.outliers import odd_days_notice, slips_notice, without_odd, without_slips
from stretchlib.progress.readings import ROUNDING, dated_ratings, trials_of
from stretchlib.progress.sentences import OF_SIDES, Comparison, of_practice

BEFORE_AND_AFTER = ("before", "after")
LAST_DAY = np.datetime64("9999-12-31", "us")
COLUMN_TYPES = {
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
    questions = dated_ratings(ratings, kind, area, side)
    questions = questions[is_word(questions, "moment", *BEFORE_AND_AFTER)]
    visit = questions["session_id"].astype("str")
    alone = questions.loc[visit.isna(), "day"]
    visit = visit.fillna(alone.dt.strftime("%Y-%m-%d"))
    # Arrays, since a groupby of five keys takes ten times as long.
    number, visits = pd.factorize(visit, sort=True)
    began = np.full(len(visits), LAST_DAY)
    np.minimum.at(began, number, questions["day"].to_numpy("datetime64[us]"))
    group = group_numbers(
        began[number], number, _ranks(questions["area"]), _ranks(questions["side"])
    )
    first = np.unique(group, return_index=True)[1]
    score = questions["score"].to_numpy("float64", na_value=np.nan)
    scores = {moment: np.full(len(first), np.nan) for moment in BEFORE_AND_AFTER}
    for moment, answers in scores.items():
        mine = is_word(questions, "moment", moment) & ~np.isnan(score)
        answers[group[mine]] = score[mine]
    asked_of = questions[["area", "side"]].iloc[first].reset_index(drop=True)
    pairs = asked_of.assign(day=began[number[first]], visit=visits[number[first]], **scores)
    return pairs[list(COLUMN_TYPES)].astype(COLUMN_TYPES)


def _ranks(words: "pd.Series[str]") -> GroupNumbers:
    """Number words in their order, nothing at all last."""
    ranks: GroupNumbers = pd.factorize(words, sort=True, use_na_sentinel=False)[0]
    return ranks


MIN_PAIRS = 6
"""Five pairs cannot reach 5 % even when all five agree: an exact sign-flip test gives 2 in 32."""
LATEST_DAYS = 10
"""Left and right are compared as they are now: on so many latest days that have both."""
HISTORY_DAYS = 60
"""How much one day resembles the next is learnt from more of them: ten days hardly tell."""


@dataclass(frozen=True)
class Difference:
    """The mean difference of pairs, and its 95 % interval."""

    first: float | None
    """Mean of what was subtracted: before, or right. None without a pair."""
    second: float | None
    """Mean of what it was subtracted from: after, or left."""
    difference: float | None
    """`second` minus `first`."""
    low: float | None
    """Lower end of its interval; None below six pairs."""
    high: float | None
    pairs: int
    unit: str
    sentence: str
    """What that means, in words, with its numbers."""
    evidence: float = 1.0
    """How many times likelier all pairs so far are with a difference than without."""

    def __str__(self) -> str:
        return self.sentence

    @property
    def is_clear(self) -> bool | None:
        """
        Whether there is a difference, however often one has looked; None below six pairs.

        The interval leaves out 0, and the evidence of all pairs is at least 20.
        """
        if self.low is None or self.high is None:
            return None
        return (self.low > 0 or self.high < 0) and self.evidence >= CLEAR

    @property
    def reason(self) -> str:
        """Why there is no interval yet; empty when there is one."""
        return (
            "" if self.pairs >= MIN_PAIRS else f"It needs {MIN_PAIRS} pairs; it has {self.pairs}."
        )


def paired_difference(
    ratings: pd.DataFrame,
    kind: str = "tightness",
    *,
    area: str | None = None,
    side: str | None = None,
) -> Difference:
    """
    Compare pain or tightness after practice with before, session by session, in points.

    A session counts when both were answered for the same area and side; of two answers to the same
    question the later row counts. It says what practising does on the day, not whether it lasts,
    and so a pair counts whatever its date.
    The interval holds the true difference in 92 to 98 of 100 series, at one look; that there is one
    is called clear only on evidence that may be looked at after every session (docs/progress.md).

    Parameters
    ----------
    ratings : DataFrame, one row per rating
        As `log.ratings()` gives it.
    kind : str
        `"tightness"` or `"pain"`.
    area, side : str, optional
        One of each; the mean of all when left out.

    Returns
    -------
    Difference
        After minus before: negative is less. Its interval is that of a mean by Student's t, widened
        for sessions that resemble each other.

    Raises
    ------
    UnknownName
        For a kind or side that is not in its list, or a frame of something else.

    Examples
    --------
    >>> ratings = pd.DataFrame({
    ...     "day": pd.date_range("2025-03-03", periods=6).repeat(2),
    ...     "session_id": [name for name in "abcdef" for _ in range(2)],
    ...     "moment": ["before", "after"] * 6,
    ...     "kind": "tightness",
    ...     "area": "low_back",
    ...     "side": "both",
    ...     "score": [6, 4, 5, 4, 7, 4, 6, 4, 5, 3, 6, 4],
    ... })
    >>> found = paired_difference(ratings)
    >>> found.difference, found.is_clear  # six sessions are few
    (-2.0, False)
    """
    check_one_of("rating", kind, SCALES)
    return difference_of(paired_scores(ratings, kind, area=area, side=side), kind)


def difference_of(scores: pd.DataFrame, kind: str) -> Difference:
    """Compare what `paired_scores` has put side by side."""
    scores = scores.dropna(subset=["before", "after"])
    # They come in the order of days and visits, so that of each visit all areas stand together.
    visit = group_numbers(scores["day"].to_numpy(), pd.factorize(scores["visit"])[0])
    areas = np.bincount(visit)
    before, after = (np.bincount(visit, scores[moment]) / areas for moment in BEFORE_AND_AFTER)
    return _difference(before, after, of_practice(kind), after - before)


def left_right(measurements: pd.DataFrame, measure: str) -> Difference:
    """
    Compare left with right on the latest ten days that have both, in cm.

    That it is the latest ten is our own choice: enough for an interval, and few enough to be now;
    how clear it is, all days with both tell.
    The mean and its interval are those of `paired_difference`, but how much one day resembles the
    next is learnt from the latest sixty: the interval is the narrower for it. A reading that looks
    like a slip, or whose date is years from all others, is left out, and named.

    Parameters
    ----------
    measurements : DataFrame, one row per trial
        As `log.measurements()` gives it.
    measure : str
        Such as `"chest_to_thigh"`.

    Returns
    -------
    Difference
        Left minus right of the day's medians: positive when the left is further away.

    Raises
    ------
    UnknownName
        For a measure that is not in its list, or a frame of something else.
    StretchError
        For a measure that has no left and right.

    Examples
    --------
    >>> trials = pd.DataFrame({
    ...     "day": pd.date_range("2025-03-03", periods=6, freq="7D").repeat(2),
    ...     "measure": "chest_to_thigh",
    ...     "side": ["left", "right"] * 6,
    ...     "trial": 1,
    ...     "value_cm": [9.0, 12.0, 9.5, 12.0, 9.0, 12.5, 9.0, 11.5, 9.5, 12.0, 8.5, 12.0],
    ... })
    >>> found = left_right(trials, "chest_to_thigh")
    >>> round(found.difference, 2), found.is_clear
    (-2.92, True)
    """
    sides = MEASURES[check_one_of("measure", measure, MEASURES)].sides
    if not {"left", "right"} <= set(sides):
        only = ", ".join(sides)
        msg = f"{measure} is measured on {only} only: there is no left and right to compare."
        raise StretchError(msg)
    measurements, odd = without_odd(measurements)
    trials, slips = without_slips(trials_of(measurements, measure))
    daily = trials.groupby(["day", "side"])["value_cm"].median().unstack("side")
    every = daily.reindex(columns=["right", "left"]).dropna()
    both = every.tail(LATEST_DAYS)
    right, left = both["right"].to_numpy(), both["left"].to_numpy()
    apart = (every["left"] - every["right"]).to_numpy()
    found = _difference(right, left, OF_SIDES, apart)
    sentences = filter(None, [found.sentence, slips_notice(slips), odd_days_notice(odd)])
    return replace(found, sentence=" ".join(sentences))


def _difference(first: Floats, second: Floats, words: Comparison, every: Floats) -> Difference:
    apart = second - first
    if len(apart) == 0:
        sentence = words.too_early(MIN_PAIRS, 0)
        return Difference(None, None, None, None, None, 0, words.unit, sentence)
    mean, evidence = float(apart.mean()), 1.0
    if len(apart) < MIN_PAIRS:
        low, high, sentence = None, None, words.too_early(MIN_PAIRS, len(apart))
    else:
        doubt = mean_margin(apart, every[-HISTORY_DAYS:])
        low, high = mean - doubt, mean + doubt
        rounding = ROUNDING[words.unit] * math.sqrt(2)
        evidence = float(mean_evidence(every, rounding)[-1])
        sentence = words.tell(mean, low, high, len(apart), clear=evidence >= CLEAR)
    return Difference(
        first=float(first.mean()),
        second=float(second.mean()),
        difference=mean,
        low=low,
        high=high,
        pairs=len(apart),
        unit=words.unit,
        sentence=sentence,
        evidence=evidence,
    )


def mean_margin(apart: Floats, history: Floats | None = None) -> float:
    """
    Half the width of the 95 % interval of the mean of differences, in the order of days.

    With a longer `history` that ends with them, how much one day resembles the next is learnt from
    that, but for what changed evenly.
    """
    standard_error = float(apart.std(ddof=1)) / math.sqrt(len(apart))
    if history is None or len(history) <= len(apart):
        return margin(standard_error, apart - apart.mean(), 1)
    day = np.arange(len(history)) - (len(history) - 1) / 2
    around = history - history.mean()
    around = around - day * float(day @ around) / float(day @ day)
    return margin(standard_error, around, 2, freedom=len(apart) - 1)
