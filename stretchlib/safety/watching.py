"""What the log says about going on: what is to be asked today, and what rests."""

from datetime import datetime, timedelta
from typing import Final, NamedTuple

import pandas as pd

ASK_AGAIN: Final = timedelta(days=7)
HIGH_PAIN: Final = 7
"""
From this score on a scale to 10 only something gentle, or rest, is offered.

A choice of ours: no study was found that says where to begin.
"""
HURTS: Final = 2
"""After how many times a stretch rests."""
SCREEN: Final = ("go", "doctor", "emergency")
"""Outcomes of a screen; besides, there are answers of `conditions`, `bring_back` and `leg`."""


class Worse(NamedTuple):
    """A last session that ended sorer than it began."""

    session: str
    before: int
    after: int


def chosen(screenings: pd.DataFrame) -> tuple[str, ...]:
    """
    The conditions that were chosen last; none before that.

    Examples
    --------
    >>> chosen(pd.DataFrame({"outcome": ["conditions"], "answers": [{"conditions": ["glaucoma"]}]}))
    ('glaucoma',)
    """
    told = screenings[screenings["outcome"] == "conditions"]
    return tuple(told["answers"].iloc[-1]["conditions"]) if len(told) else ()


def last_screen(screenings: pd.DataFrame) -> "pd.Series | None":
    """The row of the last screen, or None before the first."""
    told = screenings[screenings["outcome"].isin(SCREEN)]
    return told.iloc[-1] if len(told) else None


def is_due(screenings: pd.DataFrame, now: datetime) -> bool:
    """
    Whether to ask for warning signs before practising.

    Before the first practice, after a week, after a yes, and after pain that went down a leg.

    Parameters
    ----------
    screenings : DataFrame
        As `log.screenings()` gives it.
    now : datetime with a zone

    Examples
    --------
    >>> from datetime import UTC
    >>> monday = pd.Timestamp("2026-03-02", tz=UTC)
    >>> told = pd.DataFrame({"outcome": ["go"], "answered_utc": [monday], "answers": [{}]})
    >>> is_due(told, monday + timedelta(days=6)), is_due(told, monday + timedelta(days=7))
    (False, True)
    """
    last = last_screen(screenings)
    if last is None or last["outcome"] != "go":
        return True
    # A clock that was set back must not put it off.
    if not timedelta(0) <= now - last["answered_utc"] < ASK_AGAIN:
        return True
    since = screenings[(screenings["outcome"] == "leg") & (screenings.index > last.name)]
    return any(answers["leg"] for answers in since["answers"])


def hurt_twice(
    screenings: pd.DataFrame, sessions: pd.DataFrame, steps: pd.DataFrame
) -> tuple[str, ...]:
    """
    Slugs of the stretches that hurt twice since they were last brought back.

    Each phase that was stopped with "it hurts" counts: the left side and the right make two.

    Parameters
    ----------
    screenings, sessions, steps : DataFrame
        As the log gives them.
    """
    hurt = steps.loc[steps["outcome"] == "hurt", ["session_id", "stretch"]]
    hurt = hurt.merge(sessions[["id", "started_utc"]], left_on="session_id", right_on="id")
    back = screenings[screenings["outcome"] == "bring_back"]
    for answers, at in zip(back["answers"], back["answered_utc"], strict=True):
        hurt = hurt[(hurt["stretch"] != answers["stretch"]) | (hurt["started_utc"] > at)]
    counts = hurt["stretch"].value_counts()
    return tuple(sorted(counts[counts >= HURTS].index))


def ended_worse(sessions: pd.DataFrame, ratings: pd.DataFrame, today: pd.Timestamp) -> Worse | None:
    """
    The last session, where it ended sorer and nobody has yet said how the day after was.

    Parameters
    ----------
    sessions, ratings : DataFrame
        As the log gives them.
    today : Timestamp
        Midnight of the local day. On the day of the session itself it is too early to ask.
    """
    if sessions.empty or sessions["day"].iloc[-1] >= today:
        return None
    session = str(sessions["id"].iloc[-1])
    said = ratings[(ratings["session_id"] == session) & (ratings["kind"] == "pain")]
    scores = said.drop_duplicates("moment", keep="last").set_index("moment")["score"]
    if "next_day" in scores or scores.reindex(["before", "after"]).isna().any():
        return None
    before, after = int(scores["before"]), int(scores["after"])
    return Worse(session, before, after) if after > before else None
