"""The marks of what was asked before and after a practice: a ring, a dot, and a cross for none."""

from collections.abc import Callable

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from stretchlib.charts.canvas import (
    End,
    day_numbers,
    draw,
    label_ends,
    name_line,
    points,
    scale_values,
)
from stretchlib.charts.theme import Theme


def x_positions(visits: pd.DataFrame) -> np.ndarray:
    """Put several lines of one day side by side."""
    day = visits.groupby("day")["day"]
    size = day.transform("size")
    step = (0.8 / size).clip(upper=0.3)
    aside = (day.cumcount() - (size - 1) / 2) * step
    return day_numbers(visits["day"] + aside * pd.Timedelta(days=1))


def draw_changes(
    axes: Axes, theme: Theme, x: np.ndarray, before: np.ndarray, after: np.ndarray, size_px: float
) -> None:
    """Draw a ring before and a dot after, joined by a line."""
    apart = np.full_like(x, np.nan)
    draw(
        axes,
        np.column_stack([x, x, apart]).ravel(),
        np.column_stack([before, after, apart]).ravel(),
        color=theme.practice,
        linewidth=points(0.26 * size_px),
        zorder=2,
        label="change",
    )
    draw(
        axes,
        x,
        before,
        linestyle="none",
        marker="o",
        markersize=points(size_px),
        markerfacecolor=theme.paper,
        markeredgecolor=theme.muted,
        markeredgewidth=points(0.2 * size_px),
        zorder=3,
        label="before",
    )
    draw(
        axes,
        x,
        after,
        linestyle="none",
        marker="o",
        markersize=points(0.75 * size_px),
        markerfacecolor=theme.practice,
        markeredgecolor="none",
        zorder=4,
        label="after",
    )


def draw_missing(
    axes: Axes, theme: Theme, x: np.ndarray, missing: np.ndarray, lane: float, size_px: float
) -> None:
    """Draw a cross on a lane off the scale wherever an answer is missing."""
    if not missing.any():
        return
    scale_values(axes, theme, {lane: ""})
    name_line(axes, lane, "no answer", theme.ink)
    draw(
        axes,
        x[missing],
        np.full(missing.sum(), lane),
        linestyle="none",
        marker="x",
        markersize=points(0.8 * size_px),
        markeredgecolor=theme.ink,
        markeredgewidth=points(0.2 * size_px),
        zorder=3,
        label="not answered",
    )


def label_last(
    axes: Axes,
    theme: Theme,
    x: np.ndarray,
    before: np.ndarray,
    after: np.ndarray,
    say: Callable[[float], str],
) -> None:
    """Name ring and dot on the last session that has both, with what `say` makes of each."""
    complete = np.flatnonzero(~np.isnan(before) & ~np.isnan(after))
    if len(complete) == 0:
        return
    i = complete[-1]
    label_ends(
        axes,
        theme,
        [
            End(x[i], before[i], f"before {say(before[i])}".strip(), theme.muted),
            End(x[i], after[i], f"after {say(after[i])}".strip(), theme.practice),
        ],
    )
