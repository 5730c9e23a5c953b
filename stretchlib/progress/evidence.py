"""
Evidence for a change that may be looked at every day: how much likelier with one than without.

An e-value is a bet against "nothing changes" that cannot be expected to win: looked at as often as
one likes, it reaches 10 in at most one still series in ten. Here it is a Bayes factor with the
right-Haar prior on level and variance, so that it holds at whatever moment one stops (Perez-Ortiz
and others 2024, Lindon and others 2022), averaged over the trajectories a change may take, over its
size, and over how much one day resembles the next. For each resemblance alone it is exact; what
their average keeps was tried, and stands in docs/progress.md.

A flare, or a good spell, is a change while it is there. So the same is asked of another trajectory,
one that came at once within the last three weeks: a change that this explains as well has not
lasted.
"""

import math
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

RESEMBLANCES: Final = np.arange(9) / 10
"""Autocorrelations of days at `USUAL_GAP` from each other, and below how likely each is held."""
LOG_RESEMBLANCES: Final = np.append(-np.inf, np.log(RESEMBLANCES[1:]))
WEIGHTS: Final = np.array([0.025, 0.06, 0.115, 0.18, 0.205, 0.185, 0.12, 0.075, 0.035])
USUAL_GAP: Final = 1 / 3
"""In weeks; days further apart resemble each other less."""
GAP_POWER: Final = 0.4
"""How much less: more slowly than if each day knew only the one before."""
REAL: Final = 10.0
"""A change is called likely real when it is so many times likelier than none."""
SPELL_WEEKS: Final = 3.0
"""A flare, or a good spell, is over within so many weeks."""
SPELL_BEGAN: Final = np.arange(21)
"""On which measured day it may have begun, counted back from the latest."""
SPELL_SIZE: Final = 3.0
"""Prior standard deviation of its size, in those of a day."""


@dataclass(frozen=True)
class Trajectory:
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


TRAJECTORIES: Final = (
    Trajectory("evenly", 0.37, (0.15, 0.5)),
    Trajectory("most of it early", 0.39, (2.0, 5.0), 2.0),
    Trajectory("more of it early", 0.06, (2.0, 5.0), 6.0),
    Trajectory("after some weeks", 0.18, (2.0, 5.0), 6.0, 2),
)


