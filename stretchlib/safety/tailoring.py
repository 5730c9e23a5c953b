"""A routine and a person's conditions in, what they may practise of it out, with every reason."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

import pandas as pd

from stretchlib.catalog import load
from stretchlib.errors import RoutineError
from stretchlib.routine import Routine, Step
from stretchlib.safety.rulings import Ruling, checked_conditions, ruling
from stretchlib.stretch import Breath, Cue, Hold, Pace, Pulse, Stage, Stretch

SESSION_MARK_S = 240.0
"""Seconds a muscle and session past which no more was gained (Ingram and others 2024)."""
HURT_TWICE = "hurt_twice"
"""Stands for a condition in the table, where a stretch rests because it hurt twice."""
COLUMNS = {
    "step": "int64",
    "stretch": "str",
    "verdict": "str",
    "becomes": "str",
    "variant": "str",
    "condition": "str",
    "reason": "str",
    "sources": "object",
}


class Allowed(NamedTuple):
    """What may be practised, and what was changed on the way there."""

    routine: Routine
    """Without any step when nothing is left."""
    changes: pd.DataFrame
    """One row per step and condition that has something to say of it."""


def allowed(
    routine: Routine, conditions: Iterable[str] | str = (), *, resting: Iterable[str] = ()
) -> Allowed:
    """
    Fit a routine to a person: what suits stays, the rest is changed, replaced or left out.

    Where two conditions disagree, the stricter wins: left out before replaced, replaced before
    changed. A stretch is replaced only by one that suits every condition and that the routine does
    not have yet. No side of a muscle ever gets more seconds than before.

    Parameters
    ----------
    routine : Routine
        Such as `st.routine("standard")`.
    conditions : str or sequence of str
        Names of `st.safety.conditions()`; their order does not matter.
    resting : sequence of str
        Slugs of stretches that hurt twice, and rest until somebody brings them back.

    Returns
    -------
    Allowed
        `routine`, the new one, and `changes`, a DataFrame with one row per step and condition:
        `step` (from 1, of the routine that came in), `stretch` (slug), `verdict` (`allowed`,
        `changed`, `replaced` or `left out`), `becomes` (slug, missing when nothing takes its
        place), `variant` (what to do instead, a template), `condition`, `reason`, `sources`. A row
        with `allowed` is of a stretch of one's own that nobody has judged. Empty, with the same
        columns and types, when all stays as it was.

    Raises
    ------
    RoutineError
        `routine` is none.
    UnknownName
        No such condition; the message says which one was probably meant.

    Examples
    --------
    >>> from stretchlib.routine import routine
    >>> mine, changes = allowed(routine("standard"), ["osteoporosis"])
    >>> [step.stretch.slug for step in mine.steps][-1]
    'single_knee_hug'
    >>> changes.loc[changes["verdict"] == "replaced", ["stretch", "becomes"]].values.tolist()
    [['double_knee_hug', 'single_knee_hug']]
    """
    if not isinstance(routine, Routine):
        msg = f'{routine!r} is not a routine. Give one, such as st.routine("standard").'
        raise RoutineError(msg)
    person = _Person(checked_conditions(conditions), frozenset(resting))
    taken = {step.stretch.slug for step in routine.steps}
    steps: list[Step] = []
    rows: list[dict[str, object]] = []
    for number, step in enumerate(routine.steps, 1):
        kept, told = _fitted(step, person, taken)
        if kept is not None:
            steps.append(kept)
            taken.add(kept.stretch.slug)
        rows += [{"step": number, "stretch": step.stretch.slug, **row} for row in told]
    changes = pd.DataFrame(rows, columns=list(COLUMNS)).astype(COLUMNS)
    return Allowed(replace(routine, steps=tuple(steps)), changes)


def past_the_mark(routine: Routine) -> tuple[str, ...]:
    """
    The muscles that a side of gets more seconds than the mark of a session.

    Examples
    --------
    >>> from stretchlib.routine import routine
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
    over = (target for (target, _), spent in seconds.items() if spent > SESSION_MARK_S)
    return tuple(dict.fromkeys(over))


@dataclass(frozen=True)
class _Person:
    """What is known of somebody who practises."""

    conditions: tuple[str, ...]
    resting: frozenset[str]

    def says_of(self, stretch: Stretch) -> list[Ruling]:
        """Every ruling on a stretch, the strictest first."""
        said = [ruling(name, stretch) for name in self.conditions]
        if stretch.slug in self.resting:
            reason = "It hurt twice. It rests until you bring it back."
            said.append(Ruling(HURT_TWICE, "left out", reason, ("nhs_scotland_back",)))
        return sorted(said, key=lambda one: -one.strictness)

    def may_do(self, stretch: Stretch) -> bool:
        """Whether no condition would have it replaced or left out."""
        return all(one.verdict in ("allowed", "changed") for one in self.says_of(stretch))


