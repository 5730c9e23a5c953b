"""The tables of `data/safety.toml`: warning signs, conditions, and what each does to a stretch."""

from dataclasses import dataclass, field
from typing import Annotated, Any, ClassVar, Literal, get_args

from stretchlib.catalog.length import Length
from stretchlib.model import HURT_KINDS

Restriction = Literal["changed", "replaced", "left out"]
Tier = Literal["emergency", "doctor", "ask"]
"""From the gravest to the gentle one, which never stands in the way."""
Hurt = Literal["back", "worse", "leg", "saddle"]
Advice = Literal[
    "past_the_mark",
    "weekly_minutes",
    "sore_day",
    "rest",
    "hurt_twice",
    "saddle",
    "worse",
    "further_down",
    "below_the_knee",
    "sorer",
    "leg_in_mind",
]
FactWords = Annotated[str, Length(1, 400)]
Keys = Annotated[tuple[str, ...], Length(1)]


class FactTable:
    """What every table of the file obeys: no key but those named here; checked by pydantic."""

    __pydantic_config__: ClassVar[dict[str, Any]] = {
        "extra": "forbid",
        "str_strip_whitespace": True,
    }


@dataclass(frozen=True, kw_only=True)
class Imperfect(FactTable):
    """How far such a list is to be trusted."""

    says: FactWords
    sources: Keys


@dataclass(frozen=True, kw_only=True)
class ScaleTable(FactTable):
    """What stands under a question from 0 to 10."""

    says: FactWords
    sources: Keys


@dataclass(frozen=True, kw_only=True)
class HurtTable(FactTable):
    """Something that somebody may feel in a stretch, and what to do then."""

    when: FactWords
    do: FactWords
    sources: Keys


@dataclass(frozen=True, kw_only=True)
class AdviceTable(FactTable):
    """A card around a practice: what it says of a body, and where that stands."""

    says: FactWords
    sources: Keys
    title: Annotated[str, Length(0, 80)] = ""
    do: Annotated[str, Length(0, 400)] = ""
    """What stands first, in bold."""
    at_once: Annotated[str, Length(0, 400)] = ""
    """What stands last, in bold: when not to wait."""


@dataclass(frozen=True, kw_only=True)
class ChangedTable(FactTable):
    """What is asked of those who have answered before, and who then are asked for every sign."""

    asks: FactWords
    """`{day}` stands for the day on which they last answered."""
    says: FactWords
    sources: Keys

    def __post_init__(self) -> None:
        if "{day}" not in self.asks:
            msg = "asks does not say since when; write {day} where the day is to stand"
            raise ValueError(msg)


@dataclass(frozen=True, kw_only=True)
class TierTable(FactTable):
    """What the warning signs of one tier ask for."""

    asks: FactWords
    title: FactWords
    do: FactWords
    why: FactWords
    sources: Keys


@dataclass(frozen=True, kw_only=True)
class FlagTable(FactTable):
    """One warning sign."""

    tier: Tier
    says: FactWords
    sources: Keys
    weekly: bool = False
    """Whether it is asked every week, and not only the first time, monthly and on request."""
    only: str | None = None
    """The condition of those who are asked; None for everybody."""
    do: Annotated[str, Length(0, 400)] = ""
    """What is said besides to somebody who ticks it."""


@dataclass(frozen=True, kw_only=True)
class ChangeTable(FactTable):
    """What a condition does to one stretch, or to all of them."""

    effect: Restriction
    reason: FactWords
    by: tuple[str, ...] = ()
    variant: str = ""
    drops: tuple[str, ...] = ()
    """Keys of the cues that would say otherwise; the variant is said in their place."""
    says: dict[str, FactWords] = field(default_factory=dict)
    """By a key of `drops`, what is said in the place of those cues, where it is not the variant."""
    hands: str = ""
    """How the figure holds itself then: a name of `figure.variants`; empty for as usual."""
    pace: Literal["hold", "pulse"] | None = None
    enhance: bool = True
    leg: Literal["stretched", "other"] | None = None
    """Which leg it is about; None for either. It is so, too, where nobody knows whose leg it is."""
    other_leg: "ChangeTable | None" = None
    """What is so where it is the other of the two; None where that stays as it is."""
    sources: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        wanted = {"changed": bool(self.variant), "replaced": bool(self.by), "left out": True}
        if not wanted[self.effect]:
            msg = f"{self.effect!r} does not say how; changed needs a variant, replaced needs by"
            raise ValueError(msg)
        if not set(self.says) <= set(self.drops):
            msg = f"says speaks of {', '.join(self.says)}; name it in drops, too"
            raise ValueError(msg)
        if self.other_leg and not self.leg:
            msg = "other_leg says nothing while leg is left out; write which leg the rest is about"
            raise ValueError(msg)

    @property
    def parts(self) -> "tuple[ChangeTable, ...]":
        """It, and what is so of the other leg."""
        return (self, *(self.other_leg.parts if self.other_leg else ()))


