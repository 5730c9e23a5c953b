"""What was answered before practising is in the log, as it was answered."""

from datetime import UTC, datetime, timedelta

import pandas as pd
import pytest

import stretchlib as st
from stretchlib.errors import LogError, StretchError


def test_an_answer_is_kept_with_its_day_and_read_back_as_it_was(log, tmp_path):
    late = datetime.fromisoformat("2026-03-02T23:30-05:00")
    log.add_screening("doctor", {"flags": ["fever"], "said": "<b>hot</b>"}, at=late)
    (row,) = st.open_log(tmp_path / "log.sqlite").screenings().to_dict("records")
    assert row["answered_utc"] == pd.Timestamp("2026-03-03T04:30Z")
    assert row["day"] == pd.Timestamp("2026-03-02")
    assert row["outcome"] == "doctor"
    assert row["answers"] == {"flags": ["fever"], "said": "<b>hot</b>"}


def test_answers_come_in_the_order_in_which_they_were_written(log):
    for day in (3, 1, 2):
        log.add_screening("go", {"flags": []}, at=datetime.fromisoformat(f"2026-03-0{day}T07:00Z"))
    assert log.screenings()["day"].dt.day.tolist() == [3, 1, 2]


def test_an_answer_that_is_dated_later_than_now_says_so(log):
    now = datetime.now(UTC)
    for at in (now + timedelta(hours=3), now, now - timedelta(hours=3)):
        log.add_screening("go", {"flags": []}, at=at)
    assert log.screenings()["still_to_come"].tolist() == [True, False, False]


def test_answers_of_one_millisecond_are_told_apart(log):
    for number in range(50):
        log.add_screening("goal", {"chest_to_thigh": float(number)})
    numbers = [answers["chest_to_thigh"] for answers in log.screenings()["answers"]]
    assert numbers == [float(number) for number in range(50)]


def test_an_answer_can_be_hidden_and_brought_back(log):
    answer = log.add_screening("go", {"flags": []})
    log.hide(answer)
    assert log.screenings().empty
    log.undo(answer)
    assert log.screenings()["id"].tolist() == [answer]
    assert log.history(answer)["change"].tolist() == ["entered", "hidden", "brought back"]


def test_an_answer_that_is_corrected_keeps_its_id_and_its_place(log):
    first = log.add_screening("conditions", {"conditions": ["glaucoma"]})
    last = log.add_screening("conditions", {"conditions": []})
    log.correct(first, answers={"conditions": ["osteoporosis"]}, at=datetime.now(UTC))
    screenings = log.screenings()
    assert screenings["id"].tolist() == [first, last]
    assert screenings["answers"].tolist() == [{"conditions": ["osteoporosis"]}, {"conditions": []}]


def test_a_moment_can_be_corrected(log):
    answer = log.add_screening("go", {"flags": []}, at=datetime.now(UTC) + timedelta(hours=5))
    log.correct(answer, at=datetime.fromisoformat("2026-03-02T07:00+01:00"))
    assert not log.screenings()["still_to_come"].item()
    assert log.screenings()["day"].item() == pd.Timestamp("2026-03-02")


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"answers": {"conditions": ["osteo"]}}, "No condition named 'osteo'"),
        ({"answers": 3}, "answers=3 cannot be kept"),
        ({"outcome": "run"}, "No outcome named 'run'"),
        ({"outcome": "leg"}, "leg=None is not possible"),
        ({"score": 3}, "No change named 'score'"),
    ],
)
def test_a_correction_is_checked_as_the_answer_was(log, changes, problem):
    answer = log.add_screening("conditions", {"conditions": []})
    with pytest.raises(StretchError, match=problem):
        log.correct(answer, **changes)
    assert len(log.history(answer)) == 1


def test_an_empty_frame_has_the_types_of_a_full_one(log):
    empty = log.screenings()
    log.add_screening("go", {"flags": []})
    assert empty.dtypes.to_dict() == log.screenings().dtypes.to_dict()


@pytest.mark.parametrize("answers", [{"at": datetime.now}, {"x": float("nan")}, {1: {2, 3}}])
def test_what_cannot_be_kept_is_refused_and_nothing_is_written(log, answers):
    with pytest.raises(LogError, match="cannot be kept"):
        log.add_screening("go", answers)
    assert log.screenings().empty


def test_an_outcome_says_something(log):
    with pytest.raises(LogError, match="says nothing"):
        log.add_screening(" ", {})


def test_the_sample_log_keeps_no_answers(log):
    with pytest.raises(LogError, match="sample"):
        log.or_sample().add_screening("go", {})
