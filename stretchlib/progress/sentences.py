"""The words of what is found, a verdict or a comparison: plain, kind, with their numbers."""

from dataclasses import dataclass

import numpy as np

from stretchlib import text
from stretchlib.progress.evidence import REAL
from stretchlib.progress.findings import HIGHEST, Finding
from stretchlib.progress.meaningful_change import FEW_DAYS
from stretchlib.progress.readings import Readings

LESS = {"cm": "came {} nearer", "points": "went {} lower"}
MORE = {"cm": "went {} further away", "points": "went {} higher"}
DIRECTIONS = {"cm": ("nearer", "further away"), "points": ("lower", "higher")}
WENT = {"cm": ("come nearer", "gone further away"), "points": ("gone down", "gone up")}
LEADS = ("Likely real: ", "Leaning: ", "Cannot tell yet: ", "No clear change: ", "No change: ")
"""How the sentence of a verdict begins."""
MOMENT_PHRASES = {
    "before": " before practice",
    "after": " after practice",
    "next_day": " the next day",
}


def of_side(side: str | None) -> str:
    """
    Say whose distance it is.

    Examples
    --------
    >>> of_side("left"), of_side(None)
    ('your left side', 'your chest')
    """
    return f"your {side} side" if side in ("left", "right") else "your chest"


def of_rating(kind: str, moment: str) -> str:
    """
    Say what was rated, and when.

    Examples
    --------
    >>> of_rating("pain", "before"), of_rating("tightness", "any")
    ('your pain before practice', 'your tightness')
    """
    return f"your {kind}{MOMENT_PHRASES.get(moment, '')}"


def in_brief(found: Finding, unit: str) -> str:
    """Say a verdict in three words or so: for a title, or a table."""
    word = {0: ""} | dict(zip((-1, 1), DIRECTIONS[unit], strict=True))
    if found.code == "nothing_larger":
        return f"no change larger than {amount(_most(found), unit)}"
    return {
        "likely_real": f"likely real, {word[found.direction]}",
        "leaning": f"leaning, {word[found.direction]}",
        "cannot_tell": "cannot tell yet",
        "too_early": "the first days",
    }[found.code.removesuffix("_better").removesuffix("_worse")]


def headed(subject: str, short: str) -> str:
    """
    Say a verdict in three words or so, of what it is.

    Examples
    --------
    >>> headed("left side", "cannot tell yet"), headed("", "the first days")
    ('Left side: cannot tell yet', 'The first days')
    """
    return text.sentence(f"{subject}: {short}" if subject else short)


def without_lead(sentence: str) -> str:
    """
    Leave out the first words of a sentence, where a heading says them.

    Examples
    --------
    >>> without_lead("Cannot tell yet: since 3 March 2025, your left side may have come nearer.")
    'Since 3 March 2025, your left side may have come nearer.'
    """
    lead = next((lead for lead in LEADS if sentence.startswith(lead)), "")
    return text.sentence(sentence.removeprefix(lead))


def tell(subject: str, found: Finding, readings: Readings) -> str:
    """Put a verdict into words, and what was left out of it."""
    return " ".join(filter(None, [_judged(subject, found, readings), readings.left_out]))


def _judged(subject: str, found: Finding, readings: Readings) -> str:
    unit = readings.unit
    if found.code == "too_early" or found.about is None or found.since is None:
        return _too_early(subject, found, len(readings))
    if (readings.value == readings.value[0]).all():
        days = "on every day that is counted" if readings.left_out else "every day"
        return f"No change: {subject} was at {_value(readings.value[0], unit)} {days}."
    since, moved = text.long_day(found.since), _moved(found.about, unit)
    if found.code.startswith("likely_real"):
        sentence = (
            f"Likely real: {subject} {moved} since {since}, {found.trajectory}. "
            f"The readings are {times(found.evidence)} likelier with a change than without."
        )
    elif found.code.startswith("leaning") and found.evidence >= REAL:
        sentence = (
            f"Leaning: {subject} {moved} since {since}, if it lasts. "
            f"The readings are {times(found.evidence)} likelier with a change than without, but a "
            "spell of the last three weeks would explain them as well."
        )
    elif found.code.startswith("leaning"):
        sentence = (
            f"Leaning: {subject} {moved} since {since}, if it is real. "
            f"The readings are only {times(found.evidence)} likelier with a change than without, "
            f"and it takes 10 times to call it so.{_days_left(found, unit)}"
        )
    elif found.code == "nothing_larger":
        sentence = (
            f"No clear change: most likely, {subject} has not moved by more than "
            f"{amount(_most(found), unit)} since {since}."
        )
    else:
        sentence = f"Cannot tell yet: since {since}, {subject} {_either_way(found, readings)}."
        sentence += _days_left(found, unit)
    return sentence + _at_floor(readings)


