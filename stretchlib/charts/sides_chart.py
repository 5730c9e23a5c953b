"""The picture of left against right."""

from functools import partial

import pandas as pd
from matplotlib.axes import Axes

from stretchlib.charts.canvas import (
    End,
    day_numbers,
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
)
from stretchlib.charts.picture import Picture, is_sample
from stretchlib.charts.shown_days import without_odd_days
from stretchlib.charts.stacked import PlotRow, height_of, in_rows
from stretchlib.charts.theme import Theme
from stretchlib.model import MEASURES, BodyMeasure
from stretchlib.progress import Difference, day_medians, left_right
from stretchlib.progress.readings import trials_of
from stretchlib.text import count, sentence, span


@without_odd_days
def sides(frame: pd.DataFrame, measure: str) -> Picture:
    """
    Draw left and right in one plot, and say which one is nearer now.

    They differ in marker, line, position and name as well as in colour. The sentence compares the
    latest ten days that have both, and the numbers at the end are means of these. What is not
    joined is as in `measurement`.

    Parameters
    ----------
    frame : DataFrame, one row per trial
        As `log.measurements()` gives it.
    measure : str
        The measure to draw, such as `"chest_to_thigh"`.

    Returns
    -------
    Picture
        Its `table` has one row per day and side: `day`, `side`, `median_cm`, `trials_cm`, `note`.
        Without any reading it is an invitation to measure, and its table is empty.

    Raises
    ------
    UnknownName
        For a measure that is not in its list, or a frame of something else.
    StretchError
        For a measure that has no left and right.

    Examples
    --------
    >>> trials = pd.DataFrame({
    ...     "day": pd.date_range("2025-03-03", periods=6, freq="7D").repeat(2),
    ...     "measure": "chest_to_thigh",
    ...     "side": ["left", "right"] * 6,
    ...     "trial": 1,
    ...     "value_cm": [9.0, 12.0, 9.5, 12.0, 9.0, 12.5, 9.0, 11.5, 9.5, 12.0, 8.5, 12.0],
    ...     "note": "",
    ... })
    >>> sides(trials, "chest_to_thigh").title
    'Left is nearer than right'
    """
    found = left_right(frame, measure)
    days, body_measure = day_medians(frame, measure), MEASURES[measure]
    trials = trials_of(frame, measure)
    row = PlotRow() if days.empty else PlotRow(found.sentence)
    return Picture(
        title=_title(found, days, body_measure),
        subtitle=_subtitle(days, body_measure),
        description=_description(found, days, body_measure),
        how_to_read=(
            "Small marks are single trials, large marks the median of a day. Once there are six "
            "days with both sides, the numbers at the end are means of the latest ten of them. "
            f"{not_joined(rows['day'] for _, rows in by_side(days))}"
        ),
        table=days,
        paint=partial(_paint, row=row, trials=trials, days=days, found=found),
        sample=is_sample(frame),
        height_px=height_of([row]),
    )


def _title(found: Difference, days: pd.DataFrame, measure: BodyMeasure) -> str:
    if days.empty:
        return f"{measure.title}: nothing measured yet"
    if found.is_clear is None or found.difference is None:
        return "Left and right: the first days"
    if not found.is_clear:
        return "Left and right: no clear difference"
    return "Left is nearer than right" if found.difference < 0 else "Right is nearer than left"


def _subtitle(days: pd.DataFrame, measure: BodyMeasure) -> str:
    if days.empty:
        return "Measure both sides, and watch them from here."
    return f"{measure.title}, left and right. {span(days['day'].min(), days['day'].max())}"


def _description(found: Difference, days: pd.DataFrame, measure: BodyMeasure) -> str:
    if days.empty:
        return "An empty chart in cm. Measure once and your first dot appears here."
    sentences = [_side_sentence(*rows) for rows in by_side(days)]
    return " ".join([f"{_subtitle(days, measure)}.", found.sentence, *sentences])


def _side_sentence(side: str, medians: pd.DataFrame) -> str:
    cm = medians["median_cm"]
    moved = (
        f"from {cm.iloc[0]:.1f} to {cm.iloc[-1]:.1f} cm" if len(cm) > 1 else f"{cm.iloc[0]:.1f} cm"
    )
    return sentence(f"{side}: {moved} on {count(len(cm), 'day')}{gaps_text(medians['day'])}.")


def _paint(
    sheet: Axes,
    theme: Theme,
    *,
    row: PlotRow,
    trials: pd.DataFrame,
    days: pd.DataFrame,
    found: Difference,
) -> None:
    [axes] = in_rows(sheet, theme, [row])
    scale_cm(axes, theme, trials["value_cm"].max(), 0.0)
    draw_across(axes, 0.0, color=theme.ink, linewidth=points(2), zorder=1)
    if days.empty:
        invite(axes, theme, "Measure once and your\nfirst dot appears here.")
        return
    day_px = scale_days(axes, theme, days["day"].min(), days["day"].max())
    ends = []
    for side, medians in by_side(days):
        of_side = trials[trials["side"] == side]
        draw_trials(axes, theme, of_side, side, mark_size(day_px))
        draw_medians(axes, theme, medians, side, mark_size(day_px), joined=True)
        now = float(medians["median_cm"].iloc[-1])
        if found.is_clear is not None:
            now = {"right": found.first, "left": found.second}.get(side) or now
        x = day_numbers(medians["day"])[-1]
        ends.append(End(x, now, f"{side} {now:.1f}", theme.side(side)))
    label_ends(axes, theme, ends)
