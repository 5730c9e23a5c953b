"""The line through the readings and its doubt."""

import tracemalloc

import numpy as np
import pandas as pd
import pytest
from scipy.special import stdtrit
from scipy.stats import theilslopes

from stretchlib.progress import trend
from stretchlib.progress.intervals import autocorrelation, inflation, student_t
from stretchlib.progress.trends import theil_sen_slope
from tests.progress_kit import a_number, readings

FALLING = [14, 14, 13, 13.5, 13, 12, 12.5, 12, 11, 11.5, 11, 10.5]


def test_the_slope_agrees_with_the_example_of_sen() -> None:
    """Sen 1968, section 6: seven points whose slope he gives as 4."""
    times = np.array([1.0, 2, 3, 4, 10, 12, 18])
    assert theil_sen_slope(times, np.array([9.0, 15, 19, 20, 45, 55, 78])) == 4


@pytest.mark.parametrize("freedom", [*range(1, 40), 99, 100, 365, 3651, 3652])
def test_the_quantile_of_students_t_agrees_with_scipy(freedom: int) -> None:
    assert student_t(freedom) == pytest.approx(stdtrit(freedom, 0.975), rel=1e-11)


def test_the_slope_agrees_with_scipy() -> None:
    rng = np.random.default_rng(1)
    days = np.cumsum(rng.integers(1, 9, 40)).astype(float)
    values = 14 - 0.02 * days + rng.normal(size=40)
    assert theil_sen_slope(days, values) == pytest.approx(theilslopes(values, days).slope)


def test_a_perfect_line_has_no_doubt() -> None:
    found = trend(readings([20 - 0.5 * i for i in range(12)], every=7), "chest_to_thigh")
    assert (found.per_week, found.low, found.high) == pytest.approx((-0.5, -0.5, -0.5))


def test_the_slope_is_counted_in_real_days() -> None:
    """From five days at 12 cm to five at 10 cm, a hundred days later: about 2 cm in 100 days."""
    frame = readings([12.0] * 5 + [10.0] * 5, every=1)
    frame.loc[5:, "day"] += pd.Timedelta(days=95)
    assert trend(frame, "chest_to_thigh").per_week == pytest.approx(-2 / 100 * 7, rel=0.05)


def test_one_wild_reading_hardly_moves_the_line() -> None:
    wild = [*FALLING[:-1], 60.0]
    calm = trend(readings(FALLING, every=7), "chest_to_thigh")
    assert trend(readings(wild, every=7), "chest_to_thigh").per_week == pytest.approx(
        calm.per_week, abs=0.1
    )


def test_days_that_resemble_each_other_widen_the_interval() -> None:
    values = [12 + 1.0 * (i % 2) for i in range(40)]
    slow = [12 + 1.0 * (i // 5 % 2) for i in range(40)]
    quick, drifting = (trend(readings(v), "chest_to_thigh") for v in (values, slow))
    assert a_number(drifting.autocorrelation) > 0.5 > a_number(quick.autocorrelation)
    wide, narrow = (a_number(each.high) - a_number(each.low) for each in (drifting, quick))
    assert wide > 3 * narrow


def test_the_autocorrelation_agrees_with_one_worked_by_hand() -> None:
    """Of 1, 2, -1, -2: (2 - 2 + 2) / (1 + 4 + 1 + 4)."""
    assert autocorrelation(np.array([1.0, 2.0, -1.0, -2.0])) == pytest.approx(0.2)


@pytest.mark.parametrize("r", [0.0, 0.3, 0.5, 0.7])
def test_a_long_series_is_widened_by_its_effective_size(r: float) -> None:
    """Bayley and Hammersley 1946: it counts for (1 - r) / (1 + r) of its days."""
    assert inflation(r, 10**9, 2) == pytest.approx(np.sqrt((1 + r) / (1 - r)))


def test_below_ten_days_there_is_no_line() -> None:
    found = trend(readings(FALLING[:9]), "chest_to_thigh")
    assert found.per_week is None
    assert found.reason == "A line needs 10 days; there are 9."
    assert found.band.empty


def test_no_line_leads_below_the_floor() -> None:
    touching = [6, 5, 4, 3, 2, 1, 1, 0, 0, 0, 0, 0]
    found = trend(readings(touching), "chest_to_thigh")
    assert found.per_week is None
    assert found.reason == "5 of 12 days are at 0: no line leads below that."
    assert found.band.empty


def test_a_few_zeros_are_no_floor() -> None:
    """Two of ten are 20 %, and no more."""
    found = trend(readings([6, 5, 4, 4, 3, 2, 2, 1, 0, 0]), "chest_to_thigh")
    assert a_number(found.per_week) < 0
    assert (found.band[["line", "low", "high"]] >= 0).all(axis=None)


def test_the_band_holds_the_line_and_is_widest_at_the_ends() -> None:
    band = trend(readings(FALLING, every=7), "chest_to_thigh").band
    width = band["high"] - band["low"]
    assert (band["low"] < band["line"]).all()
    assert width.iloc[0] > width.iloc[6] < width.iloc[-1]


def test_the_types_of_the_band_are_the_same_when_it_is_empty() -> None:
    full, empty = (trend(readings(v), "chest_to_thigh").band for v in (FALLING, []))
    assert full.dtypes.to_dict() == empty.dtypes.to_dict()


def test_ten_years_of_days_are_taken_by_the_week() -> None:
    """All pairs of 3,653 days would need more than 150 MB."""
    rng = np.random.default_rng(3)
    days = 3653
    true = 30 - 14 * np.arange(days) / days
    frame = readings(list(true + rng.normal(size=days)), every=1)
    tracemalloc.start()
    found = trend(frame, "chest_to_thigh")
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 30e6
    assert a_number(found.low) < -14 / days * 7 < a_number(found.high)
    assert found.days == days
