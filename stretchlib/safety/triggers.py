"""What the log says about going on: what is to be asked today, and what rests."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from numbers import Integral
from typing import TYPE_CHECKING, Any, Final, Literal, NamedTuple

from stretchlib.dates import SKEW
from stretchlib.model import EXTENTS
from stretchlib.safety.condition import Condition

if TYPE_CHECKING:
    import pandas as pd

AnswerRows = Sequence[Mapping[str, Any]]
"""Rows of a frame of the log, such as `log.screenings()`, each as a mapping."""

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
RESTS_AFTER: Final = 2
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


def rows_of(table: "AnswerRows | pd.DataFrame") -> AnswerRows:
    """
    The rows of a frame, or the rows themselves: asked before each practice, without pandas.

    Examples
    --------
    >>> rows_of([{"outcome": "go"}])
    [{'outcome': 'go'}]
    """
    return table if isinstance(table, Sequence) else table.to_dict("records")  # type: ignore[return-value]


def answers_of(screenings: "AnswerRows | pd.DataFrame", *outcomes: str) -> AnswerRows:
    """
    The answers of some kinds that decide something, the last written last.

    One that is dated later than now decides nothing: a clock was ahead, or a year is wrong.

    Examples
    --------
    >>> later = {"outcome": "go", "still_to_come": True}
    >>> answers_of([{"outcome": "go"}, later, {"outcome": "leg"}], "go")
    [{'outcome': 'go'}]
    """
    rows = (row for row in rows_of(screenings) if row["outcome"] in outcomes)
    return [row for row in rows if not row.get("still_to_come", False)]


def still_to_come(screenings: "AnswerRows | pd.DataFrame") -> AnswerRows:
    """
    What was answered after the last screen that counts, and is dated later than now.

    It decides nothing; so that nobody goes on without it, all is asked again.

    Examples
    --------
    >>> screenings = [{"outcome": "go"}, {"outcome": "emergency", "still_to_come": True}]
    >>> [row["outcome"] for row in still_to_come(screenings)], still_to_come(screenings[::-1])
    (['emergency'], [])
    """
    after = _since_last_screen(screenings)
    rows = (row for row in after if row["outcome"] in (*SCREEN, *ASK_ANEW))
    return [row for row in rows if row.get("still_to_come", False)]


def _since_last_screen(screenings: "AnswerRows | pd.DataFrame") -> AnswerRows:
    """What was written after the last screen that counts; all of it before the first."""
    rows = rows_of(screenings)
    last = last_screen(rows)
    counts = [at for at, row in enumerate(rows) if row is last]
    return rows[counts[-1] + 1 :] if counts else rows


def as_written(screenings: "AnswerRows | pd.DataFrame") -> AnswerRows:
    """The answers as they were written, as if no clock had ever been ahead."""
    return [{**row, "still_to_come": False} for row in rows_of(screenings)]


def chosen(screenings: "AnswerRows | pd.DataFrame") -> tuple[Condition, ...]:
    """
    The conditions that were chosen last, with their details; none before that.

    An answer of the first version has names alone: nothing more is known of them.

    Examples
    --------
    >>> answers = {"conditions": ["knee_trouble"], "details": {"knee_trouble": {"side": "left"}}}
    >>> chosen([{"outcome": "conditions", "answers": answers}])
    (Condition(name='knee_trouble', side='left', until=None),)
    """
    rows = answers_of(screenings, "conditions")
    return from_answers(rows[-1]["answers"]) if rows else ()


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


def last_screen(screenings: "AnswerRows | pd.DataFrame") -> Mapping[str, Any] | None:
    """The row of the last screen, or None before the first."""
    screens = answers_of(screenings, *SCREEN)
    return screens[-1] if screens else None


def asked_to_see(screenings: "AnswerRows | pd.DataFrame") -> tuple[str, ...]:
    """
    The signs of the gentle tier that were ticked when all was asked last: they are known by now.

    Examples
    --------
    >>> answers = {"flags": ["six_weeks"], "asked": "all"}
    >>> asked_to_see([{"outcome": "ask", "answers": answers}])
    ('six_weeks',)
    """
    from stretchlib.safety.facts import facts

    whole = _whole(screenings)
    if not whole:
        return ()
    flags = facts().flags
    ticked = whole[-1]["answers"].get("flags", ())
    return tuple(flag for flag in ticked if flag in flags and flags[flag].tier == "ask")


def is_due(screenings: "AnswerRows | pd.DataFrame", now: datetime) -> bool:
    """
    Whether to ask for warning signs before practising.

    Before the first practice, after a week, after a yes, and after pain that went down a leg.

    Parameters
    ----------
    screenings : DataFrame or its rows
        As `log.screenings()` gives it.
    now : datetime with a zone

    Examples
    --------
    >>> from datetime import UTC
    >>> monday = datetime(2026, 3, 2, tzinfo=UTC)
    >>> screenings = [{"outcome": "go", "answered_utc": monday, "answers": {}}]
    >>> [is_due(screenings, monday + timedelta(days=days)) for days in (6, 7)]
    [False, True]
    """
    return what_is_due(screenings, now) is not None


def what_is_due(screenings: "AnswerRows | pd.DataFrame", now: datetime) -> Asked | None:
    """
    How much to ask before practising: the signs of every week, all of it, or nothing yet.

    All is asked before the first practice, once in four weeks, after a yes, after pain that went
    down a leg and after an answer that is dated later than now; in the weeks between, the few signs
    that cannot wait.

    Parameters
    ----------
    screenings : DataFrame or its rows
        As `log.screenings()` gives it.
    now : datetime with a zone

    Examples
    --------
    >>> from datetime import UTC
    >>> monday = datetime(2026, 3, 2, tzinfo=UTC)
    >>> answers = {"flags": [], "asked": "all"}
    >>> screenings = [{"outcome": "go", "answered_utc": monday, "answers": answers}]
    >>> [what_is_due(screenings, monday + timedelta(days=days)) for days in (6, 7, 28)]
    [None, 'weekly', 'all']
    """
    rows = rows_of(screenings)
    last = last_screen(rows)
    if last is None or last["outcome"] not in GOES_ON:
        return "all"
    if any(row["answers"]["leg"] for row in answers_of(_since_last_screen(rows), "leg")):
        return "all"
    if still_to_come(rows):
        return "all"
    if _is_within(ASK_AGAIN, last["answered_utc"], now):
        return None
    whole = _whole(rows)
    is_recent = bool(whole) and _is_within(ASK_ALL, whole[-1]["answered_utc"], now)
    return "weekly" if is_recent else "all"


def _whole(screenings: "AnswerRows | pd.DataFrame") -> AnswerRows:
    """The screens that asked all that is asked today."""
    screens = answers_of(screenings, *SCREEN)
    return [row for row in screens if row["answers"].get("asked") == "all"]


def _is_within(span: timedelta, at: datetime, now: datetime) -> bool:
    # A clock that was set back must not put it off.
    return -SKEW <= now - at < span


def hurt_twice(
    screenings: "AnswerRows | pd.DataFrame", hurts: "AnswerRows | pd.DataFrame"
) -> tuple[str, ...]:
    """
    Slugs of the stretches that hurt twice since they were last brought back.

    Each phase that was stopped with "it hurts" counts: the left side and the right make two.

    Parameters
    ----------
    screenings, hurts : DataFrame or its rows
        As the log gives them.
    """
    rows = rows_of(hurts)
    for back in answers_of(screenings, "bring_back"):
        slug, at = back["answers"]["stretch"], back["answered_utc"]
        rows = [row for row in rows if row["stretch"] != slug or row["started_utc"] > at]
    counts = Counter(row["stretch"] for row in rows)
    return tuple(sorted(slug for slug, count in counts.items() if count >= RESTS_AFTER))


def hurt_further_down(
    screenings: "AnswerRows | pd.DataFrame", hurts: "AnswerRows | pd.DataFrame"
) -> bool:
    """
    Whether a leg or the saddle hurt in a session that began after the last screen.

    The check-out asks for the signs then; this holds where it was never reached.

    Parameters
    ----------
    screenings, hurts : DataFrame or its rows
        As the log gives them.
    """
    last = last_screen(screenings)
    began = (row["started_utc"] for row in rows_of(hurts) if row["hurt"] in FURTHER_DOWN)
    return last is not None and any(at > last["answered_utc"] for at in began)


def last_extent(
    ratings: "AnswerRows | pd.DataFrame", conditions: Iterable[Condition] = ()
) -> int | None:
    """
    How far down it went when somebody last said so, as its index in `EXTENTS`; None before that.

    Whoever lives with pain down a leg and never said is taken to have it below the knee.

    Parameters
    ----------
    ratings : DataFrame or its rows
        As `log.ratings()` gives it.
    conditions : iterable of Condition
        Those that are in force.
    """
    scores = (_given(row["score"]) for row in rows_of(ratings) if row["kind"] == "extent")
    answered = [score for score in scores if score is not None]
    if answered:
        return answered[-1]
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


def ended_worse(
    sessions: "AnswerRows | pd.DataFrame", ratings: "AnswerRows | pd.DataFrame", today: datetime
) -> Worse | None:
    """
    The last session, where it ended sorer and nobody has yet said how the day after was.

    Parameters
    ----------
    sessions, ratings : DataFrame or its rows
        As the log gives them, oldest first.
    today : datetime
        Midnight of the local day. On the day of the session itself it is too early to ask; one
        that is dated later is none yet.
    """
    begun = [row for row in rows_of(sessions) if row["day"] <= today]
    if not begun or begun[-1]["day"] == today:
        return None
    session = str(begun[-1]["id"])
    scores = {
        row["moment"]: _given(row["score"])
        for row in rows_of(ratings)
        if row["session_id"] == session and row["kind"] == "pain"
    }
    before, after = scores.get("before"), scores.get("after")
    if "next_day" in scores or before is None or after is None:
        return None
    return Worse(session, before, after) if after > before else None


def _given(score: object) -> int | None:
    """A score that was given; None where it was not, as the log or a frame says that."""
    return int(score) if isinstance(score, Integral | float) and score == score else None
