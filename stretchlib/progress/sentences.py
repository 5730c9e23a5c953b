"""The words of a verdict: plain, kind, with their numbers."""

from stretchlib.progress.changes import Change
from stretchlib.progress.readings import MIN_DAYS, Readings

LESS = {"cm": "came {} nearer", "points": "went {} lower"}
MORE = {"cm": "went {} further away", "points": "went {} higher"}
ERRORS = {"cm": "measurement error", "points": "day-to-day scatter"}
WHEN = {"before": " before practice", "after": " after practice", "next_day": " the next day"}


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
    return f"your {kind}{WHEN.get(moment, '')}"


def in_brief(code: str, unit: str) -> str:
    """
    Say a verdict in three words or so.

    Examples
    --------
    >>> in_brief("likely_real_better", "cm"), in_brief("likely_real_worse", "points")
    ('likely real, nearer', 'likely real, higher')
    """
    better, worse = {"cm": ("nearer", "further away"), "points": ("lower", "higher")}[unit]
    return {
        "likely_real_better": f"likely real, {better}",
        "likely_real_worse": f"likely real, {worse}",
        "no_clear_change": "no clear change",
        "too_early": "too early to say",
    }[code]


def tell(code: str, subject: str, found: Change, readings: Readings) -> str:
    """Put a verdict into words, and what was left out of it."""
    return " ".join(filter(None, [_judged(code, subject, found, readings), readings.left_out]))


def _judged(code: str, subject: str, found: Change, readings: Readings) -> str:
    if code == "too_early" or found.first is None or found.latest is None or found.mdc is None:
        return _too_early(subject, len(readings))
    unit, apart = found.unit, found.latest - found.first
    first, latest = _value(found.first, unit), _value(found.latest, unit)
    error = f"your own {ERRORS[unit]} of {amount(found.mdc, unit)}"
    if (readings.value == readings.value[0]).all():
        return f"No change: {subject} was at {latest} every day."
    if code == "no_clear_change" and apart == 0:
        told = f"No clear change yet: {subject} is at {latest}, as it was on the first days."
    elif code == "no_clear_change":
        told = (
            f"No clear change yet: {subject} went from {first} on the first days to {latest} on "
            f"the latest, which is {_but_unclear(found, error)}."
        )
    else:
        moved = (LESS if apart < 0 else MORE)[unit].format(amount(abs(apart), unit))
        told = (
            f"Likely real: {subject} {moved} in {_time(found.weeks)}, "
            f"from {_bare(found.first, unit)} to {latest}. "
            f"That is more than {error}, and the trend agrees."
        )
    return told + _at_floor(readings)


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


def _too_early(subject: str, days: int) -> str:
    so_far = {0: "there are none yet", 1: "there is 1 so far"}.get(days, f"there are {days} so far")
    return (
        f"Too early to say for {subject}: it takes readings on {MIN_DAYS} days, and {so_far}. "
        f"{MIN_DAYS - days} more will do."
    )


def _but_unclear(found: Change, error: str) -> str:
    if found.is_beyond_error:
        return f"more than {error}, but the days between waver too much to trust it"
    return f"within {error}"


def _at_floor(readings: Readings) -> str:
    if not readings.is_floored:
        return ""
    days = f"On {readings.at_floor} of {len(readings)} days"
    if readings.unit != "cm":
        return f" {days} it was 0."
    return f" {days} your chest touched; there is no nearer, so no trend is given."


def _time(weeks: float) -> str:
    return f"{weeks:.0f} weeks" if weeks >= 2 else f"{weeks * 7:.0f} days"


def _value(value: float, unit: str) -> str:
    """A distance with its unit; a rating is a bare number, as it was given."""
    return amount(value, unit) if unit == "cm" else _bare(value, unit)


def _bare(value: float, unit: str) -> str:
    return amount(value, unit).partition(" ")[0]
