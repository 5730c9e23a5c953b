"""The picture of one test over time: every trial, the day's medians, the goal."""

from dataclasses import dataclass
from functools import partial

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from stretchlib.charts.picture import Picture, check_columns, is_sample
from stretchlib.charts.sheet import (
    beside,
    day_numbers,
    draw,
    draw_across,
    invite,
    label_ends,
    name_line,
    points,
    scale_days,
    scale_values,
)
from stretchlib.charts.theme import Theme
from stretchlib.charts.words import count, day_month, listed, sentence, span
from stretchlib.errors import check_one_of
from stretchlib.stretch import TESTS, BodyTest

LONGEST_JOIN = pd.Timedelta(days=14)
"""Two readings further apart than this are not joined by a line."""
COLUMNS = ("day", "test", "side", "value_cm", "note")


@dataclass(frozen=True)
class Mark:
    """How a side is told apart without its colour."""

    marker: str
    dash: tuple[float, float] | None
    """Lengths of dash and gap, in widths of the line; None for an unbroken one."""
    filled: bool
    place_px: float
    """How far it stands beside its day."""


MARKS = {
    "left": Mark(marker="o", dash=None, filled=True, place_px=-2.0),
    "right": Mark(marker="D", dash=(3.2, 1.4), filled=False, place_px=2.0),
    "both": Mark(marker="s", dash=None, filled=True, place_px=0.0),
}


def measurement(frame: pd.DataFrame, test: str) -> Picture:
    """
    Draw every reading of one test, and the median of each day.

    Each trial is a small mark, each day's median a large one. Medians are joined by a line, except
    across a gap of more than 14 days, which stays a gap. Left and right differ in marker, line,
    place and name as well as in colour. The scale begins at 0, and the goal is drawn.

    Parameters
    ----------
    frame : DataFrame, one row per trial
        As `log.measurements()` gives it; `day`, `test`, `side`, `value_cm` and `note` are read.
    test : str
        The test to draw, such as `"chest_to_thigh"`.

    Returns
    -------
    Picture
        Its `table` has one row per day and side: `day`, `side`, `median_cm`, `trials_cm`, `note`.
        Without any reading it is an invitation to measure, and its table is empty.

    Raises
    ------
    UnknownName
        For a test that is not in `stretchlib.stretch.TESTS`, or a frame of something else.

    Examples
    --------
    >>> trials = pd.DataFrame({
    ...     "day": pd.to_datetime(["2025-03-03", "2025-03-03", "2025-03-10"]),
    ...     "test": "chest_to_thigh",
    ...     "side": "left",
    ...     "value_cm": [12.0, 12.5, 11.0],
    ...     "note": "",
    ... })
    >>> measurement(trials, "chest_to_thigh").title
    'Left from 12.2 to 11.0 cm'
    """
    body_test = TESTS[check_one_of("test", test, TESTS)]
    check_columns(frame, COLUMNS, "log.measurements()")
    trials = frame[(frame["test"] == test) & frame["value_cm"].notna()]
    days = day_medians(trials)
    paint = partial(_paint, trials=trials, days=days, test=body_test)
    return Picture(
        title=_title(days, body_test),
        subtitle=_subtitle(trials, days, body_test),
        description=_description(trials, days, body_test),
        how_to_read=(
            "Small marks are single trials, large marks the median of a day. "
            "Days more than two weeks apart are not joined."
        ),
        table=days,
        paint=paint,
        sample=is_sample(frame),
    )


def day_medians(trials: pd.DataFrame) -> pd.DataFrame:
    """
    Sum up each day and side: `day`, `side`, `median_cm`, `trials_cm` and `note`.

    The trials stand in their order as words, `"12.0, 11.5, 12.5"`. Empty in, empty out.
    """
    if trials.empty:
        kinds = {"day": "datetime64[us]", "side": "str", "median_cm": "float64"}
        return pd.DataFrame(columns=[*kinds, "trials_cm", "note"], dtype="str").astype(kinds)
    return (
        trials.groupby(["day", "side"])
        .agg(
            median_cm=("value_cm", "median"),
            trials_cm=("value_cm", lambda cm: ", ".join(f"{value:.1f}" for value in cm)),
            note=("note", lambda notes: "; ".join(dict.fromkeys(n for n in notes.dropna() if n))),
        )
        .reset_index()
    )


def _by_side(frame: pd.DataFrame) -> list[tuple[str, pd.DataFrame]]:
    sides = ((side, frame[frame["side"] == side]) for side in MARKS)
    return [(side, rows) for side, rows in sides if len(rows)]


def _title(days: pd.DataFrame, test: BodyTest) -> str:
    if days.empty:
        return f"{test.title}: nothing measured yet"
    changes = [_change(side, rows["median_cm"]) for side, rows in _by_side(days)]
    lead = "First day: " if days["day"].nunique() == 1 else ""
    return sentence(f"{lead}{', '.join(changes)} cm")


def _change(side: str, medians_cm: pd.Series) -> str:
    first, latest = medians_cm.iloc[0], medians_cm.iloc[-1]
    if len(medians_cm) == 1:
        return f"{side} {latest:.1f}"
    return f"{side} from {first:.1f} to {latest:.1f}"


