"""What a picture is: the drawing, the words for it, and the numbers it was drawn from."""

from base64 import b64encode
from collections.abc import Callable
from dataclasses import dataclass, field
from html import escape
from io import BytesIO

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from numpy.typing import NDArray
from PIL import Image

from stretchlib import _html
from stretchlib.charts.canvas import LEFT_PX, SAMPLE, WIDTH_PX, head_px, sheet
from stretchlib.charts.letters import leave_out_boxes
from stretchlib.charts.theme import DARK_FILTER, THEMES, Theme
from stretchlib.errors import check_one_of
from stretchlib.text import count

STYLE = """<style>
.stretch-picture { margin: 0 0 1em; max-width: 560px; }
.stretch-picture figcaption { padding: 0 14px; opacity: 0.8; }
.stretch-picture details { padding: 4px 14px; }
.stretch-picture summary { min-height: 24px; padding: 2px 0; }
@media (max-width: 420px) { .stretch-picture summary { min-height: 44px; padding: 11px 0; } }
.stretch-picture details > div { max-height: 20em; overflow: auto; }
.stretch-picture-drawing { overflow-x: auto; }
.stretch-picture-awaited { box-sizing: border-box; width: 560px; max-width: 100%; padding: 14px;
  font-size: 18px; font-weight: bold; opacity: 0.6; }
.stretch-picture-awaited p { margin: 4px 0; font-size: 14px; font-weight: normal; }
@media (max-width: 600px) {
  .stretch-picture-drawing > img { min-width: 560px; }
  .stretch-picture-drawing > .stretch-picture-awaited { min-width: 560px; }
}
</style>"""

AWAITED = "Being drawn."
"""What stands instead of a picture that is still to come."""
QUICK = 1
"""Of zlib: faster than the usual 6, for a file that is hardly larger."""
COLOURS = 256
"""A third as large and written in half the time; what is left over is the edges of letters."""
ALIKE = 16
"""Of colours that differ by less in each part, of 256, the one that most of it has is kept."""


@dataclass(frozen=True, eq=False)
class Picture:
    """
    A picture of the log, drawn when it is shown.

    In a notebook it is a drawing that follows JupyterLab's light or dark theme, with its words as
    alternative text and its numbers in a table that unfolds. Elsewhere it is its words.
    """

    title: str
    subtitle: str
    description: str
    """What a sighted person sees besides the title, in sentences."""
    how_to_read: str
    """What the marks mean, in a sentence or two below the drawing."""
    table: pd.DataFrame
    """The numbers that are drawn."""
    paint: Callable[[Axes, Theme], None] = field(repr=False)
    sample: bool = False
    """Whether the log is the invented one; then every form of the picture says so."""
    height_px: float = 300
    left_px: float = LEFT_PX
    right_px: float = 98
    bottom_px: float = 54

    @property
    def alt(self) -> str:
        """What a sighted person sees, with its numbers."""
        words = f"{self.title}. {self.description}"
        return f"{SAMPLE}. {words}" if self.sample else words

    @property
    def caption(self) -> str:
        """What stands below the drawing."""
        if self.sample:
            return f"{SAMPLE}: an invented log. {self.how_to_read}"
        return self.how_to_read

    def figure(self, theme: str = "light") -> Figure:
        """
        Draw it as a matplotlib figure, for saving: `picture.figure().savefig("mine.png")`.

        Parameters
        ----------
        theme : str
            `"light"` or `"dark"`.

        Raises
        ------
        UnknownName
            For any other theme.
        """
        colours = THEMES[check_one_of("theme", theme, THEMES)]
        figure, axes = sheet(
            colours,
            self.title,
            self.subtitle,
            height_px=self.height_px,
            left_px=self.left_px,
            right_px=self.right_px,
            bottom_px=self.bottom_px,
            sample=self.sample,
        )
        self.paint(axes, colours)
        leave_out_boxes(figure)
        return figure

    @property
    def size_px(self) -> tuple[int, int]:
        """Width and height of the drawing, heading and all."""
        head = head_px(self.title, self.subtitle, sample=self.sample)
        return WIDTH_PX, round(head + self.height_px + self.bottom_px)

    def html(self, *, table: bool = False) -> str:
        """Show it in light and dark with its caption, and its numbers to unfold if asked for."""
        drawing = _html.darkening(_data_uri(self.figure()), self.alt, self.size_px, DARK_FILTER)
        return self._framed(drawing, _unfolding(self.table) if table else "")

    def awaited_html(self) -> str:
        """Keep its room, with its words and its caption, until it is drawn."""
        width_px, height_px = self.size_px
        return self._framed(
            f'<div class="stretch-picture-awaited" role="img" aria-label="{escape(self.alt)}" '
            f'style="aspect-ratio: {width_px} / {height_px}">{escape(self.title)}'
            f"<p>{AWAITED}</p></div>"
        )

    def printed_html(self) -> str:
        """Show it in light alone with its caption, as on paper."""
        source = _data_uri(self.figure())
        return self._framed(f'<img alt="{escape(self.alt)}" src="{source}" width="{WIDTH_PX}">')

    def _framed(self, drawing: str, more: str = "") -> str:
        # On a telephone its letters would be too small: there it scrolls, by keyboard too.
        scrolled = (
            '<div class="stretch-picture-drawing" role="region" '
            f'aria-label="{escape(self.title)}" tabindex="0">{drawing}</div>'
        )
        caption = f"<figcaption>{escape(self.caption)}</figcaption>"
        return f'<figure class="stretch-picture">\n{scrolled}\n{caption}\n{more}</figure>'

    def _repr_mimebundle_(self, **_: object) -> dict[str, str]:
        return {"text/html": f"{STYLE}\n{self.html(table=True)}", "text/plain": self.alt}

    def __repr__(self) -> str:
        return self.alt


