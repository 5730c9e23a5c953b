"""Whether a change is worth having: another question than whether it is real."""

from stretchlib.errors import StretchError, shown
from stretchlib.log.values import is_number
from stretchlib.model import BodyMeasure
from stretchlib.progress.changes import Change
from stretchlib.progress.sentences import amount

POINTS_WORTH_HAVING = ((5.0, 1.0), (8.0, 2.0), (11.0, 3.0))
"""Below this pain at the beginning, so many points less are worth having."""


def pain_points_worth_having(first: float) -> float:
    """
    How many points less of pain people with back pain call worth having.

    It depends on where one begins: 1 point from 1 to 4, 2 from 5 to 7, 3 from 8 to 10
    (doi 10.1055/a-1304-3677), which is close to the 30 % or 2 points of a consensus
    (Ostelo and others 2008).

    Examples
    --------
    >>> [pain_points_worth_having(first) for first in (3, 6, 9)]
    [1.0, 2.0, 3.0]
    """
    return next(points for below, points in POINTS_WORTH_HAVING if first < below)


def check_goal(measure: BodyMeasure, goal_cm: object) -> float | None:
    """
    Return a goal that can be reached; None where nobody set one.

    Raises
    ------
    StretchError
        For anything but a distance that the measure can give.

    Examples
    --------
    >>> from stretchlib.model import MEASURES
    >>> check_goal(MEASURES["chest_to_thigh"], 120)
    Traceback (most recent call last):
    ...
    stretchlib.errors.StretchError: goal_cm=120 is not a possible distance. Give 0 to 100, in cm.
    """
    if not isinstance(measure, BodyMeasure):
        msg = f"measure={shown(measure)} is not a measure. Give such as MEASURES['chest_to_thigh']."
        raise StretchError(msg)
    if goal_cm is None:
        return None
    if is_number(goal_cm):
        goal = float(goal_cm)
        if measure.min_cm <= goal <= measure.max_cm:
            return goal
    possible = f"{measure.min_cm:g} to {measure.max_cm:g}, in cm"
    msg = f"goal_cm={shown(goal_cm)} is not a possible distance. Give {possible}."
    raise StretchError(msg)


def of_distance(change: Change, goal_cm: float | None) -> tuple[bool | None, str]:
    """Whether the latest days reach the person's own goal, and that in words; nothing without."""
    if change.latest is None or goal_cm is None:
        return None, ""
    if change.latest <= goal_cm:
        return True, f"You are at your goal of {goal_cm:g} cm."
    now, left = f"{change.latest:.1f} cm", f"{change.latest - goal_cm:.1f} cm"
    return (
        False,
        f"Your latest three days are at {now}; your goal of {goal_cm:g} cm is {left} away.",
    )


def of_rating(change: Change, kind: str, *, is_real: bool) -> tuple[bool | None, str]:
    """
    Whether a drop in pain is worth having, and that in words; of tightness nobody knows.

    Nor does anybody know it of a drop that is no larger than what one day differs from the next.
    """
    if change.first is None or change.change is None:
        return None, ""
    if kind != "pain":
        return None, "Nobody has established how much less tightness is worth having: you decide."
    if change.first < 1:
        return None, ""
    points = pain_points_worth_having(change.first)
    is_worth = -change.change >= points
    lead = (
        f"Many people who begin at {change.first:g} find a drop of {amount(points, 'points')} "
        "worthwhile;"
    )
    if not is_worth:
        return False, f"{lead} {'yours went up' if change.change > 0 else 'you are not there yet'}."
    if is_real:
        return True, f"{lead} yours is as large."
    if change.is_beyond_error is False:
        return (
            None,
            f"{lead} yours would be as large, but differs as much from one day to the next.",
        )
    return True, f"{lead} yours is as large, if it is real."
