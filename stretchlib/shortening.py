"""A routine made to fit the time there is: less or more of each stretch, or a stretch less."""

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace

from stretchlib import text
from stretchlib.errors import RoutineError, in_short, shown
from stretchlib.milliseconds import in_ms, whole_ms
from stretchlib.phases import Breath, Hold, Pace, Pulse
from stretchlib.routines import Routine, Step, check_routine

LEAST_S = 20.0
"""A side is no shorter under stretch, or the stretch is left out: two of the shortest holds in
`acsm_flexibility`."""
LONGEST_STRETCH_S = 80.0
"""No muscle and side grows beyond what `longer` gives, the most of the shipped routines. What was
more before stays."""
MOST_TIMES_AS_LONG = 2.0
"""Nor beyond twice its own: a gentle routine with more time to it stays a gentle one."""
LONGEST_HOLD_S = 30.0
"""A longer hold becomes two: the upper end in `acsm_flexibility`."""
SHORTEST_S = 10.0
"""No set is cut below this, its lower end; every first cue is said by then."""
LONGEST_REST_S = 30.0
"""Time that may not be stretched any more is rested, up to this."""
NEAR_ENOUGH = 0.9
SHORT_BY_S = 60
"""Less than this nobody misses, whatever share of the time it is."""
TITLE = re.compile(r"(?P<own>.*?)(?:, [\d.]+ minutes?(?:, without (?P<without>.*))?)?", re.DOTALL)


def shortened(routine: Routine, minutes: float) -> Routine:
    """Make a version that takes at most so many minutes; `Routine.shorten` says how."""
    _check(routine, minutes)
    room_s = whole_ms(minutes * 60)
    kept, left_out = _fewer(routine, minutes)
    # What has lost a stretch gets no more of the others than they had.
    shares = [share for share in _shares(kept) if share <= 1.0 or not left_out]
    fitting = bisect_right(shares, room_s, key=lambda share: _dosed(kept, share).duration_s)
    # Fewer sets have fewer rests, so that a little more may take a little less.
    best = next(
        made
        for share in reversed(shares[:fitting])
        if (made := _dosed(kept, share)).duration_s <= room_s
    )
    best = _rested(best, room_s)
    is_longest = fitting == len(shares) and not left_out
    if is_longest and best.duration_s < _near(room_s):
        msg = (
            f"{in_short(routine.title)} cannot fill {_long(minutes)}: with twice its seconds under "
            f"stretch, and at most {LONGEST_STRETCH_S:g} for each muscle and side, it takes "
            f"{text.clock(best.duration_s)} min. Add a stretch, or take "
            f"{_long(_minutes_of(best.duration_s))}."
        )
        raise RoutineError(msg)
    return replace(best, title=_titled(routine.title, minutes, left_out))


def _near(room_s: float) -> float:
    return min(whole_ms(NEAR_ENOUGH * room_s), whole_ms(room_s - SHORT_BY_S))


def _check(routine: Routine, minutes: float) -> None:
    check_routine(routine)
    if not len(routine):
        msg = f'{in_short(routine.title)} is empty. Add a stretch: .add("double_knee_hug").'
        raise RoutineError(msg)
    if isinstance(minutes, bool) or not isinstance(minutes, int | float) or not 0 < minutes <= 120:
        msg = f"minutes={shown(minutes)} is not possible. Give a number up to 120, such as 10."
        raise RoutineError(msg)


def _fewer(routine: Routine, minutes: float) -> tuple[Routine, list[Step]]:
    """As many of the steps as have a dose worth having in the time, and those left out."""
    kept = list(range(len(routine)))
    while (least_s := _least_s(routine, kept)) > whole_ms(minutes * 60):
        if len(kept) == 1:
            msg = (
                f"{in_short(routine.title)} cannot be done in {_long(minutes)}: "
                f"{routine.steps[kept[0]].stretch.title} alone takes {text.clock(least_s)} min. "
                f"Take {_long(_minutes_of(least_s))}."
            )
            raise RoutineError(msg)
        kept = min(_one_fewer(routine, kept), key=lambda indices: _least_s(routine, indices))
    left_out = [step for index, step in enumerate(routine.steps) if index not in kept]
    return _only(routine, kept), left_out


def _one_fewer(routine: Routine, kept: list[int]) -> list[list[int]]:
    """Each way to leave out a step whose muscle is in another one too, or any step."""
    targets = [routine.steps[index].stretch.target for index in kept]
    again = [at for at, target in enumerate(targets) if targets.count(target) > 1]
    return [kept[:at] + kept[at + 1 :] for at in again or range(len(kept))]


def _only(routine: Routine, indices: list[int]) -> Routine:
    return replace(routine, steps=tuple(routine.steps[index] for index in indices))


def _least_s(routine: Routine, indices: list[int]) -> float:
    """Seconds that some of its steps take with the least dose worth having."""
    return _dosed(_only(routine, indices), 0.0).duration_s