def _data_uri(figure: Figure) -> str:
    figure.set_dpi(2 * figure.dpi)
    # Not savefig: it would obey the person's own rcParams for savefig.
    canvas = FigureCanvasAgg(figure)
    canvas.draw()
    png = BytesIO()
    _in_few_colours(np.asarray(canvas.buffer_rgba())).save(png, "PNG", compress_level=QUICK)
    return f"data:image/png;base64,{b64encode(png.getvalue()).decode()}"


def _in_few_colours(drawn: NDArray[np.uint8]) -> Image.Image:
    """
    Keep one colour of each kind, and those that most of a drawing has; others become the nearest.

    Pillow's own ways to choose colours take longer, or turn white into what is nearly white.

    Examples
    --------
    >>> drawn = np.array([[[255, 255, 255, 255], [0, 128, 255, 255]]], dtype="uint8")
    >>> _in_few_colours(drawn).convert("RGB").getpixel((1, 0))
    (0, 128, 255)
    """
    height, width, _ = drawn.shape
    pixels = np.ascontiguousarray(drawn).view("uint32").ravel()
    # Most of a drawing is long runs of one colour.
    begins = np.flatnonzero(np.concatenate([[True], pixels[1:] != pixels[:-1]]))
    lengths = np.diff(begins, append=len(pixels))
    runs, found = pd.factorize(pixels[begins])
    colours = found.view("uint8").reshape(-1, 4)[:, :3]
    by_share = np.bincount(runs, weights=lengths).argsort()[::-1]
    kinds = (colours[by_share] // ALIKE).astype("int32") @ [1, 16, 256]
    one_of_each = by_share[np.sort(np.unique(kinds, return_index=True)[1])]
    chosen = pd.unique(np.concatenate([one_of_each, by_share]))[:COLOURS]
    colours, palette = colours.astype("float32"), colours[chosen].astype("float32")
    # Of |a - b|^2 the term |a|^2 is the same for all that is compared.
    nearest = ((palette**2).sum(axis=-1) - 2 * colours @ palette.T).argmin(axis=-1).astype("uint8")
    image = Image.frombytes("P", (width, height), nearest[runs].repeat(lengths).tobytes())
    image.putpalette(palette.astype("uint8").tobytes())
    return image


def _unfolding(table: pd.DataFrame) -> str:
    """Write the whole table, folded away; it scrolls by keyboard too, hence the tabindex."""
    names = [str(name).replace("_", " ") for name in table.columns]
    rows = ([_cell(value) for value in row] for row in table.itertuples(index=False))
    return (
        f"<details><summary>The numbers ({count(len(table), 'row')})</summary>\n"
        '<div role="region" aria-label="The numbers" tabindex="0">'
        f"{_html.table(names, rows)}</div></details>"
    )


def _cell(value: object) -> str:
    if pd.isna(value):  # type: ignore[call-overload]
        return "missing"
    if isinstance(value, pd.Timestamp):
        return value.date().isoformat()
    return f"{value:.1f}" if isinstance(value, float) else str(value)


def is_sample(frame: pd.DataFrame) -> bool:
    """Whether a frame comes from the sample log."""
    return bool(frame.attrs.get("sample", False))
