"""The picture of one measure over time: every trial, what it amounts to, and how sure that is."""

import re
from dataclasses import dataclass
from functools import partial

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle
from matplotlib.patheffects import withStroke

from stretchlib.charts.canvas import (
    End,
    day_numbers,
    draw,
    draw_across,
    invite,
    label_ends,
    points,
    scale_days,
)
from stretchlib.charts.marks import (
    by_side,
    draw_medians,
    draw_trials,
    gaps_text,
    mark_size,
    not_joined,
    scale_cm,
    with_gaps,
)
from stretchlib.charts.picture import Picture, is_sample
from stretchlib.charts.shown_days import without_odd_days
from stretchlib.charts.stacked import PlotRow, height_of, in_rows
from stretchlib.charts.theme import Theme
from stretchlib.model import MEASURES, BodyMeasure
from stretchlib.progress import Finding, Verdict, day_medians, verdict
from stretchlib.progress.columns import day_of, is_from
from stretchlib.progress.meaningful_change import FEW_DAYS, check_goal
from stretchlib.progress.outliers import DIFFERENT_TODAY
from stretchlib.progress.readings import trials_of
from stretchlib.progress.verdicts import Judge
from stretchlib.text import count, day_month, listed, sentence, signed, span

MANY_DAYS = 200
"""With more the line is drawn above the marks; it would be lost below them."""
ALONE_PX, ROW_PX = 300, 200
"""Heights of a plot alone and of one among several."""


@dataclass(frozen=True)
class Reading:
    """All there is to draw of one side."""

    side: str
    trials: pd.DataFrame
    medians: pd.DataFrame
    verdict: Verdict

    @property
    def different(self) -> list[tuple[pd.Timestamp, str]]:
        """Each day on which something was different, and what; as the measuring form notes it."""
        with_note = self.medians[self.medians["note"] != ""]
        noted = zip(with_note["day"], with_note["note"], strict=True)
        found = ((day, re.search(DIFFERENT_TODAY, note)) for day, note in noted)
        return [(day, what[1]) for day, what in found if what]

    @property
    def now_cm(self) -> float:
        """Where it is now, as the sentence on the goal has it; before that, the last day."""
        latest = self.verdict.change.latest
        return float(self.medians["median_cm"].iloc[-1]) if latest is None else latest

    @property
    def error_band(self) -> tuple[float, float] | None:
        """From where to where the first days could be read by chance; None until it is known."""
        found = self.verdict.change
        if found.first is None or found.mdc is None:
            return None
        return max(0.0, found.first - found.mdc), found.first + found.mdc


@without_odd_days
def measurement(
    frame: pd.DataFrame,
    measure: str,
    side: str | None = None,
    *,
    goal_cm: float | None = None,
    since: pd.Timestamp | None = None,
    judge: Judge = verdict,
) -> Picture:
    """
    Draw every reading of one measure, and say of each side whether it has really changed.

    Each trial is a small mark, each day's median a large one. A hatched band around the first days
    is your own measurement error: what stays within it may be chance. The line is the likely change
    that the verdict tells, from the first counted day on, and its pale band how large or small the
    change may be; a cross lies on days that do not count, and a tick below those on which something
    was different. Nothing is drawn across a gap of more than 14 days, or of twice
    the usual step of somebody who measures more seldom. Sides stand below each other, each under
    its verdict.

    Parameters
    ----------
    frame : DataFrame, one row per trial
        As `log.measurements()` gives it.
    measure : str
        The measure to draw, such as `"chest_to_thigh"`.
    side : str, optional
        One side; every side that was measured, when left out.
    goal_cm : float, optional
        The distance you would like to reach; none is drawn when left out.
    since : Timestamp, optional
        A local day to begin with; what came before only tells which days were the first three.
    judge : callable, optional
        `progress.verdict`, or what remembers its answers.

    Returns
    -------
    Picture
        Its `table` has one row per day and side: `day`, `side`, `median_cm`, `trials_cm`, `note`.
        Without any reading it is an invitation to measure, and its table is empty.

    Raises
    ------
    UnknownName
        For a measure or side that is not in its list, or a frame of something else.
    StretchError
        For a goal that is no distance.

    Examples
    --------
    >>> trials = pd.DataFrame({
    ...     "day": pd.date_range("2025-03-03", periods=12, freq="7D"),
    ...     "measure": "chest_to_thigh",
    ...     "side": "left",
    ...     "trial": 1,
    ...     "value_cm": [14, 14, 13, 13.5, 13, 12, 12.5, 12, 11, 11.5, 11, 10.5],
    ...     "note": "",
    ... })
    >>> measurement(trials, "chest_to_thigh").title
    'Left: likely real, nearer'
    """
    begin = day_of("since", since)
    latest = frame if begin is None else frame[is_from(frame, begin, "log.measurements()")]
    days = day_medians(latest, measure, side)
    body_measure = MEASURES[measure]
    trials = trials_of(latest, measure, side)
    goal = check_goal(body_measure, goal_cm)
    readings = [
        Reading(
            each,
            trials[trials["side"] == each],
            rows,
            judge(frame, measure, each, goal_cm=goal, since=begin),
        )
        for each, rows in by_side(days)
    ]
    rows = _rows(readings)
    return Picture(
        title=_title(readings, body_measure),
        subtitle=_subtitle(readings, days, body_measure),
        description=_description(readings, days, body_measure, goal),
        how_to_read=(
            "Small marks are single trials, large marks the median of a day. Crossed days come "
            "first and do not count: one gets better at measuring. The line is the likely change "
            "since then, as the sentence tells it, the pale band how small or large it may be. "
            "What stays in the hatched band around your first days may be measurement error alone. "
            "The number at the end is the median of the latest three days, once there are six. "
            f"{not_joined(reading.medians['day'] for reading in readings)}"
        ),
        table=days,
        paint=partial(_paint, readings=readings, rows=rows, goal_cm=goal),
        sample=is_sample(latest),
        height_px=height_of(rows),
    )