def _titled(title: str, minutes: float, left_out: list[Step]) -> str:
    """Say how long it is and what it lacks, also what a former fit left out."""
    match = TITLE.fullmatch(title)
    assert match
    *others, last = ["", *(_in_words(step.stretch.title) for step in left_out)]
    names = " and ".join(filter(None, [match["without"], ", ".join(filter(None, others)), last]))
    return f"{match['own']}, {_long(minutes)}" + (f", without {names}" if names else "")


def _long(minutes: float) -> str:
    return f"{minutes:g} minute{'' if minutes == 1 else 's'}"


def _minutes_of(seconds: float) -> int:
    """Whole minutes that hold so many seconds."""
    return -(-in_ms(seconds) // 60_000)


def _in_words(title: str) -> str:
    return title[:1].lower() + title[1:]


def _shares(routine: Routine) -> list[float]:
    """Every share of its own dose that a routine may get, a second of its largest apart."""
    largest_s = max(step.dose_s for step in routine.steps)
    most = max(most_s / step.dose_s for step, most_s in _most(routine))
    seconds = range(in_ms(most * largest_s) // 1000 + 1)
    return sorted({1.0, *(second / largest_s for second in seconds), most})


def _dosed(routine: Routine, share: float) -> Routine:
    """Give every step this share of its own dose, but neither too little nor too much."""
    steps = (
        _dosed_step(step, min(whole_ms(share * step.dose_s), most_s))
        for step, most_s in _most(routine)
    )
    return replace(routine, steps=tuple(steps))


def _most(routine: Routine) -> Iterator[tuple[Step, float]]:
    """Each step with its part of the most that a side of its muscle gets."""
    had_s: defaultdict[tuple[str, str], float] = defaultdict(float)
    for step in routine.steps:
        for part in _parts(step):
            had_s[part] += step.dose_s
    for step in routine.steps:
        side_s = max(had_s[part] for part in _parts(step))
        yield (
            step,
            whole_ms(step.dose_s * max(1.0, min(MOST_TIMES_AS_LONG, LONGEST_STRETCH_S / side_s))),
        )


def _parts(step: Step) -> list[tuple[str, str]]:
    """Every muscle and side that a step stretches."""
    sides = ("left", "right") if "both" in step.sides else step.sides
    return [(step.stretch.target, side) for side in sides]


def _dosed_step(step: Step, dose_s: float) -> Step:
    """Give a step so many seconds under stretch for each side, or what comes nearest below."""
    least_s = min(step.dose_s, LEAST_S)
    dose_s = max(dose_s, least_s)
    if dose_s == step.dose_s:
        return step
    enhance_s = step.enhance_s
    if dose_s < step.dose_s and whole_ms(dose_s - enhance_s) < whole_ms(step.sets * SHORTEST_S):
        # Whole, since its cue asks for several slow rounds, or not at all.
        enhance_s = 0.0
    sets, pace = _paced(step, dose_s - enhance_s, max(least_s - enhance_s, 1.0))
    return replace(step, sets=sets, pace=pace, enhance_s=enhance_s)


def _paced(step: Step, dose_s: float, least_s: float) -> tuple[int, Pace]:
    pace, dose, least, shortest = step.pace, in_ms(dose_s), in_ms(least_s), in_ms(SHORTEST_S)
    if isinstance(pace, Hold):
        most = in_ms(max(pace.hold_s, LONGEST_HOLD_S))
        fewest = -(-dose // most)
        sets = min(max(step.sets, fewest), max(1, dose // min(in_ms(pace.hold_s), shortest)))
        return sets, Hold(float(max(dose // (1000 * sets), -(-least // (1000 * sets)))))
    # So many rounds together are so many milliseconds under stretch.
    rounds, together = _times(pace), in_ms(pace.dose_s)
    fewest = min(rounds, -(-shortest * rounds // in_ms(pace.duration_s)))
    sets = max(1, min(step.sets, dose * rounds // (fewest * together)))
    times = max(dose * rounds // (sets * together), -(-least * rounds // (sets * together)), 1)
    if isinstance(pace, Pulse):
        return sets, replace(pace, count=times)
    return sets, replace(pace, breaths=times)


def _times(pace: Pulse | Breath) -> int:
    return pace.count if isinstance(pace, Pulse) else pace.breaths


def _rested(routine: Routine, room_s: float) -> Routine:
    """Give what is left of the time to the rests between sets, evenly."""
    rests = sum((step.sets - 1) * len(step.sides) for step in routine.steps)
    if not rests or routine.duration_s >= whole_ms(NEAR_ENOUGH * room_s):
        return routine
    more_s = float((in_ms(room_s) - in_ms(routine.duration_s)) // (1000 * rests))
    steps = tuple(
        replace(step, rest_s=max(step.rest_s, min(step.rest_s + more_s, LONGEST_REST_S)))
        for step in routine.steps
    )
    return replace(routine, steps=steps)
