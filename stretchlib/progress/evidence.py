"""
Evidence for a change that may be looked at every day: how much likelier with one than without.

An e-value is a bet against "nothing changes" that cannot be expected to win: looked at as often as
one likes, it reaches 10 in at most one still series in ten. Here it is a Bayes factor with the
right-Haar prior on level and variance, so that it holds at whatever moment one stops (Perez-Ortiz
and others 2024, Lindon and others 2022), averaged over the courses a change may take, over its
size, and over how much one day resembles the next. For each resemblance alone it is exact; what
their average keeps was tried, and stands in docs/progress.md.
"""

import math
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

RESEMBLANCES: Final = np.arange(9) / 10
"""Autocorrelations of days at `USUAL_GAP` from each other, and below how likely each is held."""
WEIGHTS: Final = np.array([0.02, 0.05, 0.10, 0.17, 0.21, 0.20, 0.13, 0.08, 0.04])
USUAL_GAP: Final = 1 / 3
"""In weeks; days further apart resemble each other less."""
GAP_POWER: Final = 0.5
"""How much less: more slowly than if each day knew only the one before."""


@dataclass(frozen=True)
class Course:
    """One way in which a change may come."""

    words: str
    weight: float
    sizes: tuple[float, ...]
    """Prior standard deviations of its size, in those of a day; of `evenly`, per week."""
    weeks: float = 0.0
    """In how many weeks 63 % of it has come; 0 for one that goes on evenly."""
    power: int = 1
    """2 for one that takes some weeks to begin."""

    def at(self, weeks: Floats) -> Floats:
        """Tell where it is after so many weeks."""
        return -np.expm1(-((weeks / self.weeks) ** self.power)) if self.weeks else weeks


COURSES: Final = (
    Course("evenly", 0.35, (0.15, 0.5)),
    Course("most of it early", 0.35, (2.0, 5.0), 2.0),
    Course("more of it early", 0.1, (2.0, 5.0), 6.0),
    Course("after some weeks", 0.2, (2.0, 5.0), 6.0, 2),
)


@dataclass(frozen=True)
class Path:
    """What is known after each day; every array ends in one place per day."""

    log_e: Floats
    """Natural logarithm of the evidence; 0 on the first two days."""
    change: Floats
    """How much has changed since the first day, shrunk towards none."""
    by_course: Floats
    """How likely each of `COURSES` is, if there is a change; courses stand first."""


def evidence_path(weeks: Floats, values: Floats, rounding: float = 0.0) -> Path:
    """
    Weigh the evidence for a change after each day: all days of all series at once.

    Parameters
    ----------
    weeks : array of float, shape (days,)
        Weeks since the first day, rising from 0.
    values : array of float, shape (..., days)
        One value a day; any number of series with the same days.
    rounding : float
        Standard deviation of the rounding, in units of `values`. A scatter that is smaller is not
        believed, so that values all alike, and then others all alike, are no proof.

    Returns
    -------
    Path
        Of empty arrays for a series without days. Where nothing ever differs the evidence is at
        most 1.

    Examples
    --------
    >>> weeks = np.arange(12.0)
    >>> still = evidence_path(weeks, np.array([14, 13, 14.5, 13.5] * 3))
    >>> falling = np.array([14, 14, 13, 13.5, 13, 12, 12.5, 12, 11, 11.5, 11, 10.5])
    >>> bool(np.exp(still.log_e[-1]) < 1)
    True
    >>> bool(np.exp(evidence_path(weeks, falling).log_e[-1]) > 99)
    True
    """
    seen = np.asarray(values, dtype=np.float64)
    days = seen.shape[-1]
    flat = (seen - seen[..., :1]).reshape(math.prod(seen.shape[:-1]), days)
    half = np.arange(days) / 2
    white = Whitener(weeks)
    ways = np.array([course.at(weeks) for course in COURSES])
    one, y, x = white(np.ones((1, days))), white(flat), white(ways)
    ones, level = _summed(one * one), _summed(one * y)
    shift = _summed(one * x)
    rest = np.maximum(_summed(y * y) - level**2 / ones, 0.0) + 2 * half * rounding**2
    rest = np.where(rest > 0, rest, 1.0)
    null = np.log(WEIGHTS)[:, None, None] + white.log_density - np.log(ones) / 2
    null = null - half * np.log(rest)
    # Axes from here on: resemblance, course, size, series, day.
    room = np.maximum(_summed(x * x) - shift**2 / ones, 0.0)[:, :, None, None]
    along = _summed(x[:, :, None] * y[:, None]) - (
        shift[:, :, None] * level[:, None] / ones[:, None]
    )
    sizes = np.array([course.sizes for course in COURSES])[:, :, None, None]
    apart = room + sizes**-2
    slope = along[:, :, None] / apart
    fits = np.clip(along[:, :, None] * slope / rest[:, None, None], 0.0, 1 - 1e-12)
    beforehand = np.array([course.weight / len(course.sizes) for course in COURSES])
    gain = np.log(beforehand)[:, None, None, None] - np.log1p(room * sizes**2) / 2
    gain = null[:, None, None] + gain - half * np.log1p(-fits)
    highest = gain.max(axis=(0, 1, 2))
    share = np.exp(gain - highest)
    total = share.sum(axis=(0, 1, 2))
    share /= total
    log_e = highest + np.log(total) - np.logaddexp.reduce(null, axis=0)
    log_e[:, :2] = 0.0
    change = (share * slope * ways[:, None, None]).sum(axis=(0, 1, 2))
    by_course = share.sum(axis=(0, 2))
    return Path(
        log_e.reshape(seen.shape),
        change.reshape(seen.shape),
        by_course.reshape(len(COURSES), *seen.shape),
    )


class Whitener:
    """Takes out of each day what it owes to the one before, for each of `RESEMBLANCES`."""

    def __init__(self, weeks: Floats) -> None:
        apart = (np.diff(weeks) / USUAL_GAP) ** GAP_POWER
        self._like = RESEMBLANCES[:, None, None] ** apart
        self._own = np.sqrt(1 - self._like**2)
        first = np.ones((len(RESEMBLANCES), 1, len(weeks[:1])))
        self.log_density = -_summed(np.log(np.concatenate([first, self._own], axis=-1)))
        """Of white days against these, after each day."""

    def __call__(self, values: Floats) -> Floats:
        """Whiten values of the shape (series, days), for each resemblance."""
        first = np.broadcast_to(values[:, :1], (len(RESEMBLANCES), *values[:, :1].shape))
        later = (values[:, 1:] - self._like * values[:, :-1]) / self._own
        return np.concatenate([first, later], axis=-1)


def _summed(values: Floats) -> Floats:
    return np.cumsum(values, axis=-1)