def _rows(readings: list[Reading]) -> list[PlotRow]:
    if len(readings) < 2:
        return [PlotRow(reading.verdict.sentence, ALONE_PX) for reading in readings] or [PlotRow()]
    return [PlotRow(reading.verdict.sentence, ROW_PX) for reading in readings]


def _title(readings: list[Reading], measure: BodyMeasure) -> str:
    if not readings:
        return f"{measure.title}: nothing measured yet"
    sides: dict[str, list[str]] = {}
    for reading in readings:
        sides.setdefault(reading.verdict.short, []).append(reading.side)
    return ". ".join(sentence(f"{listed(names)}: {code}") for code, names in sides.items())


def _subtitle(readings: list[Reading], days: pd.DataFrame, measure: BodyMeasure) -> str:
    if not readings:
        return "Measure, and watch it from here."
    trials = count(sum(len(reading.trials) for reading in readings), "trial")
    measured = count(days["day"].nunique(), "day")
    return f"{measure.title}. {trials} on {measured}, {span(days['day'].min(), days['day'].max())}"


def _description(
    readings: list[Reading], days: pd.DataFrame, measure: BodyMeasure, goal_cm: float | None
) -> str:
    goal = "0 is touching." if goal_cm is None else f"The goal is {goal_cm:g} cm."
    if not readings:
        return f"An empty chart in cm. {goal} Measure once and your first dot appears here."
    lines = [f"{_subtitle(readings, days, measure)}."]
    for reading in readings:
        summary = f"{sentence(reading.side)}: {_summary_text(reading.medians)}."
        lines += [reading.verdict.sentence, summary, *_doubts(reading)]
    return " ".join([*lines, goal])


def _summary_text(medians: pd.DataFrame) -> str:
    cm, days = medians["median_cm"], medians["day"]
    first = f"{cm.iloc[0]:.1f} cm on {day_month(days.iloc[0])}"
    if len(cm) == 1:
        return first
    latest = f"{cm.iloc[-1]:.1f} cm on {day_month(days.iloc[-1])}"
    if len(cm) >= 2 * FEW_DAYS:
        latest += f", {cm.tail(FEW_DAYS).median():.1f} cm in the latest three days"
    between = f"between {cm.min():.1f} and {cm.max():.1f} cm on {len(cm):,} days"
    return f"{first}, {latest}, {between}{gaps_text(days)}"


def _doubts(reading: Reading) -> list[str]:
    """Say where the two bands are."""
    found, band, sentences = reading.verdict.finding, reading.error_band, []
    if band is not None:
        sentences.append(
            f"Your measurement error around the first days: {band[0]:.1f} to {band[1]:.1f} cm."
        )
    if found.about is not None:
        sentences.append(f"Likely change: about {signed(found.about, 1)} cm{_between(found)}.")
    if reading.verdict.notice:
        sentences.append(reading.verdict.notice)
    if len(reading.different):
        when = listed([f"{day_month(day)} ({what})" for day, what in reading.different])
        sentences.append(f"Different on {when}.")
    return sentences


