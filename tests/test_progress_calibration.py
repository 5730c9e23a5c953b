"""What docs/progress.md claims is so: its limits hold, and some cells are worked out again."""

import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from docs.calibration import (
    PAIRED_AUTOCORRELATIONS,
    SCORES,
    SIDES,
    SLIP_CM,
    Cell,
    Pairs,
    filled,
    held,
    invent,
    rated,
    tried,
    twice_the_error,
    written_down,
)
from stretchlib.progress import measurement_error, verdict
from stretchlib.progress.changes import as_change
from stretchlib.progress.error import own_error
from stretchlib.progress.trends import fit
from stretchlib.progress.verdicts import judge
from tests.chart_kit import trials

PAGE = (Path(__file__).parent.parent / "docs" / "progress.md").read_text("utf-8")


def published(name: str) -> dict[tuple[str, float], list[float]]:
    """Figures of a table of the page, by its row and autocorrelation."""
    table = re.search(rf"<!-- {name} -->\n(.*?)<!-- end -->", PAGE, re.DOTALL).group(1)
    figures = {}
    lines = [
        [cell.strip() for cell in line.strip("|").split("|")] for line in table.split("\n") if line
    ]
    [_, *columns], _, *rows = lines
    for row, *cells in rows:
        for r, cell in zip(columns, cells, strict=True):
            figures[row, float(r)] = [float(figure) for figure in cell.split("/")]
    return figures


@pytest.mark.parametrize("name", ["claimed", "floor", "ratings", "days_alone", "slip_claimed"])
def test_a_change_that_is_none_is_seldom_claimed(name: str) -> None:
    """At most 5 % up to an autocorrelation of 0.5, at most 8 % at 0.7."""
    figures = published(name)
    assert figures
    for (_, r), claimed in figures.items():
        assert max(claimed) <= (5 if r <= 0.5 else 8)


@pytest.mark.parametrize("name", ["found", "found_arriving", "slip_found"])
def test_a_change_of_twice_the_error_is_found(name: str) -> None:
    figures = published(name)
    assert figures
    assert min(min(found) for found in figures.values()) >= 80


@pytest.mark.parametrize("name", ["covered", "covered_nearing"])
def test_the_interval_of_the_slope_covers_the_truth(name: str) -> None:
    figures = published(name)
    assert figures
    for (_, r), covered in figures.items():
        assert r > 0.5 or all(92 <= figure <= 98 for figure in covered)


@pytest.mark.parametrize("name", ["held_scores", "held_sides"])
def test_the_interval_of_a_mean_difference_covers_the_truth(name: str) -> None:
    figures = published(name)
    assert {r for _, r in figures} == set(PAIRED_AUTOCORRELATIONS)
    for [covered] in figures.values():
        assert 92 <= covered <= 98


@pytest.mark.parametrize(("kind", "name"), [(SCORES, "held_scores"), (SIDES, "held_sides")])
def test_the_page_says_what_the_pairs_give(kind: dict[str, float], name: str) -> None:
    for (pairs, r), [covered] in published(name).items():
        assert covered == pytest.approx(held(Pairs(int(pairs), r, **kind)), abs=0.15)


STILL = Cell(10, 0.5, 3)
NEARING = twice_the_error(Cell(30, 0.5, 1))


@pytest.mark.parametrize(
    ("cell", "measure", "name", "row", "place"),
    [
        (STILL, "claimed", "claimed", "10", 2),
        (STILL, "covered", "covered", "10", 2),
        (NEARING, "found", "found", "30", 0),
        (replace(STILL, level=1.0), "claimed", "floor", "1", 0),
        (rated(replace(STILL, trials=1)), "claimed", "ratings", "10", 0),
        (replace(STILL, slip=SLIP_CM), "claimed", "slip_claimed", "10", 2),
    ],
    ids=["claimed", "covered", "found", "floor", "ratings", "slip"],
)
def test_the_page_says_what_the_series_give(
    cell: Cell, measure: str, name: str, row: str, place: int
) -> None:
    again = getattr(tried(cell), measure)
    assert published(name)[row, cell.autocorrelation][place] == pytest.approx(again, abs=0.15)


def test_a_series_is_judged_as_a_frame_of_the_log_would_be() -> None:
    """The series skip the frame; what is read from a frame, slips and all, is the same."""
    cell = Cell(12, 0.3, trials=3, change=-8.0, slip=SLIP_CM)
    for written, readings in zip(written_down(cell, 5), invent(cell, 5), strict=True):
        day, cm = written
        days = np.repeat(day.astype("datetime64[D]").astype(str), 3)
        rows = [(day, "left", each) for day, each in zip(days, cm.ravel(), strict=True)]
        found = verdict(trials(*rows), "chest_to_thigh", "left")
        error, change = own_error(readings), as_change(readings)
        assert found.code == judge(change, fit(readings))
        assert (found.change.first, found.change.latest) == (change.first, change.latest)
        assert found.change.mdc == pytest.approx(error.mdc)
        assert measurement_error(trials(*rows), "chest_to_thigh").sem == pytest.approx(error.sem)
        assert found.sentence.count("left out") == 1


def test_the_same_cell_always_makes_the_same_series() -> None:
    first, again = (next(invent(STILL, 2)).value.tolist() for _ in range(2))
    assert first == again


def test_a_table_is_put_between_its_marks() -> None:
    page = "a\n<!-- one -->\nold\n<!-- end -->\nb\n<!-- two -->\n<!-- end -->"
    assert filled(page, {"one": "new"}) == (
        "a\n<!-- one -->\n\nnew\n\n<!-- end -->\nb\n<!-- two -->\n<!-- end -->"
    )
