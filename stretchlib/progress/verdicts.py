"""Is it working, for me? One plain sentence, right as often as it claims."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from stretchlib import _html
from stretchlib.model import MEASURES, RUN_IN
from stretchlib.progress import meaningful_change, sentences
from stretchlib.progress.columns import day_of, is_from
from stretchlib.progress.findings import Code, Finding, find
from stretchlib.progress.meaningful_change import Change, as_change
from stretchlib.progress.outliers import odd_days_notice, other_hours, without_odd
from stretchlib.progress.readings import Readings, day_readings, rating_readings
from stretchlib.progress.trends import Trend, as_trend, fit

BAND_KINDS = {"day": "datetime64[us]", "line": "float64", "low": "float64", "high": "float64"}


@dataclass(frozen=True)
class Verdict:
    """One sentence, and the numbers behind it."""

    code: Code
    sentence: str
    """Whether a change is real, and about how large."""
    worth_having: bool | None
    """Whether it is also worth having, which is another question; None where nobody can say."""
    worth_sentence: str
    notice: str
    """What no number can tell, beside it: readings at another time of day; empty without any."""
    of: str
    """What it is about, for a title, such as `left side`; empty for both sides together."""
    short: str
    """The code in words, for a title or a table."""
    finding: Finding
    """The evidence, the change that goes with it and its interval: the numbers of the sentence."""
    change: Change
    """The first days against the latest, as `change` gives it, beside."""
    readings: Readings = field(repr=False, compare=False)
    """What was judged: one value a day."""

    @cached_property
    def trend(self) -> Trend:
        """The straight line, as `trend` gives it, beside."""
        return as_trend(self.readings, fit(self.readings))

    @cached_property
    def band(self) -> pd.DataFrame:
        """To draw it: `day`, `line`, `low`, `high` of each counted day; empty while too early."""
        return _band(self.readings, self.finding)

    @property
    def evidence(self) -> float:
        """How many times likelier the readings are with a change than without."""
        return self.finding.evidence

    def __str__(self) -> str:
        return " ".join(filter(None, [self.sentence, self.notice, self.worth_sentence]))

    def _repr_mimebundle_(self, **_: object) -> dict[str, str]:
        head = sentences.headed(self.of, self.short)
        parts = (sentences.without_lead(self.sentence), self.notice, self.worth_sentence)
        return {"text/html": _html.answer_card(head, *parts), "text/plain": str(self)}


def verdict(
    measurements: pd.DataFrame,
    measure: str,
    side: str | None = None,
    *,
    goal_cm: float | None = None,
    since: pd.Timestamp | None = None,
) -> Verdict:
    """
    Say whether the readings of one measure have really changed.

    "Likely real" takes evidence of 10: readings ten times likelier with a change than without,
    whether it came evenly, early or after some weeks, and no less likely so than with a spell, such
    as a flare, that began within the last three weeks. It may be looked at every day: where nothing
    changes it is said even once within half a year in at most 5 of 100 series, up to an
    autocorrelation of 0.5 (docs/progress.md). Once said, it is said until the evidence falls below
    2.4; evidence between the two is called *leaning*. The first three measured days are not
    counted, since one gets better at measuring. A reading that looks like a slip, or whose date is
    years from all others, is left out, and named.

    Parameters
    ----------
    measurements : DataFrame, one row per trial
        As `log.measurements()` gives it.
    measure : str
        Such as `"chest_to_thigh"`.
    side : str, optional
        One side; both together when left out, on days that have both.
    goal_cm : float, optional
        The distance you would like to reach; without one nothing is said about it.
    since : Timestamp, optional
        A local day; what was measured before it only tells which days were the first three.

    Returns
    -------
    Verdict
        Its `code` is `too_early` below five counted days: eight measured ones.

    Raises
    ------
    UnknownName
        For a measure or side that is not in its list, or a frame of something else.
    StretchError
        For a goal that is no distance.

    Examples
    --------
    >>> trials = pd.DataFrame({
    ...     "day": pd.date_range("2025-03-03", periods=12, freq="7D"),
    ...     "measure": "chest_to_thigh",
    ...     "side": "left",
    ...     "trial": 1,
    ...     "value_cm": [14, 14, 13, 13.5, 13, 12, 12.5, 12, 11, 11.5, 11, 10.5],
    ... })
    >>> found = verdict(trials, "chest_to_thigh", "left", goal_cm=10)
    >>> found.code
    'likely_real_better'
    >>> print(found.sentence)
    Likely real: your left side came about 2.3 cm nearer since 24 March 2025, evenly. The readings
    are 14 times likelier with a change than without.
    >>> found.worth_having, found.worth_sentence
    (False, 'Your latest three days are at 11.0 cm; your goal of 10 cm is 1.0 cm away.')
    """
    run_in = RUN_IN
    begin = day_of("since", since)
    measurements, odd = without_odd(measurements)
    if begin is not None:
        is_in_period = is_from(measurements, begin, "log.measurements()")
        run_in -= min(RUN_IN, len(day_readings(measurements[~is_in_period], measure, side)))
        measurements = measurements[is_in_period]
        odd = [day for day in odd if day >= begin]
    readings = _naming(odd, day_readings(measurements, measure, side))
    goal = meaningful_change.check_goal(MEASURES[measure], goal_cm)
    return _verdict(
        readings,
        find(readings, run_in=run_in, goal=goal),
        sentences.of_side(side),
        meaningful_change.of_distance(as_change(readings), goal),
        other_hours(measurements, measure, side),
    )


Judge = Callable[..., Verdict]
"""Asked as `verdict` is, and answers as it does."""


def remembering() -> Judge:
    """
    Make a judge that answers once for each measure, side and goal: for one log at one moment.

    Examples
    --------
    >>> from stretchlib.log import open_log
    >>> judge, trials = remembering(), open_log("sqlite://").measurements()
    >>> judge(trials, "chest_to_thigh") is judge(trials, "chest_to_thigh")
    True
    """
    found: dict[tuple[object, ...], Verdict] = {}

    def judge(measurements: pd.DataFrame, *what: Any, **options: Any) -> Verdict:
        asked = (*what, *sorted(options.items()))
        if asked not in found:
            found[asked] = verdict(measurements, *what, **options)
        return found[asked]

    return judge


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

    As `verdict`, on the median of each day's answers; all days count, but for one years from all
    others. Before practice is the fairest moment to
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
    Cannot tell yet: since 3 March 2025, your pain before practice may have gone down, gone up or
    stayed the same (from 5.6 points lower to 4 points higher). About 22 more days at this rate
    would probably show a change of 1.8 points.
    """
    ratings, odd = without_odd(ratings)
    readings = _naming(odd, rating_readings(ratings, kind, moment, area, side))
    found = as_change(readings)
    subject = sentences.of_rating(kind, moment)
    finding = find(readings)
    is_real = finding.code == "likely_real_better"
    worth_having = meaningful_change.of_rating(found, kind, is_real=is_real)
    return _verdict(readings, finding, subject, worth_having)


