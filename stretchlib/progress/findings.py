"""What the readings come to: how much evidence, how large a change, how many days more it takes."""

from dataclasses import dataclass, field
from typing import Final, Literal

import numpy as np
import pandas as pd

from stretchlib.progress.columns import DIGITS
from stretchlib.progress.evidence import (
    REAL,
    RESEMBLANCES,
    TRAJECTORIES,
    WEIGHTS,
    Floats,
    Path,
    Whitener,
    evidence_path,
)
from stretchlib.progress.measurement_error import mdc95
from stretchlib.progress.readings import ROUNDING, Readings

SIZES: Final = (0.75, 1.0, 1.5, 2.0, 3.0)
"""Of a change, in minimal detectable changes."""
RATES: Final = (1, 2, 3, 5)
"""Measured days a week."""
HALF_DETECTED: Final = (
    (999, 999, 70, 63),
    (999, 33, 36, 42),
    (12, 17, 21, 27),
    (9, 13, 16, 22),
    (7, 10, 12, 17),
)
"""Counted days after which a change is detected in half of the series, a row a size, a column a
rate: one that comes early and stays, in days that resemble each other by 0.3. 999 stands for more
than half a year. From `python -m docs.looking half_told`."""


def days_needed(size: float, per_week: float) -> int | None:
    """
    Look up the counted days after which a change of a size is detected more often than not.

    Parameters
    ----------
    size : float
        In minimal detectable changes of one day against another.
    per_week : float
        Measured days a week.

    Returns
    -------
    int, or None
        None where half a year does not do.

    Examples
    --------
    >>> days_needed(2.0, 3), days_needed(1.0, 1)
    (16, None)
    """
    columns = [np.interp(size, SIZES, [row[i] for row in HALF_DETECTED]) for i in range(len(RATES))]
    if size < SIZES[0]:
        return None
    needed = float(np.interp(per_week, RATES, columns))
    return None if needed > 26 * max(per_week, 1) else int(np.ceil(needed))


AGAINST: Final = 20.0
"""A size is ruled out where the evidence against it reaches this: at most one time in twenty."""
REACH: Final = 40.0
"""Sizes are tried up to so many times the scatter; one beyond is as good as any."""
SIZE_GRID: Final = np.sinh(np.linspace(-6, 6, 121)) / np.sinh(6) * REACH


def change_span(weeks: Floats, values: Floats, rounding: float) -> tuple[float, float] | None:
    """
    Give the interval of the change from the first day to the latest, valid whenever one looks.

    Of each trajectory, the sizes for which what is left of the readings gives evidence below 20 for
    any further change; together, since nobody knows the trajectory. At whatever moment one stops,
    the interval of the true trajectory holds the truth at least 19 times in 20 for each resemblance
    of days (Lindon and others 2022); docs/progress.md shows what their average keeps.

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
    curves = np.array([each.at(weeks) for each in TRAJECTORIES])
    curves = curves / curves[:, -1:]
    white = Whitener(weeks)
    one = white(np.ones((1, days)))
    parts = white(np.vstack([values - values[0], curves]))
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
    # Axes: resemblance, trajectory taken off, its size, trajectory looked for, its size.
    tried = best[:, None] + scatter * SIZE_GRID
    left = rest[:, None, None] - 2 * tried * along[:, :, None] + tried**2 * own[:, :, None]
    left = np.maximum(left, (days - 1) * rounding**2 + 1e-12 * rest[:, None, None])
    found = along[:, None, None] - tried[:, :, None] * room[:, :, None]
    sizes = np.array([each.sizes for each in TRAJECTORIES])
    sizes = sizes * np.array([float(each.at(weeks[-1:])[0]) for each in TRAJECTORIES])[:, None]
    fits = (found**2 / left[..., None])[..., None] / (own[:, :, None] + sizes**-2)[:, None, None]
    log_gain = np.log(1 - np.clip(fits, 0.0, 1 - 1e-12)) * -((days - 1) / 2)
    beforehand = np.array([[each.weight / len(each.sizes)] for each in TRAJECTORIES])
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
    """Take together, over the trajectories, what is not ruled out; edges are interpolated."""
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


Code = Literal[
    "likely_real_better",
    "likely_real_worse",
    "leaning_better",
    "leaning_worse",
    "nothing_larger",
    "cannot_tell",
    "too_early",
]

LEANING: Final = 2.4
"""From here on readings lean; what was called real is real no more once it falls below."""
MIN_COUNTED: Final = 5
"""Counted days before anything is said."""
HIGHEST: Final = {"cm": np.inf, "points": 10.0}
"""What no reading is beyond; none is below 0."""
LARGEST_LOG_EVIDENCE: Final = 700.0
"""Logarithm of the largest evidence that is given; a little above it a number overflows."""
SMALL: Final = 1.5
"""Without a goal, no larger change than so many of one's own errors is worth saying."""