def _fitted(
    step: Step, person: _Person, taken: set[str]
) -> tuple[Step | None, list[dict[str, object]]]:
    """One step as it may be done, or None, with the rows that tell of it."""
    said = person.says_of(step.stretch)
    worst = said[0].verdict if said else "allowed"
    of_worst = [one for one in said if one.verdict == worst]
    if worst == "left out":
        return None, [_row(one, worst) for one in of_worst]
    if worst == "replaced":
        other = _substitute(step, of_worst, person, taken)
        if other is None:
            return None, [_row(one, "left out", reason=_nothing_suits(one)) for one in of_worst]
        changed, rows = _changed(other, person.says_of(other.stretch))
        slug = other.stretch.slug
        return changed, [
            *(_row(one, worst, slug) for one in of_worst),
            *({**row, "becomes": slug} for row in rows),
        ]
    return _changed(step, said)


def _changed(step: Step, said: Sequence[Ruling]) -> tuple[Step, list[dict[str, object]]]:
    """A step with every variant told in its cues, and no more than each ruling allows."""
    changing = [one for one in said if one.verdict == "changed"]
    unknown = [one for one in said if one.verdict == "allowed" and not one.is_judged]
    rows = [_row(one, one.verdict, step.stretch.slug) for one in (*changing, *unknown)]
    if not changing:
        return step, rows
    if any(one.pace == "hold" for one in changing):
        step = _as_hold(step)
    if not all(one.enhance for one in changing):
        step = replace(step, enhance_s=0.0)
    variants = dict.fromkeys(one.variant for one in changing)
    return replace(step, stretch=_told(step.stretch, variants)), rows


def _told(stretch: Stretch, variants: Iterable[str]) -> Stretch:
    """A stretch that says its variants last, before each side."""
    stages: tuple[Stage, ...] = ("setup", "switch") if len(stretch.sides) == 2 else ("setup",)
    more = tuple(Cue(stage, words) for words in variants for stage in stages)
    return replace(stretch, cues=(*stretch.cues, *more))


def _substitute(
    step: Step, said: Sequence[Ruling], person: _Person, taken: set[str]
) -> Step | None:
    """The first stretch that may take this one's place, in at most its seconds."""
    for slug in dict.fromkeys(slug for one in said for slug in one.by):
        stretch = load().stretches.get(slug)
        if stretch is None or slug in taken or not person.may_do(stretch):
            continue
        other = _in_place_of(step, stretch)
        if other is not None:
            return other
    return None


def _in_place_of(step: Step, stretch: Stretch) -> Step | None:
    has_its_sides = set(step.sides) <= set(stretch.sides)
    if not has_its_sides and set(step.sides) != set(step.stretch.sides):
        return None
    # One side at a time instead of both at once works the same muscle twice.
    sides = step.sides if has_its_sides else stretch.sides
    budget_s = step.dose_s * min(1.0, len(step.sides) / len(sides))
    pace = step.pace if step.pace.kind in stretch.paces else next(iter(stretch.paces.values()))
    return _within(Step(stretch, pace, step.sets, 0.0, step.rest_s, sides), budget_s)


def _within(step: Step, budget_s: float) -> Step | None:
    """A step of no more than so many seconds a side, nor than the mark; None when none is left."""
    budget_s = min(budget_s, SESSION_MARK_S)
    pace = _shortened(step.pace, budget_s)
    if pace is None:
        return None
    return replace(step, pace=pace, sets=max(1, min(step.sets, int(budget_s // pace.duration_s))))


def _shortened(pace: Pace, budget_s: float) -> Pace | None:
    if pace.duration_s <= budget_s:
        return pace
    if isinstance(pace, Hold):
        return replace(pace, hold_s=budget_s) if budget_s > 0 else None
    times = int(budget_s // (pace.duration_s / _times(pace)))
    if not times:
        return None
    return replace(pace, count=times) if isinstance(pace, Pulse) else replace(pace, breaths=times)


def _times(pace: Pulse | Breath) -> int:
    return pace.count if isinstance(pace, Pulse) else pace.breaths


def _as_hold(step: Step) -> Step:
    """Stay, in place of press and release, for no longer in all."""
    hold = step.stretch.paces.get("hold")
    if hold is None or step.pace.kind == "hold":
        return step
    budget_s = step.sets * step.pace.duration_s
    sets = max(1, int(budget_s // hold.duration_s))
    held = _within(replace(step, pace=hold, sets=sets), budget_s)
    return held or step


def _nothing_suits(one: Ruling) -> str:
    return f"{one.reason} No other stretch that would do suits you and is not in the routine yet."


def _row(
    one: Ruling, verdict: str, becomes: str | None = None, *, reason: str = ""
) -> dict[str, object]:
    return {
        "verdict": verdict,
        "becomes": becomes,
        "variant": one.variant,
        "condition": one.condition,
        "reason": reason or one.reason,
        "sources": one.sources,
    }
