"""The picture of the days that were practised: a calendar of whole weeks."""

import math
from dataclasses import dataclass
from functools import partial
from typing import Any, Literal

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.path import Path
from matplotlib.patheffects import withStroke

from stretchlib.charts.canvas import LEFT_PX, SMALL_PX, WIDTH_PX, invite, points, type_of
from stretchlib.charts.picture import Picture, is_sample
from stretchlib.charts.shown_days import YEAR_WEEKS, end_of, latest, without_odd_days
from stretchlib.charts.theme import Theme
from stretchlib.progress.adherence import STATUS_ORDER, day_sessions, monday, monday_of
from stretchlib.progress.columns import day_of
from stretchlib.text import SHORT_MONTHS, count, day_month, listed, span

WEEKDAY_LABELS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
RIGHT_PX = 18
MONTHS_PX, DAYS_PX, KEY_PX = 24, 40, 34
"""Heights of the months above a band of weeks, of the days counted below it, and of the key."""
KEY_STEP_PX = 166
"""From one square of the key to the next, so that hundreds of days fit between."""
FEWEST_WEEKS, BAND_WEEKS = 12, 26
"""A band is never narrower nor longer: half a year keeps each day large enough to see."""
MONTH_NAME_PX = 72
"""Width of a month with its year, and a little room."""

SQUARE = Path([(-1, -1), (1, -1), (1, 1), (-1, 1), (-1, -1)], closed=True)
HALF = Path([(-1, -1), (1, -1), (-1, 1), (-1, -1)], closed=True)
"""One half of a square, along its diagonal."""


@dataclass(frozen=True)
class _Grid:
    """Weeks as columns, in bands of half a year; in pixels from the top left."""

    monday: pd.Timestamp
    """The first one."""
    weeks: int
    """How many columns there are."""
    counted: int
    """How many of them have begun; those after are there for the shape."""

    @property
    def cell_px(self) -> float:
        """Width and height of a day."""
        return min(40.0, (WIDTH_PX - LEFT_PX - RIGHT_PX) / min(self.weeks, BAND_WEEKS))

    @property
    def band_px(self) -> float:
        """Height of a band of weeks with its months and its counts."""
        return MONTHS_PX + 7 * self.cell_px + DAYS_PX

    @property
    def height_px(self) -> float:
        """Height of all bands and the key."""
        return math.ceil(self.weeks / BAND_WEEKS) * self.band_px + KEY_PX

    def week_of(self, days: pd.Series) -> np.ndarray:
        """Count whole weeks since the first Monday."""
        return (days - self.monday).dt.days.to_numpy() // 7

    def spot(self, week: np.ndarray, weekday: np.ndarray | float) -> tuple[np.ndarray, np.ndarray]:
        """Find the middle of each day; `weekday` counts from Monday, 0."""
        band, column = np.divmod(week, BAND_WEEKS)
        y = band * self.band_px + MONTHS_PX + (weekday + 0.5) * self.cell_px
        return (column + 0.5) * self.cell_px, y


@without_odd_days
def calendar(sessions: pd.DataFrame, until: pd.Timestamp | None = None) -> Picture:
    """
    Draw every day that was practised, in weeks from Monday to Sunday.

    Each week is a column, with its number of days practised below it. Finished, stopped and partial
    differ in shape as well as in colour. Weeks count for themselves: there is no streak to lose. A
    number in a square counts the sessions of that day, when there was more than one. Of a longer
    log the latest 52 weeks are drawn.

    Parameters
    ----------
    sessions : DataFrame, one row per session
        As `log.sessions()` gives it; `day`, `routine`, `status` and `done_s` are read.
    until : Timestamp, optional
        Count weeks up to this day; up to the last session when left out.

    Returns
    -------
    Picture
        Its `table` has one row per day drawn: `day`, `status` (of the fullest session),
        `sessions`, `minutes`, `routines`. Without any session it is an invitation, and its table is
        empty.

    Raises
    ------
    UnknownName
        For a frame of something else.

    Examples
    --------
    >>> sessions = pd.DataFrame({
    ...     "day": pd.to_datetime(["2025-03-03", "2025-03-05"]),
    ...     "routine": "Standard",
    ...     "status": ["finished", "stopped"],
    ...     "done_s": [480.0, 120.0],
    ... })
    >>> calendar(sessions).title
    'Practised on 2 days in 1 week'
    """
    every = day_sessions(sessions)
    last = day_of("until", until)
    days = latest(every, "day", YEAR_WEEKS, last)
    grid = _grid_of(days, last)
    return Picture(
        title=_title(days, grid),
        subtitle=_subtitle(every, days),
        description=_description(days),
        how_to_read=(
            "One column is one week; below it, the days practised. "
            "Each week counts for itself: there is no streak to lose."
        ),
        table=days,
        paint=partial(_paint, days=days, grid=grid),
        sample=is_sample(sessions),
        height_px=grid.height_px,
        right_px=RIGHT_PX,
        bottom_px=8,
    )