def _verdict(
    readings: Readings,
    finding: Finding,
    subject: str,
    worth_having: tuple[bool | None, str],
    notice: str = "",
) -> Verdict:
    is_worth, worth_sentence = (None, "") if finding.code == "too_early" else worth_having
    return Verdict(
        code=finding.code,
        sentence=sentences.tell(subject, finding, readings),
        worth_having=is_worth,
        worth_sentence=worth_sentence,
        notice=notice,
        of="" if subject == sentences.of_side(None) else subject.removeprefix("your "),
        short=sentences.in_brief(finding, readings.unit),
        finding=finding,
        change=as_change(readings),
        readings=readings,
    )


def _naming(odd: list[pd.Timestamp], readings: Readings) -> Readings:
    """Let the sentence name the days that are left out, beside the slips."""
    return replace(
        readings, left_out=" ".join(filter(None, [readings.left_out, odd_days_notice(odd)]))
    )


def _band(readings: Readings, found: Finding) -> pd.DataFrame:
    """Place the trajectory on each counted day, with the interval of the change; never below 0."""
    if found.about is None or found.level is None:
        return pd.DataFrame(columns=["day", "line", "low", "high"]).astype(BAND_KINDS)
    low, high = (found.about if end is None else end for end in (found.low, found.high))
    ways = {"line": found.about, "low": low, "high": high}
    shown = {k: np.maximum(found.level + by * found.shape, 0.0) for k, by in ways.items()}
    return pd.DataFrame({"day": readings.day[found.run_in :], **shown})
