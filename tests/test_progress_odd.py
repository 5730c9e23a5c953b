"""What stands years from all others is left out of a trend as of its picture, and named."""

import pandas as pd
import pytest

from stretchlib import charts
from stretchlib.progress import (
    change,
    day_medians,
    days_practised,
    furthest,
    in_short,
    left_right,
    measurement_error,
    paired_difference,
    rating_verdict,
    trend,
    verdict,
    weekly_dose,
)
from tests.progress_kit import answers, readings

YEARS = ("0026", "0202", "1970", "9999")
CM = [14.0, 14, 13, 13.5, 13, 12, 12.5, 12, 11, 11.5, 11, 10.5]
TEST = "chest_to_thigh"

of_any_year = pytest.mark.parametrize("year", YEARS)


def with_a_day_of(year, frame):
    """A frame, and its first row once more in another year."""
    day = pd.Series([f"{year}-11-07"]).astype("datetime64[us]").to_numpy()
    return pd.concat([frame, frame.iloc[:1].assign(day=day)], ignore_index=True)


def named(year):
    return f"7 Nov {year} is left out, years from all other days."


@of_any_year
def test_a_verdict_is_that_of_all_other_days_and_names_the_one(year):
    sensible, odd = readings(CM), with_a_day_of(year, readings(CM))
    plain, found = verdict(sensible, TEST, "left"), verdict(odd, TEST, "left")
    assert found.sentence.startswith(plain.sentence)
    assert named(year) in found.sentence
    assert (found.finding, found.change, found.trend) == (plain.finding, plain.change, plain.trend)
    assert "left out" not in plain.sentence


@of_any_year
def test_a_verdict_and_its_picture_leave_out_the_same_day(year):
    frame = with_a_day_of(year, readings(CM))
    drawn = charts.measurement(frame, TEST, "left").table["day"]
    judged = verdict(frame, TEST, "left").readings.day
    assert sorted(drawn) == sorted(pd.Series(judged))


@of_any_year
def test_lines_changes_and_errors_are_those_of_all_other_days(year):
    sensible, odd = readings(CM), with_a_day_of(year, readings(CM))
    for statistic in (trend, change, measurement_error):
        assert statistic(odd, TEST) == statistic(sensible, TEST), statistic


@of_any_year
def test_two_sides_are_compared_without_it_and_it_is_named(year):
    both = pd.concat([readings(CM), readings([cm + 2 for cm in CM], "right")])
    plain, found = left_right(both, TEST), left_right(with_a_day_of(year, both), TEST)
    assert (
        found.sentence
        == f"{plain.sentence} {named(year)} If it is a slip, correct it in notebook 05."
    )
    assert (found.difference, found.low) == (plain.difference, plain.low)


@of_any_year
def test_answers_are_judged_without_it_and_it_is_named(year):
    scores = [6, 5, 6, 5, 6, 5, 5, 6, 6, 5, 6, 5]
    plain = rating_verdict(answers(scores), "pain")
    found = rating_verdict(with_a_day_of(year, answers(scores)), "pain")
    assert found.finding == plain.finding
    assert named(year) in found.sentence


@of_any_year
def test_in_short_names_it_once_whatever_it_is_of(year):
    measured = pd.concat([readings(CM), readings(CM, "right")])
    nothing = pd.DataFrame({"day": pd.Series(dtype="datetime64[us]"), "status": [], "done_s": []})
    rated = answers([5] * 12)
    plain = in_short(nothing, rated, measured)
    sentences = in_short(nothing, with_a_day_of(year, rated), with_a_day_of(year, measured))
    assert sentences[:-1] == plain
    assert named(year) in sentences[-1]


def test_where_one_begins_to_count_the_days_before_are_not_those_of_another_year():
    late = pd.Timestamp("2026-01-11")
    plain = verdict(readings(CM), TEST, "left", since=late)
    found = verdict(with_a_day_of("1970", readings(CM)), TEST, "left", since=late)
    assert found.finding == plain.finding
    assert found.sentence == plain.sentence


def practised(days):
    """Sessions and phases of these days, a minute of the hamstrings each."""
    day = pd.Series(days).astype("datetime64[us]")
    one = pd.DataFrame({"day": day, "done_s": 60.0, "dose_s": 60.0})
    return one.assign(target="hamstrings", side="left", status="finished", routine="Gentle")


@of_any_year
@pytest.mark.parametrize("count", [days_practised, weekly_dose])
def test_weeks_are_counted_without_a_day_that_stands_alone(count, year):
    sensible = practised(["2026-03-02", "2026-03-03", "2026-03-05", "2026-03-12"])
    counted = count(with_a_day_of(year, sensible))
    pd.testing.assert_frame_equal(counted, count(sensible))
    assert len(counted) == 2


@of_any_year
def test_how_far_down_it_went_is_told_without_it_and_it_is_named(year):
    rated = answers([1, 1, 3, 1, 1], "extent")
    plain = furthest(rated)
    found = furthest(with_a_day_of(year, rated.iloc[[2, 0, 1, 3, 4]]))
    assert (found.days, found.answered, found.last) == (1, 5, plain.last)
    expected = f"{plain.sentence} {named(year)} If it is a slip, correct it in notebook 05."
    assert found.sentence == expected


@of_any_year
def test_a_table_of_days_keeps_every_day_and_a_pair_its_worth(year):
    frame = readings(CM)
    more = day_medians(with_a_day_of(year, frame), TEST)
    assert len(more) == len(day_medians(frame, TEST)) + 1
    rated = pd.concat([answers([5] * 6, moment=moment) for moment in ("before", "after")])
    day = pd.Series([f"{year}-11-07"] * 2).astype("datetime64[us]").to_numpy()
    lone = rated.groupby("moment", sort=False).head(1).assign(day=day, session_id="alone")
    both = pd.concat([rated, lone], ignore_index=True)
    assert paired_difference(both, "pain").pairs == paired_difference(rated, "pain").pairs + 1


@pytest.mark.parametrize(("since", "is_named"), [("2010-11-07", True), ("2010-11-08", False)])
def test_an_odd_day_is_named_from_that_very_day_on(since, is_named):
    found = verdict(with_a_day_of("2010", readings(CM)), TEST, since=pd.Timestamp(since))
    assert (named("2010") in found.sentence) is is_named
