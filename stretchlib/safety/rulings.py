"""What a condition says of a stretch: allowed, changed, replaced or left out, and why."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TYPE_CHECKING, Literal

from stretchlib.catalog.reader import load
from stretchlib.errors import SafetyError, check_one_of, shown
from stretchlib.model import Stretch, fill
from stretchlib.phases import SIDES, Side
from stretchlib.safety.condition import Condition

if TYPE_CHECKING:
    import pandas as pd

    from stretchlib.safety.fact_tables import ChangeTable, ConditionTable

Effect = Literal["allowed", "changed", "replaced", "left out"]
EFFECTS: tuple[Effect, ...] = ("allowed", "changed", "replaced", "left out")
"""From the mildest to the strictest."""


@dataclass(frozen=True)
class Ruling:
    """What one condition says of one stretch."""

    condition: str
    effect: Effect
    reason: str
    sources: tuple[str, ...]
    by: tuple[str, ...] = ()
    """The stretches that may take its place, the better ones first."""
    variant: str = ""
    """How it is done instead; a template over `{side}` and `{other}`."""
    drops: tuple[str, ...] = ()
    """Keys of the cues in whose place that is said."""
    says: tuple[tuple[str, str], ...] = ()
    """Some of these keys, each with what is said there instead; templates, too."""
    hands: str = ""
    """How the figure holds itself then, by a name of `figure.variants`."""
    watch: str = ""
    """What is said besides, before each side."""
    pace: str | None = None
    """The only pace it may have, or None."""
    enhance: bool = True
    """Whether it may go further at the end."""
    is_judged: bool = True
    """False for somebody's own stretch, also for one in the place of a shipped one."""

    @property
    def strictness(self) -> int:
        """0 for allowed, 3 for left out."""
        return EFFECTS.index(self.effect)


def conditions() -> "pd.DataFrame":
    """
    Every condition that can be chosen.

    Returns
    -------
    DataFrame, one row per condition, index `condition`
        `title`, `ask` (whom), `first` (whom to ask before all else) and `do` (what to do in every
        routine), both said at every check-in and mostly empty, `sources` (tuple of keys).

    Examples
    --------
    >>> conditions().loc["pregnancy", "ask"]
    'your midwife or doctor'
    """
    import pandas as pd

    rows = {
        name: {key: getattr(table, key) for key in ("title", "ask", "first", "do", "sources")}
        for name, table in _tables().items()
    }
    return pd.DataFrame.from_dict(rows, orient="index").rename_axis("condition")


def matrix() -> "pd.DataFrame":
    """
    What every condition says of every stretch, also of a person's own.

    Returns
    -------
    DataFrame, one row per condition and stretch
        `condition`, `stretch`, `effect` (`allowed`, `changed`, `replaced` or `left out`), `by`
        (tuple of slugs), `variant` (template), `pace` (the only one that is left, or missing),
        `enhance` (whether it may go further at the end), `reason`, `sources` (tuple of keys).

    Examples
    --------
    >>> table = matrix().set_index(["condition", "stretch"])
    >>> table.loc[("osteoporosis", "double_knee_hug"), ["effect", "by"]].tolist()
    ['replaced', ('single_knee_hug',)]
    """
    import pandas as pd

    rows = [
        {
            "condition": name,
            "stretch": stretch.slug,
            "effect": result.effect,
            "by": result.by,
            "variant": result.variant,
            "pace": result.pace,
            "enhance": result.enhance,
            "reason": result.reason,
            "sources": result.sources,
        }
        for name in _tables()
        for stretch in load().stretches.values()
        for result in [ruling(name, stretch)]
    ]
    return pd.DataFrame(rows)


def checked_conditions(given: Iterable[str | Condition] | str | Condition) -> tuple[Condition, ...]:
    """
    The conditions that are meant, each once, in the order of `data/safety.toml`.

    Examples
    --------
    >>> checked = checked_conditions(["osteoporosis", "knee_trouble", "osteoporosis"])
    >>> [one.name for one in checked]
    ['knee_trouble', 'osteoporosis']
    """
    is_one = isinstance(given, str | Condition) or not isinstance(given, Iterable)
    wanted: list[object] = [given] if is_one else list(given)  # type: ignore[arg-type]
    named = [Condition(one) if isinstance(one, str) else one for one in wanted]
    if not all(isinstance(one, Condition) for one in named):
        cure = 'Give such as ["pregnancy"], or [] for none.'
        msg = f"{shown(given)} are not names of conditions. {cure}"
        raise SafetyError(msg)
    checked = {_checked(one) for one in named if isinstance(one, Condition)}
    known = list(_tables())
    return tuple(sorted(checked, key=lambda one: (known.index(one.name), one.side or "")))


