"""What the log says about going on: what is to be asked today, and what rests."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Any, Final, Literal, NamedTuple

import pandas as pd

from stretchlib.dates import SKEW
from stretchlib.model import EXTENTS
from stretchlib.safety.condition import Condition

ASK_AGAIN: Final = timedelta(days=7)
"""When the signs of every week are asked."""
ASK_ALL: Final = timedelta(days=28)
"""When all of them are: with the fourth week."""
HIGH_PAIN: Final = 6
"""
From this score on a scale to 10 only something gentle, or rest, is offered.

Where `[scales.pain]` of `data/safety.toml` says to do less: a custom of physiotherapists, no study.
"""
BACK: Final = EXTENTS.index("back")
BELOW_THE_KNEE: Final = EXTENTS.index("below the knee")
LEG_PAIN: Final = ("leg_pain", "leg_pain_eased_by_bending")
"""Conditions of those whose pain is known to go down a leg."""
FURTHER_DOWN: Final = ("leg", "saddle")
"""What hurt, where the warning signs are asked before the next practice."""
HURTS: Final = 2
"""After how many times a stretch rests."""
GOES_ON: Final = ("go", "ask")
"""Outcomes of a screen with which somebody may practise."""
ASK_ANEW: Final = ("conditions", "leg")
"""Answers besides that are not to be passed over."""
SCREEN: Final = (*GOES_ON, "doctor", "emergency")
"""Outcomes of a screen; besides, there are answers of `conditions`, `bring_back`, `leg`, `routine`
and `goal`."""
Asked = Literal["weekly", "all"]
"""How much a screen asked: the signs of every week, or all of it. The first version did not say."""


class Worse(NamedTuple):
    """A last session that ended sorer than it began."""

    session: str
    before: int
    after: int


def answers_of(screenings: pd.DataFrame, *outcomes: str) -> pd.DataFrame:
    """
    The answers of some kinds that decide something, the last written last.

    One that is dated later than now decides nothing: a clock was ahead, or a year is wrong.

    Examples
    --------
    >>> told = pd.DataFrame({"outcome": ["go", "go", "leg"], "still_to_come": [False, True, False]})
    >>> answers_of(told, "go").index.tolist()
    [0]
    """
    told = screenings[screenings["outcome"].isin(outcomes)]
    return told[~told["still_to_come"].astype(bool)] if "still_to_come" in told else told


def still_to_come(screenings: pd.DataFrame) -> pd.DataFrame:
    """
    What was answered after the last screen that counts, and is dated later than now.

    It decides nothing; so that nobody goes on without it, all is asked again.

    Examples
    --------
    >>> told = pd.DataFrame({"outcome": ["go", "emergency"], "still_to_come": [False, True]})
    >>> still_to_come(told)["outcome"].tolist(), still_to_come(told.iloc[::-1].reset_index()).empty
    (['emergency'], True)
    """
    if "still_to_come" not in screenings:
        return screenings.iloc[:0]
    last = last_screen(screenings)
    told = screenings[screenings["outcome"].isin((*SCREEN, *ASK_ANEW))]
    told = told[told["still_to_come"].astype(bool)]
    return told if last is None else told[told.index > last.name]


def as_written(screenings: pd.DataFrame) -> pd.DataFrame:
    """The answers as they were written, as if no clock had ever been ahead."""
    return screenings.drop(columns="still_to_come", errors="ignore")


def chosen(screenings: pd.DataFrame) -> tuple[Condition, ...]:
    """
    The conditions that were chosen last, with their details; none before that.

    An answer of the first version has names alone: nothing more is known of them.

    Examples
    --------
    >>> answers = {"conditions": ["knee_trouble"], "details": {"knee_trouble": {"side": "left"}}}
    >>> chosen(pd.DataFrame({"outcome": ["conditions"], "answers": [answers]}))
    (Condition(name='knee_trouble', side='left', until=None),)
    """
    told = answers_of(screenings, "conditions")
    return from_answers(told["answers"].iloc[-1]) if len(told) else ()


def from_answers(answers: Mapping[str, Any]) -> tuple[Condition, ...]:
    """
    Conditions from what the log keeps of them: `{"conditions": [...], "details": {...}}`.

    Examples
    --------
    >>> from_answers({"conditions": ["glaucoma"]})
    (Condition(name='glaucoma', side=None, until=None),)
    """
    details = answers.get("details", {})
    return tuple(_condition(name, details.get(name, {})) for name in answers["conditions"])


def _condition(name: str, details: Mapping[str, Any]) -> Condition:
    until = details.get("until")
    return Condition(name, details.get("side"), date.fromisoformat(until) if until else None)


def last_screen(screenings: pd.DataFrame) -> "pd.Series | None":
    """The row of the last screen, or None before the first."""
    told = answers_of(screenings, *SCREEN)
    return told.iloc[-1] if len(told) else None


def asked_to_see(screenings: pd.DataFrame) -> tuple[str, ...]:
    """
    The signs of the gentle tier that were ticked when all was asked last: they are known by now.

    Examples
    --------
    >>> answers = {"flags": ["six_weeks"], "asked": "all"}
    >>> asked_to_see(pd.DataFrame({"outcome": ["ask"], "answers": [answers]}))
    ('six_weeks',)
    """
    from stretchlib.safety.red_flags import red_flags

    whole = _whole(screenings)
    if whole.empty:
        return ()
    tiers = red_flags()["tier"]
    ticked = whole["answers"].iloc[-1].get("flags", ())
    return tuple(flag for flag in ticked if tiers.get(flag) == "ask")


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
    return what_is_due(screenings, now) is not None


def what_is_due(screenings: pd.DataFrame, now: datetime) -> Asked | None:
    """
    How much to ask before practising: the signs of every week, all of it, or nothing yet.

    All is asked before the first practice, once in four weeks, after a yes, after pain that went
    down a leg and after an answer that is dated later than now; in the weeks between, the few signs
    that cannot wait.

    Parameters
    ----------
    screenings : DataFrame
        As `log.screenings()` gives it.
    now : datetime with a zone

    Examples
    --------
    >>> from datetime import UTC
    >>> monday = pd.Timestamp("2026-03-02", tz=UTC)
    >>> answers = [{"flags": [], "asked": "all"}]
    >>> told = pd.DataFrame({"outcome": ["go"], "answered_utc": [monday], "answers": answers})
    >>> [what_is_due(told, monday + timedelta(days=days)) for days in (6, 7, 28)]
    [None, 'weekly', 'all']
    """
    last = last_screen(screenings)
    if last is None or last["outcome"] not in GOES_ON:
        return "all"
    legs = answers_of(screenings, "leg")
    if any(answers["leg"] for answers in legs.loc[legs.index > last.name, "answers"]):
        return "all"
    if len(still_to_come(screenings)):
        return "all"
    if _is_within(ASK_AGAIN, last["answered_utc"], now):
        return None
    whole = _whole(screenings)
    is_recent = len(whole) and _is_within(ASK_ALL, whole["answered_utc"].iloc[-1], now)
    return "weekly" if is_recent else "all"


def _whole(screenings: pd.DataFrame) -> pd.DataFrame:
    """The screens that asked all that is asked today."""
    told = answers_of(screenings, *SCREEN)
    return told[[answers.get("asked") == "all" for answers in told["answers"]]]


def _is_within(span: timedelta, at: datetime, now: datetime) -> bool:
    # A clock that was set back must not put it off.
    return -SKEW <= now - at < span


def hurt_twice(screenings: pd.DataFrame, hurts: pd.DataFrame) -> tuple[str, ...]:
    """
    Slugs of the stretches that hurt twice since they were last brought back.

    Each phase that was stopped with "it hurts" counts: the left side and the right make two.

    Parameters
    ----------
    screenings, hurts : DataFrame
        As the log gives them.
    """
    back = answers_of(screenings, "bring_back")
    for answers, at in zip(back["answers"], back["answered_utc"], strict=True):
        hurts = hurts[(hurts["stretch"] != answers["stretch"]) | (hurts["started_utc"] > at)]
    counts = hurts["stretch"].value_counts()
    return tuple(sorted(counts[counts >= HURTS].index))


def hurt_further_down(screenings: pd.DataFrame, hurts: pd.DataFrame) -> bool:
    """
    Whether a leg or the saddle hurt in a session that began after the last screen.

    The check-out asks for the signs then; this holds where it was never reached.

    Parameters
    ----------
    screenings, hurts : DataFrame
        As the log gives them.
    """
    last = last_screen(screenings)
    began = hurts.loc[hurts["hurt"].isin(FURTHER_DOWN), "started_utc"]
    return last is not None and bool((began > last["answered_utc"]).any())


def last_extent(ratings: pd.DataFrame, conditions: Iterable[Condition] = ()) -> int | None:
    """
    How far down it went when somebody last said so, as its place in `EXTENTS`; None before that.

    Whoever lives with pain down a leg and never said is taken to have it below the knee.

    Parameters
    ----------
    ratings : DataFrame
        As `log.ratings()` gives it.
    conditions : iterable of Condition
        Those that are in force.
    """
    said = ratings.loc[ratings["kind"] == "extent", "score"].dropna()
    if len(said):
        return int(said.iloc[-1])
    return BELOW_THE_KNEE if any(one.name in LEG_PAIN for one in conditions) else None


def went_down(was: int | None, now: int | None) -> bool:
    """
    Whether it goes further down a leg than it did; pain that came into the back alone does not.

    Examples
    --------
    >>> went_down(1, 3), went_down(0, 1), went_down(4, 4), went_down(None, 4), went_down(3, None)
    (True, False, False, True, False)

    Where nobody ever said how far it went, below the knee is further, and nothing else is.
    """
    if was is None:
        return now == BELOW_THE_KNEE
    return now is not None and now > max(was, BACK)


def new_below_knee(was: int | None, now: int | None) -> bool:
    """
    Whether it goes below the knee, and did not when somebody last said so, or nobody ever did.

    Examples
    --------
    >>> new_below_knee(3, 4), new_below_knee(4, 4), new_below_knee(None, 4), new_below_knee(1, 3)
    (True, False, True, False)
    """
    return now == BELOW_THE_KNEE and went_down(was, now)


def ended_worse(sessions: pd.DataFrame, ratings: pd.DataFrame, today: pd.Timestamp) -> Worse | None:
    """
    The last session, where it ended sorer and nobody has yet said how the day after was.

    Parameters
    ----------
    sessions, ratings : DataFrame
        As the log gives them.
    today : Timestamp
        Midnight of the local day. On the day of the session itself it is too early to ask; one
        that is dated later is none yet.
    """
    sessions = sessions[sessions["day"] <= today]
    if sessions.empty or sessions["day"].iloc[-1] == today:
        return None
    session = str(sessions["id"].iloc[-1])
    said = ratings[(ratings["session_id"] == session) & (ratings["kind"] == "pain")]
    scores = said.drop_duplicates("moment", keep="last").set_index("moment")["score"]
    if "next_day" in scores or scores.reindex(["before", "after"]).isna().any():
        return None
    before, after = int(scores["before"]), int(scores["after"])
    return Worse(session, before, after) if after > before else None
