import numpy as np
import pandas as pd
import pytest
from matplotlib.axes import Axes
from matplotlib.collections import PolyCollection

from stretchlib.charts import dose
from tests.chart_kit import STEPS, by_label, steps, ys


def plots(frame: pd.DataFrame) -> list[Axes]:
    return dose(frame).figure().axes


def bars(axes: Axes, side: str) -> PolyCollection:
    found = next(each for each in axes.collections if each.get_label() == side)
    assert isinstance(found, PolyCollection)
    return found


def heights(axes: Axes, side: str) -> list[float]:
    return [np.asarray(path.vertices)[:, 1].max() for path in bars(axes, side).get_paths()]


def test_every_muscle_has_its_weeks_with_the_one_that_was_left_out():
    hamstrings, back = plots(STEPS)
    assert heights(hamstrings, "left") == [6, 0, 0]
    assert heights(hamstrings, "right") == [5, 0, 0]
    assert heights(back, "both") == [0, 0, 11]


def test_the_marks_of_five_and_ten_minutes_are_drawn_and_named():
    for axes in plots(STEPS):
        lines = by_label(axes.lines)
        marks = [lines[f"{minutes} minutes"] for minutes in (5, 10)]
        assert [ys(mark)[0] for mark in marks] == [5, 10]
        assert marks[0].get_linestyle() == marks[1].get_linestyle() == "--"
        assert {"5 min", "10 min"} <= {text.get_text() for text in axes.texts}


def test_left_and_right_differ_in_place_and_hatch():
    left, right = (bars(plots(STEPS)[0], side) for side in ("left", "right"))
    assert right.get_hatch()
    assert not left.get_hatch()
    ends = [np.asarray(bar.get_paths()[0].vertices)[:, 0] for bar in (left, right)]
    assert ends[0].max() < ends[1].min()


def test_muscles_are_counted_by_the_marks_over_the_latest_four_weeks():
    """Means of three weeks: 2, 1.7 and 3.7 minutes."""
    assert dose(STEPS).title == "2 muscles below 5 minutes a week"
    week = STEPS[STEPS["day"] < pd.Timestamp("2026-01-12")]
    assert dose(week).title == "1 muscle at 5 to 10 minutes a week"
    last = STEPS[STEPS["day"] > pd.Timestamp("2026-01-12")]
    assert dose(last).title == "1 muscle above 10 minutes a week"


def test_a_muscle_is_headed_by_its_mean_of_the_latest_four_weeks():
    """(4 + 4 + 4 + 9) / 4 is 5.25; with the week before it would be 6.2."""
    weeks = zip(("02", "09", "16", "23", "30"), (10, 4, 4, 4, 9), strict=True)
    picture = dose(
        steps(*((f"2026-03-{day}", "calves", "both", "stretch", 60 * m) for day, m in weeks))
    )
    heads = [text.get_text() for text in picture.figure().texts]
    assert "Calves: 5.2 minutes a week" in heads


def test_the_words_have_the_numbers():
    assert dose(STEPS).alt == (
        "2 muscles below 5 minutes a week. "
        "Mean of the latest 3 weeks. Left full, right hatched. 5 to 25 Jan 2026. "
        "Hamstrings: left 2.0 and right 1.7 minutes a week, between 0.0 and 6.0 in any one week. "
        "Lower back: 3.7 minutes a week, between 0.0 and 11.0 in any one week. "
        "Marks stand at 5 and 10 minutes."
    )


def test_a_muscle_counts_by_the_side_that_got_less():
    week = STEPS[STEPS["day"] < pd.Timestamp("2026-01-12")]
    is_right = (week["target"] == "hamstrings") & (week["side"] == "right")
    less = week.assign(dose_s=week["dose_s"].where(~is_right, week["dose_s"] / 2))
    assert dose(less).title == "1 muscle below 5 minutes a week"


def test_more_than_the_upper_mark_is_not_praised():
    picture = dose(STEPS)
    assert "more is not a goal" in picture.caption


@pytest.mark.parametrize("weeks", [40, 53 * 20])
def test_of_a_long_log_half_a_year_is_drawn_and_looks_as_its_caption_says(weeks):
    days = pd.date_range("2006-01-02", periods=weeks, freq="7D").strftime("%Y-%m-%d")
    rows = [
        (day, "hamstrings", side, "stretch", 60.0) for day in days for side in ("left", "right")
    ]
    picture = dose(steps(*rows))
    [axes] = picture.figure().axes
    assert picture.table["week"].nunique() == len(heights(axes, "left")) == 26
    assert picture.table["week"].max() == pd.Timestamp(days[-1])
    assert "hatched for right" in picture.caption
    assert bars(axes, "right").get_hatch()
    assert not bars(axes, "left").get_hatch()


def test_weeks_without_practice_count_up_to_a_day():
    """660 s in the latest week, and four weeks of nothing after it."""
    until = pd.Timestamp("2026-02-16")
    assert "0.0 minutes a week" in dose(STEPS, until).alt
    assert dose(STEPS, until).table["week"].max() == until
    long_ago = dose(STEPS.assign(day=STEPS["day"] - pd.DateOffset(years=10)), until)
    assert long_ago.table["minutes"].eq(0).all()


def test_a_muscle_without_a_second_in_half_a_year_is_no_longer_drawn():
    """The hamstrings last on 7 January; the lower back again 26 weeks after 19 January."""
    back_again = steps(("2026-07-20", "lower back", "both", "stretch", 660.0))
    picture = dose(pd.concat([STEPS, back_again]))
    assert picture.table["target"].unique().tolist() == ["lower back"]
    assert picture.title == "1 muscle below 5 minutes a week"
    a_week_sooner = back_again.assign(day=pd.Timestamp("2026-06-29"))
    assert len(dose(pd.concat([STEPS, a_week_sooner])).table["target"].unique()) == 2


def test_a_target_of_ones_own_may_hold_two_dollar_signs():
    own = dose(STEPS.assign(target="$\\alpha$ and $"))
    texts = own.figure().texts
    assert all(not text.get_parse_math() for text in texts if "alpha" in text.get_text())
