"""Where each day of a calendar stands."""

import math
from dataclasses import dataclass

import numpy as np
import pandas as pd

from stretchlib.charts.canvas import LEFT_PX, WIDTH_PX
from stretchlib.charts.week_range import YEAR_WEEKS, end_of
from stretchlib.progress.adherence import monday

RIGHT_PX = 18
MONTHS_PX, DAYS_PX, KEY_PX = 24, 40, 34
"""Heights of the months above a band of weeks, of the days counted below it, and of the key."""
FEWEST_WEEKS, BAND_WEEKS = 12, 26
"""A band is never narrower nor longer: half a year keeps each day large enough to see."""


@dataclass(frozen=True)
class Grid:
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


def grid_of(days: pd.DataFrame, until: pd.Timestamp | None) -> Grid:
    """Make room for every week from the first day to the last, and for twelve at the least."""
    if days.empty:
        return Grid(pd.Timestamp(1970, 1, 1), FEWEST_WEEKS, 0)
    first = monday(days["day"].min())
    counted = (end_of(days["day"], YEAR_WEEKS, until) - first).days // 7 + 1
    return Grid(first, max(FEWEST_WEEKS, counted), counted)
