"""Warning signs, and what the ticked ones ask for."""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, Literal

from stretchlib.errors import check_one_of

if TYPE_CHECKING:
    import pandas as pd

Outcome = Literal["go", "ask", "doctor", "emergency"]


def red_flags() -> "pd.DataFrame":
    """
    Every warning sign, the graver tiers first.

    Returns
    -------
    DataFrame, one row per sign, index `flag`
        `tier` (`emergency`, `doctor` or `ask`, which never stands in the way), `says`, `weekly`
        (bool: asked every week, or only the first time, monthly and when something is new),
        `only` (the condition of those who are asked; missing for everybody), `do` (what is said
        besides; mostly empty), `sources` (tuple of keys).

    Examples
    --------
    >>> red_flags().loc["chest_pain", "tier"]
    'emergency'
    """
    import pandas as pd

    from stretchlib.safety.facts import facts

    known = facts()
    rows = {
        slug: {
            "tier": flag.tier,
            "says": flag.says,
            "weekly": flag.weekly,
            "only": flag.only,
            "do": flag.do,
            "sources": flag.sources,
        }
        for tier in known.tiers
        for slug, flag in known.flags.items()
        if flag.tier == tier
    }
    return pd.DataFrame.from_dict(rows, orient="index").rename_axis("flag")


def outcome_of(flags: Iterable[str]) -> Outcome:
    """
    What the signs that were ticked ask for; the gravest decides.

    `go` and `ask` go on, `ask` with a word on whom to see; `doctor` and `emergency` do not.

    Raises
    ------
    UnknownName
        No such sign.

    Examples
    --------
    >>> outcome_of([]), outcome_of(["six_weeks"]), outcome_of(["six_weeks", "fever"])
    ('go', 'ask', 'doctor')
    >>> outcome_of(["fever", "chest_pain"])
    'emergency'
    """
    from stretchlib.safety.facts import facts

    known = facts()
    is_one = isinstance(flags, str) or not isinstance(flags, Iterable)
    named: list[object] = [flags] if is_one else list(flags)
    tiers = {known.flags[check_one_of("warning sign", flag, known.flags)].tier for flag in named}
    return next((tier for tier in known.tiers if tier in tiers), "go")


def words_of(answers: Mapping[str, Any]) -> dict[str, str]:
    """
    What somebody ticked, by sign, as it read to them on that day.

    A log of the first version kept the names of signs alone; for those that have since been
    worded anew, or are no longer asked, `data/safety.toml` knows what they said then.

    Parameters
    ----------
    answers : mapping
        As `log.screenings()` has them.

    Examples
    --------
    >>> words_of({"flags": ["fever"], "said": {"fever": "A fever"}})
    {'fever': 'A fever'}
    >>> words_of({"flags": ["first_time"]})["first_time"][:37]
    'It is the first back pain of your lif'
    >>> words_of({"flags": ["green_ears"]})
    {'green_ears': 'green_ears (a sign that this version does not know)'}
    """
    from stretchlib.safety.facts import facts

    known = facts()
    current = {slug: flag.says for slug, flag in known.flags.items()}
    recorded = answers.get("said")
    wordings = current | known.earlier | (dict(recorded) if isinstance(recorded, Mapping) else {})
    return {
        flag: str(wordings.get(flag, f"{flag} (a sign that this version does not know)"))
        for flag in map(str, answers.get("flags", ()))
    }
