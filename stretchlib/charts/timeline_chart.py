"""The picture of a routine: each stretch with its sides, along the minutes it takes."""

from functools import partial
from itertools import groupby

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle
from matplotlib.patheffects import withStroke

from stretchlib import text
from stretchlib.charts.canvas import SMALL_PX, TEXT_PX, draw, points, type_of
from stretchlib.charts.letters import has_letters
from stretchlib.charts.picture import Picture
from stretchlib.charts.theme import Theme
from stretchlib.milliseconds import in_ms, total_s, whole_ms
from stretchlib.phases import DOSE_STAGES, Phase
from stretchlib.routines import Routine, check_routine
from stretchlib.text import count, listed, sentence

LANE_PX, BAR_TOP_PX, BAR_PX = 58, 26, 24
SCALE_PX = 30
LETTER_PX = 14
"""A block that is narrower has no letter in it."""
LONGEST_NAME = 34
LETTERS = {"left": "L", "right": "R", "both": "B"}


def timeline(routine: Routine) -> Picture:
    """
    Draw when each stretch of a routine comes, on which side, and for how long.

    Parameters
    ----------
    routine : Routine
        Such as `st.routine("standard")`.

    Returns
    -------
    Picture
        Its `table` has one row per phase: `from`, `seconds`, `stretch`, `side`, `stage`, `set`.
        Without any step the table is empty, and the picture says so.

    Raises
    ------
    RoutineError
        For anything but a routine.

    Examples
    --------
    >>> from stretchlib.routines import routine
    >>> timeline(routine("standard")).title
    '... minutes, 4 stretches'
    """
    phases = check_routine(routine).phases()
    lanes = [list(lane) for _, lane in groupby(phases, key=lambda phase: phase.step)]
    dose_s = total_s(phase.dose_s for phase in phases)
    stretches = count(len(lanes), "stretch", "stretches")
    return Picture(
        title=f"{text.clock(routine.duration_s)} minutes, {stretches}",
        subtitle=f"{text.clock(dose_s)} minutes of it under stretch",
        description=" ".join(_lane_text(lane) for lane in lanes)
        or "There is no stretch in it yet.",
        how_to_read=(
            "L, R and B: left, right and both sides. Hatched: a little further. Outlined: getting "
            "into position or changing sides. Gaps are rests."
        ),
        table=_table(phases),
        paint=partial(_paint, lanes=lanes, end_s=routine.duration_s or 60.0),
        height_px=LANE_PX * max(1, len(lanes)) + SCALE_PX,
        right_px=40,
        bottom_px=8,
    )


def _lane_text(lane: list[Phase]) -> str:
    first, last = lane[0], lane[-1]
    dose_s: dict[str, float] = {}
    for phase in lane:
        if phase.stage in DOSE_STAGES:
            dose_s[phase.side] = dose_s.get(phase.side, 0.0) + phase.dose_s
    sides = listed([f"{side} {seconds:g} s" for side, seconds in dose_s.items()])
    until = text.clock(last.start_s + last.duration_s)
    return sentence(
        f"{first.title} from {text.clock(first.start_s)} to {until}: {sides} under stretch."
    )


def _table(phases: tuple[Phase, ...]) -> pd.DataFrame:
    rows = [(text.clock(p.start_s), p.duration_s, p.title, p.side, p.stage, p.set) for p in phases]
    kinds = {"from": "str", "seconds": "float64", "stretch": "str", "side": "str", "stage": "str"}
    return pd.DataFrame(rows, columns=[*kinds, "set"]).astype({**kinds, "set": "int64"})


def _paint(axes: Axes, theme: Theme, lanes: list[list[Phase]], end_s: float) -> None:
    height_px = LANE_PX * max(1, len(lanes)) + SCALE_PX
    axes.set_xlim(0, end_s)
    axes.set_ylim(height_px, 0)
    _scale(axes, theme, end_s, height_px - SCALE_PX)
    for number, lane in enumerate(lanes):
        top = number * LANE_PX
        _name(axes, theme, lane, top + 14)
        for phase in lane:
            _block(axes, theme, phase, top + BAR_TOP_PX)


def _name(axes: Axes, theme: Theme, lane: list[Phase], y: float) -> None:
    """Write the stretch above its blocks, on the side where there is room for it."""
    begin_s, end_s = lane[0].start_s, lane[-1].start_s + lane[-1].duration_s
    # The short name of a file is in letters that the font has.
    own = lane[0].title
    title = own if has_letters(own) else lane[0].stretch.replace("_", " ").capitalize()
    is_early = begin_s < axes.get_xlim()[1] / 2
    axes.text(
        begin_s if is_early else end_s,
        y,
        title if len(title) <= LONGEST_NAME else f"{title[: LONGEST_NAME - 1]}…",
        ha="left" if is_early else "right",
        va="center",
        color=theme.ink,
        parse_math=False,  # a title of one's own may hold two dollar signs
        path_effects=[withStroke(linewidth=points(4), foreground=theme.paper)],
        **type_of(TEXT_PX),
    )


def _scale(axes: Axes, theme: Theme, end_s: float, bottom: float) -> None:
    """Draw a pale line at every minute, or every few where they would be too many."""
    steps = (1, 2, 5, 10, 30, 120)
    every = next((step for step in steps if whole_ms(end_s) <= 480 * step), steps[-1])
    for minute in range(0, in_ms(end_s) // 60_000 + 1, every):
        at = minute * 60
        draw(axes, [at, at], [0, bottom], color=theme.faint, linewidth=points(1), zorder=0.5)
        axes.text(
            at,
            bottom + 14,
            f"{minute} min" if minute else "0",
            ha="center",
            va="center",
            color=theme.muted,
            **type_of(SMALL_PX),
        )


def _block(axes: Axes, theme: Theme, phase: Phase, top: float) -> None:
    if phase.stage == "rest":
        return
    colour = theme.side(phase.side)
    is_dose = phase.stage in DOSE_STAGES
    axes.add_patch(
        Rectangle(
            (phase.start_s, top + (0 if is_dose else BAR_PX / 4)),
            phase.duration_s,
            BAR_PX if is_dose else BAR_PX / 2,
            facecolor=colour if phase.stage == "stretch" else theme.paper,
            edgecolor=colour if is_dose else theme.muted,
            linewidth=points(1.5),
            hatch="////" if phase.stage == "enhance" else None,
            hatch_linewidth=points(2),
            label=phase.stage,
        )
    )
    px_per_s = axes.bbox.width / abs(axes.get_xlim()[1])
    if phase.stage == "stretch" and round(phase.duration_s * px_per_s, 3) >= LETTER_PX:
        axes.text(
            phase.start_s + phase.duration_s / 2,
            top + BAR_PX / 2,
            LETTERS[phase.side],
            ha="center",
            va="center_baseline",
            color=theme.paper,
            **type_of(SMALL_PX, bold=True),
        )
