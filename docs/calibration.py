"""
How often the intervals of a slope and of a mean hold the truth; the page is progress.md.

Each series is invented: the distance of a day is its true level, plus an error of the day that
resembles that of the day before, plus an error of each trial, read to half a centimetre, never
below 0. Pairs are invented alike. The same seeds always make the same tables:
`python -m docs.calibration`; with names of tables, only those. How often a verdict is right stands
in looking.py.
"""

import re
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from itertools import product
from pathlib import Path
from typing import TypedDict

import numpy as np
from numpy.typing import NDArray
from scipy.special import stdtrit

from stretchlib.progress.evidence import CLEAR, Floats, mean_evidence
from stretchlib.progress.measurement_error import mdc95
from stretchlib.progress.outliers import far_off
from stretchlib.progress.paired import MIN_PAIRS, mean_margin
from stretchlib.progress.readings import ROUNDING, Readings
from stretchlib.progress.trends import fit

HERE = Path(__file__).parent
SEED = 20250303
SERIES = 2000
OCCASIONS = (10, 20, 40, 80)
AUTOCORRELATIONS = (0.0, 0.3, 0.5, 0.7)
TRIALS = (1, 2, 3)
FOUND_OCCASIONS = 30
PAIRS = (6, 10, 20, 40)
SESSIONS = 78
FAIRNESS = (
    ("10 sessions", 10, 0),
    ("20 sessions", 20, 0),
    ("40 sessions", 40, 0),
    ("the latest 10 of 20 days", 10, 20),
    ("the latest 10 of 40 days", 10, 40),
    ("the latest 10 of 60 days", 10, 60),
)
PAIRED_AUTOCORRELATIONS = AUTOCORRELATIONS[:3]
FIRST_DAY = np.datetime64("2025-03-03", "us")


@dataclass(frozen=True)
class Cell:
    """What all series of one cell have in common."""

    occasions: int
    autocorrelation: float
    """Between the day error of one occasion and that of the next."""
    trials: int = 3
    level: float = 14.0
    """Where it begins."""
    change: float = 0.0
    """How much it changes, evenly, from the first day to the last."""
    day_error: float = 1.0
    trial_error: float = 0.7
    step: float = 0.5
    """To what it is read."""
    most: float = 100.0
    unit: str = "cm"
    slip: float = 0.0
    """By how much one trial of each series is written wrongly."""

    @property
    def mdc(self) -> float:
        """The minimal detectable change that the errors of this cell amount to."""
        spread = {1: 1.0, 2: 1 / 2, 3: 0.449}[self.trials]  # variance of a median of so many
        day_sem = np.hypot(self.day_error, self.trial_error * np.sqrt(spread))
        return mdc95(max(day_sem, self.trial_error))


def invent(cell: Cell, series: int = SERIES) -> Iterator[Readings]:
    """Make the series of one cell: the same ones every time."""
    for day, trials in written_down(cell, series):
        yield _readings(day, trials, cell.unit)


def written_down(cell: Cell, series: int) -> Iterator[tuple[NDArray[np.datetime64], Floats]]:
    """Give the days of each series, and their trials as somebody wrote them down."""
    rng = np.random.default_rng([SEED, *repr(cell).encode()])
    days = _irregular_days(rng, series, cell.occasions)
    level = cell.level + cell.change * days / days[:, -1:]
    day_error = cell.day_error * _autoregressive(rng, days.shape, cell.autocorrelation)
    trial_error = cell.trial_error * rng.normal(size=(*days.shape, cell.trials))
    true = (level + day_error)[..., None] + trial_error
    read = np.clip(np.round(true / cell.step) * cell.step, 0.0, cell.most)
    if cell.slip:
        slipped = rng.integers(cell.occasions, size=series)
        read[np.arange(series), slipped, 0] += cell.slip
    stamps = FIRST_DAY + days.astype("timedelta64[D]")
    yield from zip(stamps, read, strict=True)


def _readings(day: NDArray[np.datetime64], trials: Floats, unit: str) -> Readings:
    """Sum up days of as many trials each, slips left out, as `day_readings` does with a frame."""
    median, mean = np.median, np.mean
    day_of = np.repeat(np.arange(len(day)), trials.shape[1])
    is_slip = far_off(np.median(trials, axis=1), trials.ravel(), day_of).reshape(trials.shape)
    if unit == "cm" and is_slip.any():
        median, mean = np.nanmedian, np.nanmean
        is_day = ~is_slip.all(axis=1)
        day, trials = day[is_day], np.where(is_slip, np.nan, trials)[is_day]
    repeats = int((~np.isnan(trials)).sum()) - len(day)
    within = trials - mean(trials, axis=1, keepdims=True)
    sem = float(np.sqrt(np.nansum(within**2) / repeats)) if repeats else None
    return Readings(day, median(trials, axis=1), unit, sem, repeats)