@dataclass(frozen=True)
class Finding:
    """What the counted days come to."""

    code: Code
    evidence: float
    """How many times likelier the readings are with a change than without; 1 when nothing tells."""
    about: float | None
    """The change from the first counted day to the latest, shrunk; None while it is too early."""
    low: float | None
    """Lower end of its interval, valid whenever one looks; None while any change is possible."""
    high: float | None
    trajectory: str
    """How it came, if there is one: `evenly`, `most of it early` and such; empty when too early."""
    since: pd.Timestamp | None
    """The first counted day."""
    counted: int
    """Days that count."""
    run_in: int
    """Days before them, which do not."""
    full_run_in: int
    """How many these will be in the end."""
    size: float | None
    """The change that `days_left` is about: to the goal, or one's own error."""
    days_left: int | None
    """Measured days until that would be detected more often than not; None when half a year is
    short, or nobody can say; 0 when it would have been by now."""
    level: float | None
    """Where the trajectory begins."""
    shape: Floats = field(repr=False, compare=False)
    """Which part of the change had come on each counted day."""

    @property
    def direction(self) -> int:
        """-1 for less or nearer, 1 for more; 0 where nothing is said."""
        return {"better": -1, "worse": 1}.get(self.code.rpartition("_")[2], 0)


def find(readings: Readings, *, run_in: int = 0, goal: float | None = None) -> Finding:
    """
    Weigh readings, but for the first days, and say what they come to.

    Parameters
    ----------
    readings : Readings
        One value a day.
    run_in : int
        How many of the first days do not count.
    goal : float, optional
        A level to reach.
    """
    weeks, values = readings.elapsed[run_in:] / 7, readings.value[run_in:]
    skipped = min(run_in, len(readings))
    since = pd.Timestamp(readings.day[run_in]) if len(values) else None
    if len(values) < MIN_COUNTED:
        return Finding(
            "too_early", 1.0, None, None, None, "", since, len(values), skipped, run_in,
            None, MIN_COUNTED + run_in - len(readings), None, np.zeros(len(weeks)),
        )  # fmt: skip
    weeks = weeks - weeks[0]
    rounding = ROUNDING[readings.unit]
    path = evidence_path(weeks, values, rounding)
    about = float(path.change[-1])
    ends = change_span(weeks, values, rounding)
    if (values == values[0]).all():
        ends = -rounding * 12**0.5, rounding * 12**0.5
    error = mdc95(max(float(np.sqrt((np.diff(values) ** 2).mean() / 2)), rounding))
    shape = _shape(path.by_trajectory, weeks)
    level = float(np.median(values - about * shape))
    to_go = 0.0 if goal is None else round(level + about - goal, DIGITS)
    # Whoever is there already asks for no change of that size.
    size = to_go if to_go > 0 else error
    most = None if ends is None else max(abs(ends[0]), abs(ends[1]))
    small = SMALL * error if size <= error else size
    low, high = (None, None) if ends is None else _possible(*ends, about, level, readings.unit)
    return Finding(
        code=_code(path, most is not None and most <= small),
        evidence=float(np.exp(min(path.log_e[-1], LARGEST_LOG_EVIDENCE))),
        about=about,
        low=low,
        high=high,
        trajectory=TRAJECTORIES[int(path.by_trajectory.argmax())].words,
        since=since,
        counted=len(values),
        run_in=skipped,
        full_run_in=run_in,
        size=size,
        days_left=_days_left(size / error, weeks),
        level=level,
        shape=shape,
    )


def real_direction(path: Path) -> int:
    """
    Tell which change is called likely real after the latest day: -1, 0 or 1.

    It takes evidence of `REAL`, and that a spell of the last three weeks is not likelier still.
    Once called so, it is called so until the evidence falls below `LEANING`, or the change turns
    round: an answer that comes and goes with every reading would be none.

    Examples
    --------
    >>> e, change, no_spell = np.log([1, 1, 1, 1, 12, 4, 3]), np.full(7, -1.0), np.full(7, -np.inf)
    >>> real_direction(Path(e, change, no_spell, np.zeros(4)))
    -1
    >>> real_direction(Path(e, change, np.log([1, 1, 1, 1, 13, 1, 1]), np.zeros(4)))
    0
    >>> real_direction(Path(e - np.log(2), change, no_spell, np.zeros(4)))
    0
    """
    log_e, change = path.log_e[MIN_COUNTED - 1 :], path.change[MIN_COUNTED - 1 :]
    over = np.flatnonzero((log_e >= np.log(REAL)) & (log_e >= path.log_spell[MIN_COUNTED - 1 :]))
    if not len(over) or (log_e[over[-1] :] < np.log(LEANING)).any():
        return 0
    now = np.sign(change[-1])
    return int(now) if (np.sign(change[over[-1] :]) == now).all() else 0


def _code(path: Path, is_small: bool) -> Code:
    direction = real_direction(path)
    if direction:
        return "likely_real_better" if direction < 0 else "likely_real_worse"
    if path.log_e[-1] >= np.log(LEANING):
        return "leaning_better" if path.change[-1] < 0 else "leaning_worse"
    return "nothing_larger" if is_small else "cannot_tell"


def _possible(
    low: float, high: float, about: float, level: float, unit: str
) -> tuple[float, float]:
    """Keep an interval within what there is: nothing is nearer than touching, or above 10."""
    least, most = -max(level, 0.0), max(HIGHEST[unit] - level, 0.0)
    return min(max(low, least), about), max(min(high, most), about)


def _shape(by_trajectory: Floats, weeks: Floats) -> Floats:
    curves = np.array([each.at(weeks) for each in TRAJECTORIES])
    return np.asarray(by_trajectory @ (curves / curves[:, -1:]))


def _days_left(size: float, weeks: Floats) -> int | None:
    per_week = (len(weeks) - 1) / float(weeks[-1]) if weeks[-1] > 0 else 1.0
    needed = days_needed(size, per_week)
    return None if needed is None else max(0, needed - len(weeks))