def amount(value: float, unit: str) -> str:
    """
    Say how much, as exactly as it was read.

    Examples
    --------
    >>> amount(3.0, "cm"), amount(1.5, "points"), amount(1.0, "points")
    ('3.0 cm', '1.5 points', '1 point')
    """
    if unit == "cm":
        return f"{value:.1f} cm"
    rounded = f"{value:.1f}".removesuffix(".0")
    return f"{rounded} point" if rounded == "1" else f"{rounded} points"


def times(evidence: float) -> str:
    """
    Say how many times likelier, no more exactly than it is known.

    Examples
    --------
    >>> times(2.6), times(10.4), times(237.0), times(1e6)
    ('2 times', '10 times', '200 times', 'more than 1,000 times')
    """
    if evidence >= 1000:
        return "more than 1,000 times"
    # Rounded down: 10 is what a claim takes, and 9.6 is not 10.
    whole = int(evidence * 10) / 10 if evidence < 2 else int(evidence)
    step = 100 if whole >= 100 else 10 if whole >= 20 else 0
    return f"{whole // step * step if step else whole:g} times"


def _moved(about: float, unit: str) -> str:
    return (LESS if about < 0 else MORE)[unit].format(f"about {amount(abs(about), unit)}")


def _most(found: Finding) -> float:
    return max(abs(found.low or 0.0), abs(found.high or 0.0))


def _either_way(found: Finding, readings: Readings) -> str:
    if found.low is None or found.high is None or found.low > 0 or found.high < 0:
        return "may have changed either way"
    unit = readings.unit
    less, more = (round(end, 1) for end in _within_reach(found, readings))
    nearer, further = DIRECTIONS[unit]
    down, up = WENT[unit]
    if not less and not more:
        return "may have stayed the same, or changed either way"
    if not less:
        return f"may have {up} or stayed the same ({amount(more, unit)} {further} at most)"
    if not more:
        return f"may have {down} or stayed the same ({amount(less, unit)} {nearer} at most)"
    return (
        f"may have {down}, {up} or stayed the same "
        f"(from {amount(less, unit)} {nearer} to {amount(more, unit)} {further})"
    )


def _within_reach(found: Finding, readings: Readings) -> tuple[float, float]:
    """
    Say how far down and up, from where the first days were: no further than the scale goes.

    `find` cuts the interval at the ends already, from the level where the trajectory begins; the
    first days may have been nearer to an end than that.
    """
    low, high = found.low or 0.0, found.high or 0.0
    first = float(np.median(readings.value[found.run_in :][:FEW_DAYS]))
    return min(-low, max(first, 0.0)), min(high, max(HIGHEST[readings.unit] - first, 0.0))


def _days_left(found: Finding, unit: str) -> str:
    if found.size is None or round(found.size, 1) == 0 or found.size > HIGHEST[unit]:
        return ""
    change = f"a change of {amount(found.size, unit)}"
    if found.days_left is None:
        return f" At this rate {change} takes more than half a year to show: measure more often."
    if found.days_left == 0:
        return f" By now {change} that came early would probably show."
    days = text.count(found.days_left, "more day")
    return f" About {days} at this rate would probably show {change}."


def _too_early(subject: str, found: Finding, days: int) -> str:
    so_far = {0: "there are none yet", 1: "there is 1 so far"}.get(days, f"there are {days} so far")
    few = {0: "", 1: "first is"}.get(found.full_run_in, f"first {found.full_run_in} are")
    run_in = f", of which the {few} for getting used to it" if few else ""
    return (
        f"A first answer for {subject} takes readings on {days + (found.days_left or 0)} days"
        f"{run_in}, and {so_far}. {found.days_left} more will do."
    )


