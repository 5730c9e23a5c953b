"""All there is to say about a log in a few sentences, what is asked most first."""

from typing import Final

import pandas as pd

from stretchlib import text
from stretchlib.model import MEASURES, SCALES
from stretchlib.progress.adherence import RECENT_WEEKS, days_practised
from stretchlib.progress.columns import day_of, is_from
from stretchlib.progress.leg_extents import Furthest, furthest
from stretchlib.progress.outliers import odd_days, odd_days_notice
from stretchlib.progress.paired import MIN_PAIRS, Difference, paired_difference
from stretchlib.progress.readings import answers_of, trials_of
from stretchlib.progress.verdicts import Judge, Verdict, rating_verdict, verdict

LASTING: Final = ("before", "next_day", "any", "after")
"""The first of these that was answered tells whether a feeling lasts; how it is after practice also
depends on the practice."""


def in_short(
    sessions: pd.DataFrame,
    ratings: pd.DataFrame,
    measurements: pd.DataFrame,
    *,
    goal_cm: float | None = None,
    until: pd.Timestamp | None = None,
    since: pd.Timestamp | None = None,
    judge: Judge = verdict,
) -> list[str]:
    """
    Sum up a log in sentences: what was practised, how far it reaches, how it feels.

    What was never measured or asked has no sentence. A day years from all others is left out, and
    named. Where it is too early for more than one
    answer, that is said once: how many days more, and what is known already.

    Parameters
    ----------
    sessions, ratings, measurements : DataFrame
        As the log gives them.
    goal_cm : float, optional
        The distance you would like to reach.
    until : Timestamp, optional
        Count weeks up to this day; up to the last session when left out.
    since : Timestamp, optional
        Judge measurements from this day on; those before it only tell which days were the first.
    judge : callable, optional
        `verdict`, or what remembers its answers.

    Returns
    -------
    list of str
        None at all for an empty log.

    Raises
    ------
    UnknownName
        For a frame of something else.
    StretchError
        For a goal that is no distance.

    Examples
    --------
    >>> from stretchlib.log import open_log
    >>> log = open_log("sqlite://")
    >>> rating = log.rate("pain", 4, moment="before")
    >>> in_short(log.sessions(), log.ratings(), log.measurements())[0]
    'It is too early to say what changes: a first answer takes 6 more days with the
    questions answered before and after practice. Known already: pain 4 before.'
    """
    begin = day_of("since", since)
    (sessions, ratings, measurements), odd = _without_odd(sessions, ratings, measurements)
    named = [odd_days_notice(odd)] if odd else []
    latest = measurements
    if begin is not None:
        latest = measurements[is_from(measurements, begin, "log.measurements()")]
    measured = [
        judge(measurements, measure, side, goal_cm=goal_cm, since=begin)
        for measure, known in MEASURES.items()
        for side in known.sides
        if len(trials_of(latest, measure, side))
    ]
    answered = {kind: _answered(ratings, kind) for kind in SCALES}
    lasting, at_once = _lasting(ratings, answered), _at_once(ratings, answered)
    to_measure = [v.finding.days_left or 0 for v in measured if v.code == "too_early"]
    to_answer = [
        *(v.finding.days_left or 0 for v in lasting if v.code == "too_early"),
        *(MIN_PAIRS - pair.pairs for pair in at_once if pair.pairs < MIN_PAIRS),
    ]
    practised, down = _practised(sessions, until), _down(ratings)
    if len(to_measure) + len(to_answer) < 2:
        return [*practised, *map(str, (*measured, *lasting, *at_once, *down)), *named]
    sentences = [str(v) for v in (*measured, *lasting) if v.code != "too_early"]
    sentences += [str(pair) for pair in at_once if pair.pairs >= MIN_PAIRS]
    early = _early(max(to_measure, default=0), max(to_answer, default=0))
    return [*practised, f"{early} {_known(latest, ratings)}", *sentences, *map(str, down), *named]


def _without_odd(*frames: pd.DataFrame) -> tuple[list[pd.DataFrame], list[pd.Timestamp]]:
    """Part the frames from the days that are years from all others, of whichever frame."""
    days = [
        frame["day"] for frame in frames if "day" in getattr(frame, "columns", ()) and len(frame)
    ]
    odd = odd_days(pd.concat(days)) if days else []
    return ([frame[~frame["day"].isin(odd)] for frame in frames] if odd else list(frames)), odd


def _early(to_measure: int, to_answer: int) -> str:
    """Say it once: how many more days, of what."""
    more = [
        f"{text.count(days, 'more day')} {of}"
        for days, of in (
            (to_measure, "of measuring"),
            (to_answer, "with the questions answered before and after practice"),
        )
        if days
    ]
    return f"It is too early to say what changes: a first answer takes {' and '.join(more)}."


def _known(measurements: pd.DataFrame, ratings: pd.DataFrame) -> str:
    """Tell the latest day's readings, and the answers, each by its middle."""
    known = []
    for measure, of in MEASURES.items():
        for side in of.sides:
            trials = trials_of(measurements, measure, side)
            if len(trials):
                latest = trials.loc[trials["day"] == trials["day"].max(), "value_cm"].median()
                known.append(f"{side} {latest:.1f} cm")
    for kind in SCALES:
        answers = answers_of(ratings, kind, None, None)
        by_moment = answers.groupby("moment")["score"].median().dropna()
        felt = [f"{by_moment[m]:g} {m}" for m in ("before", "after") if m in by_moment]
        if felt:
            known.append(f"{kind} {' and '.join(felt)}")
    return f"Known already: {', '.join(known)}." if known else ""


def _practised(sessions: pd.DataFrame, until: pd.Timestamp | None) -> list[str]:
    weeks = days_practised(sessions, until)
    if weeks.empty:
        return []
    practised, recent = int(weeks["days"].sum()), weeks["rhythm_days"].iloc[-1]
    days = text.count(practised, "day")
    if len(weeks) < RECENT_WEEKS:
        return [f"You have practised on {days}."]
    return [
        f"You practised on {days} in {len(weeks)} weeks; in the latest {RECENT_WEEKS}, "
        f"on {recent:.1f} days a week."
    ]


def _lasting(ratings: pd.DataFrame, answered: dict[str, list[str]]) -> list[Verdict]:
    return [
        rating_verdict(ratings, kind, moment=moments[0])
        for kind, moments in answered.items()
        if moments
    ]


def _at_once(ratings: pd.DataFrame, answered: dict[str, list[str]]) -> list[Difference]:
    return [
        paired_difference(ratings, kind)
        for kind, moments in answered.items()
        if {"before", "after"} & set(moments)
    ]


def _down(ratings: pd.DataFrame) -> list[Furthest]:
    far = furthest(ratings)
    return [far] if far.is_somewhere else []


def _answered(ratings: pd.DataFrame, kind: str) -> list[str]:
    """List the moments at which a question was answered, those of `LASTING` in their order."""
    when = answers_of(ratings, kind, None, None)["moment"].unique()
    return [moment for moment in LASTING if moment in when]