@dataclass(frozen=True, kw_only=True)
class GroupTable(FactTable):
    """One box to tick for several conditions, and the question which of them it is."""

    title: FactWords
    asks: FactWords


@dataclass(frozen=True, kw_only=True)
class ConditionTable(FactTable):
    """Something a person lives with that changes what they should practise."""

    title: FactWords
    group: str | None = None
    """The box that it shares with others; None for one of its own."""
    option: str = ""
    """What it is called among the answers to the question of its group."""
    sided: bool = False
    """Whether it has a side, which is then asked."""
    ends: bool = False
    """Whether it may end on a day, which is then asked."""
    ask: FactWords
    """Whom to ask."""
    first: str = ""
    """What is said at every check-in, where somebody is to be asked before all else."""
    do: Annotated[str, Length(0, 400)] = ""
    """What to do in every routine, whatever is in it; it is said at every check-in."""
    watch: Annotated[str, Length(0, 80)] = ""
    """What is said before each side of every stretch that it changes."""
    words: Keys
    """How a caution of somebody's own stretch may call it, in small letters."""
    sources: Keys
    changes: dict[str, ChangeTable] = field(default_factory=dict)
    everything: ChangeTable | None = None
    """What it does to every stretch that `changes` does not name."""
    otherwise: str = ""
    """Why the stretches that are not named stay as they are."""

    def __post_init__(self) -> None:
        if bool(self.otherwise) == bool(self.everything):
            msg = "give either otherwise or everything, so that each stretch has a reason"
            raise ValueError(msg)
        if bool(self.group) != bool(self.option):
            msg = "group and option go together: the box, and what this is called under it"
            raise ValueError(msg)

    @property
    def rules(self) -> "dict[str | None, tuple[ChangeTable, ...]]":
        """All it does, by the slug of the stretch; None for what it does to all others."""
        all_others = {None: self.everything.parts} if self.everything else {}
        return {slug: change.parts for slug, change in self.changes.items()} | all_others


@dataclass(frozen=True, kw_only=True)
class Facts(FactTable):
    """The whole file."""

    judged: Keys
    """The stretches that somebody has gone through for every condition."""
    imperfect: Imperfect
    eases: dict[Literal["pulse", "breath"], FactWords]
    """How a pace lets go, by its kind: said after what stands in the place of its own cue."""
    scales: dict[Literal["pain", "tightness", "next_day"], ScaleTable] = field(default_factory=dict)
    """What is said of its numbers, by the question."""
    hurts: dict[Hurt, HurtTable]
    """What somebody may feel in a stretch, in the order in which it is asked."""
    advice: dict[Advice, AdviceTable]
    """The cards around a practice, by name."""
    above_the_signs: dict[Literal["all", "weekly"], FactWords]
    """What is said before the warning signs: before all of them, and before those of every week."""
    changed_since: ChangedTable
    """What is asked below those of every week."""
    tiers: dict[Tier, TierTable]
    flags: dict[str, FlagTable]
    asked_of: dict[str, FactWords] = field(default_factory=dict)
    """The question to those with a condition that has warning signs of its own."""
    earlier: dict[str, FactWords] = field(default_factory=dict)
    """What a sign said before the log kept the words that somebody ticked."""
    groups: dict[str, GroupTable] = field(default_factory=dict)
    """Conditions of which there is one box to tick."""
    conditions: dict[str, ConditionTable]

    def __post_init__(self) -> None:
        for table, names, there in (
            ("hurts", HURT_KINDS, self.hurts),
            ("advice", get_args(Advice), self.advice),
        ):
            if missing := [name for name in names if name not in there]:
                msg = f"[{table}.{missing[0]}] is missing; a card asks for what it says"
                raise ValueError(msg)
        for name, condition in self.conditions.items():
            if condition.group is not None and condition.group not in self.groups:
                msg = f"conditions.{name}.group is {condition.group!r}, which no [groups] table has"
                raise ValueError(msg)
        for asked in self.asked_of:
            if asked not in self.conditions:
                msg = f"asked_of.{asked} is not a condition in this file; name one that is"
                raise ValueError(msg)
        for slug, flag in self.flags.items():
            if flag.only is not None and flag.only not in self.asked_of:
                msg = (
                    f"flags.{slug}.only is {flag.only!r}, whom asked_of does not ask; "
                    "add the question there, or leave it out to ask everybody"
                )
                raise ValueError(msg)
