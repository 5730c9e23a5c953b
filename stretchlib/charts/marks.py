"""How the readings of a side are drawn, so that it is told apart without its colour."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import count as count_up

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from stretchlib.charts.canvas import beside, day_numbers, draw, points, scale_values
from stretchlib.charts.theme import Theme
from stretchlib.text import count, day_month, listed

LONGEST_JOIN = pd.Timedelta(days=14)
"""Two readings further apart are not joined by a line, unless somebody measures that seldom."""


@dataclass(frozen=True)
class Mark:
    """What a side looks like."""

    marker: str
    dash: tuple[float, float] | None
    """Lengths of dash and gap, in widths of the line; None for an unbroken one."""
    filled: bool
    offset_px: float
    """How far it stands beside its day."""


MARKS = {
    "left": Mark(marker="o", dash=None, filled=True, offset_px=-2.0),
    "right": Mark(marker="D", dash=(3.2, 1.4), filled=False, offset_px=2.0),
    "both": Mark(marker="s", dash=None, filled=True, offset_px=0.0),
}


def by_side(frame: pd.DataFrame) -> list[tuple[str, pd.DataFrame]]:
    """Take a frame apart by `side`, in the order of `MARKS`; a side without rows is left out."""
    sides = ((side, frame[frame["side"] == side]) for side in MARKS)
    return [(side, rows) for side, rows in sides if len(rows)]


def mark_size(day_px: float) -> float:
    """Size of a median in pixels, where a day is so many pixels wide."""
    return float(np.clip(1.8 * day_px, 3, 9))


def scale_cm(axes: Axes, theme: Theme, highest: float, goal_cm: float) -> None:
    """Scale the height from 0 to above the highest reading and the goal."""
    top = 20.0 if np.isnan(highest) else max(1.1 * highest, goal_cm + 5.0)
    axes.set_ylim(0, top)
    steps = (digit * 10.0**power for power in count_up() for digit in (1, 2, 5))
    step = next(step for step in steps if top / step <= 6)
    ticks = [float(value) for value in np.arange(0, top, step)]
    scale_values(axes, theme, {v: f"{v:g} cm" if v == ticks[-1] else f"{v:g}" for v in ticks})


def draw_trials(axes: Axes, theme: Theme, trials: pd.DataFrame, side: str, size_px: float) -> None:
    """Draw every single trial, small and pale."""
    mark = MARKS[side]
    draw(
        axes,
        day_numbers(trials["day"]),
        trials["value_cm"].to_numpy(),
        linestyle="none",
        marker=mark.marker,
        markersize=points(0.55 * size_px),
        markerfacecolor=theme.side(side),
        markeredgecolor="none",
        alpha=0.6,
        transform=beside(axes, mark.offset_px),
        clip_on=False,
        zorder=2,
        label=f"{side}, trials",
    )


def draw_medians(
    axes: Axes, theme: Theme, medians: pd.DataFrame, side: str, size_px: float, *, joined: bool
) -> None:
    """Draw the median of each day, and a line through them where it may be drawn."""
    mark, colour = MARKS[side], theme.side(side)
    x, y = with_gaps(medians["day"], medians["median_cm"])
    line = (0, mark.dash) if mark.dash else "-"
    draw(
        axes,
        x,
        y,
        color=colour,
        linestyle=line if joined else "none",
        linewidth=points(0.26 * size_px),
        marker=mark.marker,
        markersize=points(size_px if mark.filled else 0.85 * size_px),
        markerfacecolor=colour if mark.filled else theme.paper,
        markeredgecolor=colour,
        markeredgewidth=points(0.22 * size_px),
        transform=beside(axes, mark.offset_px),
        clip_on=False,
        zorder=3,
        label=f"{side}, median of the day",
    )


def longest_join(days: pd.Series) -> pd.Timedelta:
    """
    Tell how far apart two readings may be and still be joined.

    14 days, or twice the usual step of somebody who measures more seldom: three in four are longer.

    Examples
    --------
    >>> longest_join(pd.Series(pd.date_range("2025-01-01", periods=12, freq="28D"))).days
    56
    """
    steps = days.diff().dropna().sort_values()
    return LONGEST_JOIN if len(steps) < 3 else max(LONGEST_JOIN, 2 * steps.iloc[len(steps) // 4])


def with_gaps(days: pd.Series, *values: pd.Series) -> tuple[np.ndarray, ...]:
    """Give days and values as numbers, with a NaN before every day too far from the one before."""
    breaks = np.flatnonzero(days.diff() > longest_join(days))
    numbers = (day_numbers(days), *(value.to_numpy() for value in values))
    return tuple(np.insert(number, breaks, np.nan) for number in numbers)


def not_joined(days: Iterable[pd.Series]) -> str:
    """
    Say what no line leads across, in the words of a caption.

    Examples
    --------
    >>> not_joined([pd.Series(pd.to_datetime(["2025-03-03", "2025-03-10"]))])
    'Nothing joins readings more than 14 days apart.'
    """
    longest = max([LONGEST_JOIN, *map(longest_join, days)])
    return f"Nothing joins readings more than {longest.days} days apart."


def gaps_text(days: pd.Series) -> str:
    """
    Say which gaps are left open; nothing when there is none.

    Examples
    --------
    >>> gaps_text(pd.Series(pd.to_datetime(["2025-03-02", "2025-03-03", "2025-03-24"])))
    '; no reading for 21 days before 24 Mar'
    """
    long = days.diff() > longest_join(days)
    gaps = [
        f"{count(step.days, 'day')} before {day_month(day)}"
        for day, step in zip(days[long], days.diff()[long], strict=True)
    ]
    return f"; no reading for {listed(gaps)}" if gaps else ""
