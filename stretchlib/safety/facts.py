"""What `data/safety.toml` says: warning signs, conditions, and what each does to a stretch."""

from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, model_validator

from stretchlib._data import data_folder
from stretchlib.catalog.cures import Problem, near
from stretchlib.catalog.reader import load
from stretchlib.catalog.schema import BrokenFile, Table, check, read_toml

Change = Literal["changed", "replaced", "left out"]
Tier = Literal["emergency", "doctor", "ask"]
"""From the gravest to the gentle one, which never stands in the way."""
Words = Annotated[str, Field(min_length=1, max_length=400)]
Keys = Annotated[tuple[str, ...], Field(min_length=1)]


class Imperfect(Table):
    """How far such a list is to be trusted."""

    says: Words
    sources: Keys


class ScaleTable(Table):
    """What stands under a question from 0 to 10."""

    says: Words
    sources: Keys


class TierTable(Table):
    """What the warning signs of one tier ask for."""

    asks: Words
    title: Words
    do: Words
    why: Words
    sources: Keys


class FlagTable(Table):
    """One warning sign."""

    tier: Tier
    says: Words
    sources: Keys
    weekly: bool = False
    """Whether it is asked every week, and not only the first time, monthly and on request."""
    only: str | None = None
    """The condition of those who are asked; None for everybody."""
    do: Annotated[str, Field(max_length=400)] = ""
    """What is said besides to somebody who ticks it."""


class ChangeTable(Table):
    """What a condition does to one stretch, or to all of them."""

    verdict: Change
    reason: Words
    by: tuple[str, ...] = ()
    variant: str = ""
    drops: tuple[str, ...] = ()
    """Keys of the cues that would say otherwise; the variant is said in their place."""
    says: dict[str, Words] = Field(default_factory=dict)
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

    @model_validator(mode="after")
    def _says_how(self) -> "ChangeTable":
        wanted = {"changed": bool(self.variant), "replaced": bool(self.by), "left out": True}
        if not wanted[self.verdict]:
            msg = f"{self.verdict!r} does not say how; changed needs a variant, replaced needs by"
            raise ValueError(msg)
        if not set(self.says) <= set(self.drops):
            msg = f"says speaks of {', '.join(self.says)}; name it in drops, too"
            raise ValueError(msg)
        if self.other_leg and not self.leg:
            msg = "other_leg says nothing while leg is left out; write which leg the rest is about"
            raise ValueError(msg)
        return self

    @property
    def parts(self) -> "tuple[ChangeTable, ...]":
        """It, and what is so of the other leg."""
        return (self, *(self.other_leg.parts if self.other_leg else ()))


class GroupTable(Table):
    """One box to tick for several conditions, and the question which of them it is."""

    title: Words
    asks: Words


class ConditionTable(Table):
    """Something a person lives with that changes what they should practise."""

    title: Words
    group: str | None = None
    """The box that it shares with others; None for one of its own."""
    option: str = ""
    """What it is called among the answers to the question of its group."""
    sided: bool = False
    """Whether it has a side, which is then asked."""
    ends: bool = False
    """Whether it may end on a day, which is then asked."""
    ask: Words
    """Whom to ask."""
    first: str = ""
    """What is said at every check-in, where somebody is to be asked before all else."""
    do: Annotated[str, Field(max_length=400)] = ""
    """What to do in every routine, whatever is in it; it is said at every check-in."""
    watch: Annotated[str, Field(max_length=80)] = ""
    """What is said before each side of every stretch that it changes."""
    words: Keys
    """How a caution of somebody's own stretch may call it, in small letters."""
    sources: Keys
    changes: Annotated[dict[str, ChangeTable], Field(default_factory=dict)]
    everything: ChangeTable | None = None
    """What it does to every stretch that `changes` does not name."""
    otherwise: str = ""
    """Why the stretches that are not named stay as they are."""

    @model_validator(mode="after")
    def _speaks_of_all(self) -> "ConditionTable":
        if bool(self.otherwise) == bool(self.everything):
            msg = "give either otherwise or everything, so that each stretch has a reason"
            raise ValueError(msg)
        if bool(self.group) != bool(self.option):
            msg = "group and option go together: the box, and what this is called under it"
            raise ValueError(msg)
        return self

    @property
    def rules(self) -> "dict[str | None, tuple[ChangeTable, ...]]":
        """All it does, by the slug of the stretch; None for what it does to all others."""
        all_others = {None: self.everything.parts} if self.everything else {}
        return {slug: change.parts for slug, change in self.changes.items()} | all_others


