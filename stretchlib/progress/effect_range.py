"""How large a change may be: every size that the evidence does not speak against."""

from typing import Final

import numpy as np

from stretchlib.progress.evidence import COURSES, RESEMBLANCES, WEIGHTS, Floats, Whitener

AGAINST: Final = 20.0
"""A size is ruled out where the evidence against it reaches this: at most one time in twenty."""
REACH: Final = 40.0
"""Sizes are tried up to so many times the scatter; one beyond is as good as any."""
STEPS: Final = np.sinh(np.linspace(-6, 6, 121)) / np.sinh(6) * REACH


def change_span(weeks: Floats, values: Floats, rounding: float) -> tuple[float, float] | None:
    """
    Give the interval of the change from the first day to the latest, valid whenever one looks.

    Of each course, the sizes for which what is left of the readings gives evidence below 20 for
    any further change; together, since nobody knows the course. At whatever moment one stops, the
    interval of the true course holds the truth at least 19 times in 20 for each resemblance of
    days (Lindon and others 2022); docs/progress.md shows what their average keeps.

    Returns
    -------
    tuple of float, or None
        Lowest and highest change; None while a change of any size is possible, or none is.

    Examples
    --------
    >>> weeks = np.arange(30) / 3
    >>> low, high = change_span(weeks, np.array([12, 13, 12.5] * 10), 0.14)
    >>> bool(-4 < low < 0 < high < 4)
    True
    """
    days = len(weeks)
    if days < 3:
        return None
    ways = np.array([course.at(weeks) for course in COURSES])
    ways = ways / ways[:, -1:]
    white = Whitener(weeks)
    one = white(np.ones((1, days)))
    parts = white(np.vstack([values - values[0], ways]))
    ones = (one * one).sum(axis=-1, keepdims=True)
    parts = parts - one * (one * parts).sum(axis=-1, keepdims=True) / ones
    products = parts @ parts.transpose(0, 2, 1)
    rest, along, room = products[:, 0, 0], products[:, 0, 1:], products[:, 1:, 1:]
    rest = rest + (days - 1) * rounding**2
    own = np.einsum("pkk->pk", room)
    if not (rest > 0).all() or not (own > 0).all():
        return None
    middle = len(RESEMBLANCES) // 3
    best = along[middle] / own[middle]
    scatter = np.sqrt(rest[middle] / (days - 1))
    # Axes: resemblance, course that is taken off, its size, course that is looked for, its size.
    tried = best[:, None] + scatter * STEPS
    left = rest[:, None, None] - 2 * tried * along[:, :, None] + tried**2 * own[:, :, None]
    left = np.maximum(left, (days - 1) * rounding**2 + 1e-12 * rest[:, None, None])
    found = along[:, None, None] - tried[:, :, None] * room[:, :, None]
    sizes = np.array([course.sizes for course in COURSES])
    sizes = sizes * np.array([float(course.at(weeks[-1:])[0]) for course in COURSES])[:, None]
    fits = (found**2 / left[..., None])[..., None] / (own[:, :, None] + sizes**-2)[:, None, None]
    log_gain = np.log(1 - np.clip(fits, 0.0, 1 - 1e-12)) * -((days - 1) / 2)
    beforehand = np.array([[course.weight / len(course.sizes)] for course in COURSES])
    beforehand = beforehand / np.sqrt(1 + own[:, :, None] * sizes**2)
    null = np.log(WEIGHTS) + white.log_density[:, 0, -1] - np.log(ones[:, 0, 0]) / 2
    null = null[:, None, None] - (days - 1) / 2 * np.log(left)
    log_share = null[..., None, None] + log_gain
    highest = log_share.max(axis=(0, 3, 4))
    share = np.exp(log_share - highest[..., None, None]) * beforehand[:, None, None]
    log_total = highest + np.log(share.sum(axis=(0, 3, 4)))
    log_null = null.max(axis=0)
    log_null = log_null + np.log(np.exp(null - log_null).sum(axis=0))
    return _held(tried, log_total - log_null - np.log(AGAINST))


def _held(tried: Floats, log_against: Floats) -> tuple[float, float] | None:
    """Take together, over the courses, what is not ruled out; edges are interpolated."""
    lows, highs = [], []
    for size, against in zip(tried, log_against, strict=True):
        kept = np.flatnonzero(against < 0)
        if not len(kept):
            continue
        first, last = kept[0], kept[-1]
        if first == 0 or last == len(size) - 1:
            return None
        lows.append(_crossing(size, against, first - 1, first))
        highs.append(_crossing(size, against, last + 1, last))
    return (min(lows), max(highs)) if lows else None


def _crossing(size: Floats, against: Floats, out: int, kept: int) -> float:
    part = against[out] / (against[out] - against[kept])
    return float(size[out] + part * (size[kept] - size[out]))
