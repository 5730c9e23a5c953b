import base64
import re
from html import unescape
from threading import Thread

import matplotlib as mpl
import matplotlib.style
import numpy as np
import pandas as pd
import pytest
from matplotlib.collections import Collection
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.text import Text

from stretchlib import charts
from stretchlib.charts.theme import DARK_FILTER, THEMES, Theme
from stretchlib.errors import UnknownName
from tests.chart_kit import EXTENTS, RATINGS, SESSIONS, STEPS, TRIALS, as_sample
from tests.text_kit import match_in

DRAW = {
    "measurement": (lambda frame: charts.measurement(frame, "chest_to_thigh"), TRIALS),
    "sides": (lambda frame: charts.sides(frame, "chest_to_thigh"), TRIALS),
    "tightness": (charts.tightness, RATINGS),
    "pain": (charts.pain, RATINGS.assign(kind="pain")),
    "extent": (charts.extent, EXTENTS),
    "dose": (charts.dose, STEPS),
    "calendar": (charts.calendar, SESSIONS),
}
SERIF = {"font.family": "serif", "font.size": 20, "savefig.bbox": "tight", "figure.dpi": 50}
each_picture = pytest.mark.parametrize(("draw", "frame"), DRAW.values(), ids=DRAW)


def html_of(picture: charts.Picture) -> str:
    return picture._repr_mimebundle_()["text/html"]


def texts_of(figure: Figure) -> list[Text]:
    return [*figure.texts, *(text for axes in figure.axes for text in axes.texts)]


def words_in(picture: charts.Picture, theme: str = "light") -> list[str]:
    return [text.get_text() for text in texts_of(picture.figure(theme))]


@each_picture
def test_a_notebook_gets_one_drawing_with_its_words_which_turns_in_the_dark(draw, frame):
    picture = draw(frame)
    html = html_of(picture)
    [image] = re.findall(r"<img [^>]*>", html)
    assert unescape(match_in(r'alt="([^"]*)"', image)[1]) == picture.alt
    drawing = base64.b64decode(match_in(r"base64,([^\"]*)", image)[1])
    assert drawing[:4] == b"\x89PNG"
    assert int.from_bytes(drawing[16:20]) == 2 * 560, "twice the pixels, for dense screens"
    assert html.count(DARK_FILTER) == 1


@each_picture
def test_elsewhere_a_picture_is_its_words(draw, frame):
    picture = draw(frame)
    assert picture._repr_mimebundle_()["text/plain"] == repr(picture) == picture.alt


@each_picture
def test_the_table_has_every_row(draw, frame):
    picture = draw(frame)
    assert html_of(picture).count("<tr>") == 1 + len(picture.table)


@each_picture
def test_every_form_of_a_picture_of_the_sample_log_says_so(draw, frame):
    picture = draw(as_sample(frame))
    says = "Sample data, not yours"
    assert picture.alt.startswith(says)
    assert says in picture.caption
    assert words_in(picture).count(says) == 2
    assert says not in html_of(draw(frame))
    assert says not in words_in(draw(frame))


@each_picture
def test_an_empty_log_is_an_invitation(draw, frame):
    picture = draw(frame.head(0))
    assert any("once" in words and "appears here" in words for words in words_in(picture, "dark"))
    assert "appears here" in picture.alt
    assert picture.table.empty
    assert list(picture.table.dtypes) == list(draw(frame).table.dtypes)
    assert "<img" in html_of(picture)


@each_picture
def test_one_row_is_enough(draw, frame):
    picture = draw(frame.head(1))
    assert len(picture.table) == 1
    assert "<img" in html_of(picture)


@each_picture
def test_the_frame_that_came_in_is_left_as_it_was(draw, frame):
    before = frame.copy()
    draw(frame).figure()
    pd.testing.assert_frame_equal(frame, before)


@each_picture
@pytest.mark.parametrize(
    "style",
    [
        "dark_background",
        pytest.param("fivethirtyeight", marks=pytest.mark.more),
        pytest.param(SERIF, marks=pytest.mark.more),
    ],
    ids=str,
)
def test_nobodys_own_style_changes_a_picture(draw, frame, style):
    plain = html_of(draw(frame))
    with mpl.style.context(style):
        assert html_of(draw(frame)) == plain


@each_picture
def test_drawing_leaves_matplotlib_as_it_was(draw, frame):
    before = dict(mpl.rcParams)
    html_of(draw(frame))
    assert dict(mpl.rcParams) == before


