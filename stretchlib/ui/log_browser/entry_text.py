"""How entries, moments, sizes and numbers are put into words."""

from collections.abc import Mapping
from typing import Any, Final

import pandas as pd

from stretchlib import text
from stretchlib.model import EXTENTS_SHOWN, HURT_WORDS, MEASURES
from stretchlib.safety.facts import facts
from stretchlib.safety.red_flags import words_of

CLIPPED: Final = 90
"""Characters of a note that a list shows."""
MOMENT_WORDS: Final = {
    "before": "before a session",
    "after": "after a session",
    "next_day": "the next day",
    "any": "at another time",
}
ANSWERED: Final = {
    "signs": "Warning signs",
    "conditions": "What you live with",
    "bring_back": "Brought back",
    "leg": "Further down the leg",
    "routine": "Chosen",
    "goal": "Goal",
}
"""What was answered before practising."""
AREAS: Final = {"low_back": "lower back"}
"""Areas that people call otherwise than the log does."""
STATUS_WORDS: Final = {"finished": "finished", "stopped": "stopped early", "partial": "not ended"}


def here(at_utc: pd.Timestamp) -> str:
    """
    A moment in UTC, as the clock of this machine shows it.

    Examples
    --------
    >>> here(pd.NaT)
    'at no known time'
    """
    if pd.isna(at_utc):
        return "at no known time"
    try:
        return text.short_moment(at_utc.to_pydatetime().astimezone())
    except (ValueError, OverflowError):
        # An id may name a year that no calendar has.
        return "at no known time"


def clipped(text: str) -> str:
    """A text on one line, cut where a list has no room for it."""
    line = " ".join(text.split())
    return line if len(line) <= CLIPPED else f"{line[: CLIPPED - 1]}…"


def practised(row: Mapping[Any, Any]) -> str:
    """
    How much of a session was done, and how it ended.

    Examples
    --------
    >>> practised({"done_s": 870.0, "planned_s": 900.0, "status": "stopped"})
    '14:30 of 15:00 min, stopped early'
    """
    done, planned = text.clock(row["done_s"]), text.clock(row["planned_s"])
    return f"{done} of {planned} min, {STATUS_WORDS[row['status']]}"


def hurt(step: Mapping[Any, Any]) -> str:
    """
    What hurt in a stretch, and when.

    Examples
    --------
    >>> step = {"stretch": "standing_hamstring", "side": "left", "done_s": 4.0, "hurt": "leg"}
    >>> hurt(step)
    'Standing hamstring, left, after 4 s: pain, tingling, numbness or weakness in a leg'
    >>> hurt({**step, "side": "both", "hurt": float("nan")})
    'Standing hamstring, after 4 s (you did not say what)'
    """
    name = str(step["stretch"]).replace("_", " ").capitalize()
    side = "" if step["side"] == "both" else f", {step['side']}"
    what = HURT_WORDS.get(step["hurt"])
    details = f": {what}" if what else " (you did not say what)"
    return f"{name}{side}, after {step['done_s']:.0f} s{details}"


def score(value: object, name: str = "pain") -> str:
    """
    An answer from 0 to 10, or how far down it goes, or that there is none.

    Examples
    --------
    >>> score(3), score(3, "extent"), score(None)
    ('3', 'thigh', 'not answered')
    """
    if value is None or value is pd.NA:
        return "not answered"
    return EXTENTS_SHOWN[int(str(value))] if name == "extent" else str(value)


def kind(name: str) -> str:
    """
    What kind of rating it is.

    Examples
    --------
    >>> kind("pain"), kind("extent")
    ('Pain', 'How far down')
    """
    return "How far down" if name == "extent" else name.capitalize()


def felt(name: str, value: object) -> str:
    """
    What kind of rating it is, and its answer.

    Examples
    --------
    >>> felt("pain", 3), felt("extent", 3)
    ('Pain 3', 'How far down: thigh')
    """
    return f"{kind(name)}{':' if name == 'extent' else ''} {score(value, name)}"


def area_shown(area: object) -> str:
    """
    The name of an area as people say it.

    Examples
    --------
    >>> area_shown("low_back"), area_shown("upper_leg")
    ('lower back', 'upper leg')
    """
    return AREAS.get(str(area), str(area).replace("_", " "))


def area_kept(shown: str) -> str:
    """
    The name of an area as the log keeps it: what is called the same is then counted together.

    Examples
    --------
    >>> area_kept("Lower back"), area_kept("low back"), area_kept("Upper leg")
    ('low_back', 'low_back', 'upper_leg')
    """
    lowered = shown.lower()
    kept = (area for area, words in AREAS.items() if words == lowered)
    return next(kept, lowered.replace(" ", "_"))


def area_and_side(row: Mapping[str, Any]) -> str:
    """
    The area in which a rating was felt, with its side.

    Examples
    --------
    >>> area_and_side({"area": "low_back", "side": "both"})
    'lower back'
    >>> area_and_side({"area": "hip", "side": "left"})
    'left hip'
    """
    area = area_shown(row["area"])
    return area if row["side"] == "both" else f"{row['side']} {area}"


def measure(row: Mapping[str, Any]) -> str:
    """
    What a measurement is of.

    Examples
    --------
    >>> measure({"measure": "chest_to_thigh", "side": "left"})
    'Chest to thigh, left'
    """
    known = MEASURES.get(row["measure"])
    return f"{known.title if known else row['measure']}, {row['side']}"


def answered(row: Mapping[Any, Any]) -> tuple[str, str]:
    """
    What was answered before practising, and how.

    Examples
    --------
    >>> answered({"outcome": "conditions", "answers": {"conditions": ["glaucoma"]}})
    ('What you live with', 'Glaucoma, or trouble with the retina')
    >>> answered({"outcome": "go", "answers": {"flags": []}})
    ('Warning signs', 'none')
    """
    outcome, answers = row["outcome"], row["answers"]
    if outcome == "conditions":
        known = facts().conditions
        names = [known[name].title if name in known else name for name in answers["conditions"]]
        return ANSWERED[outcome], ", ".join(names) or "nothing on the list"
    if outcome == "bring_back":
        return ANSWERED[outcome], str(answers["stretch"]).replace("_", " ")
    if outcome == "leg":
        return ANSWERED[outcome], "yes" if answers["leg"] else "no"
    if outcome == "routine":
        time = f", {answers['minutes']} min" if answers.get("minutes") else ""
        return ANSWERED[outcome], f"{answers['routine'] or 'as proposed'}{time}"
    if outcome == "goal":
        goals = [f"{cm:g} cm" for cm in answers.values() if cm is not None]
        return ANSWERED[outcome], ", ".join(goals) or "taken away"
    return ANSWERED["signs"], "; ".join(words_of(answers).values()) or "none"


def summary(table: str, row: Mapping[str, Any]) -> str:
    """
    What an entry says, in one sentence without its moment.

    Examples
    --------
    >>> where = {"area": "hip", "side": "left"}
    >>> summary("ratings", {"kind": "pain", "score": 3, "moment": "any", **where})
    'Pain 3, left hip, at another time'
    """
    if table == "sessions":
        sentence = str(row["routine"])
    elif table == "ratings":
        answer = felt(row["kind"], row["score"])
        sentence = f"{answer}, {area_and_side(row)}, {MOMENT_WORDS[row['moment']]}"
    elif table == "screenings":
        sentence = ": ".join(answered(row))
    else:
        what = measure({**row, "measure": row["test"]})
        sentence = f"{what}, reading {row['trial']}: {row['value_cm']:g} cm"
    return f"{sentence}. Note: {row['note']}" if row.get("note") else sentence
