"""A routine and a person's conditions in, what they may practise of it out, with every reason."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from operator import itemgetter
from typing import TYPE_CHECKING, Any, NamedTuple

from stretchlib.catalog.reader import held, load
from stretchlib.errors import SafetyError, shown
from stretchlib.model import Cue, Stretch, fill
from stretchlib.phases import STAGES, Side, Stage
from stretchlib.routines import Routine, Step, check_routine
from stretchlib.safety.condition import Condition
from stretchlib.safety.rulings import Effect, Ruling, checked_conditions, ruling
from stretchlib.safety.session_dose import SESSION_MARK_S, as_hold, as_pulse, within

if TYPE_CHECKING:
    import pandas as pd

HURT_TWICE = "hurt_twice"
"""Stands for a condition in the table, where a stretch rests because it hurt twice."""
COLUMNS = {
    "step": "int64",
    "stretch": "str",
    "effect": "str",
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
    changes: "pd.DataFrame"
    """One row per step and condition that has something to say of it."""


class Tailored(NamedTuple):
    """The same, with plain rows: so a practice begins without pandas."""

    routine: Routine
    changes: list[dict[str, Any]]


def allowed(
    routine: Routine,
    conditions: Iterable[str | Condition] | str | Condition = (),
    *,
    resting: Iterable[str] = (),
) -> Allowed:
    """
    Fit a routine to a person: what suits stays, the rest is changed, replaced or left out.

    Where two conditions disagree, the stricter wins: left out before replaced, replaced before
    changed. A stretch is replaced only by one that suits every condition and that the routine does
    not have yet. No side of a muscle ever gets more seconds than before.

    A condition with a side is heard where that leg is meant: what does not suit it is replaced or
    left out on that side alone; what is only changed is changed on both, so that they stay alike.
    Without a side it is as if it were both.

    Parameters
    ----------
    routine : Routine
        Such as `st.routine("standard")`.
    conditions : str, Condition, or sequence of them
        Names of `st.safety.conditions()`, or `st.safety.Condition` where more is known, such as
        `Condition("knee_trouble", side="left")`; their order does not matter. Whether one has
        ended is not looked at here: it is a routine for while they last.
    resting : sequence of str
        Slugs of stretches that hurt twice, and rest until somebody brings them back.

    Returns
    -------
    Allowed
        `routine`, the new one, and `changes`, a DataFrame with one row per step and condition:
        `step` (from 1, of the routine that came in), `stretch` (slug), `effect` (`allowed`,
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
        `conditions` are no names at all, or one has a detail that it cannot have.
    UnknownName
        No such condition; the message says which one was probably meant.

    Examples
    --------
    >>> from stretchlib.routines import routine
    >>> mine, changes = allowed(routine("standard"), ["osteoporosis"])
    >>> [step.stretch.slug for step in mine.steps][-1]
    'single_knee_hug'
    >>> changes.loc[changes["effect"] == "replaced", ["stretch", "becomes"]].values.tolist()
    [['double_knee_hug', 'single_knee_hug']]
    """
    import pandas as pd

    made, rows = tailored(routine, conditions, resting=resting)
    # Column by column: a table whose types are given afterwards takes ten times as long.
    changes = pd.DataFrame(
        {name: pd.Series([row[name] for row in rows], dtype=kind) for name, kind in COLUMNS.items()}
    )
    return Allowed(made, changes)


@held()
def tailored(
    routine: Routine,
    conditions: Iterable[str | Condition] | str | Condition = (),
    *,
    resting: Iterable[str] = (),
) -> Tailored:
    """
    Do what `allowed` does, and give its changes as plain rows.

    Examples
    --------
    >>> from stretchlib.routines import routine
    >>> changes = tailored(routine("standard"), ["osteoporosis"]).changes
    >>> [row["becomes"] for row in changes if row["effect"] == "replaced"]
    ['single_knee_hug']
    """
    check_routine(routine)
    person = _Person(checked_conditions(conditions), _slugs(resting))
    taken = {step.stretch.slug for step in routine.steps}
    steps: list[Step] = []
    rows: list[dict[str, Any]] = []
    for number, step in enumerate(routine.steps, 1):
        kept, changes = _fitted(step, person, taken)
        steps += kept
        taken |= {one.stretch.slug for one in kept}
        rows += [{"step": number, "stretch": step.stretch.slug, **row} for row in changes]
    return Tailored(replace(routine, steps=tuple(steps)), rows)


def _slugs(resting: object) -> frozenset[str]:
    is_list = isinstance(resting, Iterable) and not isinstance(resting, str)
    named = list(resting) if is_list else [resting]  # type: ignore[call-overload]
    if all(isinstance(slug, str) for slug in named):
        return frozenset(named)
    msg = f'resting={shown(resting)} are not names of stretches. Give such as ["double_knee_hug"].'
    raise SafetyError(msg)


@held()
def what_suits(
    conditions: Iterable[str | Condition] | str | Condition = (), *, resting: Iterable[str] = ()
) -> Routine:
    """
    Every stretch of the catalog that suits somebody, one set each, for whom nothing of theirs does.

    In the catalog's order; without any step where nothing suits. Give it to `allowed` as any other.

    Examples
    --------
    >>> left = what_suits(["hip_replacement_back", "poor_balance"])
    >>> [step.stretch.slug for step in left.steps]
    ['prone_on_elbows']
    """
    resting = tuple(resting)
    made = Routine("What suits you")
    for slug in load().stretches:
        longer = made.add(slug)
        alone = replace(made, steps=longer.steps[-1:])
        left = tailored(alone, conditions, resting=resting).routine.steps
        made = longer if slug in [step.stretch.slug for step in left] else made
    return made


StepsAndChanges = tuple[list[Step], list[dict[str, object]]]
"""Steps as they may be done, and the rows of what was changed."""


@dataclass(frozen=True)
class _Person:
    """What is known of somebody who practises."""

    conditions: tuple[Condition, ...]
    resting: frozenset[str]

    def rulings_on(self, stretch: Stretch, sides: Iterable[Side]) -> list[Ruling]:
        """Every ruling on these sides of a stretch, each once, the strictest first."""
        rulings = [ruling(one, stretch, side) for one in self.conditions for side in sides]
        if stretch.slug in self.resting:
            rulings.append(_rests())
        return sorted(dict.fromkeys(rulings), key=lambda one: -one.strictness)

    def fate_of(self, stretch: Stretch, side: Side) -> Effect:
        """What the strictest ruling on a side comes to; `allowed` also where it is changed."""
        rulings = self.rulings_on(stretch, [side])
        return "allowed" if not rulings or rulings[0].effect == "changed" else rulings[0].effect


def _fitted(step: Step, person: _Person, taken: set[str]) -> StepsAndChanges:
    """One step as it may be done: whole, or each of its sides as that may be done."""
    by_fate: dict[Effect, list[Side]] = {}
    for side in step.sides:
        by_fate.setdefault(person.fate_of(step.stretch, side), []).append(side)
    steps: list[Step] = []
    rows: list[dict[str, object]] = []
    for fate, sides in by_fate.items():
        part = replace(step, sides=tuple(sides))
        kept, changes = _part(part, fate, person, taken | {one.stretch.slug for one in steps})
        if len(by_fate) > 1:
            changes = [{**row, "what": f"On the {sides[0]} side: {row['what']}"} for row in changes]
        steps += kept
        rows += changes
    return steps, rows


def _part(step: Step, fate: Effect, person: _Person, taken: set[str]) -> StepsAndChanges:
    rulings = person.rulings_on(step.stretch, step.sides)
    worst = [one for one in rulings if one.effect == fate]
    if fate == "left out":
        return [], [_row(one, fate, "Left out.") for one in worst]
    if fate == "replaced":
        return _replaced(step, worst, person, taken)
    changed, rows = _changed(step, rulings)
    return [changed], rows


def _replaced(
    step: Step, rulings: Sequence[Ruling], person: _Person, taken: set[str]
) -> StepsAndChanges:
    """Other stretches in the place of this one, or none where none suits."""
    slugs = tuple(dict.fromkeys(slug for one in rulings for slug in one.by))
    steps: list[Step] = []
    rows: list[dict[str, object]] = []
    left = step.sides
    for slug in slugs:
        stretch = load().stretches.get(slug)
        if not left or stretch is None or slug in taken:
            continue
        part = replace(step, sides=_suited(left, step, stretch, person))
        other = _substitute(part, stretch) if part.sides else None
        if other is None:
            continue
        changed, changes = _changed(other, person.rulings_on(stretch, other.sides))
        steps.append(changed)
        what = _substitute_text(part, changed)
        rows += [*(_row(one, "replaced", what, slug) for one in rulings), *changes]
        left = tuple(side for side in left if side not in part.sides)
    if left:
        where = f" on the {left[0]} side" if len(left) < len(step.sides) else ""
        what = f"Left out{where}. Nothing else here would suit you in its place."
        rows += [_row(one, "left out", what) for one in rulings]
    resting = [
        {**_row(_rests(), "left out", "Left out."), "stretch": slug}
        for slug in slugs
        if slug in person.resting
    ]
    return steps, [*rows, *resting]


def _rests() -> Ruling:
    """What is so of a stretch that hurt twice."""
    from stretchlib.safety.facts import facts

    advice = facts().advice["hurt_twice"]
    return Ruling(HURT_TWICE, "left out", advice.says, advice.sources)


def _suited(
    left: tuple[Side, ...], step: Step, stretch: Stretch, person: _Person
) -> tuple[Side, ...]:
    """The sides of a step for which a stretch may take its place."""
    if set(left) <= set(stretch.sides):
        return tuple(side for side in left if person.fate_of(stretch, side) == "allowed")
    suits = all(person.fate_of(stretch, side) == "allowed" for side in stretch.sides)
    return left if suits and left == step.sides else ()


def _changed(step: Step, rulings: Sequence[Ruling]) -> tuple[Step, list[dict[str, object]]]:
    """A step with every variant in its cues, and no more than each ruling allows."""
    changing = [one for one in rulings if one.effect == "changed"]
    changed = step
    paces = {one.pace for one in changing}
    if "hold" in paces:
        changed = as_hold(changed)
    elif "pulse" in paces:
        changed = as_pulse(changed)
    if not all(one.enhance for one in changing):
        changed = replace(changed, enhance_s=0.0)
    if changing:
        changed = replace(changed, stretch=_with_variants(step.stretch, changing))
    if changed.pace.kind in paces or any("ways" in one.drops for one in changing):
        # Where one pace suits, or nobody is asked which, there is none to choose.
        only = {changed.pace.kind: changed.stretch.paces[changed.pace.kind]}
        changed = replace(changed, stretch=replace(changed.stretch, paces=only))
    slug = step.stretch.slug
    return changed, [
        *(_row(one, "changed", _how(one, step, changed), slug) for one in changing),
        *(
            _row(one, "allowed", "Stays as it is.", slug)
            for one in rulings
            if one.effect == "allowed" and not one.is_judged
        ),
    ]


def _with_variants(stretch: Stretch, changing: Sequence[Ruling]) -> Stretch:
    """A stretch that says and shows its variants, in the place of what they drop."""
    drops = {key for one in changing for key in one.drops}
    if any(one.pace == "hold" for one in changing):
        drops.add("ways")
    cues: list[Cue] = []
    for stage in STAGES:
        stage_cues = [cue for cue in stretch.cues if cue.stage == stage]
        kept = [(at, cue) for at, cue in enumerate(stage_cues) if cue.key not in drops]
        more = [each for one in changing for each in _besides(one, stretch, stage, stage_cues)]
        cues += dict.fromkeys(cue for _, cue in sorted([*more, *kept], key=itemgetter(0)))
    for one in changing:
        stretch = stretch.held(one.hands)
    return replace(stretch, cues=tuple(cues))


def _besides(
    one: Ruling, stretch: Stretch, stage: Stage, stage_cues: Sequence[Cue]
) -> Iterator[tuple[int, Cue]]:
    """What is said besides, and where: in the place of what it drops, else last before a side."""
    is_before = bool(stage_cues) and stage in ("setup", "switch")
    replacements = dict(one.says)
    for key, words in [(None, one.variant), *replacements.items()]:
        keys = [key] if key else [key for key in one.drops if key not in replacements]
        dropped = [at for at, cue in enumerate(stage_cues) if cue.key in keys]
        for cue in (
            _paced(words, stretch, stage, [stage_cues[at] for at in dropped]) if dropped else ()
        ):
            yield dropped[0], replace(cue, key=key)
        if key is None and is_before and not dropped:
            yield len(stage_cues), Cue(stage, words)
    if one.watch and is_before:
        yield len(stage_cues), Cue(stage, one.watch)


def _paced(words: str, stretch: Stretch, stage: Stage, dropped: Sequence[Cue]) -> Iterator[Cue]:
    """Words in the place of these cues; a pace that lets go says so, if what opens it is gone."""
    from stretchlib.safety.facts import facts

    opens = {pace: next(iter(stretch.cues_in("stretch", pace)), None) for pace in stretch.paces}
    eases = {pace: ease for pace, ease in facts().eases.items() if opens.get(pace) in dropped}
    if not eases:
        yield Cue(stage, words)
        return
    for pace in stretch.paces:
        yield Cue(stage, f"{words} {eases[pace]}" if pace in eases else words, pace=pace)


def _how(one: Ruling, before: Step, after: Step) -> str:
    """All that a condition changes in a step, in words."""
    words = [_on_each_side(one.variant, before.sides), *filter(None, [one.watch])]
    if one.pace == after.pace.kind != before.pace.kind:
        held_s = after.sets * after.pace.duration_s
        how = (
            f"Held for {held_s:g} s" if after.pace.kind == "hold" else f"{after.pace}".capitalize()
        )
        words.append(f"{how}, in the place of {before.pace}.")
    if before.enhance_s and not one.enhance:
        words.append(f"Without the {before.enhance_s:g} s that go further at the end.")
    return " ".join(words)


def _on_each_side(variant: str, sides: Sequence[Side]) -> str:
    sentences = dict.fromkeys(fill(variant, side) for side in sides)
    return " On the other side: ".join(sentences)


def _substitute_text(step: Step, other: Step) -> str:
    seconds = f"{other.dose_s:g} s{' a side' if len(other.sides) == 2 else ''}"
    before = f", instead of {step.dose_s:g} s" if other.dose_s < step.dose_s else ""
    return f"In its place, {other.stretch.title}, {seconds}{before}."


def _substitute(step: Step, stretch: Stretch) -> Step | None:
    has_its_sides = set(step.sides) <= set(stretch.sides)
    if not has_its_sides and set(step.sides) != set(step.stretch.sides):
        return None
    # One side at a time instead of both at once works the same muscle twice.
    sides = step.sides if has_its_sides else stretch.sides
    budget_s = step.dose_s * min(1.0, len(step.sides) / len(sides))
    pace = step.pace if step.pace.kind in stretch.paces else next(iter(stretch.paces.values()))
    other = Step(stretch, pace, step.sets, 0.0, step.rest_s, sides)
    return within(other, min(budget_s, SESSION_MARK_S))


def _row(one: Ruling, effect: str, what: str, becomes: str | None = None) -> dict[str, object]:
    return {
        "effect": effect,
        "becomes": becomes,
        "what": what,
        "variant": one.variant,
        "condition": one.condition,
        "reason": one.reason,
        "sources": one.sources,
    }
