"""A routine made to fit the time there is: the same stretches, with less or more of each."""

import re
from bisect import bisect_right
from dataclasses import replace

from stretchlib import _html
from stretchlib.errors import RoutineError
from stretchlib.routine import Routine, Step
from stretchlib.stretch import Breath, Hold, Pace, Pulse

LEAST_S = 10.0
"""A side gets no less: the lower end of a hold in `acsm_flexibility`."""
MOST_S = 85.0
"""A muscle and side gets no more: every day, it stays below the 10 minutes a week beyond which
`ingram_2024` saw no further gain."""
LONGEST_HOLD_S = 30.0
"""A longer hold becomes two: the upper end in `acsm_flexibility`."""
SHORTEST_HOLD_S = 10.0
LONGEST_REST_S = 30.0
"""Time that may not be stretched any more is rested, up to this."""
NEAR_ENOUGH = 0.9
SHORT_BY_S = 60
"""Less than this nobody misses, whatever share of the time it is."""


def fit(routine: Routine, minutes: float) -> Routine:
    """
    Make a version of a routine that takes at most so many minutes, and nearly all of them.

    Every stretch stays, in its order, with the same time for each side; all get less or more in
    the same proportion. No muscle gets above 85 seconds a side, which every day for a week is 10
    minutes; time beyond that goes into longer rests.

    Parameters
    ----------
    routine : Routine
        With at least one step.
    minutes : float
        How long it may take.

    Returns
    -------
    Routine
        At most the time; and nine tenths of it, or all but a minute, or as near as the routine's
        own sets and pulses come.

    Raises
    ------
    RoutineError
        When it cannot be that short or that long; the message says how short or long it can be.

    Examples
    --------
    >>> from stretchlib.routine import routine
    >>> fit(routine("standard"), minutes=5)
    <Routine 'Standard, 5 minutes': 4 steps, 4:58 min>
    """
    _check(routine, minutes)
    room_s = minutes * 60
    doses = _doses(routine)
    shortest = _dosed(routine, doses[0])
    if not _is_within_marks(shortest):
        msg = (
            f"{routine.title} gives a muscle more than {MOST_S:g} s a side, however short it is. "
            "Shorten its pulses or breaths, or leave a stretch of the same muscle out."
        )
        raise RoutineError(msg)
    fitting = bisect_right(doses, room_s, key=lambda dose_s: _dosed(routine, dose_s).duration_s)
    if not fitting:
        takes_s = shortest.duration_s
        msg = (
            f"{routine.title} cannot be done in {minutes:g} minutes: with {LEAST_S:g} s a side it "
            f"takes {_html.clock(takes_s)}. Leave a stretch out, or take minutes="
            f"{-(-takes_s // 60):g}."
        )
        raise RoutineError(msg)
    best = _rested(_dosed(routine, doses[fitting - 1]), room_s)
    is_longest = fitting == len(doses)
    if is_longest and best.duration_s < min(NEAR_ENOUGH * room_s, room_s - SHORT_BY_S):
        msg = (
            f"{routine.title} cannot fill {minutes:g} minutes: at {MOST_S:g} s for each muscle "
            f"and side, the most it should have, it takes {_html.clock(best.duration_s)}. Add a "
            f"stretch, or take minutes={-(-best.duration_s // 60):g}."
        )
        raise RoutineError(msg)
    title = re.sub(r", [\d.]+ minutes$", "", routine.title)
    return replace(best, title=f"{title}, {minutes:g} minutes")


def _check(routine: Routine, minutes: float) -> None:
    if not len(routine):
        msg = f'{routine.title} is empty. Add a stretch: .add("double_knee_hug").'
        raise RoutineError(msg)
    if isinstance(minutes, bool) or not isinstance(minutes, int | float) or not 0 < minutes <= 120:
        msg = f"minutes={minutes!r} cannot be. Give a number up to 120, such as 10."
        raise RoutineError(msg)


def _doses(routine: Routine) -> range:
    """Each second that the largest dose may be, from the least to the most."""
    return range(int(LEAST_S), int(MOST_S * max(_shares(routine).values())) + 1)


def _dosed(routine: Routine, dose_s: float) -> Routine:
    """Give the largest dose so many seconds, and the others their part of it."""
    shares = _shares(routine)
    largest_s = max(step.dose_s for step in routine.steps)
    steps = tuple(
        _dosed_step(
            step, min(dose_s / largest_s * step.dose_s, MOST_S / shares[step.stretch.target])
        )
        for step in routine.steps
    )
    return replace(routine, steps=steps)


def _is_within_marks(routine: Routine) -> bool:
    dose_s: dict[str, float] = {}
    for step in routine.steps:
        dose_s[step.stretch.target] = dose_s.get(step.stretch.target, 0.0) + step.dose_s
    return max(dose_s.values()) <= MOST_S


def _shares(routine: Routine) -> dict[str, int]:
    """Count the steps that share a muscle, and with it the most it should have."""
    targets = [step.stretch.target for step in routine.steps]
    return {target: targets.count(target) for target in targets}


def _dosed_step(step: Step, dose_s: float) -> Step:
    """Give a step at most `dose_s` for each side, where its pace can be that short."""
    dose_s = max(dose_s, LEAST_S)
    enhance_s = float(round(step.enhance_s * min(1.0, dose_s / step.dose_s)))
    sets, pace = _paced(step, dose_s - enhance_s)
    return replace(step, sets=sets, pace=pace, enhance_s=enhance_s)


def _paced(step: Step, dose_s: float) -> tuple[int, Pace]:
    pace = step.pace
    if isinstance(pace, Hold):
        shortest = min(pace.hold_s, SHORTEST_HOLD_S)
        longest = max(pace.hold_s, LONGEST_HOLD_S)
        most_sets = max(1, int(dose_s // shortest))
        sets = min(max(step.sets, -int(-dose_s // longest)), most_sets)
        return sets, Hold(max(1.0, dose_s // sets))
    sets = step.sets
    while sets > 1 and sets * _cycle_s(pace) > dose_s:
        sets -= 1
    times = max(1, int(dose_s // (sets * _cycle_s(pace))))
    if isinstance(pace, Pulse):
        return sets, replace(pace, count=times)
    return sets, replace(pace, breaths=times)


def _cycle_s(pace: Pulse | Breath) -> float:
    return pace.period_s if isinstance(pace, Pulse) else pace.inhale_s + pace.exhale_s


def _rested(routine: Routine, room_s: float) -> Routine:
    """Give what is left of the time to the rests between sets, evenly."""
    rests = sum((step.sets - 1) * len(step.sides) for step in routine.steps)
    if not rests or routine.duration_s >= NEAR_ENOUGH * room_s:
        return routine
    more_s = (room_s - routine.duration_s) // rests
    steps = tuple(
        replace(step, rest_s=max(step.rest_s, min(step.rest_s + more_s, LONGEST_REST_S)))
        for step in routine.steps
    )
    return replace(routine, steps=steps)
