import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from stretchlib.charts import calendar
from tests.chart_kit import SESSIONS, sessions


def spots(frame: pd.DataFrame, status: str) -> list[tuple[float, float]]:
    """Where the days of a status stand: (week, weekday), both from 0; the key left out."""
    axes = calendar(frame).figure().axes[0]
    marks = next(marks for marks in axes.collections if marks.get_label() == status)
    return [(x // 40, (y - 24) // 40) for x, y in np.asarray(marks.get_offsets()).tolist()]


def words_in(frame: pd.DataFrame) -> list[str]:
    return [text.get_text() for text in calendar(frame).figure().axes[0].texts]


def test_weeks_run_from_monday_to_sunday():
    assert spots(SESSIONS, "finished") == [(0, 0), (2, 0)]
    assert spots(SESSIONS, "stopped") == [(0, 2)]
    assert spots(SESSIONS, "partial") == [(0, 6)]
    sunday_and_monday = sessions(("2026-01-11", "finished", 1), ("2026-01-12", "finished", 1))
    assert spots(sunday_and_monday, "finished") == [(0, 6), (1, 0)]


def test_every_other_day_is_an_empty_square():
    assert len(spots(SESSIONS, "none")) == 12 * 7 - 4


def test_finished_stopped_and_partial_differ_in_shape():
    axes = calendar(SESSIONS).figure().axes[0]
    filled = {
        marks.get_label(): np.asarray(marks.get_facecolor()).tolist() for marks in axes.collections
    }
    edges = {
        marks.get_label(): np.asarray(marks.get_edgecolor()).tolist() for marks in axes.collections
    }
    assert filled["finished"] == edges["finished"]
    assert filled["stopped"] != edges["stopped"]
    shapes = [
        tuple(map(tuple, np.asarray(marks.get_paths()[0].vertices)))
        for marks in axes.collections
        if not marks.get_label() or str(marks.get_label()).startswith("_")
    ]
    assert len(set(shapes)) == 2, "a half for stopped, a dot for partial"


def test_a_day_shows_its_fullest_session_and_how_many_there_were():
    table = calendar(SESSIONS).table
    first = table.iloc[0]
    assert (first["status"], first["sessions"], first["minutes"]) == ("finished", 2, 12.0)
    assert words_in(SESSIONS).count("2") == 1


def test_each_week_has_its_days_counted_up_to_the_latest():
    below = [words for words in words_in(SESSIONS) if words.isdigit()]
    assert sorted(below) == ["0", "1", "2", "3"], "weeks of 3, 0 and 1; a day of 2 sessions"


def test_the_words_have_the_numbers():
    picture = calendar(SESSIONS)
    assert picture.title == "Practised on 4 days in 3 weeks"
    assert picture.subtitle == "27 minutes in all. 5 to 19 Jan 2026"
    assert picture.alt == (
        "Practised on 4 days in 3 weeks. A calendar of weeks, 5 to 19 Jan 2026: "
        "5 sessions on 4 days, of which 2 finished, 1 stopped and 1 partial. "
        "At most 3 days in one week."
    )
    assert {"finished: 2 days", "stopped: 1 day", "partial: 1 day"} <= set(words_in(SESSIONS))


def test_weeks_without_practice_count_up_to_a_day():
    """Three weeks of practice, and four of none."""
    until = pd.Timestamp("2026-02-16")
    assert calendar(SESSIONS, until).title == "Practised on 4 days in 7 weeks"
    texts = calendar(SESSIONS, until).figure().axes[0].texts
    below = [text.get_text() for text in texts if text.get_text().isdigit()]
    assert sorted(below) == ["0", "0", "0", "0", "0", "1", "2", "3"]


def test_who_has_not_practised_for_years_still_sees_what_there_was():
    long_ago = SESSIONS.assign(day=SESSIONS["day"] - pd.DateOffset(years=10))
    picture = calendar(long_ago, pd.Timestamp("2026-02-16"))
    assert len(picture.table) == 4
    assert max(picture.figure().bbox.size) < 3000


def test_a_session_that_never_began_is_no_day():
    began = sessions(("2026-01-05", "finished", 10.0), ("2026-01-06", "partial", 0.0))
    assert calendar(began).title == "Practised on 1 day in 1 week"


def test_nothing_is_said_of_streaks_but_that_there_is_none_to_lose():
    picture = calendar(SESSIONS)
    assert "streak" not in picture.alt.lower()
    assert "no streak to lose" in picture.caption


def test_a_month_is_named_once_with_its_year_where_a_year_begins():
    winter = sessions(("2025-11-03", "finished", 1), ("2026-02-02", "finished", 1))
    months = [words for words in words_in(winter) if words[:3] in ("Nov", "Dec", "Jan", "Feb")]
    assert months == ["Nov 2025", "Dec", "Jan 2026", "Feb"]


def test_the_latest_year_is_drawn_in_bands_of_half_a_year():
    days = pd.date_range("2024-01-01", "2025-12-28", freq="D").strftime("%Y-%m-%d")
    years = sessions(*[(day, "finished", 10.0) for day in days])
    picture = calendar(years)
    assert picture.title == "Practised on 364 days in 52 weeks"
    assert picture.subtitle.endswith("728 days since 1 Jan 2024")
    assert words_in(years).count("Mon") == 2
    assert "none" not in [
        marks.get_label()
        for marks in picture.figure().axes[0].collections
        if len(np.asarray(marks.get_offsets()))
    ]


def test_after_ten_years_no_word_is_cut_off_nor_touches_the_next_square_of_the_key():
    days = pd.date_range("2016-12-02", "2026-11-29", freq="D").strftime("%Y-%m-%d")
    statuses = ["finished"] * (len(days) - 240) + ["partial", "stopped"] * 120
    figure = calendar(
        sessions(*[(day, each, 10.0) for day, each in zip(days, statuses, strict=True)])
    ).figure()
    [axes] = figure.axes
    words = [*figure.texts, *axes.texts]
    assert max(text.get_window_extent().x1 for text in words) <= figure.bbox.width
    key = [text for text in axes.texts if text.get_text().endswith(" days")]
    assert [text.get_text().split(":")[0] for text in key] == ["finished", "stopped", "partial"]
    [high] = {text.get_position()[1] for text in key}
    spots = np.concatenate([np.asarray(marks.get_offsets()) for marks in axes.collections])
    squares = sorted({x for x, y in axes.transData.transform(spots) if y == at(axes, high)})
    ends = [text.get_window_extent().x1 for text in key]
    assert all(end < square - 11 for end, square in zip(ends, squares[1:], strict=False))
    assert len(squares) == 3


def at(axes: Axes, high: float) -> float:
    return float(axes.transData.transform((0, high))[1])
