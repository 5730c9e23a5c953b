"""Days, counts and numbers as a person would say them."""

import pandas as pd

MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
"""Named here because `strftime` would follow the locale of the machine."""


def count(number: int, noun: str, plural: str = "") -> str:
    """
    Say how many, in the singular or the plural.

    Examples
    --------
    >>> count(1, "day"), count(0, "trial"), count(2, "stretch", "stretches")
    ('1 day', '0 trials', '2 stretches')
    """
    return f"{number} {noun if number == 1 else plural or f'{noun}s'}"


def day_month(day: pd.Timestamp) -> str:
    """
    Say a day without its year.

    Examples
    --------
    >>> day_month(pd.Timestamp("2025-03-09"))
    '9 Mar'
    """
    return f"{day.day} {MONTHS[day.month - 1]}"


def span(first: pd.Timestamp, last: pd.Timestamp) -> str:
    """
    Say which days something covers.

    Examples
    --------
    >>> span(pd.Timestamp("2025-01-06"), pd.Timestamp("2025-03-30"))
    '6 Jan to 30 Mar 2025'
    >>> span(pd.Timestamp("2024-12-30"), pd.Timestamp("2025-01-02"))
    '30 Dec 2024 to 2 Jan 2025'
    >>> span(pd.Timestamp("2025-01-06"), pd.Timestamp("2025-01-19"))
    '6 to 19 Jan 2025'
    >>> span(pd.Timestamp("2025-01-06"), pd.Timestamp("2025-01-06"))
    '6 Jan 2025'
    """
    end = f"{day_month(last)} {last.year}"
    if first == last:
        return end
    if first.year != last.year:
        return f"{day_month(first)} {first.year} to {end}"
    return f"{first.day if first.month == last.month else day_month(first)} to {end}"


def listed(parts: list[str]) -> str:
    """
    Join with commas, and with "and" before the last.

    Examples
    --------
    >>> listed(["left", "right", "both"])
    'left, right and both'
    """
    return " and ".join([", ".join(parts[:-1]), parts[-1]] if len(parts) > 1 else parts)


def signed(number: float, digits: int = 2) -> str:
    """
    Write a number with its sign, a real minus.

    Examples
    --------
    >>> signed(0.456), signed(-1, 0) == "\N{MINUS SIGN}1"
    ('+0.46', True)
    """
    return f"{number:+.{digits}f}".replace("-", "\N{MINUS SIGN}")


def sentence(words: str) -> str:
    """
    Begin with a capital and leave the rest alone.

    Examples
    --------
    >>> sentence("left 9.5 cm")
    'Left 9.5 cm'
    """
    return words[:1].upper() + words[1:]
