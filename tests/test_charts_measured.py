import numpy as np
import pandas as pd
import pytest
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.collections import PolyCollection
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle

from stretchlib.charts import measurement
from stretchlib.errors import StretchError, UnknownName
from stretchlib.progress import verdict
from stretchlib.text import SHORT_MONTHS
from tests.chart_kit import TRIALS, trials, ys
from tests.progress_kit import a_number, readings

NEARER = [14, 14, 13, 13.5, 13, 12, 12.5, 12, 11, 11.5, 11, 10.5]
"""Its first days are 14 cm, its error 1.3 cm, its way clear."""


def plots(frame: pd.DataFrame, theme: str = "light", **options) -> list[Axes]:
    return measurement(frame, "chest_to_thigh", **options).figure(theme).axes


def artist(axes: Axes, label: str) -> Artist | None:
    named = (each for each in axes.get_children() if each.get_label() == label)
    return next(named, None)


def line(axes: Axes, label: str) -> Line2D:
    found = artist(axes, label)
    assert isinstance(found, Line2D)
    return found


def own_error(axes: Axes) -> Rectangle:
    found = artist(axes, "measurement error")
    assert isinstance(found, Rectangle)
    return found


def words_in(frame: pd.DataFrame) -> list[str]:
    figure = measurement(frame, "chest_to_thigh").figure()
    return [text.get_text() for axes in figure.axes for text in axes.texts]


def test_every_trial_is_a_mark_of_its_side():
    left, right = plots(TRIALS)
    assert list(ys(line(left, "left, trials"))) == [14.0, 15.0, 14.5, 13.0, 11.0, 10.0]
    assert list(ys(line(right, "right, trials"))) == [12.0, 12.5, 12.0]


def test_medians_are_joined_but_not_across_more_than_two_weeks():
    medians = ys(line(plots(TRIALS)[0], "left, median of the day"))
    np.testing.assert_array_equal(medians, [14.5, 13.0, np.nan, 10.5])
    near = trials(("2026-01-06", "left", 14.0), ("2026-01-20", "left", 13.0))
    far = trials(("2026-01-06", "left", 14.0), ("2026-01-21", "left", 13.0))
    for frame, broken in ((near, False), (far, True)):
        medians = ys(line(plots(frame)[0], "left, median of the day"))
        assert np.isnan(medians).any() == broken


def test_the_verdict_of_each_side_stands_above_its_plot():
    both = pd.concat([readings(NEARER), readings([12.0] * 12, "right")], ignore_index=True)
    picture = measurement(both, "chest_to_thigh")
    above = " ".join(text.get_text() for text in picture.figure().texts)
    assert picture.title == "Left: leaning, nearer. Right: no change larger than 0.5 cm"
    for side in ("left", "right"):
        assert verdict(both, "chest_to_thigh", side).sentence in above
        assert verdict(both, "chest_to_thigh", side).sentence in picture.alt


def test_sides_with_the_same_verdict_share_its_words():
    assert measurement(TRIALS, "chest_to_thigh").title == "Left and right: the first days"


def test_a_hatched_band_around_the_first_days_is_the_own_error():
    found = verdict(readings(NEARER), "chest_to_thigh").change
    band = own_error(plots(readings(NEARER))[0])
    assert band.get_hatch()
    assert band.get_y() == pytest.approx(a_number(found.first) - a_number(found.mdc))
    assert band.get_height() == pytest.approx(2 * a_number(found.mdc))
    assert "your error" in words_in(readings(NEARER))


def test_the_error_band_ends_at_touching():
    assert own_error(plots(readings([1.0, 2.5] * 6))[0]).get_y() == 0


def test_the_change_of_the_sentence_is_drawn_and_the_medians_are_then_not_joined():
    [axes] = plots(readings(NEARER, every=7))
    found = verdict(readings(NEARER, every=7), "chest_to_thigh")
    drawn = ys(line(axes, "likely change"))
    np.testing.assert_allclose(drawn, found.band["line"])
    assert drawn[-1] - drawn[0] == pytest.approx(found.finding.about, abs=1e-9)
    doubt = artist(axes, "its doubt")
    assert isinstance(doubt, PolyCollection)
    low, high = doubt.get_datalim(axes.transData).intervaly
    assert (low, high) == pytest.approx((found.band["low"].min(), found.band["high"].max()))
    assert line(axes, "left, median of the day").get_linestyle() == "None"


