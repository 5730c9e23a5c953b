"""Is it working, for me? One plain sentence, right as often as it claims."""

from dataclasses import dataclass
from typing import Literal

import pandas as pd

from stretchlib.progress import sentences, worth
from stretchlib.progress.changes import Change, as_change
from stretchlib.progress.readings import Readings, day_readings, rating_readings
from stretchlib.progress.trends import Line, Trend, as_trend, fit
from stretchlib.stretch import TESTS

Code = Literal["likely_real_better", "likely_real_worse", "no_clear_change", "too_early"]


@dataclass(frozen=True)
class Verdict:
    """One sentence, and the numbers behind it."""

    code: Code
    sentence: str
    """Whether a change is real: beyond your own error, and a trend that agrees."""
    worth_having: bool | None
    """Whether it is also worth having, which is another question; None where nobody can say."""
    worth_sentence: str
    change: Change
    trend: Trend

    @property
    def short(self) -> str:
        """The code in words, for a title or a table."""
        return sentences.in_brief(self.code, self.change.unit)

    def __str__(self) -> str:
        return " ".join(filter(None, [self.sentence, self.worth_sentence]))


def verdict(
    measurements: pd.DataFrame,
    test: str,
    side: str | None = None,
    *,
    goal_cm: float | None = None,
) -> Verdict:
    """
    Say whether the readings of one test have really changed.

    "Likely real" needs both: the latest days differ from the first by more than your own
    measurement error (`change`), and the interval of the slope leaves out 0 (`trend`). When nothing
    changes it is said in at most 5 of 100 series up to an autocorrelation of 0.5, and in at most 8
    up to 0.7; a true change of twice your error over 30 days is found in at least 80
    (docs/progress.md). A reading that looks like a slip is left out, and named. To ask about a
    shorter time, give the rows of that time.

    Parameters
    ----------
    measurements : DataFrame, one row per trial
        As `log.measurements()` gives it.
    test : str
        Such as `"chest_to_thigh"`.
    side : str, optional
        One side; both together when left out, on days that have both.
    goal_cm : float, optional
        The distance you would like to reach; without one nothing is said about it.

    Returns
    -------
    Verdict
        Its `code` is `too_early` below ten days.

    Raises
    ------
    UnknownName
        For a test or side that is not in its list, or a frame of something else.
    StretchError
        For a goal that is no distance.

    Examples
    --------
    >>> trials = pd.DataFrame({
    ...     "day": pd.date_range("2025-03-03", periods=12, freq="7D"),
    ...     "test": "chest_to_thigh",
    ...     "side": "left",
    ...     "trial": 1,
    ...     "value_cm": [14, 14, 13, 13.5, 13, 12, 12.5, 12, 11, 11.5, 11, 10.5],
    ... })
    >>> found = verdict(trials, "chest_to_thigh", "left", goal_cm=10)
    >>> found.code
    'likely_real_better'
    >>> print(found.sentence)
    Likely real: your left side came 3.0 cm nearer in 11 weeks, from 14.0 to 11.0 cm. That is more
    than your own measurement error of 1.3 cm, and the trend agrees.
    >>> found.worth_having, found.worth_sentence
    (False, 'Your goal of 10 cm is 1.0 cm away.')
    """
    readings = day_readings(measurements, test, side)
    goal = worth.check_goal(TESTS[test], goal_cm)
    found = as_change(readings)
    return _verdict(readings, found, sentences.of_side(side), worth.of_distance(found, goal))


def rating_verdict(
    ratings: pd.DataFrame,
    kind: str,
    *,
    moment: str = "before",
    area: str | None = None,
    side: str | None = None,
) -> Verdict:
    """
    Say whether pain or tightness has really changed, in points from 0 to 10.

    As `verdict`, on the median of each day's answers. Before practice is the fairest moment to
    compare: how it is afterwards also depends on the session.

    Parameters
    ----------
    ratings : DataFrame, one row per rating
        As `log.ratings()` gives it.
    kind : str
        `"pain"` or `"tightness"`.
    moment : str
        `"before"`, `"after"`, `"next_day"` or `"any"`, as it was asked.
    area, side : str, optional
        One of each; all together when left out.

    Returns
    -------
    Verdict
        Whether less pain is worth having is judged by where it began.

    Raises
    ------
    UnknownName
        For a kind, moment or side that is not in its list, or a frame of something else.

    Examples
    --------
    >>> ratings = pd.DataFrame({
    ...     "day": pd.date_range("2025-03-03", periods=12, freq="3D"),
    ...     "session_id": None,
    ...     "moment": "before",
    ...     "kind": "pain",
    ...     "area": "low_back",
    ...     "side": "both",
    ...     "score": [6, 5, 6, 5, 6, 5, 5, 6, 6, 5, 6, 5],
    ... })
    >>> print(rating_verdict(ratings, "pain").sentence)
    No clear change yet: your pain before practice went from 6 on the first days to 5 on the latest,
    which is within your own day-to-day scatter of 1.8 points.
    """
    readings = rating_readings(ratings, kind, moment, area, side)
    found = as_change(readings)
    subject = sentences.of_rating(kind, moment)
    return _verdict(readings, found, subject, worth.of_rating(found, kind))


def judge(found: Change, line: Line | None) -> Code:
    """Weigh the change against its error, and the slope against its interval."""
    if line is None or found.change is None:
        return "too_early"
    if not found.is_beyond_error or line.direction * found.change <= 0:
        return "no_clear_change"
    return "likely_real_better" if found.change < 0 else "likely_real_worse"


def _verdict(
    readings: Readings, found: Change, subject: str, worth_having: tuple[bool | None, str]
) -> Verdict:
    line = fit(readings)
    code = judge(found, line)
    is_worth, worth_sentence = (None, "") if code == "too_early" else worth_having
    return Verdict(
        code=code,
        sentence=sentences.tell(code, subject, found, readings),
        worth_having=is_worth,
        worth_sentence=worth_sentence,
        change=found,
        trend=as_trend(readings, line),
    )