def _checked(one: Condition) -> Condition:
    table = _tables()[check_one_of("condition", one.name, _tables())]
    if one.side is not None:
        check_one_of("side", one.side, SIDES)
        if not table.sided:
            msg = f"{one.name!r} has no side. Leave side={one.side!r} out."
            raise SafetyError(msg)
    is_day = isinstance(one.until, date) and not isinstance(one.until, datetime)
    if one.until is not None and not is_day:
        msg = f"until={shown(one.until)} is not a day. Give a date, such as date(2026, 3, 2)."
        raise SafetyError(msg)
    if one.until is not None and not table.ends:
        msg = f"{one.name!r} has no day on which it ends. Leave until out."
        raise SafetyError(msg)
    if problem := one.odd_end(datetime.now().astimezone().date()):
        msg = f"until={one.until} {problem}"
        raise SafetyError(msg)
    return one


def ruling(condition: Condition | str, stretch: Stretch, side: Side | None = None) -> Ruling:
    """
    What one condition says of one stretch, on one side of it; or on any, where that is left out.

    `data/safety.toml` decides. Of a person's own stretch, also of one in the place of a shipped
    one, it knows at most what goes for every stretch of the name: that one's own cautions are heard
    as well, the stricter wins, and the reason says so.

    Examples
    --------
    >>> from stretchlib.catalog.reader import get_stretch
    >>> ruling("glaucoma", get_stretch("hip_flexor_pull")).effect
    'allowed'
    >>> left_knee = Condition("knee_trouble", side="left")
    >>> [ruling(left_knee, get_stretch("seated_figure_four"), side).effect
    ...  for side in ("left", "right")]
    ['replaced', 'changed']
    """
    from stretchlib.safety.facts import facts

    one = Condition(condition) if isinstance(condition, str) else condition
    table = facts().conditions[one.name]
    change = _change(table, one, stretch.slug, side)
    is_judged = stretch.slug in facts().judged and _is_shipped(stretch.slug)
    if change is not None:
        result = Ruling(
            one.name,
            change.effect,
            change.reason,
            change.sources or table.sources,
            by=change.by,
            variant=change.variant,
            drops=change.drops,
            says=tuple(change.says.items()),
            hands=change.hands,
            watch=table.watch if change.effect == "changed" else "",
            pace=change.pace,
            enhance=change.enhance,
            is_judged=is_judged,
        )
    else:
        result = Ruling(one.name, "allowed", _why_as_it_is(table), table.sources)
    if is_judged:
        return result
    own = _by_its_own_cautions(one.name, table, stretch)
    if change is None or result.strictness <= own.strictness:
        return own
    return replace(result, reason=f"{result.reason} Nobody has judged your own way of doing it.")


def _change(
    table: "ConditionTable", one: Condition, slug: str, side: Side | None
) -> "ChangeTable | None":
    """What it does to this side of a stretch; None where that stays as it is."""
    change = table.changes.get(slug, table.everything)
    if change is None or change.leg is None or not {one.side, side} <= {"left", "right"}:
        return change
    is_the_leg = (change.leg == "stretched") == (side == one.side)
    return change if is_the_leg else change.other_leg


def _why_as_it_is(table: "ConditionTable") -> str:
    return table.otherwise or "It is about the other leg."


def _is_shipped(slug: str) -> bool:
    found = load()
    return slug in found.stretches and found.origin(f"stretch {slug}") == "shipped"


def _by_its_own_cautions(condition: str, table: "ConditionTable", stretch: Stretch) -> Ruling:
    cautions = [fill(words, stretch.sides[0]) for words in stretch.cautions]
    named = [
        caution for caution in cautions if any(word in caution.lower() for word in table.words)
    ]
    if named:
        reason = f'Its own cautions name this: "{named[0]}"'
        return Ruling(condition, "left out", reason, stretch.sources, is_judged=False)
    reason = (
        f"Nobody has judged this stretch for it, and its own cautions do not name it: "
        f"ask {table.ask} before you do it."
    )
    return Ruling(condition, "allowed", reason, stretch.sources, is_judged=False)


def _tables() -> "dict[str, ConditionTable]":
    from stretchlib.safety.facts import facts

    return facts().conditions
