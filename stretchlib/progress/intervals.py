"""How far an estimate may be off when one day resembles the next."""

from functools import lru_cache
from math import cos, pi, sin, sqrt, tan

import numpy as np

from stretchlib.progress.evidence import Floats

CONFIDENCE = 0.95
MOST_AUTOCORRELATION = 0.95
"""A series that hardly moves from its own past could inflate an interval without end."""
SHORTFALL = {1: 5.0, 2: 7.0}
"""For a mean and a line: fitted to simulated series; docs/progress.md shows what it achieves."""


def margin(
    standard_error: float, residuals: Floats, parameters: int, freedom: int | None = None
) -> float:
    """
    Half the width of a 95 % interval: Student's t, widened for days that resemble each other.

    Parameters
    ----------
    standard_error : float
        As it would be if every day stood for itself.
    residuals : array of float, in the order of days
        What the estimate leaves unexplained.
    parameters : int
        How many numbers were estimated: 1 for a mean, 2 for a line.
    freedom : int, optional
        Degrees of freedom of the standard error, where it comes from fewer days than `residuals`.

    Examples
    --------
    >>> unlike_their_neighbours = np.array([0.5, -0.5] * 10)
    >>> like_their_neighbours = np.array([-0.5] * 10 + [0.5] * 10)
    >>> round(margin(1.0, unlike_their_neighbours, 2), 2)
    0.34
    >>> round(margin(1.0, like_their_neighbours, 2), 2)
    14.1
    """
    if freedom is None:
        freedom = len(residuals) - parameters
    return (
        student_t(freedom)
        * standard_error
        * inflation(autocorrelation(residuals), len(residuals), parameters)
    )


@lru_cache(maxsize=1024)
def student_t(freedom: int) -> float:
    """
    How many standard errors on either side hold 95 % of Student's t, for whole degrees of freedom.

    What lies within t is a finite sum of powers of cos(atan(t / sqrt(freedom))) (Abramowitz and
    Stegun 1964, 26.7.3 and 26.7.4); the angle at which it is 95 % is found by halving.

    Parameters
    ----------
    freedom : int
        At least 1.

    Examples
    --------
    As in their table 26.10:

    >>> [round(student_t(freedom), 3) for freedom in (1, 2, 5, 10, 30, 120)]
    [12.706, 4.303, 2.571, 2.228, 2.042, 1.98]
    """
    low, high = 0.0, pi / 2
    while (angle := (low + high) / 2) not in (low, high):
        if _held_within(angle, freedom) < CONFIDENCE:
            low = angle
        else:
            high = angle
    return sqrt(freedom) * tan(angle)


def _held_within(angle: float, freedom: int) -> float:
    """Which part of Student's t lies within sqrt(freedom) x tan(angle) of its middle."""
    is_odd = freedom % 2 == 1
    first, start = (cos(angle), 3) if is_odd else (1.0, 2)
    numbers = np.arange(start, freedom - 1, 2)
    powers = np.cumprod((numbers - 1) / numbers * cos(angle) ** 2)
    total = sin(angle) * first * (1 + float(powers.sum()))
    if not is_odd:
        return total
    return 2 / pi * (angle + (total if freedom > 1 else 0.0))


def autocorrelation(residuals: Floats) -> float:
    """
    Correlation of each day with the one before; 0 where nothing moves.

    Examples
    --------
    >>> autocorrelation(np.array([1.0, 1.0, -1.0, -1.0]))
    0.25
    """
    total = float((residuals**2).sum())
    return float((residuals[1:] * residuals[:-1]).sum() / total) if total > 0 else 0.0


def inflation(r: float, days: int, parameters: int) -> float:
    """
    How many times wider than in a textbook an honest interval is.

    A long series with autocorrelation r tells as much as one that is shorter by (1 - r) / (1 + r)
    (Bayley and Hammersley 1946), so its standard error grows by sqrt((1 + r) / (1 - r)), which is
    exp(artanh r). In a short series r itself comes out too low, the more so the larger it is and
    the more was estimated (Marriott and Pope 1954). On Fisher's scale, artanh r, that is made up
    for by `SHORTFALL` x (1 + r) / days.

    Examples
    --------
    >>> round(inflation(0.5, days=1_000_000, parameters=2), 3), round(3**0.5, 3)
    (1.732, 1.732)
    >>> round(inflation(0.0, days=10, parameters=2), 2)
    2.01
    """
    held = float(np.clip(r, -MOST_AUTOCORRELATION, MOST_AUTOCORRELATION))
    return float(np.exp(np.arctanh(held) + SHORTFALL[parameters] * (1 + held) / days))
