"""What `data/safety.toml` says: warning signs, conditions, and what each does to a stretch."""

from functools import lru_cache
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, model_validator

from stretchlib._data import data_folder
from stretchlib._files import Table, check, read_toml

Change = Literal["changed", "replaced", "left out"]
Tier = Literal["emergency", "doctor", "ask"]
"""From the gravest to the gentle one, which never stands in the way."""
Words = Annotated[str, Field(min_length=1, max_length=400)]
Keys = Annotated[tuple[str, ...], Field(min_length=1)]


class Imperfect(Table):
    """How far such a list is to be trusted."""

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
    pace: Literal["hold"] | None = None
    enhance: bool = True
    sources: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _says_how(self) -> "ChangeTable":
        wanted = {"changed": bool(self.variant), "replaced": bool(self.by), "left out": True}
        if not wanted[self.verdict]:
            msg = f"{self.verdict!r} does not say how; changed needs a variant, replaced needs by"
            raise ValueError(msg)
        return self


class ConditionTable(Table):
    """Something a person lives with that changes what they should practise."""

    title: Words
    ask: Words
    """Whom to ask."""
    first: str = ""
    """What is said at every check-in, where somebody is to be asked before all else."""
    do: Annotated[str, Field(max_length=400)] = ""
    """What to do in every routine, whatever is in it; it is said at every check-in."""
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
        return self


class Facts(Table):
    """The whole file."""

    judged: Keys
    """The stretches that somebody has gone through for every condition."""
    imperfect: Imperfect
    tiers: dict[Tier, TierTable]
    flags: dict[str, FlagTable]
    asked_of: dict[str, Words] = Field(default_factory=dict)
    """The question to those with a condition that has warning signs of its own."""
    earlier: dict[str, Words] = Field(default_factory=dict)
    """What a sign said before the log kept the words that somebody ticked."""
    conditions: dict[str, ConditionTable]

    @model_validator(mode="after")
    def _asks_those_there_are(self) -> "Facts":
        for condition in self.asked_of:
            if condition not in self.conditions:
                msg = f"asked_of.{condition} is no condition of this file; name one that is"
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
    return check(path.name, Facts, read_toml(path))
