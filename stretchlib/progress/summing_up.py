"""All there is to say about a log in a few sentences, what is asked most first."""

from typing import Final

import pandas as pd

from stretchlib.progress.extents import furthest
from stretchlib.progress.habit import days_practised
from stretchlib.progress.pairs import before_after
from stretchlib.progress.readings import answers_of, trials_of
from stretchlib.progress.verdicts import rating_verdict, verdict
from stretchlib.progress.weeks import RECENT_WEEKS
from stretchlib.stretch import SCALES, TESTS

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
) -> list[str]:
    """
    Sum up a log in sentences: what was practised, how far it reaches, how it feels.

    What was never measured or asked has no sentence.

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
    'Too early to say for your pain before practice: it takes readings on 5 days, and there is 1 so
    far. 4 more will do.'
    """
    return [*_practised(sessions, until), *_measured(measurements, goal_cm, since), *_felt(ratings)]


def _practised(sessions: pd.DataFrame, until: pd.Timestamp | None) -> list[str]:
    weeks = days_practised(sessions, until)
    if weeks.empty:
        return []
    practised, recent = int(weeks["days"].sum()), weeks["rhythm_days"].iloc[-1]
    days = "1 day" if practised == 1 else f"{practised} days"
    if len(weeks) < RECENT_WEEKS:
        return [f"You have practised on {days}."]
    return [
        f"You practised on {days} in {len(weeks)} weeks; in the latest {RECENT_WEEKS}, "
        f"on {recent:.1f} days a week."
    ]


def _measured(
    measurements: pd.DataFrame, goal_cm: float | None, since: pd.Timestamp | None
) -> list[str]:
    latest = measurements if since is None else measurements[measurements["day"] >= since]
    return [
        str(verdict(measurements, test, side, goal_cm=goal_cm, since=since))
        for test, known in TESTS.items()
        for side in known.sides
        if len(trials_of(latest, test, side))
    ]


def _felt(ratings: pd.DataFrame) -> list[str]:
    moments = {kind: _answered(ratings, kind) for kind in SCALES}
    lasting = [
        rating_verdict(ratings, kind, moment=answered[0])
        for kind, answered in moments.items()
        if answered
    ]
    at_once = [
        before_after(ratings, kind)
        for kind, answered in moments.items()
        if {"before", "after"} & set(answered)
    ]
    far = furthest(ratings)
    down = [far] if far.is_somewhere else []
    return [str(found) for found in (*lasting, *at_once, *down)]


def _answered(ratings: pd.DataFrame, kind: str) -> list[str]:
    """List the moments at which a question was answered, those of `LASTING` in their order."""
    when = set(answers_of(ratings, kind, None, None)["moment"])
    return [moment for moment in LASTING if moment in when]
