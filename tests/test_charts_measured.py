import numpy as np
import pandas as pd
import pytest
from matplotlib.lines import Line2D

from stretchlib.charts import measurement
from stretchlib.errors import UnknownName
from tests.chart_kit import TRIALS, trials


def drawn(frame: pd.DataFrame, label: str, theme: str = "light") -> Line2D:
    axes = measurement(frame, "chest_to_thigh").figure(theme).axes[0]
    return next(line for line in axes.lines if line.get_label() == label)


def words_in(frame: pd.DataFrame) -> list[str]:
    axes = measurement(frame, "chest_to_thigh").figure().axes[0]
    return [text.get_text() for text in axes.texts]


def test_every_trial_is_a_mark_of_its_side():
    left, right = drawn(TRIALS, "left, trials"), drawn(TRIALS, "right, trials")
    assert list(left.get_ydata()) == [14.0, 15.0, 14.5, 13.0, 11.0, 10.0]
    assert list(right.get_ydata()) == [12.0, 12.5, 12.0]


def test_medians_are_joined_but_not_across_more_than_two_weeks():
    medians = drawn(TRIALS, "left, median of the day").get_ydata()
    np.testing.assert_array_equal(medians, [14.5, 13.0, np.nan, 10.5])
    near = trials(("2026-01-06", "left", 14.0), ("2026-01-20", "left", 13.0))
    far = trials(("2026-01-06", "left", 14.0), ("2026-01-21", "left", 13.0))
    assert not np.isnan(drawn(near, "left, median of the day").get_ydata()).any()
    assert np.isnan(drawn(far, "left, median of the day").get_ydata()).any()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_left_and_right_differ_in_marker_line_place_and_fill(theme):
    left = drawn(TRIALS, "left, median of the day", theme)
    right = drawn(TRIALS, "right, median of the day", theme)
    assert left.get_marker() != right.get_marker()
    assert left.is_dashed() != right.is_dashed()
    assert left.get_markerfacecolor() == left.get_color()
    assert right.get_markerfacecolor() != right.get_color()
    at = (20460.0, 12.0)
    assert left.get_transform().transform(at)[0] < right.get_transform().transform(at)[0]
    assert {"left 10.5", "right 12.0"} <= set(words_in(TRIALS))


def test_the_scale_begins_at_zero_and_the_goal_is_on_it():
    axes = measurement(TRIALS, "chest_to_thigh").figure().axes[0]
    low, high = axes.get_ylim()
    assert low == 0
    assert high > 15
    assert {"0", "5", "10", "15 cm", "goal 0 cm"} <= set(words_in(TRIALS))


def test_the_words_have_the_numbers():
    picture = measurement(TRIALS, "chest_to_thigh")
    assert picture.title == "Left from 14.5 to 10.5, right from 12.0 to 12.0 cm"
    assert picture.alt == (
        "Left from 14.5 to 10.5, right from 12.0 to 12.0 cm. "
        "Chest to thigh, daily medians. 9 trials on 3 days, 6 Jan to 3 Feb 2026. "
        "Left: 14.5 cm on 6 Jan, 10.5 cm on 3 Feb, between 10.5 and 14.5 cm on 3 days; "
        "no reading for 21 days before 3 Feb. "
        "Right: 12.0 cm on 6 Jan, 12.0 cm on 3 Feb, between 12.0 and 12.5 cm on 3 days; "
        "no reading for 21 days before 3 Feb. "
        "The goal is 0 cm."
    )


def test_the_table_has_one_row_per_day_and_side_with_its_trials():
    noted = TRIALS.assign(note=["stiff", "stiff", "", "", "", "", "cold", "late", ""])
    table = measurement(noted, "chest_to_thigh").table
    first = table.iloc[0]
    assert list(table.columns) == ["day", "side", "median_cm", "trials_cm", "note"]
    assert len(table) == 6
    assert (first["side"], first["median_cm"], first["trials_cm"], first["note"]) == (
        "left", 14.5, "14.0, 15.0, 14.5", "stiff",
    )  # fmt: skip
    assert table.iloc[4]["note"] == "cold; late"


def test_one_side_is_drawn_alone():
    right = TRIALS[TRIALS["side"] == "right"]
    assert measurement(right, "chest_to_thigh").title == "Right from 12.0 to 12.0 cm"
    assert not any("left" in words for words in words_in(right))


def test_one_day_is_a_first_day():
    one = trials(("2026-01-06", "left", 12.0), ("2026-01-06", "right", 11.0))
    assert measurement(one, "chest_to_thigh").title == "First day: left 12.0, right 11.0 cm"


def test_names_of_equal_ends_do_not_lie_on_each_other():
    equal = trials(("2026-01-06", "left", 12.0), ("2026-01-06", "right", 12.0))
    axes = measurement(equal, "chest_to_thigh").figure().axes[0]
    names = [text for text in axes.texts if text.get_text() in ("left 12.0", "right 12.0")]
    one, other = (name.get_window_extent() for name in names)
    assert not one.overlaps(other)


def test_touching_is_drawn_at_zero_within_the_sheet():
    touching = trials(("2026-01-06", "left", 0.0), ("2026-01-07", "left", 0.0))
    figure = measurement(touching, "chest_to_thigh").figure()
    assert figure.axes[0].get_ylim() == (0, 5)
    assert measurement(touching, "chest_to_thigh").title == "Left from 0.0 to 0.0 cm"


def test_readings_that_are_all_missing_are_no_readings():
    missing = TRIALS.assign(value_cm=np.nan)
    assert measurement(missing, "chest_to_thigh").title == "Chest to thigh: nothing measured yet"


def test_an_unknown_test_is_met_with_the_one_that_was_meant():
    with pytest.raises(UnknownName, match="Did you mean 'chest_to_thigh'"):
        measurement(TRIALS, "chest_to_thighs")