def test_the_first_three_days_are_crossed_and_the_change_begins_after_them():
    [axes] = plots(readings(NEARER))
    crosses, change = (line(axes, name) for name in ("not counted", "likely change"))
    assert list(ys(crosses)) == NEARER[:3]
    assert len(ys(change)) == len(NEARER) - 3


def test_what_was_different_on_a_day_is_marked_and_told():
    frame = readings(NEARER)
    frame.loc[[6, 8], "note"] = ["Different today: clothes", "cold"]
    [axes] = plots(frame)
    marks = [each for each in axes.lines if each.get_label() == "different"]
    assert len(marks) == 1
    assert "Different on 23 Jan (clothes)." in measurement(frame, "chest_to_thigh").alt


def test_over_some_months_each_is_named_and_a_year_where_it_begins():
    months = trials(("2025-10-20", "left", 14.0), ("2026-03-05", "left", 13.0))
    named = [words for words in words_in(months) if words[:3] in SHORT_MONTHS]
    assert named == ["Nov\n2025", "Dec", "Jan\n2026", "Feb", "Mar"]
    weeks = trials(("2026-01-05", "left", 14.0), ("2026-02-05", "left", 13.0))
    assert {"5 Jan\n2026", "12 Jan", "2 Feb"} <= set(words_in(weeks))


def test_no_line_leads_across_a_gap():
    gap = readings(NEARER)
    gap.loc[6:, "day"] += pd.Timedelta(days=30)
    assert np.isnan(ys(line(plots(gap)[0], "likely change"))).sum() == 1
    assert "no reading for 33 days before 22 Feb" in measurement(gap, "chest_to_thigh").alt


def test_while_it_is_too_early_no_change_is_drawn():
    [axes] = plots(readings(NEARER[:7]))
    assert artist(axes, "likely change") is artist(axes, "its doubt") is None
    assert line(axes, "left, median of the day").get_linestyle() == "-"


def test_readings_that_never_differ_have_no_change_and_the_error_of_the_ruler():
    """Half a centimetre: 2 x 1.96 x sqrt(2) x 0.5 / sqrt(12) = 0.80 cm from end to end, by hand."""
    [axes] = plots(readings([12.0] * 12))
    assert set(ys(line(axes, "likely change"))) == {12.0}
    assert own_error(axes).get_height() == pytest.approx(0.8002, abs=1e-4)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_left_and_right_differ_in_marker_line_and_fill(theme):
    axes = plots(TRIALS, theme)
    left, right = (
        line(plot, f"{side}, median of the day")
        for plot, side in zip(axes, ("left", "right"), strict=True)
    )
    assert left.get_marker() != right.get_marker()
    assert left.is_dashed() != right.is_dashed()
    assert left.get_markerfacecolor() == left.get_color()
    assert right.get_markerfacecolor() != right.get_color()
    assert {"left 10.5", "right 12.0"} <= set(words_in(TRIALS))


def test_the_number_at_the_end_is_that_of_the_sentence_on_the_goal():
    """Worked by hand: the latest three of NEARER are 11.5, 11 and 10.5."""
    [axes] = plots(readings(NEARER), goal_cm=8)
    found = verdict(readings(NEARER), "chest_to_thigh", "left", goal_cm=8)
    assert "left 11.0" in [text.get_text() for text in axes.texts]
    assert "at 11.0 cm; your goal of 8 cm is 3.0 cm away" in found.worth_sentence


def test_the_scale_begins_at_zero_and_is_the_same_for_both_sides():
    left, right = plots(TRIALS)
    assert left.get_ylim() == right.get_ylim()
    assert left.get_ylim()[0] == 0
    assert left.get_ylim()[1] > 15
    assert {"0", "5", "10", "15 cm", "touching"} <= set(words_in(TRIALS))


