"""Frames as they should not be: every picture and statistic says a clear word, or nothing."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest

from stretchlib import charts, progress
from stretchlib.errors import StretchError, UnknownName
from stretchlib.progress.adherence import day_sessions
from tests.chart_kit import EXTENTS, RATINGS, SESSIONS, STEPS, TRIALS

Ask = Callable[..., Any]
"""Some are given other things than frames on purpose."""
TEST = "chest_to_thigh"
ASK = {
    "charts.measurement": (lambda frame: charts.measurement(frame, TEST), TRIALS, "value_cm"),
    "charts.sides": (lambda frame: charts.sides(frame, TEST), TRIALS, "value_cm"),
    "charts.tightness": (charts.tightness, RATINGS, "score"),
    "charts.extent": (charts.extent, EXTENTS, "score"),
    "furthest": (progress.furthest, EXTENTS, "score"),
    "charts.pain": (charts.pain, RATINGS.assign(kind="pain"), "score"),
    "charts.dose": (charts.dose, STEPS, "dose_s"),
    "charts.calendar": (charts.calendar, SESSIONS, "done_s"),
    "verdict": (lambda frame: progress.verdict(frame, TEST), TRIALS, "value_cm"),
    "trend": (lambda frame: progress.trend(frame, TEST), TRIALS, "value_cm"),
    "change": (lambda frame: progress.change(frame, TEST), TRIALS, "value_cm"),
    "error": (lambda frame: progress.measurement_error(frame, TEST), TRIALS, "value_cm"),
    "left_right": (lambda frame: progress.left_right(frame, TEST), TRIALS, "value_cm"),
    "day_medians": (lambda frame: progress.day_medians(frame, TEST), TRIALS, "value_cm"),
    "rating_verdict": (lambda frame: progress.rating_verdict(frame, "tightness"), RATINGS, "score"),
    "paired_difference": (progress.paired_difference, RATINGS, "score"),
    "paired_scores": (
        lambda frame: progress.paired_scores(frame, "tightness"), RATINGS, "score",
    ),
    "weekly_dose": (progress.weekly_dose, STEPS, "dose_s"),
    "days_practised": (progress.days_practised, SESSIONS, "done_s"),
    "day_sessions": (day_sessions, SESSIONS, "done_s"),
    "in_short, practised": (
        lambda frame: progress.in_short(frame, RATINGS, TRIALS), SESSIONS, "done_s",
    ),
    "in_short, felt": (lambda frame: progress.in_short(SESSIONS, frame, TRIALS), RATINGS, "score"),
    "in_short, measured": (
        lambda frame: progress.in_short(SESSIONS, RATINGS, frame), TRIALS, "value_cm",
    ),
}  # fmt: skip


def missing(frame: pd.DataFrame, value: str) -> pd.DataFrame:
    return frame.assign(**{value: np.nan})


def mixed(frame: pd.DataFrame, value: str) -> pd.DataFrame:
    holes = [None, float("nan"), pd.NA]
    values = [holes[i % 3] if i % 2 else kept for i, kept in enumerate(frame[value])]
    return frame.assign(**{value: pd.Series(values, frame.index, dtype="object")})


def later(frame: pd.DataFrame) -> pd.DataFrame:
    """One row a hundred years ahead."""
    day = frame["day"].copy()
    day.iloc[-1] += pd.Timedelta(days=36525)
    return frame.assign(day=day)


BAD = {
    "empty": lambda frame, _: frame.head(0),
    "empty, without types": lambda frame, _: pd.DataFrame(columns=frame.columns),
    "one row": lambda frame, _: frame.head(1),
    "all equal": lambda frame, value: frame.assign(**{value: frame[value].dropna().iloc[0]}),
    "all missing": missing,
    "one side only": lambda frame, _: (
        frame[frame["side"] == frame["side"].iloc[0]] if "side" in frame else frame
    ),
    "NaN and None mixed": mixed,
    "duplicate instants": lambda frame, _: pd.concat([frame, frame]),
    "without days": lambda frame, _: frame.assign(day=pd.NaT),
    "a future date": lambda frame, _: later(frame),
}
each_question = pytest.mark.parametrize(("ask", "frame", "value"), ASK.values(), ids=ASK)


@each_question
@pytest.mark.parametrize("spoil", BAD.values(), ids=BAD)
def test_a_bad_frame_gives_a_typed_result_and_can_be_drawn(
    ask: Ask, frame: pd.DataFrame, value: str, spoil: Callable[[pd.DataFrame, str], pd.DataFrame]
) -> None:
    good, found = ask(frame), ask(spoil(frame, value))
    assert type(found) is type(good)
    if isinstance(found, pd.DataFrame):
        assert found.dtypes.to_dict() == good.dtypes.to_dict()
    if isinstance(found, charts.Picture):
        assert list(found.table.columns) == list(good.table.columns)
        assert "nan" not in found.alt.lower().split()
        width, height = found.figure().bbox.size
        assert max(width, height) < 3000, "a picture that nobody could look at"


@each_question
def test_another_unit_is_not_taken_for_ours(ask: Ask, frame: pd.DataFrame, value: str) -> None:
    other = frame.rename(columns={value: value.replace("_cm", "_in").replace("_s", "_min") + "x"})
    with pytest.raises(UnknownName, match=rf"no column {value} here.*Give the frame of log\."):
        ask(other)


@each_question
def test_a_value_that_is_no_number_is_named(ask: Ask, frame: pd.DataFrame, value: str) -> None:
    words = pd.Series(["12,5"] * len(frame), frame.index, dtype="object")
    with pytest.raises(StretchError, match=rf"{value}: '12,5' is not a number"):
        ask(frame.assign(**{value: words}))


@each_question
def test_a_number_too_large_to_count_with_is_named(
    ask: Ask, frame: pd.DataFrame, value: str
) -> None:
    large = pd.Series([10**400] * len(frame), frame.index, dtype="object")
    with pytest.raises(StretchError, match=rf"{value}: 1000.* is not a number") as error:
        ask(frame.assign(**{value: large}))
    assert len(str(error.value)) < 200


@each_question
def test_a_column_that_is_there_twice_is_named(ask: Ask, frame: pd.DataFrame, value: str) -> None:
    with pytest.raises(UnknownName, match=rf"column {value} is here twice"):
        ask(pd.concat([frame, frame[[value]]], axis=1))


@each_question
def test_a_list_in_a_cell_is_named(ask: Ask, frame: pd.DataFrame, value: str) -> None:
    lists = pd.Series([[5]] * len(frame), frame.index, dtype="object")
    with pytest.raises(StretchError, match=rf"{value}: \[5\] is not a single value"):
        ask(frame.assign(**{value: lists}))


@each_question
def test_bytes_in_a_cell_are_named(ask: Ask, frame: pd.DataFrame, value: str) -> None:
    """pandas itself would take them for words, as long as they are UTF-8."""
    read_raw = pd.Series([b"\xff"] * len(frame), frame.index, dtype="object")
    with pytest.raises(StretchError, match=rf"{value}: b'.xff' is not a single value"):
        ask(frame.assign(**{value: read_raw}))


@each_question
def test_a_number_too_long_to_be_written_is_told(ask: Ask, frame: pd.DataFrame, value: str) -> None:
    long = pd.Series([10**5000] * len(frame), frame.index, dtype="object")
    with pytest.raises(StretchError, match=rf"{value}: a number has thousands of figures"):
        ask(frame.assign(**{value: long}))


UP_TO = {
    "charts.calendar": lambda day: charts.calendar(SESSIONS, day),
    "charts.dose": lambda day: charts.dose(STEPS, day),
    "charts.measurement": lambda day: charts.measurement(TRIALS, TEST, since=day),
    "verdict": lambda day: progress.verdict(TRIALS, TEST, since=day),
    "weekly_dose": lambda day: progress.weekly_dose(STEPS, day),
    "days_practised": lambda day: progress.days_practised(SESSIONS, day),
    "in_short, until": lambda day: progress.in_short(SESSIONS, RATINGS, TRIALS, until=day),
    "in_short, since": lambda day: progress.in_short(SESSIONS, RATINGS, TRIALS, since=day),
}


@pytest.mark.parametrize("ask", UP_TO.values(), ids=UP_TO)
def test_a_day_may_be_written_as_text_and_what_is_none_is_named(ask: Ask) -> None:
    day = TRIALS["day"].max()
    given, typed = ask(day), ask(day.date().isoformat())
    assert type(typed) is type(given)
    for other in ("last spring", 5, pd.NaT, ["2026-03-02"]):
        with pytest.raises(StretchError, match="is not a day"):
            ask(other)


@pytest.mark.parametrize("ask", [ask for ask, _, _ in ASK.values()], ids=ASK)
def test_something_that_is_no_frame_is_told_which_one_is_right(ask: Ask) -> None:
    for other in (pd.DataFrame({"x": [1]}), [1, 2, 3], None):
        with pytest.raises(UnknownName, match=r"Give the frame of log\."):
            ask(other)


def test_a_status_that_is_none_is_met_with_the_one_that_was_meant() -> None:
    with pytest.raises(UnknownName, match="Did you mean 'finished'"):
        charts.calendar(SESSIONS.assign(status="finishd"))