def _irregular_days(rng: np.random.Generator, series: int, occasions: int) -> Floats:
    """One to six days apart and, one time in twenty, three weeks."""
    gaps = rng.integers(1, 7, (series, occasions - 1))
    gaps = np.where(rng.random(gaps.shape) < 0.05, 21, gaps)
    return np.concatenate([np.zeros((series, 1)), gaps.cumsum(axis=1)], axis=1)


def _autoregressive(rng: np.random.Generator, shape: tuple[int, ...], r: float) -> Floats:
    noise = rng.normal(size=shape)
    noise[:, 1:] *= np.sqrt(1 - r**2)
    for now in range(1, shape[1]):
        noise[:, now] += r * noise[:, now - 1]
    return noise


@dataclass(frozen=True)
class Pairs:
    """What all series of pairs of one cell have in common."""

    pairs: int
    autocorrelation: float
    """Between the difference of one pair and that of the next."""
    difference: float
    spread: float
    """Standard deviation of a difference."""
    step: float
    """To what both of a pair are read; ratings in whole points, so that many are the same."""
    history: int = field(default=0, repr=False)
    """How many pairs there are in all, if they are only the latest."""


class Kind(TypedDict):
    """What pairs of one kind have in common."""

    difference: float
    spread: float
    step: float


SCORES: Kind = {"difference": -1.0, "spread": 1.2, "step": 1.0}
"""Tightness after practice against before: around 5, and one point less."""
SIDES: Kind = {"difference": 2.0, "spread": 1.0, "step": 0.5}
"""Left against right: the left two centimetres further away."""


@cache
def held(cell: Pairs, series: int = SERIES) -> float:
    """Tell how often the interval of the mean difference holds the true one, in per cent."""
    rng = np.random.default_rng([SEED, *repr(cell).encode()])
    apart, margins, _ = _invented_pairs(cell, rng, series)
    return 100 * float((abs(apart.mean(axis=1) - cell.difference) <= margins).mean())


def _invented_pairs(
    cell: Pairs, rng: np.random.Generator, series: int
) -> tuple[Floats, Floats, Floats]:
    """Give the differences of each series, half the width of its interval, and of Student's."""
    shape = series, max(cell.pairs, cell.history)
    first = 5 + 1.5 * rng.normal(size=shape)
    moved = cell.difference + cell.spread * _autoregressive(rng, shape, cell.autocorrelation)
    read = [np.round(each / cell.step) * cell.step for each in (first, first + moved)]
    every = read[1] - read[0]
    apart = every[:, -cell.pairs :]
    margins = np.array([mean_margin(a[-cell.pairs :], a) for a in every])
    errors = apart.std(axis=1, ddof=1) / cell.pairs**0.5
    return apart, margins, errors * float(stdtrit(cell.pairs - 1, 0.975))


@cache
def fairness(cell: Pairs, series: int = SERIES) -> tuple[float, float, float]:
    """Tell, where pairs are independent, the width beside Student's, and how often each finds."""
    rng = np.random.default_rng([SEED, *repr(cell).encode()])
    apart, margins, students = _invented_pairs(cell, rng, series)
    ours, theirs = (100 * float((apart.mean(axis=1) < -e).mean()) for e in (margins, students))
    return float(margins.mean() / students.mean()), ours, theirs


def fair_cell(pairs: int, history: int) -> Pairs:
    """Independent pairs, whose difference Student's own interval finds in about 60 %."""
    size = 0.77 * (10 / pairs) ** 0.5
    return Pairs(pairs, 0.0, difference=-size, spread=1.0, step=0.05, history=history)


def _fairness_table() -> str:
    rows = []
    for words, pairs, history in FAIRNESS:
        cell = fair_cell(pairs, history)
        width, found, students = fairness(cell)
        holds = [held(replace(cell, autocorrelation=r)) for r in PAIRED_AUTOCORRELATIONS]
        shares = " / ".join(f"{each:.1f}" for each in holds)
        rows.append(f"| {words} | {width:.2f} | {found:.0f} ({students:.0f}) | {shares} |")
    heads = "pairs | width, Student's being 1 | a difference found | holds at 0 / 0.3 / 0.5"
    return "\n".join([f"| {heads} |", "|---|---:|---:|---:|", *rows])


