"""All there is to say about a log in a few sentences, what is asked most first."""

from itertools import compress

import pandas as pd

from stretchlib.progress.habit import RHYTHM_WEEKS, days_practised
from stretchlib.progress.pairs import before_after
from stretchlib.progress.readings import trials_of
from stretchlib.progress.verdict import rating_verdict, verdict
from stretchlib.stretch import RATING_KINDS, TESTS


def in_short(
    sessions: pd.DataFrame, ratings: pd.DataFrame, measurements: pd.DataFrame
) -> list[str]:
    """
    Sum up a log in sentences: what was practised, how far it reaches, how it feels.

    What was never measured or asked has no sentence.

    Parameters
    ----------
    sessions, ratings, measurements : DataFrame
        As the log gives them.

    Returns
    -------
    list of str
        None at all for an empty log.

    Raises
    ------
    UnknownName
        For a frame of something else.

    Examples
    --------
    >>> from stretchlib.log import open_log
    >>> log = open_log("sqlite://")
    >>> rating = log.rate("pain", 4, moment="before")
    >>> in_short(log.sessions(), log.ratings(), log.measurements())[0]
    'Too early to say for your pain before practice: it takes readings on 10 days, and there is 1
    so far. 9 more will do.'
    """
    return [*_practised(sessions), *_measured(measurements), *_felt(ratings)]


def _practised(sessions: pd.DataFrame) -> list[str]:
    weeks = days_practised(sessions)
    if weeks.empty:
        return []
    practised, recent = int(weeks["days"].sum()), weeks["rhythm_days"].iloc[-1]
    days = "1 day" if practised == 1 else f"{practised} days"
    if len(weeks) < RHYTHM_WEEKS:
        return [f"You have practised on {days}."]
    return [
        f"You practised on {days} in {len(weeks)} weeks; in the latest {RHYTHM_WEEKS}, "
        f"on {recent:.1f} days a week."
    ]


def _measured(measurements: pd.DataFrame) -> list[str]:
    return [
        str(verdict(measurements, test, side))
        for test, known in TESTS.items()
        for side in known.sides
        if len(trials_of(measurements, test, side))
    ]


def _felt(ratings: pd.DataFrame) -> list[str]:
    lasting = [rating_verdict(ratings, kind) for kind in RATING_KINDS]
    at_once = [before_after(ratings, kind) for kind in RATING_KINDS]
    asked = [bool(found.change.days) for found in lasting]
    return [str(found) for found in (*compress(lasting, asked), *compress(at_once, asked))]
