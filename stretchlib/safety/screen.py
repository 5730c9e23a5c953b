"""Warning signs, and what the ticked ones ask for."""

from collections.abc import Iterable
from typing import Literal

import pandas as pd

from stretchlib.errors import check_one_of

Outcome = Literal["go", "doctor", "emergency"]


def red_flags() -> pd.DataFrame:
    """
    Every warning sign, the graver tier first.

    Returns
    -------
    DataFrame, one row per sign, index `flag`
        `tier` (`emergency` or `doctor`), `says`, `sources` (tuple of keys).

    Examples
    --------
    >>> red_flags().loc["chest_pain", "tier"]
    'emergency'
    """
    from stretchlib.safety.facts import facts

    known = facts()
    rows = {
        slug: {"tier": flag.tier, "says": flag.says, "sources": flag.sources}
        for tier in known.tiers
        for slug, flag in known.flags.items()
        if flag.tier == tier
    }
    return pd.DataFrame.from_dict(rows, orient="index").rename_axis("flag")


def outcome_of(flags: Iterable[str]) -> Outcome:
    """
    What the signs that were ticked ask for; the gravest decides.

    Raises
    ------
    UnknownName
        No such sign.

    Examples
    --------
    >>> outcome_of([]), outcome_of(["fever"]), outcome_of(["fever", "chest_pain"])
    ('go', 'doctor', 'emergency')
    """
    from stretchlib.safety.facts import facts

    known = facts()
    tiers = {known.flags[check_one_of("warning sign", flag, known.flags)].tier for flag in flags}
    return next((tier for tier in known.tiers if tier in tiers), "go")
