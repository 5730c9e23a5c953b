"""What is taken for a slip of the pen, and what is only a day that was different."""

import numpy as np
import pandas as pd
import pytest

from stretchlib.progress.outliers import far_off, without_slips
from tests.chart_kit import trials
from tests.progress_kit import readings


def slips(values: list[float]) -> list[bool]:
    cm = np.array(values)
    return [bool(each) for each in far_off(cm, cm, np.arange(len(cm)))]


@pytest.mark.parametrize("index", range(6))
@pytest.mark.parametrize(("cm", "is_slip"), [(17.0, False), (17.5, True), (6.5, True)])
def test_more_than_five_centimetres_off_is_far(index: int, cm: float, is_slip: bool) -> None:
    values = [12.0] * 6
    values[index] = cm
    assert slips(values) == [is_slip and i == index for i in range(6)]


@pytest.mark.parametrize(("cm", "is_slip"), [(29.0, False), (30.5, True)])
def test_whose_readings_scatter_has_a_wider_limit(cm: float, is_slip: bool) -> None:
    """Trials of 10 and 14, all 2 cm from 12: 6 x 1.4826 x 2 = 17.8."""
    days = [(f"2026-01-{5 + i:02}", "left", cm) for i in range(9) for cm in (10.0, 14.0)]
    kept, odd = without_slips(trials(*days, ("2026-01-08", "left", cm)))
    assert odd["value_cm"].tolist() == [cm] * is_slip
    assert len(kept) == 19 - is_slip


def test_below_four_days_nobody_can_tell() -> None:
    for values in ([], [12.0, 60.0], [12.0, 60.0, 12.0]):
        assert not any(slips(values))
    assert slips([12.0, 60.0, 12.0, 12.0]) == [False, True, False, False]


def test_a_steady_way_is_followed() -> None:
    assert not any(slips([40.0 - 2 * day for day in range(20)]))
    assert not any(slips([15.0] * 10 + [3.0] * 10))


def test_each_side_is_held_against_itself() -> None:
    both = pd.concat([readings([12.0] * 6, "left"), readings([30.0] * 6, "right")])
    assert without_slips(both)[1].empty
