"""What stands in docs/progress.md is what its scripts give, and all of it within the limits."""

import re
from pathlib import Path

import pytest

from docs.calibration import (
    FAIRNESS,
    PAIRED_AUTOCORRELATIONS,
    SCORES,
    SIDES,
    Cell,
    Kind,
    Pairs,
    covered,
    fair_cell,
    fairness,
    filled,
    held,
)
from docs.looking import HARD, SERIES, World, at, ever, joint_cover, leant
from stretchlib.progress.findings import HALF_DETECTED, RATES, SIZES
from tests.text_kit import match_in

PAGE = (Path(__file__).parent.parent / "docs" / "progress.md").read_text("utf-8")


def published(name: str) -> dict[tuple[str, str], list[float]]:
    """Figures of a table of the page, by row and column."""
    lines = match_in(rf"<!-- {name} -->\n(.*?)<!-- end -->", PAGE, re.DOTALL)[1]
    rows = [
        [cell.strip() for cell in line.strip("|").split("|")] for line in lines.split("\n") if line
    ]
    [_, *columns], _, *rows = rows
    return {
        (row, column): [float(each) for each in re.findall(r"[\d.]+", cell)]
        for row, *cells in rows
        for column, cell in zip(columns, cells, strict=True)
    }


def test_where_nothing_changes_it_is_seldom_called_real_however_often_one_looks() -> None:
    """On every occasion of 26 weeks: at most 5 % up to 0.5, at most 15 % at 0.7."""
    figures = published("looked_still")
    assert len(figures) == 2 * 4 * 4
    for (_, r), (_, _, half_a_year, _) in figures.items():
        assert half_a_year <= (5 if float(r) <= 0.5 else 15)


@pytest.mark.parametrize(
    ("row", "column", "index", "least"),
    [
        ("early, then flat, 1.5 MDC", "told by week 6 / 8 / 12", 1, 60),
        ("early, then flat, 1.5 MDC", "told by week 6 / 8 / 12", 2, 84),
        ("early, then flat, 1.5 MDC", "still said at 12", 0, 75),
        ("step at week 4, 2 MDC", "told by week 6 / 8 / 12", 2, 75),
        ("steady over 12 weeks, 1 MDC", "told by week 6 / 8 / 12", 2, 43),
        ("steady over 12 weeks, 2 MDC", "told by week 6 / 8 / 12", 1, 46),
    ],
)
def test_a_true_change_is_told_soon(row: str, column: str, index: int, least: float) -> None:
    assert published("looked_told")[row, column][index] >= least


def test_a_larger_change_is_never_told_less_often() -> None:
    """But for a step two weeks after it, when nobody can tell it from a flare."""
    figures = {row: f for (row, c), f in published("looked_told").items() if "by week" in c}
    assert len(figures) == 24
    for course in {row.rpartition(", ")[0] for row in figures}:
        rows = [f for row, f in figures.items() if row.startswith(course)]
        weeks = (8, 12) if course.startswith("step") else (6, 8, 12)
        for shares in list(zip(*rows, strict=True))[-len(weeks) :]:
            assert list(shares) == sorted(shares)


def test_the_first_told_change_is_close_to_the_truth() -> None:
    """Of 1 MDC and more: within 1.35 x on average."""
    figures = published("looked_told")
    for (row, column), [ratio] in (f for f in figures.items() if "truth" in f[0][1]):
        assert float(match_in(r"([\d.]+) MDC", row)[1]) < 1 or ratio <= 1.35, (row, column)


def test_the_interval_holds_on_every_day_at_once() -> None:
    for (_, r), [share] in published("looked_covered").items():
        assert share >= 95 or float(r) > 0.5


def test_who_measures_once_a_week_is_at_least_told_where_it_leans() -> None:
    claimed, leaning = published("looked_rates")["1 a week", "2 MDC"]
    assert claimed >= 80
    assert leaning >= 80


def test_a_flare_of_three_weeks_is_seldom_called_real_however_often_one_measures() -> None:
    flares = [f for (row, _), f in published("looked_hard").items() if "flare" in row]
    assert len(flares) == 8
    assert all(share <= 12 for [share] in flares)


