"""What was answered before practising is in the log, as it was answered."""

from datetime import datetime

import pandas as pd
import pytest

import stretchlib as st
from stretchlib.errors import LogError


@pytest.fixture
def log(tmp_path):
    return st.open_log(tmp_path / "log.sqlite")


def test_an_answer_is_kept_with_its_day_and_read_back_as_it_was(log, tmp_path):
    late = datetime.fromisoformat("2026-03-02T23:30-05:00")
    log.screen("doctor", {"flags": ["fever"], "said": "<b>hot</b>"}, at=late)
    (row,) = st.open_log(tmp_path / "log.sqlite").screenings().to_dict("records")
    assert row["answered_utc"] == pd.Timestamp("2026-03-03T04:30Z")
    assert row["day"] == pd.Timestamp("2026-03-02")
    assert row["outcome"] == "doctor"
    assert row["answers"] == {"flags": ["fever"], "said": "<b>hot</b>"}


def test_answers_come_in_the_order_of_their_moments(log):
    for day in (3, 1, 2):
        log.screen("go", {"flags": []}, at=datetime.fromisoformat(f"2026-03-0{day}T07:00Z"))
    assert log.screenings()["day"].dt.day.tolist() == [1, 2, 3]


def test_an_empty_frame_has_the_types_of_a_full_one(log):
    empty = log.screenings()
    log.screen("go", {"flags": []})
    assert empty.dtypes.to_dict() == log.screenings().dtypes.to_dict()


@pytest.mark.parametrize("answers", [{"at": datetime.now}, {"x": float("nan")}, {1: {2, 3}}])
def test_what_cannot_be_kept_is_refused_and_nothing_is_written(log, answers):
    with pytest.raises(LogError, match="cannot be kept"):
        log.screen("go", answers)
    assert log.screenings().empty


def test_an_outcome_says_something(log):
    with pytest.raises(LogError, match="says nothing"):
        log.screen(" ", {})


def test_the_sample_log_keeps_no_answers(log):
    with pytest.raises(LogError, match="sample"):
        log.or_sample().screen("go", {})
