import runpy
from pathlib import Path

import pytest

import stretchlib as st
from stretchlib.log import Log

FOLDER = Path(__file__).parent.parent / "data" / "sample"


@pytest.fixture(scope="module")
def sample() -> Log:
    return st.open_log("sqlite://").or_sample()


def test_the_sample_log_is_what_its_script_makes_byte_for_byte():
    made = runpy.run_path(str(FOLDER / "make.py"))["lines"]()
    assert "".join(f"{line}\n" for line in made).encode() == (FOLDER / "log.jsonl").read_bytes()


def test_every_frame_of_the_sample_says_that_it_is_one(sample):
    frames = [sample.sessions(), sample.phases(), sample.ratings(), sample.measurements()]
    assert all(frame.attrs["sample"] for frame in frames)
    assert all(len(frame) for frame in frames)


def test_a_log_with_one_row_of_its_own_shows_no_sample():
    own = st.open_log("sqlite://")
    own.rate("tightness", 4, moment="any")
    shown = own.or_sample()
    assert len(shown.ratings()) == 1
    assert "sample" not in shown.ratings().attrs


def test_it_covers_twelve_weeks_about_four_times_a_week(sample):
    days = sample.sessions()["day"]
    assert (days.max() - days.min()).days in range(11 * 7, 12 * 7)
    assert 3.5 <= len(days) / 12 <= 4.5


def test_it_has_a_holiday_of_ten_days(sample):
    days = sample.sessions()["day"]
    assert days.diff().dt.days.max() >= 11


def test_it_has_finished_stopped_and_partial_sessions_and_one_that_hurt(sample):
    assert set(sample.sessions()["status"]) == {"finished", "stopped", "partial"}
    assert (sample.phases()["outcome"] == "hurt").sum() == 1


def test_some_questions_were_left_unanswered(sample):
    missing = sample.ratings()["score"].isna().mean()
    assert 0.02 < missing < 0.15


def test_tightness_was_worse_in_the_week_of_the_flare_up(sample):
    ratings = sample.ratings()
    before = ratings[(ratings["kind"] == "tightness") & (ratings["moment"] == "before")]
    week = (before["day"] - before["day"].min()).dt.days // 7
    by_week = before.groupby(week)["score"].median()
    assert by_week[9] >= by_week[[7, 8, 10, 11]].max() + 1.5


def test_left_came_nearer_and_right_did_not(sample):
    medians = st.charts.measurement(sample.measurements(), "chest_to_thigh").table
    for side, low, high in [("left", 4.0, 7.0), ("right", -1.5, 1.5)]:
        cm = medians.loc[medians["side"] == side, "median_cm"]
        assert low <= cm.head(4).median() - cm.tail(4).median() <= high


def test_trials_scatter_by_about_seven_millimetres(sample):
    trials = sample.measurements()
    spread = trials.groupby(["day", "side"])["value_cm"].var().mean() ** 0.5
    assert spread == pytest.approx(0.7, abs=0.15)
    assert (trials.groupby(["day", "side"]).size() == 3).all()


def test_the_verdicts_are_right_about_both_sides(sample):
    """The left side was made to come 6 cm nearer, the right one not to change."""
    codes = {
        side: st.progress.verdict(sample.measurements(), "chest_to_thigh", side).code
        for side in ("left", "right")
    }
    assert codes == {"left": "likely_real_better", "right": "cannot_tell"}
