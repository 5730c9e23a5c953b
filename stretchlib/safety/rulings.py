"""What a condition says of a stretch: allowed, changed, replaced or left out, and why."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

import pandas as pd

from stretchlib.catalog import load
from stretchlib.errors import SafetyError, check_one_of
from stretchlib.stretch import Stretch, fill

if TYPE_CHECKING:
    from stretchlib.safety.facts import ConditionTable

Verdict = Literal["allowed", "changed", "replaced", "left out"]
VERDICTS: tuple[Verdict, ...] = ("allowed", "changed", "replaced", "left out")
"""From the mildest to the strictest."""


@dataclass(frozen=True)
class Ruling:
    """What one condition says of one stretch."""

    condition: str
    verdict: Verdict
    reason: str
    sources: tuple[str, ...]
    by: tuple[str, ...] = ()
    """The stretches that may take its place, the better ones first."""
    variant: str = ""
    """How it is done instead; a template over `{side}` and `{other}`."""
    drops: tuple[str, ...] = ()
    """Keys of the cues in whose place that is said."""
    pace: str | None = None
    """The only pace it may have, or None."""
    enhance: bool = True
    """Whether it may go further at the end."""
    is_judged: bool = True
    """False for somebody's own stretch, also for one in the place of a shipped one."""

    @property
    def strictness(self) -> int:
        """0 for allowed, 3 for left out."""
        return VERDICTS.index(self.verdict)


def conditions() -> pd.DataFrame:
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
    rows = {
        name: {key: getattr(table, key) for key in ("title", "ask", "first", "do", "sources")}
        for name, table in _tables().items()
    }
    return pd.DataFrame.from_dict(rows, orient="index").rename_axis("condition")


def matrix() -> pd.DataFrame:
    """
    What every condition says of every stretch, also of a person's own.

    Returns
    -------
    DataFrame, one row per condition and stretch
        `condition`, `stretch`, `verdict` (`allowed`, `changed`, `replaced` or `left out`), `by`
        (tuple of slugs), `variant` (template), `pace` (the only one that is left, or missing),
        `enhance` (whether it may go further at the end), `reason`, `sources` (tuple of keys).

    Examples
    --------
    >>> table = matrix().set_index(["condition", "stretch"])
    >>> table.loc[("osteoporosis", "double_knee_hug"), ["verdict", "by"]].tolist()
    ['replaced', ('single_knee_hug',)]
    """
    rows = [
        {
            "condition": name,
            "stretch": stretch.slug,
            "verdict": said.verdict,
            "by": said.by,
            "variant": said.variant,
            "pace": said.pace,
            "enhance": said.enhance,
            "reason": said.reason,
            "sources": said.sources,
        }
        for name in _tables()
        for stretch in load().stretches.values()
        for said in [ruling(name, stretch)]
    ]
    return pd.DataFrame(rows)


def checked_conditions(names: Iterable[str] | str) -> tuple[str, ...]:
    """
    The conditions that are meant, each once, in the order of `data/safety.toml`.

    Raises
    ------
    SafetyError
        They are no names at all.
    UnknownName
        No such condition; the message says which one was probably meant.

    Examples
    --------
    >>> checked_conditions(["osteoporosis", "knee_trouble", "osteoporosis"])
    ('knee_trouble', 'osteoporosis')
    """
    is_one = isinstance(names, str) or not isinstance(names, Iterable)
    wanted: list[str] = [names] if is_one else list(names)  # type: ignore[list-item]
    if not all(isinstance(name, str) for name in wanted):
        msg = f'{names!r} are not names of conditions. Give such as ["pregnancy"], or [] for none.'
        raise SafetyError(msg)
    known = list(_tables())
    return tuple(
        sorted({check_one_of("condition", name, known) for name in wanted}, key=known.index)
    )


def ruling(condition: str, stretch: Stretch) -> Ruling:
    """
    What one condition says of one stretch.

    `data/safety.toml` decides. Of a person's own stretch, also of one in the place of a shipped
    one, it knows at most what goes for every stretch of the name: that one's own cautions are heard
    as well, the stricter wins, and the reason says so.

    Examples
    --------
    >>> from stretchlib.catalog import get_stretch
    >>> ruling("glaucoma", get_stretch("hip_flexor_pull")).verdict
    'allowed'
    """
    from stretchlib.safety.facts import facts

    table = facts().conditions[condition]
    change = table.changes.get(stretch.slug, table.everything)
    is_judged = stretch.slug in facts().judged and _is_shipped(stretch.slug)
    if change is not None:
        said = Ruling(
            condition,
            change.verdict,
            change.reason,
            change.sources or table.sources,
            by=change.by,
            variant=change.variant,
            drops=change.drops,
            pace=change.pace,
            enhance=change.enhance,
            is_judged=is_judged,
        )
    else:
        said = Ruling(condition, "allowed", table.otherwise, table.sources)
    if is_judged:
        return said
    own = _by_its_own_cautions(condition, table, stretch)
    if change is None or said.strictness <= own.strictness:
        return own
    return replace(said, reason=f"{said.reason} Nobody has judged your own way of doing it.")


def _is_shipped(slug: str) -> bool:
    found = load()
    return slug in found.stretches and found.origin(f"stretch {slug}") == "shipped"


def _by_its_own_cautions(condition: str, table: "ConditionTable", stretch: Stretch) -> Ruling:
    cautions = [fill(words, stretch.sides[0]) for words in stretch.cautions]
    named = [said for said in cautions if any(word in said.lower() for word in table.words)]
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