def _at_floor(readings: Readings) -> str:
    if not readings.is_floored:
        return ""
    days = f"On {readings.at_floor:,} of {len(readings):,} days"
    if readings.unit != "cm":
        return f" {days} it was 0."
    return f" {days} your chest touched; nothing is nearer, so no trend is given."


def _value(value: float, unit: str) -> str:
    """A distance with its unit; a rating is a bare number, as it was given."""
    return amount(value, unit) if unit == "cm" else _bare(value, unit)


def _bare(value: float, unit: str) -> str:
    return amount(value, unit).partition(" ")[0]


@dataclass(frozen=True)
class Comparison:
    """How one comparison is worded; a negative difference is less."""

    subject: str
    """Such as `your left side is`."""
    less: str
    more: str
    than: str
    same: str
    """In place of an amount when there is no difference at all."""
    pairs: str
    """What is counted."""
    needed: str
    """What a pair is made of."""
    unit: str

    def tell(
        self, difference: float, low: float, high: float, pairs: int, *, clear: bool = True
    ) -> str:
        """
        Say the difference with its 95 % interval; what is not `clear` has not enough evidence yet.

        Examples
        --------
        >>> print(OF_SIDES.tell(-2.9, -3.4, -2.5, 10))
        Your left side is 2.9 cm nearer than your right, on the latest 10 days with both (95 %
        interval: 2.5 to 3.4 cm nearer).
        >>> print(OF_SIDES.tell(0.3, -0.4, 1.0, 10))
        No clear difference: your left side is 0.3 cm further away than your right, on the latest
        10 days with both (95 % interval: 0.4 nearer to 1.0 cm further away).
        """
        moved = f"{self._amount(difference)} {self._way(difference)} {self.than}"
        statement = f"{self.subject} {moved if round(difference, 1) else self.same}"
        if low <= 0 <= high:
            lead = f"No clear difference: {statement}"
        else:
            lead = statement[0].upper() + statement[1:] if clear else f"Not clear yet: {statement}"
        return f"{lead}, {self.pairs.format(pairs)} (95 % interval: {self._between(low, high)})."

    def too_early(self, needed: int, pairs: int) -> str:
        """
        Say how many pairs are missing.

        Examples
        --------
        >>> OF_SIDES.too_early(6, 1)
        'A first answer takes 6 days with both sides, and there is 1 so far.'
        """
        so_far = {0: "there are none yet", 1: "there is 1 so far"}
        there = so_far.get(pairs, f"there are {pairs} so far")
        return f"A first answer takes {needed} {self.needed}, and {there}."

    def _between(self, low: float, high: float) -> str:
        if low <= 0 <= high:
            return f"{abs(low):.1f} {self.less} to {self._amount(high)} {self.more}"
        near, far = sorted((abs(low), abs(high)))
        return f"{near:.1f} to {self._amount(far)} {self._way(low)}"

    def _way(self, difference: float) -> str:
        return self.less if difference < 0 else self.more

    def _amount(self, value: float) -> str:
        return f"{abs(value):.1f} {self.unit}"


OF_SIDES = Comparison(
    subject="your left side is",
    less="nearer",
    more="further away",
    than="than your right",
    same="as near as your right",
    pairs="on the latest {} days with both",
    needed="days with both sides",
    unit="cm",
)


def of_practice(kind: str) -> Comparison:
    """
    Compare pain or tightness after practice with before.

    Examples
    --------
    >>> print(of_practice("pain").tell(-1.4, -1.8, -1.0, 40))
    After practice your pain was 1.4 points lower than before, on average of 40 sessions (95 %
    interval: 1.0 to 1.8 points lower).
    """
    return Comparison(
        subject=f"after practice your {kind} was",
        less="lower",
        more="higher",
        than="than before",
        same="the same as before",
        pairs="on average of {:,} sessions",
        needed=f"sessions with {kind} answered before and after",
        unit="points",
    )
