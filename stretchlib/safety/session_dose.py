"""How many seconds a side is under stretch: the mark of a session, and a step cut to so many."""

from collections import defaultdict
from dataclasses import replace

from stretchlib.milliseconds import in_ms, whole_ms
from stretchlib.phases import Breath, Hold, Pace, Pulse
from stretchlib.routines import Routine, Step

SESSION_MARK_S = 240.0
"""
Seconds under stretch past which a muscle and side is named. In `ingram_2024` gains level off near
four minutes in a session, as others report it; they do not say of how many muscles, so that a
muscle may well have had enough before.
"""


def past_the_mark(routine: Routine) -> tuple[str, ...]:
    """
    The muscles that a side of is longer under stretch than the mark of a session.

    Examples
    --------
    >>> from stretchlib.routines import routine
    >>> past_the_mark(routine("longer"))
    ()
    >>> past_the_mark(Routine("Long").add("standing_hamstring", Hold(241)))
    ('hamstrings',)
    """
    seconds: defaultdict[tuple[str, str], float] = defaultdict(float)
    for step in routine.steps:
        for side in ("left", "right"):
            if side in step.sides or "both" in step.sides:
                seconds[step.stretch.target, side] += step.dose_s
    over = (target for (target, _), s in seconds.items() if whole_ms(s) > SESSION_MARK_S)
    return tuple(dict.fromkeys(over))


def within(step: Step, budget_s: float) -> Step | None:
    """A step of at most so many seconds under stretch a side; None where its pace has no such."""
    pace = _shortened(step.pace, budget_s)
    if pace is None:
        return None
    sets = in_ms(budget_s) // in_ms(pace.dose_s)
    return replace(step, pace=pace, sets=max(1, min(step.sets, sets)))


def _shortened(pace: Pace, budget_s: float) -> Pace | None:
    if in_ms(pace.dose_s) <= in_ms(budget_s):
        return pace
    if isinstance(pace, Hold):
        return replace(pace, hold_s=whole_ms(budget_s)) if in_ms(budget_s) > 0 else None
    times = in_ms(budget_s) * _times(pace) // in_ms(pace.dose_s)
    if times <= 0:
        return None
    return replace(pace, count=times) if isinstance(pace, Pulse) else replace(pace, breaths=times)


def _times(pace: Pulse | Breath) -> int:
    return pace.count if isinstance(pace, Pulse) else pace.breaths


def as_hold(step: Step) -> Step:
    """Stay, in place of press and release, for no longer than was pressed in all."""
    hold = step.stretch.paces.get("hold")
    if not isinstance(hold, Hold) or step.pace.kind == "hold":
        return step
    budget_s = whole_ms(step.sets * step.pace.dose_s)
    sets = max(1, in_ms(budget_s) // in_ms(hold.hold_s))
    return replace(step, pace=replace(hold, hold_s=min(hold.hold_s, budget_s)), sets=sets)


def as_pulse(step: Step) -> Step:
    """Press and release, in place of what stays, for no longer in all."""
    pulse = step.stretch.paces.get("pulse")
    if not isinstance(pulse, Pulse) or step.pace.kind == "pulse":
        return step
    budget_s = whole_ms(step.sets * step.pace.dose_s)
    return within(replace(step, pace=pulse, sets=1), budget_s) or step
