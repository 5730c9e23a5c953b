"""Evidence that may be looked at every day, and the interval that goes with it."""

import itertools

import numpy as np
import pytest

from stretchlib.progress.evidence import (
    GAP_POWER,
    LIKE,
    LIKE_WEIGHTS,
    PAIR_SIZES,
    REAL,
    RESEMBLANCES,
    SPELL_SIZE,
    SPELL_WEEKS,
    TRAJECTORIES,
    USUAL_GAP,
    WEIGHTS,
    evidence_path,
    mean_evidence,
)
from stretchlib.progress.findings import AGAINST, HALF_DETECTED, change_span, days_needed

RNG = np.random.default_rng(11)
WEEKS = np.concatenate([[0], RNG.integers(1, 6, 29).cumsum()]) / 7
NOISE = RNG.normal(12, 1, 30)


def by_matrices(weeks: np.ndarray, values: np.ndarray, last: int) -> float:
    """The same evidence from covariance matrices, as the formula is written down."""
    days, y = weeks[:last], values[:last]
    top = bottom = 0.0
    for like, weight in zip(RESEMBLANCES, WEIGHTS, strict=True):
        step = np.concatenate([[0], np.cumsum((np.diff(days) / USUAL_GAP) ** GAP_POWER)])
        apart = np.abs(step[:, None] - step)
        precision = np.linalg.inv(np.where(apart == 0, 1.0, like**apart))
        one = np.ones(last)
        ones = one @ precision @ one
        rest = precision - np.outer(precision @ one, one @ precision) / ones
        null = weight * np.sqrt(np.linalg.det(precision) / ones)
        null *= (y @ rest @ y) ** (-(last - 1) / 2)
        bottom += null
        for course in TRAJECTORIES:
            x = course.at(days)
            for size in course.sizes:
                room, along = x @ rest @ x, x @ rest @ y
                fits = along**2 / (room + size**-2) / (y @ rest @ y)
                gain = (1 + size**2 * room) ** -0.5 * (1 - fits) ** (-(last - 1) / 2)
                top += null * gain * course.weight / len(course.sizes)
    return top / bottom


@pytest.mark.parametrize("last", [3, 5, 12, 30])
def test_the_evidence_agrees_with_the_formula_in_matrices(last: int) -> None:
    falling = NOISE - 0.3 * WEEKS
    found = np.exp(evidence_path(WEEKS, falling).log_e[last - 1])
    assert found == pytest.approx(by_matrices(WEEKS, falling, last), rel=1e-6)


def spell_by_matrices(weeks: np.ndarray, y: np.ndarray) -> float:
    """A level that moved at once on one of the days of the last three weeks, each as likely."""
    last = len(y)
    begins = [day for day in range(1, last) if weeks[last - 1] - weeks[day] < SPELL_WEEKS]
    top = bottom = 0.0
    for like, weight in zip(RESEMBLANCES, WEIGHTS, strict=True):
        step = np.concatenate([[0], np.cumsum((np.diff(weeks) / USUAL_GAP) ** GAP_POWER)])
        apart = np.abs(step[:, None] - step)
        precision = np.linalg.inv(np.where(apart == 0, 1.0, like**apart))
        one = np.ones(last)
        rest = precision - np.outer(precision @ one, one @ precision) / (one @ precision @ one)
        null = weight * np.sqrt(np.linalg.det(precision) / (one @ precision @ one))
        null *= (y @ rest @ y) ** (-(last - 1) / 2)
        bottom += null
        for day in begins:
            x = (np.arange(last) >= day) * 1.0
            room, fits = x @ rest @ x, (x @ rest @ y) ** 2 / (y @ rest @ y)
            fits = fits / (x @ rest @ x + SPELL_SIZE**-2)
            gain = (1 + SPELL_SIZE**2 * room) ** -0.5 * (1 - fits) ** (-(last - 1) / 2)
            top += null * gain / len(begins)
    return top / bottom


def test_a_spell_agrees_with_the_formula_in_matrices() -> None:
    falling = NOISE - 3 * WEEKS
    path = evidence_path(WEEKS, falling)
    asked = np.flatnonzero(np.isfinite(path.log_spell))[-1]
    expected = spell_by_matrices(WEEKS[: asked + 1], falling[: asked + 1])
    assert np.exp(path.log_spell[asked]) == pytest.approx(expected, rel=1e-6)


def test_nobody_asks_for_a_spell_where_the_evidence_is_small_or_has_stood_for_long() -> None:
    assert (evidence_path(WEEKS, NOISE).log_spell == -np.inf).all()
    path = evidence_path(WEEKS, NOISE - 3 * WEEKS)
    [first, *_] = np.flatnonzero(path.log_e >= np.log(REAL))
    assert np.isfinite(path.log_spell[first])
    assert (path.log_spell[WEEKS[first] + SPELL_WEEKS < WEEKS] == -np.inf).all()


