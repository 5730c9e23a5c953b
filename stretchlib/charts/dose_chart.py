"""The picture of how many minutes a week each muscle was under stretch."""

from functools import partial

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.collections import PolyCollection

from stretchlib.charts.canvas import (
    day_numbers,
    draw_across,
    invite,
    name_line,
    points,
    scale_days,
    scale_values,
)
from stretchlib.charts.marks import MARKS, by_side
from stretchlib.charts.picture import Picture, is_sample
from stretchlib.charts.shown_days import HALF_YEAR_WEEKS, latest, without_odd_days
from stretchlib.charts.stacked import PlotRow, height_of, in_rows
from stretchlib.charts.theme import Theme
from stretchlib.progress import weekly_dose
from stretchlib.progress.adherence import LOWER_MARK_MIN, RECENT_WEEKS, UPPER_MARK_MIN
from stretchlib.progress.columns import DIGITS
from stretchlib.safety.facts import facts
from stretchlib.text import count, listed, sentence, span

ROW_PX, BETWEEN_PX, ALONE_PX = 84, 18, 300
"""Heights of the bars of one muscle, of the room below them, and of a plot without any."""
DAYS = {"left": (0.6, 3.3), "right": (3.7, 6.4), "both": (0.6, 6.4)}
"""From where to where the bar of a side stands, in days of its week."""


@without_odd_days
def dose(steps: pd.DataFrame, until: pd.Timestamp | None = None) -> Picture:
    """
    Draw the minutes of each muscle under stretch, week by week, beside the 5 and 10 minute marks.

    Presses and exhales count, releases and inhales do not (`docs/dose.md`). Left is a full bar,
    right a hatched one, and a muscle counts by the side that got less. A week without any is a 0,
    since nothing was practised. Of a longer log the latest 26 weeks are drawn, with the muscles
    that were stretched in them: a bar is still hatched.

    Parameters
    ----------
    steps : DataFrame, one row per phase
        As `log.phases()` gives it.
    until : Timestamp, optional
        Count weeks up to this day; up to the last session when left out.

    Returns
    -------
    Picture
        Its `table` has one row per week, muscle and side: `week` (its Monday), `target`, `side`,
        `minutes`, `mark`. Without any practice it is an invitation, and its table is empty.

    Raises
    ------
    UnknownName
        For a frame of something else.

    Examples
    --------
    >>> steps = pd.DataFrame({
    ...     "day": pd.to_datetime(["2025-03-03", "2025-03-05"]),
    ...     "target": "hamstrings",
    ...     "side": ["left", "right"],
    ...     "dose_s": [360.0, 120.0],
    ... })
    >>> dose(steps).title
    '1 muscle below 5 minutes a week'
    """
    weeks = _shown(weekly_dose(steps, until))
    targets = [(str(target), rows) for target, rows in weeks.groupby("target", sort=False)]
    rows = _rows(targets)
    return Picture(
        title=_title(weeks),
        subtitle=_subtitle(weeks),
        description=_description(weeks, targets),
        how_to_read=(
            "A pair of bars is one week, full for left and hatched for right. Minutes under "
            "stretch count: presses and exhales, not releases and inhales. "
            f"{facts().advice['weekly_minutes'].says} A muscle counts by the side that got less."
        ),
        table=weeks,
        paint=partial(_paint, weeks=weeks, targets=targets, rows=rows),
        sample=is_sample(steps),
        height_px=height_of(rows),
    )


def _shown(weeks: pd.DataFrame) -> pd.DataFrame:
    """The latest half year, without what got nothing in that before the last practice."""
    practised = latest(weeks[weeks["minutes"] > 0], "week", HALF_YEAR_WEEKS)
    shown = latest(weeks, "week", HALF_YEAR_WEEKS)
    return shown[shown["target"].isin(practised["target"])].reset_index(drop=True)


def _rows(targets: list[tuple[str, pd.DataFrame]]) -> list[PlotRow]:
    if not targets:
        return [PlotRow("", ALONE_PX)]
    return [PlotRow(_heading(target, weeks), ROW_PX, BETWEEN_PX) for target, weeks in targets]


def _recent(weeks: pd.DataFrame) -> "pd.Series[float]":
    """Mean minutes a week of each muscle and side, over the latest four weeks."""
    since = weeks["week"].max() - pd.Timedelta(weeks=RECENT_WEEKS - 1)
    recent = weeks[weeks["week"] >= since]
    minutes: pd.Series[float] = recent.groupby(["target", "side"], sort=False)["minutes"].mean()
    return minutes.round(DIGITS)


