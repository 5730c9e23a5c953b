"""How far down a leg it went: in one sentence, and drawn as steps of a row."""

import numpy as np
import pandas as pd
import pytest
from matplotlib.lines import Line2D

from stretchlib import open_log
from stretchlib.charts import extent
from stretchlib.errors import StretchError
from stretchlib.progress import furthest, paired_difference
from tests.chart_kit import EXTENTS, RATINGS, by_label, ratings, ys
from tests.log_kit import MORNING


def extents(*answers: tuple[str | None, str, str, int | None]) -> pd.DataFrame:
    return ratings(*answers).assign(kind="extent")


def drawn(frame: pd.DataFrame) -> dict[str, Line2D]:
    return by_label(extent(frame).figure().axes[-1].lines)


def words_in(frame: pd.DataFrame) -> list[str]:
    return [text.get_text() for text in extent(frame).figure().axes[-1].texts]


def test_each_session_has_its_two_answers_and_another_moment_its_own_mark() -> None:
    lines = drawn(EXTENTS)
    none = np.nan
    np.testing.assert_array_equal(lines["before"].get_ydata(), [1, 3, 1, none, 0])
    np.testing.assert_array_equal(lines["after"].get_ydata(), [0, 3, 2, none, none])
    np.testing.assert_array_equal(lines["otherwise"].get_ydata(), [none, none, none, 4, none])
    markers = {lines[name].get_marker() for name in ("before", "otherwise", "not answered")}
    assert markers == {"o", "D", "x"}


def test_down_in_the_picture_is_down_the_leg_with_its_words_on_the_axis() -> None:
    axes = extent(EXTENTS).figure().axes[-1]
    steps = {text.get_text(): text.get_position()[1] for text in axes.texts}
    words = ["none", "back", "buttock", "thigh", "below the knee"]
    assert [steps[word] for word in words] == [0, 1, 2, 3, 4]
    bottom, top = axes.get_ylim()
    assert bottom > top
    assert not {"0", "1", "2", "3", "4"} & set(words_in(EXTENTS))


def test_a_missing_answer_is_a_cross_off_the_row_and_never_nowhere() -> None:
    [cross] = ys(drawn(EXTENTS)["not answered"])
    assert cross > 4
    assert "no answer" in words_in(EXTENTS)
    assert "not answered" not in drawn(EXTENTS[:7])


def test_an_answer_at_another_moment_misses_no_other_half() -> None:
    assert "not answered" not in drawn(extents((None, "2026-01-05", "any", 2)))


def test_the_words_have_the_numbers_and_say_each_once() -> None:
    assert extent(EXTENTS).title == "It went below the knee on 1 of 5 days"
    assert extent(EXTENTS).alt == (
        "It went below the knee on 1 of 5 days. "
        "Pain, numbness and tingling. 5 to 12 Jan 2026. "
        "Days by the furthest answer: below the knee on 1, thigh on 1, buttock on 1, back on 1 and "
        "none on 1. That far last on 9 Jan 2026. "
        "Of 3 sessions with both answers, less far down after 1, the same after 1, further down "
        "after 1."
    )


def test_its_table_is_in_words_and_keeps_missing_answers_missing() -> None:
    table = extent(EXTENTS).table
    assert list(table.columns) == ["day", "area", "side", "before", "after", "otherwise"]
    assert table["before"].dropna().tolist() == ["back", "thigh", "back", "none"]
    assert table["otherwise"].dropna().tolist() == ["below the knee"]
    assert ">NaN<" not in extent(EXTENTS)._repr_mimebundle_()["text/html"]


def test_other_kinds_are_left_out() -> None:
    both = pd.concat([RATINGS, EXTENTS], ignore_index=True)
    pd.testing.assert_frame_equal(extent(both).table, extent(EXTENTS).table)
    assert extent(RATINGS).table.empty


@pytest.mark.parametrize(
    ("answers", "title", "said"),
    [
        ([0, 0], "It was nowhere on 2 of 2 days", "was nowhere on 2 of 2 days."),
        (
            [0, 1],
            "It was in the back, and no further down, on 1 of 2 days",
            "was in the back, and no further down, on 1 of 2 days, last on 6 January 2026.",
        ),
        ([2], "It went down to the buttock on 1 of 1 day", "on 1 of 1 day, last on 5 January"),
        ([4, 1, 4, 0], "It went below the knee on 2 of 4 days", "2 of 4 days, last on 7 January"),
        ([None, 3], "It went down to the thigh on 1 of 1 day", "on 1 of 1 day, last on 6 January"),
        ([None], "How far down it goes: nothing answered yet", "was not answered yet."),
    ],
)
def test_the_furthest_is_told_with_its_days(answers, title, said) -> None:
    frame = extents(*((None, f"2026-01-0{5 + n}", "any", far) for n, far in enumerate(answers)))
    assert extent(frame).title == title
    assert said in furthest(frame).sentence


def test_of_one_day_the_furthest_answer_counts() -> None:
    day = [("A", "2026-01-05", "before", 4), ("A", "2026-01-05", "after", 1)]
    assert furthest(extents(*day)).sentence.startswith(
        "Pain, numbness or tingling went below the knee on 1 of 1 day"
    )


def test_what_the_log_was_told_is_what_is_drawn() -> None:
    log = open_log("sqlite://")
    log.rate("extent", "below the knee", moment="any", at=MORNING)
    log.rate("pain", 3, moment="any", at=MORNING)
    assert furthest(log.ratings()).extent == "below the knee"
    assert extent(log.ratings()).table["otherwise"].tolist() == ["below the knee"]


def test_a_score_off_the_row_is_named_with_the_cure() -> None:
    with pytest.raises(StretchError, match=r"score=7 is not an extent\. Give 0 \(nowhere\) to 4"):
        extent(EXTENTS.assign(score=7))


def test_no_mean_is_made_of_words() -> None:
    with pytest.raises(LookupError, match="No rating named 'extent'"):
        paired_difference(EXTENTS, "extent")


def test_of_a_long_log_all_is_counted_and_the_latest_half_year_is_drawn() -> None:
    days = [f"{day:%Y-%m-%d}" for day in pd.date_range("2025-01-01", "2025-12-31")]
    long = extents(*((day, day, moment, 1) for day in days for moment in ("before", "after")))
    assert extent(long).title.endswith("on 365 of 365 days")
    assert len(extent(long).table) == 25 * 7 + 3
    assert extent(long).subtitle.endswith("the latest 26 weeks are drawn")
