"""The sheet a picture is drawn on: its heading, its scales, and words beside the marks."""

import re
from collections.abc import Sequence
from functools import cache
from textwrap import wrap
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.lines import Line2D
from matplotlib.patheffects import withStroke
from matplotlib.transforms import ScaledTranslation, Transform

from stretchlib.charts.letters import FONT
from stretchlib.charts.theme import Theme
from stretchlib.text import SHORT_MONTHS, day_month

WIDTH_PX = 560
LEFT_PX = 60
PX_PER_INCH = 100
TITLE_PX, TEXT_PX, SMALL_PX = 18, 15, 14
SAMPLE = "Sample data, not yours"
UNBROKEN = "\u00a0"
IN_A_DAY = re.compile(r"(?<=\d) (?=[A-Z][a-z]{2}\b)|(?<=[A-Z][a-z]{2}) (?=\d{4}\b)")
"""Spaces between the parts of a day, such as 2 Dec 2016."""
BADGE_PX = 36
"""Height of what says so, above the title."""


def points(pixels: float) -> float:
    """Turn pixels into points, in which matplotlib counts type, lines and marks."""
    return pixels * 72 / PX_PER_INCH


def type_of(size_px: float, *, bold: bool = False) -> dict[str, Any]:
    """Name the font of a text in full, so that nobody's own settings change it."""
    return {"fontproperties": _font(size_px, bold)}


@cache
def _font(size_px: float, bold: bool) -> FontProperties:
    return FontProperties(
        family=FONT,
        style="normal",
        variant="normal",
        weight="bold" if bold else "normal",
        stretch="normal",
        size=points(size_px),
        math_fontfamily="dejavusans",
    )


def head_px(title: str, subtitle: str, *, sample: bool) -> float:
    """
    Tell how high the heading of a sheet is.

    Examples
    --------
    >>> head_px("Nothing practised yet", "Your weeks, from Monday to Sunday.", sample=False)
    81
    """
    titles, subtitles = _heading(title, subtitle)
    return (BADGE_PX if sample else 0) + 14 + 25 * len(titles) + 20 * len(subtitles) + 22


def _heading(title: str, subtitle: str) -> tuple[list[str], list[str]]:
    """
    Break both where they would leave the sheet, and no day of the subtitle in two.

    Examples
    --------
    >>> subtitle = "8 Dec 2025 to 29 Nov 2026; 2,097 minutes in all. 3,650 days since 2 Dec 2016"
    >>> _heading("", subtitle)[1]
    ['8 Dec 2025 to 29 Nov 2026; 2,097 minutes in all. 3,650 days since', '2 Dec 2016']
    """
    lines = wrap(IN_A_DAY.sub(UNBROKEN, subtitle), 70)
    return wrap(title, 49), [line.replace(UNBROKEN, " ") for line in lines]


def sheet(
    theme: Theme,
    title: str,
    subtitle: str,
    *,
    height_px: float,
    left_px: float,
    right_px: float,
    bottom_px: float,
    sample: bool,
) -> tuple[Figure, Axes]:
    """
    Write the heading on a new figure and put bare axes below it.

    `height_px` is the height of the axes; `left_px`, `right_px` and `bottom_px` are the
    margins beside them.
    """
    titles, subtitles = _heading(title, subtitle)
    badge_px = BADGE_PX if sample else 0
    total_px = head_px(title, subtitle, sample=sample) + height_px + bottom_px
    figure = Figure(
        figsize=(WIDTH_PX / PX_PER_INCH, total_px / PX_PER_INCH),
        dpi=PX_PER_INCH,
        facecolor=theme.paper,
        edgecolor="none",
        linewidth=0,
        layout=None,
    )
    lines = [(line, theme.ink, type_of(TITLE_PX, bold=True), 25) for line in titles]
    lines += [(line, theme.muted, type_of(SMALL_PX), 20) for line in subtitles]
    y_px = badge_px + 31
    for line, colour, font, step_px in lines:
        figure.text(14 / WIDTH_PX, 1 - y_px / total_px, line, color=colour, **font)
        y_px += step_px
    axes = figure.add_axes(
        (
            left_px / WIDTH_PX,
            bottom_px / total_px,
            (WIDTH_PX - left_px - right_px) / WIDTH_PX,
            height_px / total_px,
        )
    )
    axes.set_axis_off()
    if sample:
        _watermark(axes, theme, y=1 - 28 / total_px)
    return figure, axes