def _subtitle(trials: pd.DataFrame, days: pd.DataFrame, test: BodyTest) -> str:
    if days.empty:
        return "Measure, and watch it from here."
    seen = span(days["day"].min(), days["day"].max())
    measured = count(days["day"].nunique(), "day")
    return f"{test.title}, daily medians. {count(len(trials), 'trial')} on {measured}, {seen}"


def _description(trials: pd.DataFrame, days: pd.DataFrame, test: BodyTest) -> str:
    goal = f"The goal is {test.goal_cm:g} cm."
    if days.empty:
        return f"An empty chart in cm. {goal} Measure once and your first dot appears here."
    sides = [f"{sentence(side)}: {_told(rows)}." for side, rows in _by_side(days)]
    return " ".join([f"{_subtitle(trials, days, test)}.", *sides, goal])


def _told(medians: pd.DataFrame) -> str:
    cm, days = medians["median_cm"], medians["day"]
    first = f"{cm.iloc[0]:.1f} cm on {day_month(days.iloc[0])}"
    if len(cm) == 1:
        return first
    latest = f"{cm.iloc[-1]:.1f} cm on {day_month(days.iloc[-1])}"
    between = f"between {cm.min():.1f} and {cm.max():.1f} cm on {len(cm)} days"
    return f"{first}, {latest}, {between}{_gaps(days)}"


def _gaps(days: pd.Series) -> str:
    steps = days.diff()
    gaps = [
        f"{step.days} days before {day_month(day)}"
        for day, step in zip(days, steps, strict=True)
        if step > LONGEST_JOIN
    ]
    return f"; no reading for {listed(gaps)}" if gaps else ""


def _paint(
    axes: Axes, theme: Theme, *, trials: pd.DataFrame, days: pd.DataFrame, test: BodyTest
) -> None:
    _scale_cm(axes, theme, trials["value_cm"].max(), test)
    if days.empty:
        invite(axes, theme, "Measure once and your\nfirst dot appears here.")
        return
    day_px = scale_days(axes, theme, days["day"].min(), days["day"].max())
    size_px = float(np.clip(1.8 * day_px, 3, 9))
    ends = []
    for side, medians in _by_side(days):
        colour, mark = theme.side(side), MARKS[side]
        _draw_trials(axes, trials[trials["side"] == side], mark, colour, size_px)
        _draw_medians(axes, medians, mark, colour, theme.paper, size_px)
        last = medians.iloc[-1]
        x = day_numbers(medians["day"])[-1]
        ends.append((x, last["median_cm"], f"{side} {last['median_cm']:.1f}", colour))
    label_ends(axes, theme, ends)


def _scale_cm(axes: Axes, theme: Theme, highest: float, test: BodyTest) -> None:
    top = 20.0 if np.isnan(highest) else max(1.1 * highest, test.goal_cm + 5.0)
    axes.set_ylim(0, top)
    step = next(step for step in (1, 2, 5, 10, 20, 50) if top / step <= 6)
    ticks = [float(value) for value in np.arange(0, top, step)]
    scale_values(axes, theme, {v: f"{v:g} cm" if v == ticks[-1] else f"{v:g}" for v in ticks})
    draw_across(axes, test.goal_cm, color=theme.ink, linewidth=points(2), zorder=1)
    name_line(axes, test.goal_cm, f"goal {test.goal_cm:g} cm", theme.ink)


def _draw_trials(axes: Axes, trials: pd.DataFrame, mark: Mark, colour: str, size_px: float) -> None:
    draw(
        axes,
        day_numbers(trials["day"]),
        trials["value_cm"].to_numpy(),
        linestyle="none",
        marker=mark.marker,
        markersize=points(0.55 * size_px),
        markerfacecolor=colour,
        markeredgecolor="none",
        alpha=0.6,
        transform=beside(axes, mark.place_px),
        clip_on=False,
        zorder=2,
        label=f"{trials['side'].iloc[0]}, trials",
    )


def _draw_medians(
    axes: Axes, medians: pd.DataFrame, mark: Mark, colour: str, paper: str, size_px: float
) -> None:
    x, y = _with_gaps(medians)
    draw(
        axes,
        x,
        y,
        color=colour,
        linestyle=(0, mark.dash) if mark.dash else "-",
        linewidth=points(0.26 * size_px),
        marker=mark.marker,
        markersize=points(size_px if mark.filled else 0.85 * size_px),
        markerfacecolor=colour if mark.filled else paper,
        markeredgecolor=colour,
        markeredgewidth=points(0.22 * size_px),
        transform=beside(axes, mark.place_px),
        clip_on=False,
        zorder=3,
        label=f"{medians['side'].iloc[0]}, median of the day",
    )


def _with_gaps(medians: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    """Break the line by a NaN before every day that is too far from the one before."""
    breaks = np.flatnonzero(medians["day"].diff() > LONGEST_JOIN)
    x, y = day_numbers(medians["day"]), medians["median_cm"].to_numpy()
    return np.insert(x, breaks, np.nan), np.insert(y, breaks, np.nan)
