import numpy as np
import pandas as pd
import pytest
from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from stretchlib.charts import sides
from stretchlib.progress import left_right
from tests.chart_kit import TRIALS, trials
from tests.progress_kit import readings


def both(left: list[float], right: list[float]) -> pd.DataFrame:
    return pd.concat([readings(left), readings(right, "right")], ignore_index=True)


def plot(frame: pd.DataFrame) -> Axes:
    return sides(frame, "chest_to_thigh").figure().axes[0]


def medians(frame: pd.DataFrame, side: str) -> Line2D:
    label = f"{side}, median of the day"
    return next(line for line in plot(frame).lines if line.get_label() == label)


@pytest.mark.parametrize(
    ("left", "right", "title"),
    [
        ([10.0] * 6, [12.0] * 6, "Left is nearer than right"),
        ([12.0] * 6, [10.0] * 6, "Right is nearer than left"),
        ([12.0, 10.0] * 5, [10.0, 12.0] * 5, "Left and right: no clear difference"),
        ([10.0] * 5, [12.0] * 5, "Left and right: the first days"),
    ],
)
def test_the_title_says_which_side_is_nearer(left, right, title):
    assert sides(both(left, right), "chest_to_thigh").title == title


def test_the_difference_stands_above_the_plot_with_its_interval():
    frame = both([9.0, 9.5, 9.0, 9.0, 9.5, 8.5], [12.0, 12.0, 12.5, 11.5, 12.0, 12.0])
    picture = sides(frame, "chest_to_thigh")
    sentence = left_right(frame, "chest_to_thigh").sentence
    assert "2.9 cm nearer than your right" in sentence
    assert sentence in " ".join(text.get_text() for text in picture.figure().texts)
    assert sentence in picture.alt


def test_the_numbers_at_the_ends_differ_by_what_the_sentence_says():
    """Worked by hand: the left ones have a mean of 9.1, the right ones of 12.0."""
    frame = both([9.0, 9.5, 9.0, 9.0, 9.5, 8.5], [12.0, 12.0, 12.5, 11.5, 12.0, 12.0])
    words = [text.get_text() for text in plot(frame).texts]
    assert {"left 9.1", "right 12.0"} <= set(words)


def test_left_and_right_stand_in_one_plot_and_differ_without_their_colour():
    left, right = medians(TRIALS, "left"), medians(TRIALS, "right")
    assert left.get_marker() != right.get_marker()
    assert left.is_dashed() != right.is_dashed()
    at = (20460.0, 12.0)
    assert left.get_transform().transform(at)[0] < right.get_transform().transform(at)[0]
    words = [text.get_text() for text in plot(TRIALS).texts]
    assert {"left 10.5", "right 12.0"} <= set(words)


def test_no_line_leads_across_a_gap():
    assert np.isnan(medians(TRIALS, "left").get_ydata()).sum() == 1


def test_names_of_equal_ends_do_not_lie_on_each_other():
    equal = trials(("2026-01-06", "left", 12.0), ("2026-01-06", "right", 12.0))
    names = [text for text in plot(equal).texts if text.get_text() in ("left 12.0", "right 12.0")]
    one, other = (name.get_window_extent() for name in names)
    assert not one.overlaps(other)


def test_a_single_reading_is_told_as_exactly_as_any_other():
    assert "Left: 12.2 cm on 1 day." in sides(readings([12.25]), "chest_to_thigh").alt


def test_one_side_alone_is_drawn_and_not_compared():
    picture = sides(readings([12.0] * 12), "chest_to_thigh")
    assert picture.title == "Left and right: the first days"
    assert "there are none yet" in picture.alt
    assert picture.alt.endswith("Left: from 12.0 to 12.0 cm on 12 days.")