def _watermark(axes: Axes, theme: Theme, y: float) -> None:
    axes.figure.text(
        22 / WIDTH_PX,
        y,
        SAMPLE,
        color=theme.badge_ink,
        bbox={"boxstyle": "round,pad=0.45", "facecolor": theme.badge, "edgecolor": "none"},
        **type_of(TEXT_PX, bold=True),
    )
    whole = axes.get_position()
    axes.figure.text(
        whole.x0 + whole.width / 2,
        whole.y0 + whole.height / 2,
        SAMPLE,
        ha="center",
        va="center",
        rotation=20,
        color=theme.faint,
        alpha=0.6,
        zorder=-1,
        **type_of(32, bold=True),
    )


def draw(
    axes: Axes, x: Sequence[float] | np.ndarray, y: Sequence[float] | np.ndarray, **look: Any
) -> None:
    """Draw a line or marks, with nothing left to anybody's own settings."""
    ends = {"solid_capstyle": "round", "solid_joinstyle": "round", "dash_capstyle": "butt"}
    axes.add_line(Line2D(x, y, **{"linestyle": "-", "marker": "none", **ends, **look}))


def draw_across(axes: Axes, height: float, **look: Any) -> None:
    """Draw a line across the axes at one height."""
    draw(axes, [0, 1], [height, height], transform=axes.get_yaxis_transform(), **look)


EPOCH = pd.Timestamp(1970, 1, 1)
"""In microseconds, as all days are: of nanoseconds there are too few for every year."""


def day_numbers(days: pd.Series) -> np.ndarray:
    """Count days since 1970, the numbers an axis of days is drawn in."""
    return (days.astype("datetime64[us]") - EPOCH).dt.total_seconds().to_numpy() / 86400


def scale_values(axes: Axes, theme: Theme, labels: dict[float, str]) -> None:
    """Draw a pale line across the axes at each value of `labels`, and its label to the left."""
    for value, label in labels.items():
        draw_across(axes, value, color=theme.faint, linewidth=points(1), zorder=0.5)
        axes.text(
            -7 / axes.bbox.width,
            value,
            label,
            transform=axes.get_yaxis_transform(),
            ha="right",
            va="center",
            color=theme.muted,
            **type_of(SMALL_PX),
        )


def scale_days(
    axes: Axes, theme: Theme, first: pd.Timestamp, last: pd.Timestamp, *, named: bool = True
) -> float:
    """
    Let the axis run from `first` to `last`, with a little room; return the pixels of one day.

    Days are `named` below the axes, unless others below show the same ones.
    """
    first, last = first.as_unit("us"), last.as_unit("us")
    room = max(pd.Timedelta(days=2).as_unit("us"), ((last - first) * 0.025).as_unit("us"))
    low, high = day_numbers(pd.Series([first - room, last + room]))
    axes.set_xlim(low, high)
    ticks = _day_ticks(first - room, last + room)[: None if named else 0]
    for at, label in zip(day_numbers(ticks.to_series()), _day_labels(ticks), strict=True):
        axes.text(
            at,
            -12 / axes.bbox.height,
            label,
            transform=axes.get_xaxis_transform(),
            ha="center",
            va="top",
            color=theme.muted,
            linespacing=1.35,
            **type_of(SMALL_PX),
        )
    return float(axes.bbox.width / (high - low))


