"""What the readings come to: how much evidence, how large a change, and what may be said of it."""

from dataclasses import dataclass, field
from typing import Final, Literal

import numpy as np
import pandas as pd

from stretchlib.progress.days_left import days_needed
from stretchlib.progress.effect_range import change_span
from stretchlib.progress.evidence import COURSES, REAL, Floats, Path, evidence_path
from stretchlib.progress.measurement_error import mdc95
from stretchlib.progress.readings import ROUNDING, Readings

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
LARGEST: Final = 700.0
"""Logarithm of the largest evidence that is told; a little above it a number overflows."""
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
    course: str
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
    """Measured days until that would be told more often than not; None when half a year is short,
    or nobody can say; 0 when it would have been by now."""
    level: float | None
    """Where the course begins."""
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
    shape = _shape(path.by_course, weeks)
    level = float(np.median(values - about * shape))
    to_go = 0.0 if goal is None else level + about - goal
    # Whoever is there already asks for no change of that size.
    size = to_go if to_go > 0 else error
    most = None if ends is None else max(abs(ends[0]), abs(ends[1]))
    small = SMALL * error if size <= error else size
    low, high = (None, None) if ends is None else _possible(*ends, about, level, readings.unit)
    return Finding(
        code=_code(path, most is not None and most <= small),
        evidence=float(np.exp(min(path.log_e[-1], LARGEST))),
        about=about,
        low=low,
        high=high,
        course=COURSES[int(path.by_course.argmax())].words,
        since=since,
        counted=len(values),
        run_in=skipped,
        full_run_in=run_in,
        size=size,
        days_left=_days_left(size / error, weeks),
        level=level,
        shape=shape,
    )


def said(path: Path) -> int:
    """
    Tell which change is called likely real after the latest day: -1, 0 or 1.

    It takes evidence of `REAL`, and that a spell of the last three weeks is not likelier still.
    Once said it is said until the evidence falls below `LEANING`, or the change turns round: an
    answer that comes and goes with every reading would be none.

    Examples
    --------
    >>> e, change, no_spell = np.log([1, 1, 1, 1, 12, 4, 3]), np.full(7, -1.0), np.full(7, -np.inf)
    >>> said(Path(e, change, no_spell, np.zeros(4)))
    -1
    >>> said(Path(e, change, np.log([1, 1, 1, 1, 13, 1, 1]), np.zeros(4)))
    0
    >>> said(Path(e - np.log(2), change, no_spell, np.zeros(4)))
    0
    """
    log_e, change = path.log_e[MIN_COUNTED - 1 :], path.change[MIN_COUNTED - 1 :]
    over = np.flatnonzero((log_e >= np.log(REAL)) & (log_e >= path.log_spell[MIN_COUNTED - 1 :]))
    if not len(over) or (log_e[over[-1] :] < np.log(LEANING)).any():
        return 0
    now = np.sign(change[-1])
    return int(now) if (np.sign(change[over[-1] :]) == now).all() else 0


def _code(path: Path, is_small: bool) -> Code:
    real = said(path)
    if real:
        return "likely_real_better" if real < 0 else "likely_real_worse"
    if path.log_e[-1] >= np.log(LEANING):
        return "leaning_better" if path.change[-1] < 0 else "leaning_worse"
    return "nothing_larger" if is_small else "cannot_tell"


def _possible(
    low: float, high: float, about: float, level: float, unit: str
) -> tuple[float, float]:
    """Keep an interval within what there is: nothing is nearer than touching, or above 10."""
    least, most = -max(level, 0.0), max(HIGHEST[unit] - level, 0.0)
    return min(max(low, least), about), max(min(high, most), about)


def _shape(by_course: Floats, weeks: Floats) -> Floats:
    ways = np.array([course.at(weeks) for course in COURSES])
    return np.asarray(by_course @ (ways / ways[:, -1:]))


def _days_left(size: float, weeks: Floats) -> int | None:
    per_week = (len(weeks) - 1) / float(weeks[-1]) if weeks[-1] > 0 else 1.0
    needed = days_needed(size, per_week)
    return None if needed is None else max(0, needed - len(weeks))