def test_the_goal_can_be_the_persons_own():
    [axes] = plots(readings(NEARER), goal_cm=8)
    words = [text.get_text() for text in axes.texts]
    assert "goal 8 cm" in words
    assert "touching" not in words
    assert "goal is 8 cm" in measurement(readings(NEARER), "chest_to_thigh", goal_cm=8).alt


def test_the_words_have_the_numbers():
    picture = measurement(readings(NEARER, every=7), "chest_to_thigh", "left")
    minus = "\N{MINUS SIGN}"
    found = verdict(readings(NEARER, every=7), "chest_to_thigh", "left").finding
    about, low = -a_number(found.about), -a_number(found.low)
    assert picture.alt == (
        "Left: likely real, nearer. "
        "Chest to thigh. 12 trials on 12 days, 5 Jan to 23 Mar 2026. "
        f"Likely real: your left side came about {about:.1f} cm nearer since 26 January "
        f"2026, evenly. The readings are {int(found.evidence)} times likelier with a change than "
        "without. "
        "Left: 14.0 cm on 5 Jan, 10.5 cm on 23 Mar, 11.0 cm in the latest three days, "
        "between 10.5 and 14.0 cm on 12 days. "
        "Your measurement error around the first days: 12.7 to 15.3 cm. "
        f"Likely change: about {minus}{about:.1f} cm (interval {minus}{low:.1f} to "
        f"+{found.high:.1f}). "
        "0 is touching."
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
    asked = measurement(TRIALS, "chest_to_thigh", "right")
    assert asked.alt == measurement(right, "chest_to_thigh").alt
    assert len(plots(right)) == 1
    assert not any("left" in words for words in words_in(right))


def test_the_names_at_the_end_do_not_lie_on_each_other():
    [axes] = plots(readings([0.5] * 12))
    names = [text for text in axes.texts if text.get_text() in ("left 0.5", "touching")]
    one, other = (name.get_window_extent() for name in names)
    assert not one.overlaps(other)


def test_touching_is_drawn_at_zero_within_the_sheet():
    touching = trials(("2026-01-06", "left", 0.0), ("2026-01-07", "left", 0.0))
    assert plots(touching)[0].get_ylim() == (0, 5)


@pytest.mark.parametrize("highest", [271.0, 273.0, 1e4, 1e9])
def test_any_height_can_be_scaled(highest):
    [axes] = plots(trials(("2026-01-06", "left", highest), ("2026-01-07", "left", 12.0)))
    assert axes.get_ylim()[1] > highest
    assert 3 <= sum(text.get_position()[0] < 0 for text in axes.texts) <= 7


@pytest.mark.parametrize("goal", [float("nan"), -1, 400, "9"], ids=str)
def test_a_goal_that_is_no_distance_is_named(goal):
    with pytest.raises(StretchError, match=r"goal_cm=.* Give 0 to 100, in cm"):
        measurement(TRIALS, "chest_to_thigh", goal_cm=goal)


def test_who_measures_once_a_month_sees_the_change_that_is_told():
    monthly = readings(NEARER, every=30)
    [axes] = plots(monthly)
    assert not np.isnan(ys(line(axes, "likely change"))).any()
    picture = measurement(monthly, "chest_to_thigh")
    assert "Likely change: " in picture.alt
    assert "no reading for" not in picture.alt
    assert "Nothing joins readings more than 60 days apart." in picture.caption


def test_readings_that_are_all_missing_are_no_readings():
    missing = TRIALS.assign(value_cm=np.nan)
    assert measurement(missing, "chest_to_thigh").title == "Chest to thigh: nothing measured yet"


def test_an_unknown_test_or_side_is_met_with_the_one_that_was_meant():
    with pytest.raises(UnknownName, match="Did you mean 'chest_to_thigh'"):
        measurement(TRIALS, "chest_to_thighs")
    with pytest.raises(UnknownName, match="Did you mean 'left'"):
        measurement(TRIALS, "chest_to_thigh", "lefft")