def _grid_of(days: pd.DataFrame, until: pd.Timestamp | None) -> _Grid:
    """Make room for every week from the first day to the last, and for twelve at the least."""
    if days.empty:
        return _Grid(pd.Timestamp(1970, 1, 1), FEWEST_WEEKS, 0)
    first = monday(days["day"].min())
    counted = (end_of(days["day"], YEAR_WEEKS, until) - first).days // 7 + 1
    return _Grid(first, max(FEWEST_WEEKS, counted), counted)


def _title(days: pd.DataFrame, grid: _Grid) -> str:
    if days.empty:
        return "Nothing practised yet"
    return f"Practised on {count(len(days), 'day')} in {count(grid.counted, 'week')}"


def _subtitle(every: pd.DataFrame, days: pd.DataFrame) -> str:
    if days.empty:
        return "Your weeks, from Monday to Sunday."
    done = count(round(days["minutes"].sum()), "minute")
    shown = f"{done} in all. {span(days['day'].min(), days['day'].max())}"
    if len(days) == len(every):
        return shown
    first = every["day"].min()
    return f"{shown}. {count(len(every), 'day')} since {day_month(first)} {first.year}"


def _description(days: pd.DataFrame) -> str:
    if days.empty:
        return "An empty calendar. Practise once and your first square appears here."
    kinds = [f"{n} {status}" for status, n in _tally(days["status"]).items() if n]
    weeks = monday_of(days["day"]).value_counts()
    return (
        f"A calendar of weeks, {span(days['day'].min(), days['day'].max())}: "
        f"{count(int(days['sessions'].sum()), 'session')} on {count(len(days), 'day')}, "
        f"of which {listed(kinds)}. At most {count(int(weeks.max()), 'day')} in one week."
    )


def _tally(statuses: pd.Series) -> dict[str, int]:
    return {status: int((statuses == status).sum()) for status in STATUS_ORDER}


def _paint(axes: Axes, theme: Theme, *, days: pd.DataFrame, grid: _Grid) -> None:
    axes.set_xlim(0, WIDTH_PX - LEFT_PX - RIGHT_PX)
    axes.set_ylim(grid.height_px, 0)
    week, weekday = grid.week_of(days["day"]), days["day"].dt.day_of_week.to_numpy()
    every, rows = np.divmod(np.arange(7 * grid.weeks), 7)
    free = ~np.isin(7 * every + rows, 7 * week + weekday)
    _mark(axes, theme, "none", *grid.spot(every[free], rows[free]), grid.cell_px)
    for status in STATUS_ORDER:
        had = (days["status"] == status).to_numpy()
        _mark(axes, theme, status, *grid.spot(week[had], weekday[had]), grid.cell_px)
    _name_weekdays(axes, theme, grid)
    if days.empty:
        invite(axes, theme, "Practise once and your\nfirst square appears here.")
        return
    _name_months(axes, theme, grid)
    _count_days(axes, theme, grid, week)
    _count_sessions(axes, theme, days, *grid.spot(week, weekday))
    _draw_key(axes, theme, _tally(days["status"]), grid.height_px - KEY_PX / 2)


