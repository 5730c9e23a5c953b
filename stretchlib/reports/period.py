"""The frames of a log from one day to another."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

import pandas as pd

from stretchlib import progress
from stretchlib.charts.shown_days import first_of
from stretchlib.log import check_log
from stretchlib.progress.columns import day_of
from stretchlib.progress.outliers import odd_days, odd_days_notice
from stretchlib.progress.verdicts import Judge, verdict
from stretchlib.text import day_month, span

if TYPE_CHECKING:
    from stretchlib.log import Log

NO_TIME, ONE_DAY = pd.Timedelta(0), pd.Timedelta(days=1)
"""Where a log is kept it may still be yesterday; only what is dated later than that is to come."""


@dataclass(frozen=True)
class Frames:
    """What a dashboard or a report is made of."""

    sessions: pd.DataFrame
    phases: pd.DataFrame
    ratings: pd.DataFrame
    measurements: pd.DataFrame
    history: pd.DataFrame
    """Measurements with those before `since`, which tell what was measured first."""
    since: pd.Timestamp | None
    until: pd.Timestamp | None
    """Up to this day weeks are counted; None for an empty sample."""
    still_to_come: str
    """Which entries are left out since they are dated after today, in words."""
    odd: str
    """Which days are left out since they are years from all others, in words."""
    is_sample: bool

    @property
    def days(self) -> "pd.Series[pd.Timestamp]":
        """Every day that has an entry."""
        frames = (self.sessions, self.ratings, self.measurements)
        days: pd.Series[pd.Timestamp] = pd.concat([frame["day"] for frame in frames])
        return days

    @property
    def period_text(self) -> str:
        """Which days it covers, in words; nothing for an empty log."""
        days = self.days
        if len(days):
            return span(days.min(), days.max())
        return f"since {day_month(self.since)} {self.since.year}" if self.since else ""

    def in_short(self, goal_cm: float | None, judge: Judge = verdict) -> list[str]:
        """All there is to say, and what was left out."""
        sentences = progress.in_short(
            self.sessions,
            self.ratings,
            self.history,
            goal_cm=goal_cm,
            until=self.until,
            since=self.since,
            judge=judge,
        )
        return [*sentences, *filter(None, [self.still_to_come, self.odd])]


def frames_of(
    log: "Log",
    since: date | str | None,
    until: date | str | None,
    *,
    weeks_of_phases: int | None = None,
) -> Frames:
    """
    Read a log and keep what happened from `since` to `until`.

    Left out, `until` is today; a sample is shown to its end, whatever day it is. Phases are the
    longest frame: where only the latest weeks of them are shown, no more is read.
    """
    check_log(log)
    first, last = day_of("since", since), day_of("until", until)
    if last is None and not log.is_sample:
        last = pd.Timestamp(datetime.now().astimezone().date())
    sessions, ratings, measurements = log.sessions(), log.ratings(), log.measurements()
    days = pd.concat([frame["day"] for frame in (sessions, ratings, measurements)])
    end = days.max() if last is None else last + (ONE_DAY if until is None else NO_TIME)
    odd = odd_days(days[days <= end])
    measurements = measurements[~measurements["day"].isin(odd)]

    def kept(frame: pd.DataFrame) -> pd.DataFrame:
        day = frame["day"]
        within = (day <= end) & ~day.isin(odd)
        return frame[within if first is None else within & (day >= first)].reset_index(drop=True)

    sessions = kept(sessions)
    return Frames(
        sessions=sessions,
        phases=kept(_phases(log, sessions, weeks_of_phases)),
        ratings=kept(ratings),
        measurements=kept(measurements),
        history=measurements[measurements["day"] <= end],
        since=first,
        until=last,
        still_to_come=_still_to_come(days[days > end]) if until is None else "",
        odd=odd_days_notice([day for day in odd if first is None or day >= first]),
        is_sample=log.is_sample,
    )


def _phases(log: "Log", sessions: pd.DataFrame, weeks: int | None) -> pd.DataFrame:
    """
    Phases of twice the weeks up to the last practice; all of them where those tell too little.

    Who practises for half a year without a second under stretch is shown what there was before.
    """
    practised = sessions.loc[sessions["done_s"] > 0, "day"]
    if weeks is None or practised.empty:
        return log.phases()
    last = practised.max()
    phases = log.phases(since=first_of(2 * weeks, last))
    has_dose = ((phases["dose_s"] > 0) & (phases["day"] >= first_of(weeks, last))).any()
    return phases if has_dose else log.phases()


def _still_to_come(days: "pd.Series[pd.Timestamp]") -> str:
    """
    Name entries that are dated after today.

    Examples
    --------
    >>> _still_to_come(pd.Series(pd.to_datetime(["2062-03-03"])))
    'One entry is dated 3 Mar 2062, which is still to come. It is left out: correct it in notebook
    05.'
    """
    if days.empty:
        return ""
    last = f"{day_month(days.max())} {days.max().year}"
    if len(days) == 1:
        return (
            f"One entry is dated {last}, which is still to come. "
            "It is left out: correct it in notebook 05."
        )
    return (
        f"{len(days)} entries are dated after today, the last {last}. "
        "They are left out: correct them in notebook 05."
    )
