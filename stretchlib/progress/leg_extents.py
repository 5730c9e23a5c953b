"""How far down a leg it went: the words that were answered, and the furthest of them."""

from dataclasses import dataclass

import pandas as pd

from stretchlib import text
from stretchlib.errors import StretchError
from stretchlib.model import EXTENTS
from stretchlib.progress.outliers import odd_days_notice, without_odd
from stretchlib.progress.readings import dated_ratings

_WENT = {
    "nowhere": "was nowhere",
    "back": "was in the back, and no further down,",
    "buttock": "went down to the buttock",
    "thigh": "went down to the thigh",
    "below the knee": "went below the knee",
}


@dataclass(frozen=True)
class Furthest:
    """The furthest that it went down, and on how many days."""

    extent: str | None
    """One of `EXTENTS`; None before any answer."""
    days: int
    """Days on which it went that far."""
    answered: int
    """Days on which anybody said how far."""
    last: pd.Timestamp | None
    """The last day on which it went that far."""
    left_out: tuple[pd.Timestamp, ...] = ()
    """Days that are not counted, since they are years from all others."""

    @property
    def is_somewhere(self) -> bool:
        """Whether anything but `nowhere` was ever answered."""
        return self.extent not in (None, EXTENTS[0])

    @property
    def went(self) -> str:
        """How far it went, and on how many days, to follow a subject; empty before any answer."""
        if self.extent is None:
            return ""
        days = text.count(self.answered, "day")
        return f"{_WENT[self.extent]} on {self.days} of {days}"

    @property
    def sentence(self) -> str:
        """What was answered, in one sentence."""
        if self.last is None:
            return "How far down it goes was not answered yet."
        statement = f"Pain, numbness or tingling {self.went}"
        when = f", last on {text.long_day(self.last)}" if self.is_somewhere else ""
        return " ".join(filter(None, [f"{statement}{when}.", odd_days_notice([*self.left_out])]))

    def __str__(self) -> str:
        return self.sentence


def furthest(ratings: pd.DataFrame) -> Furthest:
    """
    Tell the furthest that pain, numbness or tingling went down a leg, and on how many days.

    The answers of every moment, area and side count; of each day the furthest one. A date that
    stands alone, years from all others, is left out and named.

    Parameters
    ----------
    ratings : DataFrame, one row per rating
        As `log.ratings()` gives it.

    Returns
    -------
    Furthest
        It says itself as a sentence.

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
    >>> for day, extent in enumerate(["back", "thigh", "back"], start=2):
    ...     id_ = log.rate("extent", extent, moment="any", at=datetime(2026, 3, day, tzinfo=UTC))
    >>> print(furthest(log.ratings()))
    Pain, numbness or tingling went down to the thigh on 1 of 3 days, last on 3 March 2026.
    """
    answers, odd = without_odd(extents_of(ratings).dropna(subset=["score"]))
    daily = answers.groupby("day")["score"].max()
    if daily.empty:
        return Furthest(None, 0, 0, None)
    there = daily.index[daily == daily.max()]
    return Furthest(EXTENTS[int(daily.max())], len(there), len(daily), there.max(), tuple(odd))


def extents_of(ratings: pd.DataFrame) -> pd.DataFrame:
    """Return each dated question of how far down it goes, answered or not, with its number."""
    questions = dated_ratings(ratings, "extent", None, None)
    scores = questions["score"].dropna()
    wrong = scores[~scores.isin(range(len(EXTENTS)))]
    if len(wrong):
        msg = f"score={wrong.iloc[0]:g} is not an extent. Give 0 (nowhere) to 4 (below the knee)."
        raise StretchError(msg)
    return questions
