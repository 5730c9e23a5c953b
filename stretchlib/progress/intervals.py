"""How far an estimate may be off when one day resembles the next."""

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
    from scipy.special import stdtrit

    if freedom is None:
        freedom = len(residuals) - parameters
    critical = float(stdtrit(freedom, 0.5 + CONFIDENCE / 2))
    return (
        critical
        * standard_error
        * inflation(autocorrelation(residuals), len(residuals), parameters)
    )


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
