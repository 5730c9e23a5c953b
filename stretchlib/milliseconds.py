"""Whole milliseconds: the one place where seconds are made fit to be compared."""

from collections.abc import Iterable


def in_ms(seconds: float) -> int:
    """
    Seconds as a whole number of milliseconds, for whatever is compared, divided or counted.

    The last bit of a float is nobody's time. It differs with the order in which one adds up, and
    from one version of Python to the next, whose `sum` is compensated from 3.12 on; so no decision
    hangs on it.

    Examples
    --------
    >>> in_ms(0.1 + 0.2) == in_ms(0.3), 0.1 + 0.2 == 0.3
    (True, False)
    """
    return round(seconds * 1000)


def whole_ms(seconds: float) -> float:
    """
    The same seconds to the millisecond: two lengths are the same float, or a millisecond apart.

    Examples
    --------
    >>> whole_ms(0.1 + 0.2)
    0.3
    """
    return in_ms(seconds) / 1000


def total_s(lengths: Iterable[float]) -> float:
    """
    Seconds of some lengths together, in whatever order they come.

    Examples
    --------
    >>> total_s([0.1, 0.2]), total_s([])
    (0.3, 0.0)
    """
    return sum(map(in_ms, lengths)) / 1000
