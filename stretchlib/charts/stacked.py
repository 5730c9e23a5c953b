"""Several plots on one sheet, one below the other, each with its own heading."""

from collections.abc import Sequence
from dataclasses import dataclass
from textwrap import wrap

from matplotlib.axes import Axes

from stretchlib.charts.canvas import TEXT_PX, WIDTH_PX, type_of
from stretchlib.charts.theme import Theme

LINE_PX, GAP_PX, MARGIN_PX = 20, 12, 14
"""Of a heading: the height of its lines, the gap below it, and how far it starts from the edge."""
CHARACTERS = 63
"""How many fit into a line of a heading."""


@dataclass(frozen=True)
class PlotRow:
    """One plot: what stands above it and how high it is."""

    heading: str = ""
    height_px: float = 300
    below_px: float = 64
    """Room below the plot, for its days."""

    @property
    def lines(self) -> list[str]:
        """The heading, as it is broken; none when there is none."""
        return wrap(self.heading, CHARACTERS)

    @property
    def head_px(self) -> float:
        """Height of the heading."""
        return LINE_PX * len(self.lines) + GAP_PX if self.lines else 0.0

    @property
    def total_px(self) -> float:
        """Height of all of it."""
        return self.head_px + self.height_px + self.below_px


def height_of(rows: Sequence[PlotRow]) -> float:
    """Height of all rows together; what stands below the last one is the sheet's own margin."""
    return sum(row.total_px for row in rows) - rows[-1].below_px


def in_rows(axes: Axes, theme: Theme, rows: Sequence[PlotRow]) -> list[Axes]:
    """Write each heading, and put bare axes below it; the first ones are `axes`, made smaller."""
    sheet, whole = axes.figure, axes.get_position()
    px = whole.height / height_of(rows)
    top = whole.y1
    made: list[Axes] = []
    for row in rows:
        for number, line in enumerate(row.lines):
            y = top - (LINE_PX * number + 14) * px
            sheet.text(
                MARGIN_PX / WIDTH_PX, y, line, color=theme.ink, parse_math=False, **type_of(TEXT_PX)
            )
        bottom = top - (row.head_px + row.height_px) * px
        box = sheet.add_axes(whole.bounds) if made else axes
        box.set_position((whole.x0, bottom, whole.width, row.height_px * px))
        box.set_axis_off()
        made.append(box)
        top -= row.total_px * px
    return made
