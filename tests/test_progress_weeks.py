"""What was practised, week by week."""

import pandas as pd
import pytest

from stretchlib.errors import UnknownName
from stretchlib.progress import days_practised, weekly_dose
from stretchlib.progress.adherence import day_sessions
from tests.chart_kit import SESSIONS, sessions, steps

WEEKS = steps(
    ("2026-01-05", "hamstrings", "left", "setup", 10.0),
    ("2026-01-05", "hamstrings", "left", "stretch", 240.0),
    ("2026-01-11", "hamstrings", "left", "enhance", 60.0),
    ("2026-01-05", "hamstrings", "right", "stretch", 600.0),
    ("2026-01-05", "hamstrings", "right", "rest", 60.0),
    ("2026-01-19", "lower back", "both", "stretch", 601.0),
)
"""Monday and Sunday of one week, a week of rest, and a Monday."""


def test_only_the_seconds_in_a_stretch_are_dose() -> None:
    dose = weekly_dose(WEEKS).set_index(["week", "target", "side"])["minutes"]
    monday = pd.Timestamp("2026-01-05")
    assert dose[monday, "hamstrings", "left"] == 5
    assert dose[monday, "hamstrings", "right"] == 10


def test_of_ten_presses_half_the_seconds_are_dose() -> None:
    presses = WEEKS.assign(dose_s=WEEKS["dose_s"] / 2)
    assert list(weekly_dose(presses)["minutes"]) == list(weekly_dose(WEEKS)["minutes"] / 2)


def test_a_frame_of_before_there_was_a_dose_is_named() -> None:
    with pytest.raises(UnknownName, match="dose_s"):
        weekly_dose(WEEKS.drop(columns="dose_s"))


def test_each_muscle_has_every_week_also_those_of_rest() -> None:
    dose = weekly_dose(WEEKS)
    assert len(dose) == 3 * 3
    rest = dose[dose["week"] == pd.Timestamp("2026-01-12")]
    assert list(rest["minutes"]) == [0, 0, 0]


def test_the_marks_are_five_and_ten_minutes() -> None:
    marks = weekly_dose(WEEKS).query("minutes > 0").set_index("minutes")["mark"]
    assert dict(marks) == {5.0: "5 to 10", 10.0: "5 to 10", 601 / 60: "above 10"}
    assert weekly_dose(WEEKS.head(2))["mark"].item() == "below 5"


def test_missing_seconds_are_not_counted() -> None:
    gappy = WEEKS.assign(dose_s=WEEKS["dose_s"].where(WEEKS["side"] != "left"))
    assert set(weekly_dose(gappy)["side"]) == {"right", "both"}


def test_a_day_counts_once_however_often_and_however_long() -> None:
    weeks = days_practised(SESSIONS)
    assert list(weeks["days"]) == [3, 0, 1]
    assert list(weeks["sessions"]) == [4, 0, 1]


def test_a_session_without_a_second_is_no_day() -> None:
    assert days_practised(sessions(("2026-01-05", "partial", 0.0))).empty
    assert day_sessions(sessions(("2026-01-05", "partial", 0.0))).empty
    two = day_sessions(sessions(("2026-01-05", "partial", 0.0), ("2026-01-05", "stopped", 1.0)))
    assert list(two["sessions"]) == [1]


def test_a_lost_week_takes_off_a_quarter_and_sets_nothing_back() -> None:
    days = [f"2026-01-{5 + 7 * week + i:02}" for week in range(3) for i in range(4)]
    kept = sessions(*((day, "finished", 10.0) for day in days))
    rhythm = days_practised(kept, until=pd.Timestamp("2026-01-28"))["rhythm_days"]
    assert list(rhythm) == [4, 4, 4, 3]


def test_weeks_can_be_counted_up_to_a_day() -> None:
    until = pd.Timestamp("2026-02-02")
    assert days_practised(SESSIONS, until)["week"].iloc[-1] == until
    assert weekly_dose(WEEKS, until)["week"].iloc[-1] == until


def test_weeks_end_with_the_last_session_even_when_asked_for_less() -> None:
    assert len(days_practised(SESSIONS, pd.Timestamp("2026-01-06"))) == 3


@pytest.mark.parametrize(
    "frame", [SESSIONS, SESSIONS.head(0), pd.DataFrame(columns=SESSIONS.columns)]
)
def test_the_types_of_the_weeks_are_the_same_when_there_are_none(frame: pd.DataFrame) -> None:
    kinds = {
        "week": "datetime64[us]",
        "days": "Int64",
        "sessions": "Int64",
        "rhythm_days": "float64",
    }
    assert days_practised(frame).dtypes.astype("str").to_dict() == kinds


@pytest.mark.parametrize("frame", [WEEKS, WEEKS.head(0), pd.DataFrame(columns=WEEKS.columns)])
def test_the_types_of_the_dose_are_the_same_when_there_is_none(frame: pd.DataFrame) -> None:
    texts = dict.fromkeys(["target", "side", "mark"], "str")
    kinds = {"week": "datetime64[us]", "minutes": "float64", **texts}
    assert weekly_dose(frame).dtypes.astype("str").to_dict() == kinds


def test_the_wrong_frame_is_named() -> None:
    with pytest.raises(UnknownName, match=r"log\.phases\(\)"):
        weekly_dose(SESSIONS)
    with pytest.raises(UnknownName, match=r"log\.sessions\(\)"):
        days_practised(pd.DataFrame({"day": []}))
    with pytest.raises(UnknownName, match="no column routine, status here"):
        day_sessions(SESSIONS[["day", "done_s"]])
