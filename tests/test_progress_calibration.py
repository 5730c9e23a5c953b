"""
The limits that the statistics keep, worked out again: no page is read here.

Fewer series than the tables of docs/progress.md have; the same ones every time. That the page says
what its scripts give, is in test_progress_page.py.
"""

import numpy as np
import pytest

from docs.calibration import (
    FAIRNESS,
    PAIRED_AUTOCORRELATIONS,
    PAIRS,
    SCORES,
    SIDES,
    Cell,
    Pairs,
    covered,
    ever_clear,
    fair_cell,
    fairness,
    held,
    invent,
    paired,
    twice_the_error,
)
from docs.looking import (
    World,
    at,
    calendars,
    ever,
    first_detected,
    half_detected,
    joint_cover,
    leant,
)
from stretchlib.progress import verdict
from stretchlib.progress.findings import HALF_DETECTED
from tests.chart_kit import trials

SERIES = 500


@pytest.mark.parametrize(
    ("rate", "likeness", "most"), [(1, 0.3, 5), (3, 0.5, 5), (5, 0.3, 5), (3, 0.7, 15)]
)
def test_where_nothing_changes_it_is_seldom_called_real_however_often_one_looks(
    rate: int, likeness: float, most: float
) -> None:
    """On every occasion of 26 weeks."""
    assert ever(World(26, rate, likeness), 26, series=SERIES) <= most


@pytest.mark.parametrize(
    ("course", "size", "week", "least"),
    [
        ("early, then flat", 1.5, 8, 60),
        ("early, then flat", 1.5, 12, 84),
        ("step at week 4", 2.0, 12, 75),
        ("steady over 12 weeks", 1.0, 12, 43),
        ("steady over 12 weeks", 2.0, 8, 46),
    ],
)
def test_a_true_change_is_told_soon(course: str, size: float, week: int, least: float) -> None:
    assert ever(World(13, 3, 0.3, course, size), week, nearer=True, series=SERIES) >= least


def test_what_was_told_of_a_change_that_stays_is_still_said() -> None:
    assert at(World(13, 3, 0.3, "early, then flat", 1.5), 12, nearer=True, series=SERIES) >= 75


def test_a_larger_change_is_told_more_often() -> None:
    worlds = [World(13, 3, 0.3, "early, then flat", size) for size in (0.5, 1.5, 3.0)]
    for week in (6, 8, 12):
        shares = [ever(world, week, nearer=True, series=SERIES) for world in worlds]
        assert shares == sorted(shares)
        assert shares[0] < shares[-1]


@pytest.mark.parametrize("course", ["early, then flat", "steady over 12 weeks"])
def test_the_first_told_change_is_close_to_the_truth(course: str) -> None:
    ratio, _ = first_detected(World(13, 3, 0.3, course, 1.5), 12, series=SERIES)
    assert 0.7 <= ratio <= 1.35


def test_the_interval_holds_on_every_day_at_once() -> None:
    assert joint_cover(World(26, 3, 0.5), SERIES) >= 95
    assert joint_cover(World(13, 3, 0.3, "step at week 4", 2.0), 50) >= 95


def test_who_measures_once_a_week_is_at_least_told_where_it_leans() -> None:
    world = World(13, 1, 0.3, "early, then flat", 2.0)
    assert ever(world, 12, nearer=True, series=SERIES) >= 80 - 3
    assert leant(world, 12, nearer=True, series=SERIES) >= 80


@pytest.mark.parametrize(("rate", "size"), [(1, 1.0), (1, 2.0), (5, 1.0)])
def test_a_flare_of_three_weeks_is_seldom_called_real_however_often_one_measures(
    rate: int, size: float
) -> None:
    flare = World(26, rate, 0.3, "flare, weeks 8 to 11", size)
    assert ever(flare, 26, series=SERIES) <= 12


@pytest.mark.parametrize(
    ("words", "most"),
    [
        ("the latest 10 of 40 days", 1.2),
        ("the latest 10 of 20 days", 1.35),
        ("40 sessions", 1.2),
    ],
)
def test_what_is_learnt_from_more_days_makes_ten_of_them_fair(words: str, most: float) -> None:
    (cell,) = [fair_cell(pairs, history) for name, pairs, history in FAIRNESS if name == words]
    width, found, students = fairness(cell)
    assert 1 <= width <= most
    assert found <= students
    assert 92 <= held(cell) <= 98


@pytest.mark.parametrize(
    "cell",
    [
        Cell(10, 0.0, 1),
        Cell(20, 0.3, 2),
        Cell(10, 0.5, 3),
        twice_the_error(Cell(30, 0.3, 1)),
    ],
    ids=lambda cell: f"{cell.occasions}-{cell.autocorrelation}-{cell.change:.0f}",
)
def test_the_interval_of_the_slope_covers_the_truth(cell: Cell) -> None:
    assert 92 <= covered(cell, 2 * SERIES) <= 98


@pytest.mark.parametrize(
    "cell", [*paired(SCORES), *paired(SIDES, PAIRS[:2])], ids=lambda c: f"{c.pairs}-{c.spread}"
)
def test_the_interval_of_a_mean_difference_covers_the_truth(cell: Pairs) -> None:
    assert 92 <= held(cell) <= 98


@pytest.mark.parametrize("autocorrelation", PAIRED_AUTOCORRELATIONS)
def test_an_equal_before_and_after_seldom_becomes_clear(autocorrelation: float) -> None:
    assert ever_clear(autocorrelation, 200) <= 5


def test_the_days_that_are_left_are_those_of_the_series() -> None:
    assert half_detected(2.0, 1) == HALF_DETECTED[3][0]


def test_a_series_is_judged_as_a_frame_of_the_log_would_be() -> None:
    """The series skip the frame; what is read from a frame is the same."""
    days, values = next(calendars(World(12, 3, 0.3, "early, then flat", 3.0), 50))
    for cm in values[:3]:
        stamps = [str(np.datetime64("2026-01-05") + np.timedelta64(int(day), "D")) for day in days]
        rows = [(day, "left", each) for day, each in zip(stamps, cm, strict=True)]
        found = verdict(trials(*rows), "chest_to_thigh", "left")
        assert found.code == "likely_real_better"
        assert found.finding.counted == len(days) - 3


def test_the_same_cell_always_makes_the_same_series() -> None:
    first, again = (next(invent(Cell(10, 0.5, 3), 2)).value.tolist() for _ in range(2))
    assert first == again
