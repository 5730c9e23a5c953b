"""A sore day: the same stretches, with less of each."""

from collections import defaultdict
from dataclasses import replace
from functools import lru_cache
from typing import Final

from stretchlib._data import data_folder
from stretchlib.milliseconds import whole_ms
from stretchlib.model import RoutineEntry
from stretchlib.routines import Routine, Step
from stretchlib.safety.session_dose import within

GENTLE_S: Final = 25.0
"""The longest that any side of a muscle is under stretch in the routine `gentle`."""


def gentler(of: Routine) -> Routine:
    """
    What is offered on a sore day: the same stretches with less of each, and nothing more.

    A stretch is done as in the shipped routine `gentle` where that is less. Of all others a side of
    a muscle is under stretch for at most 25 seconds, and nothing goes further at the end.

    Parameters
    ----------
    of : Routine
        What was planned, made to fit the person.

    Returns
    -------
    Routine
        The one that came in where it is gentle already; without any step when none can be so short.

    Examples
    --------
    >>> from stretchlib.routines import routine
    >>> gentler(routine("longer"))
    <Routine 'Gentle': 4 steps, ... min>
    >>> from stretchlib.phases import Hold
    >>> gentler(Routine("Mornings").add("standing_hamstring", Hold(40), sides="left"))
    <Routine 'Gentle': 1 step, ... min>
    """
    spent_s: defaultdict[tuple[str, str], float] = defaultdict(float)
    steps: list[Step] = []
    for step in of.steps:
        parts = [
            (step.stretch.target, side)
            for side in (("left", "right") if "both" in step.sides else step.sides)
        ]
        less = _less(step, whole_ms(GENTLE_S - max(spent_s[part] for part in parts)))
        if less is None:
            continue
        steps.append(less)
        for part in parts:
            spent_s[part] += less.dose_s
    if tuple(steps) == of.steps:
        return of
    return Routine(_gentle().title, tuple(steps))


def _less(step: Step, room_s: float) -> Step | None:
    """One step with at most so many seconds under stretch a side, and never more of it."""
    small = replace(step, enhance_s=0.0)
    for usual in _gentle().steps:
        pace = usual.pace
        gentle = replace(small, pace=pace, sets=usual.sets, rest_s=usual.rest_s)
        if (
            usual.stretch == step.stretch.slug
            and pace.kind in step.stretch.paces
            and gentle.dose_s <= min(room_s, step.dose_s)
            and _lasts_s(gentle) <= _lasts_s(step)
        ):
            return gentle
    return within(small, room_s)


def _lasts_s(step: Step) -> float:
    return Routine("", (step,)).duration_s


@lru_cache(maxsize=1)
def _gentle() -> RoutineEntry:
    """The shipped routine, also where a person has one of their own in its place."""
    from stretchlib.catalog.rules import entry_of
    from stretchlib.catalog.schema import RoutineFile, check, read_toml

    path = data_folder() / "routines" / "gentle.toml"
    return entry_of(check(path.name, RoutineFile, read_toml(path)))