def _between(found: Finding) -> str:
    if found.low is None or found.high is None:
        return ""
    return f" (interval {signed(found.low, 1)} to {signed(found.high, 1)})"


def _paint(
    axes: Axes, theme: Theme, *, readings: list[Reading], rows: list[PlotRow], goal_cm: float | None
) -> None:
    highest = max((reading.trials["value_cm"].max() for reading in readings), default=float("nan"))
    boxes = in_rows(axes, theme, rows)
    for box in boxes:
        scale_cm(box, theme, highest, goal_cm or 0.0)
        draw_across(box, goal_cm or 0.0, color=theme.ink, linewidth=points(2), zorder=1)
    if not readings:
        box = boxes[0]
        invite(box, theme, "Measure once and your\nfirst dot appears here.")
        label_ends(box, theme, [_goal(box, theme, goal_cm)])
        return
    first = min(reading.medians["day"].min() for reading in readings)
    last = max(reading.medians["day"].max() for reading in readings)
    for box, reading in zip(boxes, readings, strict=True):
        size_px = mark_size(scale_days(box, theme, first, last))
        _draw_reading(box, theme, reading, size_px)
        label_ends(box, theme, _ends(box, theme, reading, goal_cm))


def _draw_reading(axes: Axes, theme: Theme, reading: Reading, size_px: float) -> None:
    side, found = reading.side, reading.verdict.finding
    if reading.error_band is not None:
        _draw_error(axes, theme, *reading.error_band)
    draw_trials(axes, theme, reading.trials, side, size_px)
    draw_medians(axes, theme, reading.medians, side, size_px, joined=found.about is None)
    _draw_crosses(axes, theme, reading.medians.head(found.run_in), size_px)
    if found.about is not None:
        _draw_change(axes, theme, theme.side(side), reading.verdict.band)
    for day, _ in reading.different:
        [x] = day_numbers(pd.Series([day]))
        at = axes.get_xaxis_transform()
        axes.plot([x], [0.03], marker="^", color=theme.ink, transform=at, label="different")


def _draw_error(axes: Axes, theme: Theme, low: float, high: float) -> None:
    """Hatch what the first days could be read as by chance: readable in grey and in print."""
    band = Rectangle(
        (0, low),
        1,
        high - low,
        transform=axes.get_yaxis_transform(),
        facecolor="none",
        edgecolor=theme.hatch,
        hatch="////",
        linewidth=0,
        zorder=0.6,
        label="measurement error",
    )
    band.set_hatch_linewidth(points(1.5))
    axes.add_patch(band)


def _draw_crosses(axes: Axes, theme: Theme, days: pd.DataFrame, size_px: float) -> None:
    """Cross out the days that are shown and not counted."""
    draw(
        axes,
        day_numbers(days["day"]),
        days["median_cm"].to_numpy(),
        linestyle="none",
        marker="x",
        markersize=points(1.6 * size_px),
        color=theme.ink,
        zorder=4,
        label="not counted",
    )


def _draw_change(axes: Axes, theme: Theme, colour: str, band: pd.DataFrame) -> None:
    """Draw the line over its band, set off from the marks when these are many."""
    x, line, low, high = with_gaps(band["day"], band["line"], band["low"], band["high"])
    axes.fill_between(
        x, low, high, facecolor=colour, edgecolor="none", alpha=0.22, zorder=1.5, label="its doubt"
    )
    apart = [withStroke(linewidth=points(5), foreground=theme.paper)]
    look = {"color": colour, "linewidth": points(2.5), "path_effects": apart}
    draw(axes, x, line, zorder=3.5 if len(band) > MANY_DAYS else 2.5, label="likely change", **look)


def _ends(axes: Axes, theme: Theme, reading: Reading, goal_cm: float | None) -> list[End]:
    x = day_numbers(reading.medians["day"])[-1]
    now = reading.now_cm
    ends = [
        End(x, now, f"{reading.side} {now:.1f}", theme.side(reading.side)),
        _goal(axes, theme, goal_cm),
    ]
    if reading.error_band is not None:
        middle = sum(reading.error_band) / 2
        ends.append(End(axes.get_xlim()[1], middle, "your error", theme.muted, bold=False))
    return ends


def _goal(axes: Axes, theme: Theme, goal_cm: float | None) -> End:
    """Name the line of the goal; without one it lies where the chest touches the thigh."""
    words = "touching" if goal_cm is None else f"goal {goal_cm:g} cm"
    return End(axes.get_xlim()[1], goal_cm or 0.0, words, theme.ink, bold=False)
