"""
How often a verdict is right, tried on series whose truth is known; the page is progress.md.

Each series is invented: the distance of a day is its true level, plus an error of the day that
resembles that of the day before, plus an error of each trial, read to half a centimetre, never
below 0. The same seeds always make the same tables: `python -m docs.calibration`, five minutes.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from itertools import product
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from stretchlib.progress.change import as_change
from stretchlib.progress.error import mdc95
from stretchlib.progress.readings import Readings
from stretchlib.progress.trend import fit
from stretchlib.progress.verdict import judge

HERE = Path(__file__).parent
SEED = 20250303
SERIES = 2000
OCCASIONS = (10, 20, 40, 80)
AUTOCORRELATIONS = (0.0, 0.3, 0.5, 0.7)
TRIALS = (1, 2, 3)
FOUND_OCCASIONS = 30
LOW_LEVELS = (0.5, 1.0, 2.0)
FIRST_DAY = np.datetime64("2025-03-03", "us")

Floats = NDArray[np.float64]


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

    @property
    def mdc(self) -> float:
        """The minimal detectable change that the errors of this cell amount to."""
        spread = {1: 1.0, 2: 1 / 2, 3: 0.449}[self.trials]  # variance of a median of so many
        day_sem = np.hypot(self.day_error, self.trial_error * np.sqrt(spread))
        return mdc95(max(day_sem, self.trial_error))


def invent(cell: Cell, series: int = SERIES) -> Iterator[Readings]:
    """Make the series of one cell: the same ones every time."""
    rng = np.random.default_rng([SEED, *repr(cell).encode()])
    days = _irregular_days(rng, series, cell.occasions)
    level = cell.level + cell.change * days / days[:, -1:]
    day_error = cell.day_error * _autoregressive(rng, days.shape, cell.autocorrelation)
    trial_error = cell.trial_error * rng.normal(size=(*days.shape, cell.trials))
    true = (level + day_error)[..., None] + trial_error
    read = np.clip(np.round(true / cell.step) * cell.step, 0.0, cell.most)
    stamps = FIRST_DAY + days.astype("timedelta64[D]")
    repeats = cell.occasions * (cell.trials - 1)
    for day, trials in zip(stamps, read, strict=True):
        sem = float(np.sqrt(trials.var(axis=1, ddof=1).mean())) if repeats else None
        yield Readings(day, np.median(trials, axis=1), cell.unit, sem, repeats)


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
class Outcome:
    """What became of the series of one cell, in per cent."""

    claimed: float
    """Called likely real, in either direction."""
    found: float
    """Called likely real, in the true direction."""
    covered: float
    """The interval of the slope holds the true slope."""


@cache
def tried(cell: Cell, series: int = SERIES) -> Outcome:
    """Ask for a verdict on every series of a cell."""
    truth = "likely_real_better" if cell.change < 0 else "likely_real_worse"
    answers = []
    for readings in invent(cell, series):
        line = fit(readings)
        code = judge(as_change(readings), line)
        off = abs(line.slope - cell.change / readings.elapsed[-1])
        answers.append((code.startswith("likely"), code == truth, off <= line.slope_margin))
    return Outcome(*100 * np.mean(answers, axis=0))


def table(measure: str, cells: list[Cell], rows: str) -> str:
    """Lay out a measure: a row for each value of `rows`, a column for each autocorrelation."""
    figures: dict[tuple[float, float], list[str]] = {}
    for cell in cells:
        place = getattr(cell, rows), cell.autocorrelation
        figures.setdefault(place, []).append(f"{getattr(tried(cell), measure):.1f}")
    lines = [
        f"| {rows} | " + " | ".join(f"{r:g}" for r in AUTOCORRELATIONS) + " |",
        "|---:|" + "---:|" * len(AUTOCORRELATIONS),
    ]
    for row in dict.fromkeys(row for row, _ in figures):
        parts = [" / ".join(figures[row, r]) for r in AUTOCORRELATIONS]
        lines.append(f"| {row:g} | {' | '.join(parts)} |")
    return "\n".join(lines)


def grid(*, occasions: tuple[int, ...] = OCCASIONS, trials: tuple[int, ...] = TRIALS) -> list[Cell]:
    """Every combination, in the order of the tables."""
    return [Cell(n, r, k) for n, r, k in product(occasions, AUTOCORRELATIONS, trials)]


def twice_the_error(cell: Cell) -> Cell:
    """Let a cell come nearer by twice its own measurement error."""
    return replace(cell, level=2 * cell.mdc + 4, change=-2 * cell.mdc)


def rated(cell: Cell) -> Cell:
    """Turn a cell into ratings: one answer a day, in whole points from 0 to 10."""
    return replace(
        cell,
        trials=1,
        level=5.0,
        day_error=1.3,
        trial_error=0.5,
        step=1.0,
        most=10.0,
        unit="points",
    )


def tables() -> dict[str, str]:
    """Every table of the page, by its mark."""
    still = grid()
    nearing = [twice_the_error(cell) for cell in grid(occasions=(FOUND_OCCASIONS,))]
    arriving = [replace(cell, level=-cell.change) for cell in nearing]
    smaller = [replace(cell, change=-2 * mdc95(cell.trial_error)) for cell in nearing]
    low = [replace(cell, level=level) for level in LOW_LEVELS for cell in grid(trials=(3,))]
    one_trial = grid(trials=(1,))
    days_alone = [replace(cell, day_error=1.2, trial_error=0.0) for cell in one_trial]
    return {
        "claimed": table("claimed", still, "occasions"),
        "found": table("found", nearing, "occasions"),
        "found_arriving": table("found", arriving, "occasions"),
        "found_smaller": table("found", smaller, "occasions"),
        "covered": table("covered", still, "occasions"),
        "covered_nearing": table("covered", nearing, "occasions"),
        "floor": table("claimed", low, "level"),
        "days_alone": table("claimed", days_alone, "occasions"),
        "ratings": table("claimed", [rated(cell) for cell in one_trial], "occasions"),
    }


def filled(page: str, tables: dict[str, str]) -> str:
    """Put each table between its two marks."""
    for name, lines in tables.items():
        marked = re.compile(rf"(<!-- {name} -->\n).*?(<!-- end -->)", re.DOTALL)
        page = marked.sub(rf"\g<1>\n{lines}\n\n\g<2>", page)
    return page


def main() -> None:
    """Write the tables into the page."""
    page, new = HERE / "progress.md", tables()
    page.write_text(filled(page.read_text("utf-8"), new), encoding="utf-8")


if __name__ == "__main__":
    main()