@pytest.mark.more
def test_two_threads_draw_what_one_draws():
    alone = [html_of(draw(frame)) for draw, frame in DRAW.values()]
    together: dict[int, str] = {}

    def work(number: int) -> None:
        draw, frame = list(DRAW.values())[number % len(DRAW)]
        together[number] = html_of(draw(frame))

    threads = [Thread(target=work, args=(number,)) for number in range(2 * len(DRAW))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [together[number] for number in range(2 * len(DRAW))] == [*alone, *alone]


@each_picture
def test_a_wrong_frame_is_told_which_frame_is_right(draw, frame):
    with pytest.raises(UnknownName, match=r"There is no column .* Give the frame of log\.\w+\(\)"):
        draw(frame[["day"]])
    with pytest.raises(UnknownName, match=r"Give the frame of"):
        draw("not a frame")


def test_a_theme_is_light_or_dark():
    with pytest.raises(UnknownName, match="Did you mean 'dark'"):
        charts.calendar(SESSIONS).figure("darkk")


def test_what_people_typed_is_shown_as_text():
    typed = '<img src=x onerror="alert(1)">'
    pictures = [
        charts.measurement(TRIALS.assign(note=typed), "chest_to_thigh"),
        charts.sides(TRIALS.assign(note=typed), "chest_to_thigh"),
        charts.tightness(RATINGS.assign(area=typed)),
        charts.extent(EXTENTS.assign(area=typed)),
        charts.dose(STEPS.assign(target=typed)),
        charts.calendar(SESSIONS.assign(routine=typed)),
    ]
    for picture in pictures:
        assert typed not in html_of(picture)
        assert "&lt;img src=x onerror=&quot;alert(1)&quot;&gt;" in html_of(picture)


def luminance(colour: str) -> float:
    """Relative luminance, https://www.w3.org/TR/WCAG22/#dfn-relative-luminance."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    dark, light = sorted([luminance(one), luminance(other)])
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("theme", THEMES.values(), ids=THEMES)
def test_every_colour_that_tells_something_can_be_read(theme: Theme):
    telling = [theme.ink, theme.muted, theme.left, theme.right, theme.practice, theme.unfinished]
    assert min(contrast(colour, theme.paper) for colour in telling) >= 4.5
    assert contrast(theme.badge_ink, theme.badge) >= 4.5


@each_picture
@pytest.mark.parametrize("theme", THEMES)
def test_no_word_leaves_the_sheet(draw, frame, theme):
    figure = draw(as_sample(frame)).figure(theme)
    width, height = figure.bbox.size
    for text in texts_of(figure):
        box = text.get_window_extent()
        where = (text.get_text(), box.extents)
        assert box.x0 >= 0, where
        assert box.x1 <= width, where
        assert box.y0 >= 0, where
        assert box.y1 <= height, where


LOOKS = {
    "measurement": ("left, median of the day", "right, median of the day"),
    "sides": ("left, median of the day", "right, median of the day"),
    "tightness": ("before", "after"),
    "pain": ("before", "after"),
    "extent": ("before", "after", "otherwise", "not answered"),
    "dose": ("left", "right"),
    "calendar": ("finished", "stopped", "none"),
}


def looks(figure: Figure, label: str) -> tuple[object, ...]:
    """How something is drawn, its colours left out: marker, line, hatch, filled or not."""
    parts = [each for axes in figure.axes for each in axes.get_children()]
    found = next(each for each in parts if each.get_label() == label)
    if isinstance(found, Line2D):
        filled = found.get_markerfacecolor() == found.get_color()
        return found.get_marker(), found.is_dashed(), filled, found.get_markersize()
    assert isinstance(found, Collection)
    filled = np.array_equal(found.get_facecolor(), found.get_edgecolor())
    return found.get_hatch(), filled, tuple(np.asarray(found.get_linewidth()))


@each_picture
@pytest.mark.parametrize("theme", THEMES)
def test_in_grey_what_differs_in_meaning_differs_in_shape(draw, frame, theme, request):
    figure = draw(frame).figure(theme)
    labels = LOOKS[request.node.callspec.id.split("-")[-1]]
    assert len({looks(figure, label) for label in labels}) == len(labels)


@each_picture
def test_at_400_px_every_word_can_still_be_read(draw, frame):
    """The page leaves 372 of 400 px to a picture: its smallest words are then 9 px high."""
    figure = draw(frame).figure()
    shown = 372 / figure.bbox.width
    heights = [text.get_fontsize() * figure.dpi / 72 * shown for text in texts_of(figure)]
    assert min(heights) >= 9