def _mark(
    axes: Axes, theme: Theme, status: str, x: np.ndarray, y: np.ndarray, cell_px: float
) -> None:
    """Draw days: full, half full to the diagonal, a ring with a dot, or an empty outline."""
    side_px = 0.8 * cell_px
    colour = {"finished": theme.practice, "none": theme.faint}.get(status, theme.unfinished)
    edge_px = 1.5 if status == "none" else 0.07 * cell_px
    axes.scatter(
        x,
        y,
        s=points(side_px - edge_px) ** 2,
        marker=SQUARE,
        facecolors={"finished": colour, "none": "none"}.get(status, theme.paper),
        edgecolors=colour,
        linewidths=points(edge_px),
        label=status,
        zorder=2,
    )
    if status == "stopped":
        axes.scatter(
            x, y, s=points(side_px) ** 2, marker=HALF, color=colour, linewidths=0, zorder=3
        )
    if status == "partial":
        axes.scatter(
            x, y, s=points(0.3 * side_px) ** 2, marker="o", color=colour, linewidths=0, zorder=3
        )


def _write(
    axes: Axes,
    x: float | np.ndarray,
    y: float | np.ndarray,
    words: str,
    colour: str,
    ha: Literal["left", "center", "right"] = "center",
    **more: Any,
) -> None:
    font = type_of(SMALL_PX)
    axes.text(float(x), float(y), words, color=colour, ha=ha, va="center_baseline", **font, **more)


def _name_weekdays(axes: Axes, theme: Theme, grid: _Grid) -> None:
    for band in range(0, grid.weeks, BAND_WEEKS):
        for weekday, name in enumerate(WEEKDAY_LABELS):
            _, y = grid.spot(np.array(band), weekday)
            _write(axes, -10, y, name, theme.muted, ha="right")


def _name_months(axes: Axes, theme: Theme, grid: _Grid) -> None:
    """Name each month above its first Monday, with the year where a band or a year begins."""
    named_year = None
    for week, begin in enumerate(
        pd.date_range(grid.monday, periods=grid.weeks, freq="7D", unit="us")
    ):
        if week % BAND_WEEKS == 0:
            named_year = None
            room_px = ((begin.days_in_month - begin.day) // 7 + 1) * grid.cell_px
            named = begin.day <= 7 or room_px >= MONTH_NAME_PX
        else:
            named = begin.day <= 7
        if not named:
            continue
        year = "" if begin.year == named_year else f" {begin.year}"
        named_year = begin.year
        x, y = grid.spot(np.array(week), -1)
        left, above = x - 0.4 * grid.cell_px, y + 0.5 * grid.cell_px - 12
        _write(axes, left, above, f"{SHORT_MONTHS[begin.month - 1]}{year}", theme.muted, "left")


def _count_days(axes: Axes, theme: Theme, grid: _Grid, week: np.ndarray) -> None:
    """Write the days practised below each week that has begun."""
    for each, days in enumerate(np.bincount(week, minlength=grid.counted)):
        x, y = grid.spot(np.array(each), 7)
        below = y - 0.5 * grid.cell_px + 12
        _write(axes, x, below, str(days), theme.ink)
        if each % BAND_WEEKS == 0:
            _write(axes, -10, below, "days", theme.ink, "right")


def _count_sessions(
    axes: Axes, theme: Theme, days: pd.DataFrame, x: np.ndarray, y: np.ndarray
) -> None:
    """Write the number of sessions on a day that had more than one."""
    edge = [withStroke(linewidth=points(3), foreground=theme.paper)]
    for i in np.flatnonzero(days["sessions"].to_numpy() > 1):
        full = days["status"].iloc[i] == "finished"
        colour, effects = (theme.paper, None) if full else (theme.ink, edge)
        words = str(days["sessions"].iloc[i])
        _write(axes, x[i], y[i], words, colour, path_effects=effects, zorder=4)


def _draw_key(axes: Axes, theme: Theme, tally: dict[str, int], y: float) -> None:
    for i, (status, days) in enumerate(tally.items()):
        x = 12.0 + KEY_STEP_PX * i
        _mark(axes, theme, status, np.array([x]), np.array([y]), cell_px=22)
        _write(axes, x + 16, y, f"{status}: {count(days, 'day')}", theme.ink, "left")