def _day_ticks(first: pd.Timestamp, last: pd.Timestamp) -> pd.DatetimeIndex:
    days = (last - first).days
    every = {10: "2D", 45: "W-MON", 115: "2W-MON", 300: "MS", 900: "QS"}
    freq = next((freq for limit, freq in every.items() if days <= limit), f"{1 + days // 3000}YS")
    return pd.date_range(first.ceil("D"), last, freq=freq, unit="us")


def _day_labels(ticks: pd.DatetimeIndex) -> list[str]:
    whole_months = (ticks.day == 1).all()
    if len(ticks) and whole_months and (ticks.month == 1).all() and len(ticks) > 1:
        return [str(tick.year) for tick in ticks]
    labels, year = [], None
    for tick in ticks:
        label = SHORT_MONTHS[tick.month - 1] if whole_months else day_month(tick)
        labels.append(label if tick.year == year else f"{label}\n{tick.year}")
        year = tick.year
    return labels


def name_line(axes: Axes, height: float, words: str, colour: str) -> None:
    """Write the name of a horizontal line at its right end."""
    axes.text(
        1 + 7 / axes.bbox.width,
        height,
        words,
        transform=axes.get_yaxis_transform(),
        ha="left",
        va="center",
        color=colour,
        **type_of(SMALL_PX),
    )


def beside(axes: Axes, dx_px: float) -> Transform:
    """Place something a fixed number of pixels to the right of its value."""
    shift = ScaledTranslation(dx_px / PX_PER_INCH, 0, axes.figure.dpi_scale_trans)
    return axes.transData + shift


class End(NamedTuple):
    """Words to the right of a point."""

    x: float
    y: float
    words: str
    colour: str
    bold: bool = True


def label_ends(axes: Axes, theme: Theme, ends: list[End]) -> None:
    """Write words to the right of their points, moved apart where they meet."""
    low, high = sorted(axes.get_ylim())
    px_per_unit = axes.bbox.height / (high - low)
    heights = _apart([end.y for end in ends], gap=20 / px_per_unit, low=low, high=high)
    for end, y in zip(ends, heights, strict=True):
        axes.text(
            end.x,
            y,
            end.words,
            transform=beside(axes, 13),
            ha="left",
            va="center",
            color=end.colour,
            path_effects=[withStroke(linewidth=points(4), foreground=theme.paper)],
            zorder=5,
            **type_of(TEXT_PX if end.bold else SMALL_PX, bold=end.bold),
        )


def _apart(heights: list[float], *, gap: float, low: float, high: float) -> list[float]:
    """
    Move heights apart until no two are nearer than `gap`, keeping their order.

    >>> _apart([5.0, 5.5], gap=1.0, low=0.0, high=10.0)
    [4.75, 5.75]
    >>> _apart([0.0], gap=1.0, low=0.5, high=10.0)
    [0.5]
    """
    order = np.argsort(heights, kind="stable")
    placed = np.clip(np.array(heights, dtype=float)[order], low, high)
    for i in range(1, len(placed)):
        short = gap - (placed[i] - placed[i - 1])
        if short > 0:
            placed[i - 1] -= short / 2
            placed[i] += short / 2
    for i in range(len(placed)):
        placed[i] = max(placed[i], low if i == 0 else placed[i - 1] + gap)
    result = np.empty_like(placed)
    result[order] = placed
    return [float(height) for height in result]


def invite(axes: Axes, theme: Theme, words: str) -> None:
    """Draw where the first mark will be, and below it what to do."""
    draw(
        axes,
        [0.5],
        [0.66],
        transform=axes.transAxes,
        marker="o",
        markersize=points(16),
        markerfacecolor=theme.paper,
        markeredgecolor=theme.practice,
        markeredgewidth=points(2.5),
        zorder=5,
    )
    axes.text(
        0.5,
        0.47,
        words,
        transform=axes.transAxes,
        ha="center",
        va="center",
        color=theme.ink,
        linespacing=1.5,
        bbox={"boxstyle": "round,pad=0.8", "facecolor": theme.paper, "edgecolor": "none"},
        zorder=5,
        **type_of(TEXT_PX),
    )
