"""A routine and a person's conditions in, what they may practise of it out, with every reason."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from operator import itemgetter
from typing import NamedTuple

import pandas as pd

from stretchlib.catalog import load
from stretchlib.errors import RoutineError
from stretchlib.routine import Routine, Step
from stretchlib.safety.dose import SESSION_MARK_S, as_hold, within
from stretchlib.safety.rulings import Ruling, checked_conditions, ruling
from stretchlib.stretch import STAGES, Cue, Side, Stage, Stretch, fill

HURT_TWICE = "hurt_twice"
"""Stands for a condition in the table, where a stretch rests because it hurt twice."""
RESTS = Ruling(
    HURT_TWICE,
    "left out",
    "It hurt twice. It rests until you bring it back.",
    ("nhs_scotland_back",),
)
COLUMNS = {
    "step": "int64",
    "stretch": "str",
    "verdict": "str",
    "becomes": "str",
    "what": "str",
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
        place), `what` (all that is changed, in words), `variant` (what to do instead, a template),
        `condition`, `reason`, `sources`. A row with `allowed` is of a stretch of one's own that
        nobody has judged; one with `hurt_twice` may be of a stretch that would have taken the
        step's place. Empty, with the same columns and types, when all stays as it was.

    Raises
    ------
    RoutineError
        `routine` is none.
    SafetyError
        `conditions` are no names at all.
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


@dataclass(frozen=True)
class _Person:
    """What is known of somebody who practises."""

    conditions: tuple[str, ...]
    resting: frozenset[str]

    def says_of(self, stretch: Stretch) -> list[Ruling]:
        """Every ruling on a stretch, the strictest first."""
        said = [ruling(name, stretch) for name in self.conditions]
        if stretch.slug in self.resting:
            said.append(RESTS)
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
        return None, [_row(one, worst, "Left out.") for one in of_worst]
    if worst == "replaced":
        return _replaced(step, of_worst, person, taken)
    return _changed(step, said)


def _replaced(
    step: Step, said: Sequence[Ruling], person: _Person, taken: set[str]
) -> tuple[Step | None, list[dict[str, object]]]:
    """Another stretch in the place of this one, or None where none suits."""
    slugs = tuple(dict.fromkeys(slug for one in said for slug in one.by))
    other = _substitute(step, slugs, person, taken)
    resting = [
        {**_row(RESTS, "left out", "Left out."), "stretch": slug}
        for slug in slugs
        if slug in person.resting
    ]
    if other is None:
        left_out = [_row(one, "left out", "Left out.", reason=_nothing_suits(one)) for one in said]
        return None, [*left_out, *resting]
    changed, rows = _changed(other, person.says_of(other.stretch))
    what, slug = _in_its_place(step, changed), other.stretch.slug
    return changed, [*(_row(one, "replaced", what, slug) for one in said), *rows, *resting]


def _changed(step: Step, said: Sequence[Ruling]) -> tuple[Step, list[dict[str, object]]]:
    """A step with every variant told in its cues, and no more than each ruling allows."""
    changing = [one for one in said if one.verdict == "changed"]
    changed = step
    if any(one.pace == "hold" for one in changing):
        changed = as_hold(changed)
    if not all(one.enhance for one in changing):
        changed = replace(changed, enhance_s=0.0)
    if changing:
        changed = replace(changed, stretch=_told(step.stretch, changing))
    slug = step.stretch.slug
    return changed, [
        *(_row(one, "changed", _how(one, step, changed), slug) for one in changing),
        *(
            _row(one, "allowed", "Stays as it is.", slug)
            for one in said
            if one.verdict == "allowed" and not one.is_judged
        ),
    ]


def _told(stretch: Stretch, changing: Sequence[Ruling]) -> Stretch:
    """A stretch that says its variants before each side, and in the place of what they drop."""
    drops = {key for one in changing for key in one.drops}
    if any(one.pace == "hold" for one in changing):
        drops.add("ways")
    told: list[Cue] = []
    for stage in STAGES:
        said = [cue for cue in stretch.cues if cue.stage == stage]
        kept = [(at, cue) for at, cue in enumerate(said) if cue.key not in drops]
        more = [
            (at, Cue(stage, one.variant))
            for one in changing
            if (at := _place(one, stage, said)) is not None
        ]
        told += dict.fromkeys(cue for _, cue in sorted([*more, *kept], key=itemgetter(0)))
    return replace(stretch, cues=tuple(told))


def _place(one: Ruling, stage: Stage, said: Sequence[Cue]) -> int | None:
    """Where a variant is said in a stage: where it drops a cue, else last before each side."""
    is_before = said and stage in ("setup", "switch")
    dropped = (at for at, cue in enumerate(said) if cue.key in one.drops)
    return next(dropped, len(said) if is_before else None)


def _how(one: Ruling, before: Step, after: Step) -> str:
    """All that a condition changes in a step, in words."""
    words = [_on_each_side(one.variant, before.sides)]
    if one.pace == after.pace.kind != before.pace.kind:
        held_s = after.sets * after.pace.duration_s
        words.append(f"Held for {held_s:g} s, in the place of {before.pace}.")
    if before.enhance_s and not one.enhance:
        words.append(f"Without the {before.enhance_s:g} s that go further at the end.")
    return " ".join(words)


def _on_each_side(variant: str, sides: Sequence[Side]) -> str:
    said = dict.fromkeys(fill(variant, side) for side in sides)
    return " On the other side: ".join(said)


def _in_its_place(step: Step, other: Step) -> str:
    seconds = f"{other.dose_s:g} s{' a side' if len(other.sides) == 2 else ''}"
    before = f", instead of {step.dose_s:g} s" if other.dose_s < step.dose_s else ""
    return f"In its place, {other.stretch.title}, {seconds}{before}."


def _substitute(step: Step, slugs: Iterable[str], person: _Person, taken: set[str]) -> Step | None:
    """The first stretch that may take this one's place, in at most its seconds."""
    for slug in slugs:
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
    other = Step(stretch, pace, step.sets, 0.0, step.rest_s, sides)
    return within(other, min(budget_s, SESSION_MARK_S))


def _nothing_suits(one: Ruling) -> str:
    return f"{one.reason} No other stretch that would do suits you and is not in the routine yet."


def _row(
    one: Ruling, verdict: str, what: str, becomes: str | None = None, *, reason: str = ""
) -> dict[str, object]:
    return {
        "verdict": verdict,
        "becomes": becomes,
        "what": what,
        "variant": one.variant,
        "condition": one.condition,
        "reason": reason or one.reason,
        "sources": one.sources,
    }