@dataclass(frozen=True)
class Path:
    """What is known after each day; the last axis is the day, but for `by_trajectory`."""

    log_e: Floats
    """Natural logarithm of the evidence; 0 on the first two days."""
    change: Floats
    """How much has changed since the first day, shrunk towards none."""
    log_spell: Floats
    """Logarithm of how many times likelier the readings are with a spell of the last three weeks
    than without; minus infinity where nobody asks: where the evidence is below `REAL`, or has been
    above it for longer than any spell."""
    by_trajectory: Floats
    """How likely each of `TRAJECTORIES` is after the latest day, if there is a change; they are the
    first axis."""


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
    white = _whitened(weeks, flat, rounding)
    log_null = np.logaddexp.reduce(white.log_null, axis=0)
    log_e, change = np.zeros(flat.shape), np.zeros(flat.shape)
    by_trajectory = np.zeros((len(TRAJECTORIES), len(flat)))
    # So many days at once that their arrays fit into the processor's cache.
    at_once = max(32, 400 // max(1, len(flat)))
    for first in range(0, days, at_once):
        some = np.s_[first : first + at_once]
        log_total, change[:, some], by_trajectory = _with_change(white, weeks, some)
        log_e[:, some] = log_total - log_null[:, some]
    log_e[:, :2] = 0.0
    return Path(
        log_e.reshape(seen.shape),
        change.reshape(seen.shape),
        _log_spell(white, weeks, log_e, log_null).reshape(seen.shape),
        by_trajectory.reshape(len(TRAJECTORIES), *seen.shape[:-1]),
    )


@dataclass(frozen=True)
class _White:
    """White days and their sums, each up to a day. Axes: resemblance, series or trajectory, day."""

    own: Floats
    one: Floats
    y: Floats
    ones: Floats
    """Of the constant 1, squared."""
    level: Floats
    """Of it and the days."""
    shift: Floats
    """Of it and the trajectories."""
    room: Floats
    """Of the trajectories, squared, but for their level."""
    along: Floats
    """Of the trajectories and the days, but for their level; its second axis is the trajectory."""
    rest: Floats
    """Of the days, squared, but for their level."""
    log_null: Floats
    """Density where nothing changes."""


def _whitened(weeks: Floats, values: Floats, rounding: float) -> _White:
    days = np.arange(len(weeks))
    white = Whitener(weeks)
    one, y = white(np.ones((1, len(weeks)))), white(values)
    x = white(np.array([each.at(weeks) for each in TRAJECTORIES]))
    ones, level, shift = _summed(one * one), _summed(one * y), _summed(one * x)
    room = np.maximum(_summed(x * x) - shift**2 / ones, 0.0)
    along = _summed(x[:, :, None] * y[:, None]) - shift[:, :, None] * (level / ones)[:, None]
    rest = np.maximum(_summed(y * y) - level**2 / ones, 0.0) + days * rounding**2
    rest = np.where(rest > 0, rest, 1.0)
    log_null = np.log(WEIGHTS)[:, None, None] + white.log_density - np.log(ones) / 2
    log_null = log_null - days / 2 * np.log(rest)
    return _White(white.own, one, y, ones, level, shift, room, along, rest, log_null)


def _with_change(white: _White, weeks: Floats, some: slice) -> tuple[Floats, Floats, Floats]:
    """Give density and size of a change after some days; after the last, shares of trajectories."""
    # Axes: resemblance, trajectory, size, series, day.
    room = white.room[:, :, None, None, some]
    along = white.along[:, :, None, :, some]
    sizes = np.array([each.sizes for each in TRAJECTORIES])[:, :, None, None]
    slope = along / (room + sizes**-2)
    fits = np.clip(along * slope / white.rest[:, None, None, :, some], 0.0, 1 - 1e-12)
    half = np.arange(len(weeks))[some] / 2
    log_share = white.log_null[:, None, None, :, some] - half * np.log(1 - fits)
    highest = log_share.max(axis=(0, 1, 2))
    beforehand = np.array([each.weight / len(each.sizes) for each in TRAJECTORIES])
    share = np.exp(log_share - highest) * (
        beforehand[:, None, None, None] / np.sqrt(1 + room * sizes**2)
    )
    total = share.sum(axis=(0, 1, 2))
    curves = np.array([each.at(weeks[some]) for each in TRAJECTORIES])[:, None]
    change = ((share * slope).sum(axis=(0, 2)) * curves).sum(axis=0) / total
    by_trajectory = share[..., -1].sum(axis=(0, 2)) / total[:, -1]
    return highest + np.log(total), change, by_trajectory


def _log_spell(white: _White, weeks: Floats, log_e: Floats, log_null: Floats) -> Floats:
    """Weigh, where the evidence shows a change, a level that moved at once on a day shortly ago."""
    found = np.full(log_e.shape, -np.inf)
    is_over = log_e >= np.log(REAL)
    below = np.maximum.accumulate(np.where(is_over, 0, np.arange(len(weeks))), axis=-1)
    series, now = np.nonzero(is_over & (weeks - weeks[below] < SPELL_WEEKS))
    began = np.maximum(now - SPELL_BEGAN[:, None], 0)
    possible = (began > 0) & (weeks[now] - weeks[began] < SPELL_WEEKS)
    if not possible.any():
        return found
    # From its first day on, a spell looks white just as a level does. Axes: beginning, series' day.
    total = np.full((len(RESEMBLANCES), *began.shape), -np.inf)
    for like in range(len(RESEMBLANCES)):
        own, one = white.own[like, 0][began], white.one[like, 0][began]
        ones, level = white.ones[like, 0], white.level[like]
        since = ones[now] - ones[began]
        shift = one / own + since
        room = np.maximum(own**-2 + since - shift**2 / ones[now], 0.0)
        latest = level[series, now]
        along = white.y[like][series, began] / own + latest - level[series, began]
        along = along - shift * latest / ones[now]
        fits = along**2 / (room + SPELL_SIZE**-2) / white.rest[like][series, now]
        gain = -np.log(1 + room * SPELL_SIZE**2) / 2
        gain = gain - now / 2 * np.log(1 - np.clip(fits, 0.0, 1 - 1e-12))
        total[like] = white.log_null[like][series, now] + np.where(possible, gain, -np.inf)
    log_total = np.logaddexp.reduce(total, axis=(0, 1)) - np.log(possible.sum(axis=0))
    found[series, now] = log_total - log_null[series, now]
    return found


class Whitener:
    """Takes out of each day what it owes to the one before, for each of `RESEMBLANCES`."""

    def __init__(self, weeks: Floats) -> None:
        apart = (np.diff(weeks) / USUAL_GAP) ** GAP_POWER
        self._like = np.exp(LOG_RESEMBLANCES[:, None, None] * apart)
        first = np.ones((len(RESEMBLANCES), 1, len(weeks[:1])))
        self.own = np.concatenate([first, np.sqrt(1 - self._like**2)], axis=-1)
        """Which part of each day is its own."""
        self.log_density = -_summed(np.log(self.own))
        """Of white days against these, after each day."""

    def __call__(self, values: Floats) -> Floats:
        """Whiten values of the shape (series, days), for each resemblance."""
        white = np.empty((len(RESEMBLANCES), *values.shape))
        white[..., :1] = values[:, :1]
        np.multiply(self._like, values[:, :-1], out=white[..., 1:])
        np.subtract(values[:, 1:], white[..., 1:], out=white[..., 1:])
        white[..., 1:] /= self.own[..., 1:]
        return white


def _summed(values: Floats) -> Floats:
    return np.cumsum(values, axis=-1)


LIKE: Final = np.arange(8) / 10
"""Autocorrelations of one pair with the next, and below how likely each is held beforehand."""
LIKE_WEIGHTS: Final = np.array([0.23, 0.19, 0.16, 0.13, 0.11, 0.09, 0.06, 0.03])
PAIR_SIZES: Final = (0.5, 1.5)
"""Prior standard deviations of the mean, in those of a difference."""
CLEAR: Final = 20.0
"""A difference is called clear when it is so many times likelier than none."""


def mean_evidence(apart: Floats, rounding: float = 0.0) -> Floats:
    """
    Weigh, after each pair, how much likelier the differences are with a mean than with none.

    As `evidence_path`, with a mean instead of a trajectory, and no level to be found: it may be
    looked at after every pair.

    Examples
    --------
    >>> found = mean_evidence(np.array([-2.0, -1, -3, -2, -2, -2]))
    >>> bool(found[0] < 2), bool(found[-1] > 8)
    (True, True)
    """
    pairs = np.arange(1, apart.shape[-1] + 1)
    null, gain = [], []
    for like, weight in zip(LIKE, LIKE_WEIGHTS, strict=True):
        one, seen = _mean_whitened(np.ones(apart.shape[-1]), like), _mean_whitened(apart, like)
        room, along = np.cumsum(one * one), np.cumsum(one * seen, axis=-1)
        rest = np.maximum(np.cumsum(seen * seen, axis=-1), pairs * rounding**2)
        rest = np.where(rest > 0, rest, 1.0)
        log_density = np.log(weight) - (pairs - 1) / 2 * np.log(1 - like**2)
        null.append(log_density - pairs / 2 * np.log(rest))
        for size in PAIR_SIZES:
            fits = np.clip(along**2 / (room + size**-2) / rest, 0.0, 1 - 1e-12)
            prior = -np.log(len(PAIR_SIZES)) - np.log1p(room * size**2) / 2
            gain.append(null[-1] + prior - pairs / 2 * np.log1p(-fits))
    log_e = np.logaddexp.reduce(gain, axis=0) - np.logaddexp.reduce(null, axis=0)
    return np.asarray(np.exp(log_e))


def _mean_whitened(values: Floats, like: float) -> Floats:
    white = values.astype(np.float64)
    white[..., 1:] = (values[..., 1:] - like * values[..., :-1]) / np.sqrt(1 - like**2)
    return white
