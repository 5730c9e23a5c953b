"""What stands years from all others is left out of a trend as of its picture, and named."""

import pandas as pd
import pytest

from stretchlib import charts
from stretchlib.progress import (
    change,
    in_short,
    left_right,
    measurement_error,
    rating_verdict,
    trend,
    verdict,
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
    told = in_short(nothing, with_a_day_of(year, rated), with_a_day_of(year, measured))
    assert told[:-1] == plain
    assert named(year) in told[-1]


def test_where_one_begins_to_count_the_days_before_are_not_those_of_another_year():
    late = pd.Timestamp("2026-01-11")
    plain = verdict(readings(CM), TEST, "left", since=late)
    found = verdict(with_a_day_of("1970", readings(CM)), TEST, "left", since=late)
    assert found.finding == plain.finding
    assert found.sentence == plain.sentence
