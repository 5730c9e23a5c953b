"""Your own measurement error, beside published numbers."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
import pytest

from stretchlib.progress import mdc95, measurement_error
from tests.chart_kit import trials
from tests.progress_kit import a_number, readings

SHROUT_FLEISS = [
    [9, 2, 5, 8],
    [6, 1, 3, 2],
    [8, 4, 6, 8],
    [7, 1, 2, 6],
    [10, 5, 6, 9],
    [6, 2, 4, 7],
]
"""Six targets rated by four judges: table 2 of Shrout and Fleiss 1979."""


def rounds(values: Sequence[Sequence[float]], side: str = "left") -> pd.DataFrame:
    return trials(
        *((f"2026-01-{5 + i:02}", side, cm) for i, row in enumerate(values) for cm in row)
    )


@pytest.mark.parametrize(
    ("sem", "mdc"),
    [(1.4, 4), (2.6, 7), (2.9, 8), (5.3, 15)],
    ids=["sit_and_reach", "leg_raise_2015", "leg_raise_2015, knee", "injured_hamstring"],
)
def test_the_detectable_change_agrees_with_published_pairs(sem: float, mdc: int) -> None:
    """Pairs of SEM and MDC as published, the latter in whole cm or degrees; ids are the sources."""
    assert round(mdc95(sem)) == mdc


def test_the_trial_error_is_the_within_target_mean_square_of_shrout_and_fleiss() -> None:
    """They give WMS = 6.26."""
    error = measurement_error(rounds(SHROUT_FLEISS), "chest_to_thigh", "left")
    assert a_number(error.trial_sem) ** 2 == pytest.approx(6.26, abs=0.005)
    assert error.repeats == 18


def test_a_second_round_on_one_day_is_another_round() -> None:
    """Before and after practice differ by 4 cm; the trials of a round do not differ at all."""
    day = rounds([[12.0, 12.0, 12.0, 8.0, 8.0, 8.0]] * 4)
    day["trial"] = pd.array([1, 2, 3] * 8, dtype="Int64")
    assert measurement_error(day, "chest_to_thigh", "left").trial_sem == 0


def test_the_error_from_day_to_day_is_half_the_mean_squared_step() -> None:
    """Nine steps of 2 cm: sqrt(4 / 2)."""
    error = measurement_error(readings([12.0, 14.0] * 5), "chest_to_thigh", "left")
    assert error.day_sem == pytest.approx(np.sqrt(2))
    assert error.trial_sem is None


def test_a_steady_trend_hardly_enters_the_error() -> None:
    rising = [10 + 0.1 * i for i in range(30)]
    assert a_number(measurement_error(readings(rising), "chest_to_thigh").day_sem) < 0.1


def test_the_larger_of_the_two_errors_counts() -> None:
    wavering = measurement_error(rounds([[12, 12.5], [16, 16.5]] * 5), "chest_to_thigh")
    assert a_number(wavering.trial_sem) < 1 < a_number(wavering.day_sem) == wavering.sem
    still = measurement_error(rounds([[12, 14]] * 10), "chest_to_thigh")
    assert still.day_sem == 0
    assert still.sem == still.trial_sem == pytest.approx(np.sqrt(2))


@pytest.mark.parametrize(
    ("days", "trials", "sentence"),
    [
        (4, 3, "Not known yet, it needs 2 more repeated trials and 6 more days."),
        (9, 3, "Not known yet, it needs 1 more day."),
        (9, 2, "Not known yet, it needs 1 more repeated trial and 1 more day."),
    ],
)
def test_no_error_is_given_before_ten_days_however_many_the_trials(
    days: int, trials: int, sentence: str
) -> None:
    few = measurement_error(rounds([[12, 13, 12][:trials]] * days), "chest_to_thigh")
    assert (few.trial_sem is None) is (days * (trials - 1) < 10)
    assert few.sem is None
    assert few.mdc is None
    assert str(few) == f"{sentence} Trials alone never show how days differ."


def test_without_repeated_trials_the_days_tell_the_error() -> None:
    """Nine steps of 2 cm: 1.96 x sqrt(2) x sqrt(2) = 3.92."""
    error = measurement_error(readings([12.0, 14.0] * 5), "chest_to_thigh", "left")
    assert str(error) == (
        "Your left side: two days may differ by 3.9 cm although nothing has changed. "
        "Trials are not in it yet: it needs 10 more repeated trials."
    )


def test_nothing_is_missing_when_both_are_known() -> None:
    assert measurement_error(rounds([[12, 13]] * 10), "chest_to_thigh").reason == ""


def test_the_error_is_said_in_a_sentence() -> None:
    """Two trials 2 cm apart: SEM = sqrt(2), and 1.96 x sqrt(2) x sqrt(2) = 3.92."""
    known = measurement_error(rounds([[12, 14]] * 10), "chest_to_thigh")
    assert str(known) == "Two days may differ by 3.9 cm although nothing has changed."
    assert known.reason == ""


def test_one_slip_leaves_the_error_as_it_was() -> None:
    """60 written for 12, as one of three trials and as a day's only one."""
    calm = [[12.0, 13.0, 12.5], [13.0, 12.0, 12.5]] * 5
    slipped = [row[:] for row in calm]
    slipped[4][1] = 60.0
    error, before = (measurement_error(rounds(v), "chest_to_thigh") for v in (slipped, calm))
    assert error.mdc == pytest.approx(before.mdc, rel=0.1)
    lone = measurement_error(
        readings([12.0, 13.0] * 3 + [60.0] + [12.0, 13.0] * 3), "chest_to_thigh"
    )
    assert lone.days == 12
    assert lone.mdc == pytest.approx(1.96, rel=0.1)


def test_the_sides_are_kept_apart() -> None:
    both = pd.concat([rounds([[12, 12]] * 10, "left"), rounds([[12, 14]] * 10, "right")])
    assert measurement_error(both, "chest_to_thigh", "left").trial_sem == 0
    assert a_number(measurement_error(both, "chest_to_thigh", "right").trial_sem) > 1
