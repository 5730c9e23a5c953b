"""The frames of a log from one day on."""

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import pandas as pd

from stretchlib.charts.words import day_month, span
from stretchlib.errors import StretchError

if TYPE_CHECKING:
    from stretchlib.log import Log


@dataclass(frozen=True)
class Frames:
    """What a report is made of."""

    sessions: pd.DataFrame
    steps: pd.DataFrame
    ratings: pd.DataFrame
    measurements: pd.DataFrame
    since: pd.Timestamp | None
    is_sample: bool

    @property
    def days(self) -> "pd.Series[pd.Timestamp]":
        """Every day that has an entry."""
        frames = (self.sessions, self.ratings, self.measurements)
        days: pd.Series[pd.Timestamp] = pd.concat([frame["day"] for frame in frames])
        return days

    @property
    def told(self) -> str:
        """Which days it covers, in words; nothing for an empty log."""
        days = self.days
        if len(days):
            return span(days.min(), days.max())
        return f"since {day_month(self.since)} {self.since.year}" if self.since else ""


def frames_since(log: "Log", since: date | str | None) -> Frames:
    """Read a log and keep what happened on `since` and later."""
    first = None if since is None else _day(since)

    def kept(frame: pd.DataFrame) -> pd.DataFrame:
        return frame if first is None else frame[frame["day"] >= first].reset_index(drop=True)

    return Frames(
        sessions=kept(log.sessions()),
        steps=kept(log.steps()),
        ratings=kept(log.ratings()),
        measurements=kept(log.measurements()),
        since=first,
        is_sample=log.is_sample,
    )


def _day(since: date | str) -> pd.Timestamp:
    """
    Read a day.

    Examples
    --------
    >>> _day("2026-03-01")
    Timestamp('2026-03-01 00:00:00')
    >>> _day("last spring")
    Traceback (most recent call last):
    ...
    stretchlib.errors.StretchError: since='last spring' is not a day. Write it as "2026-03-01".
    """
    try:
        day = date.fromisoformat(since) if isinstance(since, str) else since
        return pd.Timestamp(day.year, day.month, day.day)
    except (AttributeError, ValueError) as error:
        msg = f'since={since!r} is not a day. Write it as "2026-03-01".'
        raise StretchError(msg) from error