def _heading(target: str, weeks: pd.DataFrame) -> str:
    minutes = _recent(weeks)
    sides = [
        f"{mean:.1f}" if side == "both" else f"{side} {mean:.1f}"
        for side, mean in minutes.droplevel("target").items()
    ]
    return f"{sentence(target)}: {listed(sides)} minutes a week"


def _title(weeks: pd.DataFrame) -> str:
    if weeks.empty:
        return "Minutes a week: nothing practised yet"
    least = _recent(weeks).groupby("target", sort=False).min()
    below, above = least < LOWER_MARK_MIN, least > UPPER_MARK_MIN
    tally = {"below 5": below, "at 5 to 10": ~below & ~above, "above 10": above}
    counts = {mark: int(which.sum()) for mark, which in tally.items() if which.any()}
    (mark, number), *others = counts.items()
    more = [f"{number} {mark}" for mark, number in others]
    return ", ".join([f"{count(number, 'muscle')} {mark} minutes a week", *more])


def _subtitle(weeks: pd.DataFrame) -> str:
    if weeks.empty:
        return "What each muscle gets, week by week."
    seen = span(weeks["week"].min(), weeks["week"].max() + pd.Timedelta(days=6))
    recent = min(RECENT_WEEKS, weeks["week"].nunique())
    return f"Mean of the latest {count(recent, 'week')}. Left full, right hatched. {seen}"


def _description(weeks: pd.DataFrame, targets: list[tuple[str, pd.DataFrame]]) -> str:
    if weeks.empty:
        return "An empty chart in minutes a week. Practise once and your first bar appears here."
    sentences = [f"{_heading(target, rows)}, {_most(rows)}." for target, rows in targets]
    return " ".join([f"{_subtitle(weeks)}.", *sentences, "Marks stand at 5 and 10 minutes."])


def _most(rows: pd.DataFrame) -> str:
    return f"between {rows['minutes'].min():.1f} and {rows['minutes'].max():.1f} in any one week"


def _paint(
    sheet: Axes,
    theme: Theme,
    *,
    weeks: pd.DataFrame,
    targets: list[tuple[str, pd.DataFrame]],
    rows: list[PlotRow],
) -> None:
    boxes = in_rows(sheet, theme, rows)
    top = 1.1 * max(UPPER_MARK_MIN, weeks["minutes"].max() if len(weeks) else 0.0)
    for box in boxes:
        _scale_minutes(box, theme, top)
    if weeks.empty:
        invite(boxes[0], theme, "Practise once and your\nfirst bar appears here.")
        return
    first, last = weeks["week"].min(), weeks["week"].max() + pd.Timedelta(days=7)
    for box, (_, minutes) in zip(boxes, targets, strict=True):
        scale_days(box, theme, first, last, named=box is boxes[-1])
        for side, of_side in by_side(minutes):
            _draw_bars(box, theme, side, of_side)


def _scale_minutes(axes: Axes, theme: Theme, top: float) -> None:
    axes.set_ylim(0, top)
    draw_across(axes, 0.0, color=theme.muted, linewidth=points(1), zorder=1)
    scale_values(axes, theme, {0.0: "0"})
    for minutes, dash in ((LOWER_MARK_MIN, (4, 2)), (UPPER_MARK_MIN, (1, 2))):
        look = {"color": theme.ink, "linewidth": points(1.2), "linestyle": (0, dash)}
        draw_across(axes, minutes, zorder=3, label=f"{minutes:g} minutes", **look)
        name_line(axes, minutes, f"{minutes:g} min", theme.ink)


def _draw_bars(axes: Axes, theme: Theme, side: str, weeks: pd.DataFrame) -> None:
    """Draw one side's weeks, hatched or full by its side."""
    begin, end = DAYS[side]
    monday, minutes = day_numbers(weeks["week"]), weeks["minutes"].to_numpy()
    left, right, zero = monday + begin, monday + end, np.zeros_like(minutes)
    corners = np.stack([left, zero, left, minutes, right, minutes, right, zero], axis=1)
    colour, filled = theme.side(side), MARKS[side].filled
    bars = PolyCollection(
        list(corners.reshape(-1, 4, 2)),
        facecolors=colour if filled else theme.paper,
        edgecolors=colour,
        linewidths=points(1.2),
        hatch=None if filled else "/////",
        zorder=2,
        label=side,
    )
    bars.set_hatch_linewidth(points(1.2))
    axes.add_collection(bars, autolim=False)