@cache
def ever_clear(autocorrelation: float, series: int = SERIES) -> float:
    """Tell how often an equal before and after becomes clear, looked at after each session."""
    rng = np.random.default_rng([SEED, int(10 * autocorrelation)])
    shape = series, SESSIONS
    before = 5 + 1.5 * rng.normal(size=shape)
    after = before + SCORES["spread"] * _autoregressive(rng, shape, autocorrelation)
    found = []
    for apart in np.round(after) - np.round(before):
        over = np.flatnonzero(mean_evidence(apart, ROUNDING["points"] * 2**0.5) >= CLEAR) + 1
        looks = (apart[:n] for n in over if n >= MIN_PAIRS)
        found.append(any(abs(each.mean()) > mean_margin(each) for each in looks))
    return 100 * float(np.mean(found))


def _ever_clear_table() -> str:
    cells = [f"{ever_clear(r):.1f}" for r in PAIRED_AUTOCORRELATIONS]
    heads = " | ".join(f"{r:g}" for r in PAIRED_AUTOCORRELATIONS)
    return f"| sessions | {heads} |\n|---:|---:|---:|---:|\n| {SESSIONS} | {' | '.join(cells)} |"


@cache
def covered(cell: Cell, series: int = SERIES) -> float:
    """Tell how often the interval of the slope holds the true one, in per cent."""
    held = []
    for readings in invent(cell, series):
        line = fit(readings)
        true = cell.change / readings.elapsed[-1]
        held.append(line is not None and abs(line.slope - true) <= line.slope_margin)
    return 100 * float(np.mean(held))


def table(cells: Sequence[Cell | Pairs], rows: str, figure: Callable[..., float]) -> str:
    """Lay out a figure: a row for each value of `rows`, a column for each autocorrelation."""
    figures: dict[tuple[float, float], list[str]] = {}
    for cell in cells:
        key = getattr(cell, rows), cell.autocorrelation
        figures.setdefault(key, []).append(f"{figure(cell):.1f}")
    columns = list(dict.fromkeys(r for _, r in figures))
    lines = [
        f"| {rows} | " + " | ".join(f"{r:g}" for r in columns) + " |",
        "|---:|" + "---:|" * len(columns),
    ]
    for row in dict.fromkeys(row for row, _ in figures):
        parts = [" / ".join(figures[row, r]) for r in columns]
        lines.append(f"| {row:g} | {' | '.join(parts)} |")
    return "\n".join(lines)


def grid(*, occasions: tuple[int, ...] = OCCASIONS, trials: tuple[int, ...] = TRIALS) -> list[Cell]:
    """Every combination, in the order of the tables."""
    return [Cell(n, r, k) for n, r, k in product(occasions, AUTOCORRELATIONS, trials)]


def twice_the_error(cell: Cell) -> Cell:
    """Let a cell come nearer by twice its own measurement error."""
    return replace(cell, level=2 * cell.mdc + 4, change=-2 * cell.mdc)


def paired(kind: Kind, pairs: tuple[int, ...] = PAIRS) -> list[Pairs]:
    """Every number of pairs with every autocorrelation."""
    return [Pairs(n, r, **kind) for n, r in product(pairs, PAIRED_AUTOCORRELATIONS)]


def tables() -> dict[str, Callable[[], str]]:
    """Every table of the page, by its mark; each is worked out when it is called."""
    nearing = [twice_the_error(cell) for cell in grid(occasions=(FOUND_OCCASIONS,))]
    return {
        "covered": lambda: table(grid(), "occasions", covered),
        "covered_nearing": lambda: table(nearing, "occasions", covered),
        "held_scores": lambda: table(paired(SCORES), "pairs", held),
        "held_sides": lambda: table(paired(SIDES, PAIRS[:2]), "pairs", held),
        "fairness": _fairness_table,
        "ever_clear": _ever_clear_table,
    }


def filled(page: str, tables: dict[str, str]) -> str:
    """Put each table between its two marks."""
    for name, lines in tables.items():
        marked = re.compile(rf"(<!-- {name} -->\n).*?(<!-- end -->)", re.DOTALL)
        page = marked.sub(rf"\g<1>\n{lines}\n\n\g<2>", page)
    return page


def main(names: Sequence[str]) -> None:
    """Write the tables into the page: those that are named, or all of them."""
    page, every = HERE / "progress.md", tables()
    new = {name: every[name]() for name in names or every}
    page.write_text(filled(page.read_text("utf-8"), new), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