def test_what_is_learnt_from_more_days_makes_ten_of_them_fair() -> None:
    """Ten that stand alone cannot be both fair and right at 0.5; see the page."""
    figures = published("fairness")
    head = "holds at 0 / 0.3 / 0.5"
    assert all(92 <= share <= 98 for (_, c), f in figures.items() if c == head for share in f)
    width = "width, Student's being 1"
    assert figures["the latest 10 of 40 days", width][0] <= 1.2
    assert figures["the latest 10 of 20 days", width][0] <= 1.35
    assert figures["40 sessions", width][0] <= 1.2


def test_the_page_says_what_ten_of_twenty_days_give() -> None:
    words, pairs, history = FAIRNESS[3]
    width, found, _ = fairness(fair_cell(pairs, history))
    assert published("fairness")[words, "width, Student's being 1"] == [
        pytest.approx(width, abs=0.01)
    ]
    assert published("fairness")[words, "a difference found"][0] == pytest.approx(found, abs=0.6)


@pytest.mark.parametrize(
    ("row", "column"), [("3 a week, occasions", "0.5"), ("1 a week, occasions", "0")]
)
def test_the_page_says_what_the_series_give(row: str, column: str) -> None:
    world = World(26, int(row[0]), float(column))
    once, _, looked, _ = published("looked_still")[row, column]
    assert once == pytest.approx(at(world, 26), abs=0.15)
    assert looked == pytest.approx(ever(world, 26), abs=0.15)
    leans = published("looked_leaning")[row.partition(",")[0], column]
    assert leans == pytest.approx([leant(world, 26)], abs=0.6)


def test_the_page_says_what_a_change_gives() -> None:
    world = World(13, 3, 0.3, "early, then flat", 1.5)
    shares = published("looked_told")["early, then flat, 1.5 MDC", "told by week 6 / 8 / 12"]
    assert shares == pytest.approx([ever(world, w, nearer=True) for w in (6, 8, 12)], abs=0.6)
    name = "one slip of 48 cm"
    slipped = ever(World(26, 1, 0.3, **HARD[name]), 26)
    assert published("looked_hard")[name, "1 a week, 0.3"] == pytest.approx([slipped], abs=0.15)
    shown = published("looked_covered")["none, 0 MDC", "0.3"]
    assert shown == pytest.approx([joint_cover(World(26, 3, 0.3), SERIES)], abs=0.15)


def test_the_days_that_are_left_are_those_of_the_page_and_of_the_series() -> None:
    for size, row in zip(SIZES, HALF_DETECTED, strict=True):
        for rate, days in zip(RATES, row, strict=True):
            assert published("half_told")[f"{size:g} MDC", f"{rate} a week"] == [days]


@pytest.mark.parametrize("name", ["covered", "covered_nearing"])
def test_the_interval_of_the_slope_covers_the_truth(name: str) -> None:
    figures = published(name)
    assert figures
    for (_, r), shares in figures.items():
        assert float(r) > 0.5 or all(92 <= share <= 98 for share in shares)


@pytest.mark.parametrize("name", ["held_scores", "held_sides"])
def test_the_interval_of_a_mean_difference_covers_the_truth(name: str) -> None:
    figures = published(name)
    assert {float(r) for _, r in figures} == set(PAIRED_AUTOCORRELATIONS)
    for [share] in figures.values():
        assert 92 <= share <= 98


def test_an_equal_before_and_after_seldom_becomes_clear() -> None:
    assert all(share <= 5 for [share] in published("ever_clear").values())


@pytest.mark.parametrize(("kind", "name"), [(SCORES, "held_scores"), (SIDES, "held_sides")])
def test_the_page_says_what_the_pairs_give(kind: Kind, name: str) -> None:
    for (pairs, r), [share] in published(name).items():
        assert share == pytest.approx(held(Pairs(int(pairs), float(r), **kind)), abs=0.15)


STILL = Cell(10, 0.5, 3)


def test_the_page_says_what_the_slopes_give() -> None:
    assert published("covered")["10", "0.5"][2] == pytest.approx(covered(STILL), abs=0.15)


def test_a_table_is_put_between_its_marks() -> None:
    page = "a\n<!-- one -->\nold\n<!-- end -->\nb\n<!-- two -->\n<!-- end -->"
    assert filled(page, {"one": "new"}) == (
        "a\n<!-- one -->\n\nnew\n\n<!-- end -->\nb\n<!-- two -->\n<!-- end -->"
    )