@pytest.mark.parametrize(
    ("per_week", "like", "flare", "most"),
    [(1, 0.5, 0, 5), (3, 0.5, 0, 5), (5, 0.5, 0, 5), (5, 0.3, 3, 12), (5, 0.5, 4.5, 12)],
)
def test_neither_nothing_nor_a_flare_is_often_called_a_change(
    per_week: int, like: float, flare: float, most: float
) -> None:
    """A generator of its own: 26 weeks, each occasion; a flare of three weeks begins anywhere."""
    rng = np.random.default_rng(per_week)
    ever = []
    for _ in range(50):
        days = [7 * w + day for w in range(26) for day in sorted(rng.permutation(7)[:per_week])]
        weeks = (np.array(days) - days[0]) / 7
        error = rng.normal(size=(20, len(weeks)))
        for now in range(1, len(weeks)):
            error[:, now] = like * error[:, now - 1] + (1 - like**2) ** 0.5 * error[:, now]
        began = rng.uniform(4, 22, (20, 1))
        cm = 20 + error + flare * ((weeks >= began) & (weeks < began + 3))
        cm += rng.normal(scale=0.47, size=cm.shape)
        path = evidence_path(weeks, np.round(2 * cm) / 2, 0.144)
        real = (path.log_e >= np.log(REAL)) & (path.log_e >= path.log_spell)
        ever += real[:, 4:].any(axis=1).tolist()
    assert 100 * np.mean(ever) <= most


def test_the_evidence_does_not_depend_on_level_unit_or_direction() -> None:
    before = evidence_path(WEEKS, NOISE).log_e
    for other in (NOISE + 40, NOISE * 2.54, -NOISE):
        np.testing.assert_allclose(evidence_path(WEEKS, other).log_e, before, atol=1e-8)


def test_what_comes_later_changes_nothing_of_what_was_known() -> None:
    whole, part = evidence_path(WEEKS, NOISE), evidence_path(WEEKS[:14], NOISE[:14])
    np.testing.assert_allclose(whole.log_e[:14], part.log_e)


def test_many_series_at_once_are_each_judged_alone() -> None:
    both = evidence_path(WEEKS, np.array([NOISE, NOISE[::-1]]))
    np.testing.assert_allclose(both.log_e[1], evidence_path(WEEKS, NOISE[::-1]).log_e)


@pytest.mark.parametrize("days", [0, 1, 2])
def test_the_first_days_tell_nothing(days: int) -> None:
    assert evidence_path(WEEKS[:days], NOISE[:days]).log_e.tolist() == [0.0] * days


def test_the_weights_of_what_may_be_make_one() -> None:
    assert WEIGHTS.sum() == pytest.approx(1)
    assert sum(course.weight for course in TRAJECTORIES) == pytest.approx(1)
    assert LIKE_WEIGHTS.sum() == pytest.approx(1)


def test_the_change_is_shrunk_towards_none() -> None:
    """Of a line that falls by 6 cm, less than 6 cm are told, and more than half."""
    fall = -evidence_path(WEEKS, NOISE - 6 * WEEKS / WEEKS[-1]).change[-1]
    assert 3 < fall < 6.5


def test_the_interval_holds_none_exactly_where_the_evidence_is_below_twenty() -> None:
    for slope in np.linspace(0, 0.6, 13):
        values = NOISE - slope * WEEKS
        e = np.exp(evidence_path(WEEKS, values, 0.14).log_e[-1])
        span = change_span(WEEKS, values, 0.14)
        assert span is not None
        low, high = span
        assert (low <= 0 <= high) is bool(e < AGAINST)


def test_of_few_days_any_change_is_possible() -> None:
    assert change_span(WEEKS[:5], NOISE[:5], 0.14) is None


def test_the_evidence_for_a_mean_agrees_with_the_formula_in_matrices() -> None:
    apart = np.array([-1.0, 0, -2, -1, -1, 1, -2])
    n, one = len(apart), np.ones(7)
    top = bottom = 0.0
    for like, weight in zip(LIKE, LIKE_WEIGHTS, strict=True):
        places = np.arange(n)
        precision = np.linalg.inv(
            np.where(places[:, None] == places, 1.0, like ** np.abs(places[:, None] - places))
        )
        rest, room, along = (
            apart @ precision @ apart, one @ precision @ one, one @ precision @ apart
        )  # fmt: skip
        null = weight * np.linalg.det(precision) ** 0.5 * rest ** (-n / 2)
        bottom += null
        for size in PAIR_SIZES:
            fits = along**2 / (room + size**-2) / rest
            top += null / len(PAIR_SIZES) * (1 + size**2 * room) ** -0.5 * (1 - fits) ** (-n / 2)
    assert mean_evidence(apart)[-1] == pytest.approx(top / bottom)


def test_an_equal_before_and_after_is_seldom_clear_however_often_one_looks() -> None:
    """Whole points, an autocorrelation of 0.3, looked at after each of 78 sessions."""
    rng = np.random.default_rng(78)
    noise = rng.normal(size=(400, 78))
    for now in range(1, 78):
        noise[:, now] = 0.3 * noise[:, now - 1] + 0.91**0.5 * noise[:, now]
    before = 5 + 1.5 * rng.normal(size=noise.shape)
    apart = np.round(before + 1.2 * noise) - np.round(before)
    assert (mean_evidence(apart, 0.41)[:, 5:].max(axis=1) >= 20).mean() <= 0.05


def test_a_larger_change_never_takes_more_days() -> None:
    for smaller, larger in itertools.pairwise(HALF_DETECTED):
        assert all(one >= other for one, other in zip(smaller, larger, strict=True))
    assert days_needed(0.1, 3) is None
    assert days_needed(9.0, 3) == HALF_DETECTED[-1][2]
