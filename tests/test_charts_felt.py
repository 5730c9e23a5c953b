import numpy as np
import pandas as pd
import pytest
from matplotlib.lines import Line2D

from stretchlib.charts import pain, tightness
from tests.chart_kit import RATINGS, by_label, ratings, xs, ys

LOWER_AFTER_1 = "Tightness: lower after 1 of 3 sessions, higher after 1, the same after 1"


def drawn(frame: pd.DataFrame) -> dict[str, Line2D]:
    return by_label(tightness(frame).figure().axes[-1].lines)


def words_in(frame: pd.DataFrame) -> list[str]:
    return [text.get_text() for text in tightness(frame).figure().axes[-1].texts]


def test_each_session_has_its_two_answers():
    lines = drawn(RATINGS)
    np.testing.assert_array_equal(lines["before"].get_ydata(), [6, 5, 4, 8, np.nan, 5])
    np.testing.assert_array_equal(lines["after"].get_ydata(), [4, 5, 7, np.nan, np.nan, np.nan])


def test_a_missing_answer_is_a_cross_below_the_scale_and_never_zero():
    crosses = drawn(RATINGS)["not answered"]
    days = (pd.to_datetime(["2026-01-09", "2026-01-12", "2026-01-14"]) - pd.Timestamp(0)).days
    assert list(xs(crosses)) == list(days)
    assert (ys(crosses) < 0).all()
    assert "no answer" in words_in(RATINGS)
    assert 0 not in ys(drawn(RATINGS)["after"])


def test_a_real_zero_is_drawn_at_zero():
    eased = ratings(("A", "2026-01-05", "before", 3), ("A", "2026-01-05", "after", 0))
    assert list(ys(drawn(eased)["after"])) == [0]
    assert "not answered" not in drawn(eased)


def test_before_and_after_differ_in_shape_and_are_named_beside_the_last_pair():
    lines = drawn(RATINGS)
    assert lines["before"].get_markersize() > lines["after"].get_markersize()
    assert lines["after"].get_markeredgecolor() == "none"
    assert {"before 4", "after 7"} <= set(words_in(RATINGS))


def test_the_words_have_the_numbers_of_each_way_it_went():
    picture = tightness(RATINGS)
    assert picture.title == LOWER_AFTER_1
    assert picture.alt.startswith(f"{LOWER_AFTER_1}. ")
    assert picture.alt.endswith(
        "Median 5 before, 5 after, on a scale of 0 to 10. 5 to 14 Jan 2026: "
        "6 sessions, 3 complete. "
        "3 questions not answered. "
        "A first answer takes 6 sessions with tightness answered before and after, and there "
        "are 3 so far."
    )


def test_a_question_that_was_never_asked_is_not_one_that_was_left_open():
    asked = ratings(("A", "2026-01-05", "before", 6))
    assert "0 questions not answered" in tightness(asked).alt
    opened = ratings(("A", "2026-01-05", "before", 6), ("A", "2026-01-05", "after", None))
    assert "1 question not answered" in tightness(opened).alt


def test_the_table_keeps_missing_answers_missing():
    table = tightness(RATINGS).table
    assert list(table.columns) == ["day", "area", "side", "before", "after"]
    assert table["after"].dtype == "Int64"
    assert table["after"].isna().tolist() == [False, False, False, True, True, True]
    assert ">missing</td>" in tightness(RATINGS)._repr_mimebundle_()["text/html"]


def test_pain_and_other_moments_are_left_out():
    extra = ratings(("G", "2026-01-20", "next_day", 1), ("G", "2026-01-20", "before", 2))
    extra.loc[1, "kind"] = "pain"
    both = pd.concat([RATINGS, extra], ignore_index=True)
    pd.testing.assert_frame_equal(tightness(both).table, tightness(RATINGS).table)


def test_the_later_of_two_answers_counts():
    twice = ratings(
        ("A", "2026-01-05", "before", 9),
        ("A", "2026-01-05", "before", 6),
        ("A", "2026-01-05", "after", 4),
    )
    assert tightness(twice).title == "Tightness was 6 before and 4 after"


def test_answers_outside_a_session_are_paired_within_their_day():
    alone = ratings(
        (None, "2026-01-05", "before", 6),
        (None, "2026-01-05", "after", 4),
        (None, "2026-01-06", "before", 5),
    )
    assert tightness(alone).table[["before", "after"]].isna().to_numpy().tolist() == [
        [False, False],
        [False, True],
    ]


def test_a_session_across_midnight_is_one_session_of_the_day_it_began():
    late = ratings(("A", "2026-01-05", "before", 6), ("A", "2026-01-06", "after", 4))
    table = tightness(late).table
    assert table["day"].tolist() == [pd.Timestamp("2026-01-05")]
    assert table[["before", "after"]].to_numpy().tolist() == [[6, 4]]


def test_two_sessions_of_one_day_stand_side_by_side():
    twice = ratings(
        ("A", "2026-01-05", "before", 6),
        ("A", "2026-01-05", "after", 4),
        ("B", "2026-01-05", "before", 6),
        ("B", "2026-01-05", "after", 4),
    )
    first, second = xs(drawn(twice)["before"])
    assert second - first == pytest.approx(0.3)


def test_areas_are_compared_each_for_itself():
    areas = pd.concat([RATINGS, RATINGS.assign(area="left_hip", score=RATINGS["score"] - 1)])
    picture = tightness(areas)
    assert len(picture.table) == 12
    assert picture.title == (
        "Tightness: lower after 2 of 6 comparisons, higher after 2, the same after 2"
    )


def test_no_answer_at_all_is_drawn_as_no_answer():
    silent = RATINGS.assign(score=pd.array([pd.NA] * len(RATINGS), dtype="Int64"))
    assert tightness(silent).title == "Tightness: no session with both answers yet"
    assert len(xs(drawn(silent)["not answered"])) == 6


def test_pain_is_drawn_as_tightness_is():
    pains = RATINGS.assign(kind=pd.Series("pain", RATINGS.index, dtype="str"))
    assert pain(pains).title == LOWER_AFTER_1.replace("Tightness", "Pain")
    pd.testing.assert_frame_equal(pain(pains).table, tightness(RATINGS).table)
    assert pain(RATINGS).title == "Pain: nothing answered yet"


def test_the_mean_change_stands_above_the_plot_with_its_interval():
    six = ratings(
        *(
            (f"S{day}", f"2026-01-{day + 5:02}", moment, score)
            for day in range(6)
            for moment, score in (("before", 6), ("after", 4 - day % 2))
        )
    )
    heading = " ".join(text.get_text() for text in tightness(six).figure().texts)
    assert "your tightness was 2.5 points lower than before" in heading
    assert "(95 % interval: " in heading


def test_of_a_long_log_all_is_counted_and_the_latest_half_year_is_drawn():
    """Days of two years; 26 weeks up to Wednesday are 25 whole ones and three days."""
    days = [f"{day:%Y-%m-%d}" for day in pd.date_range("2024-01-01", "2025-12-31")]
    long = ratings(*((day, day, moment, 5) for day in days for moment in ("before", "after")))
    picture = tightness(long)
    assert picture.title == (
        "Tightness: lower after 0 of 731 sessions, higher after 0, the same after 731"
    )
    assert "731 sessions" in picture.alt
    assert len(picture.table) == len(xs(drawn(long)["before"])) == 25 * 7 + 3
    assert picture.subtitle.endswith("the latest 26 weeks are drawn")