class Facts(Table):
    """The whole file."""

    judged: Keys
    """The stretches that somebody has gone through for every condition."""
    imperfect: Imperfect
    eases: dict[Literal["pulse", "breath"], Words]
    """How a pace lets go, by its kind: said after what stands in the place of its own cue."""
    scales: dict[Literal["pain", "tightness", "next_day"], ScaleTable] = Field(default_factory=dict)
    """What is said of its numbers, by the question."""
    tiers: dict[Tier, TierTable]
    flags: dict[str, FlagTable]
    asked_of: dict[str, Words] = Field(default_factory=dict)
    """The question to those with a condition that has warning signs of its own."""
    earlier: dict[str, Words] = Field(default_factory=dict)
    """What a sign said before the log kept the words that somebody ticked."""
    groups: dict[str, GroupTable] = Field(default_factory=dict)
    """Conditions of which there is one box to tick."""
    conditions: dict[str, ConditionTable]

    @model_validator(mode="after")
    def _groups_are_there(self) -> "Facts":
        for name, condition in self.conditions.items():
            if condition.group is not None and condition.group not in self.groups:
                msg = f"conditions.{name}.group is {condition.group!r}, which no [groups] table has"
                raise ValueError(msg)
        return self

    @model_validator(mode="after")
    def _asks_those_there_are(self) -> "Facts":
        for condition in self.asked_of:
            if condition not in self.conditions:
                msg = f"asked_of.{condition} is not a condition in this file; name one that is"
                raise ValueError(msg)
        for slug, flag in self.flags.items():
            if flag.only is not None and flag.only not in self.asked_of:
                msg = (
                    f"flags.{slug}.only is {flag.only!r}, whom asked_of does not ask; "
                    "add the question there, or leave it out to ask everybody"
                )
                raise ValueError(msg)
        return self


def facts() -> Facts:
    """
    Read `data/safety.toml`, once.

    Raises
    ------
    CatalogError
        When it breaks a rule: file, key, value, cure.

    Examples
    --------
    >>> facts().flags["fever"].tier
    'doctor'
    """
    return _read(data_folder() / "safety.toml")


@lru_cache(maxsize=1)
def _read(path: Path) -> Facts:
    known = check(path.name, Facts, read_toml(path))
    problems = [*unreached(known)]
    if problems:
        raise BrokenFile(path.name, problems)
    return known


def unreached(known: Facts) -> Iterator[Problem]:
    """The rules that name a stretch, or the key of a cue, that is not there: they do nothing."""
    keys = {slug: {cue.key for cue in load().stretches[slug].cues} for slug in _shipped()}
    all_keys = {key for slug in known.judged for key in keys.get(slug, ()) if key}
    for name, condition in known.conditions.items():
        for slug, changes in condition.rules.items():
            where = f"conditions.{name}.{f'changes.{slug}' if slug else 'everything'}"
            if slug and slug not in keys:
                what = "this rule reaches no cue: there is no such stretch."
                yield Problem(where, repr(slug), what, near(slug, keys))
                continue
            there = {key for key in keys[slug] if key} if slug else all_keys
            for hands in (change.hands for change in changes if change.hands):
                drawn = _ways_of_holding(slug)
                if hands not in drawn:
                    what = f"the figure of {slug or 'every stretch'} has no such hands."
                    yield Problem(f"{where}.hands", repr(hands), what, near(hands, drawn))
            for key in (key for change in changes for key in change.drops):
                if key not in there:
                    what = f"this rule reaches no cue of {slug or 'any stretch'}."
                    cure = f"{near(key, there)} Or give the cue key = {key!r} in its file."
                    yield Problem(f"{where}.drops", repr(key), what, cure)


def _ways_of_holding(slug: str | None) -> dict[str, object]:
    figure = load().stretches[slug].figure if slug else None
    return dict(figure.variants) if figure else {}


def _shipped() -> list[str]:
    found = load()
    return [slug for slug in found.stretches if found.origin(f"stretch {slug}") == "shipped"]
