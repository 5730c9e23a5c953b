"""What `data/safety.toml` says: warning signs, conditions, and what each does to a stretch."""

from functools import lru_cache
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, model_validator

from stretchlib._data import data_folder
from stretchlib._files import Table, check, read_toml

Change = Literal["changed", "replaced", "left out"]
Tier = Literal["emergency", "doctor"]
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
    conditions: dict[str, ConditionTable]


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
