"""
How often a verdict is right when it is looked at on every measured day, as people do.

Another generator than the one of calibration.py: days fall anywhere in the week, and each series is
asked after each of its days. `python -m docs.looking` writes the tables into progress.md; with
names of tables, only those.
"""

import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib import import_module
from typing import Any

import numpy as np

from docs.calibration import HERE, filled
from stretchlib.model import RUN_IN
from stretchlib.progress import evidence
from stretchlib.progress.evidence import REAL, Floats, Path, evidence_path
from stretchlib.progress.findings import AGAINST, LEANING, MIN_COUNTED
from stretchlib.progress.findings import RATES as LEFT_RATES
from stretchlib.progress.findings import SIZES as LEFT_SIZES
from stretchlib.progress.measurement_error import mdc95
from stretchlib.progress.outliers import far_off
from stretchlib.progress.readings import ROUNDING

SEED = 20261128
SERIES, PER_CALENDAR = 2000, 50
SPANS = 100
"""Series for what is asked of every course on every day."""
DAY_SD, TRIAL_SD, TRIALS = 1.0, 0.7, 3
MDC = mdc95(float(np.hypot(DAY_SD, TRIAL_SD * 0.449**0.5)))
"""0.449 is the variance of a median of three."""
RATES = (1, 2, 3, 5)
LIKENESSES = (0.0, 0.3, 0.5, 0.7)
SIZES = (0.5, 1.0, 1.5, 2.0, 3.0, 6.0)
COURSES: dict[str, Callable[[Floats], Floats]] = {
    "none": lambda weeks: 0 * weeks,
    "steady over 12 weeks": lambda weeks: weeks / 12,
    "early, then flat": lambda weeks: -np.expm1(-weeks / 2.5),
    "step at week 4": lambda weeks: (weeks >= 4).astype(np.float64),
    "steady from week 4 on": lambda weeks: np.maximum(weeks - 4, 0) / 8,
    "flare, weeks 8 to 11": lambda weeks: -((weeks >= 8) & (weeks < 11)).astype(np.float64),
}


@dataclass(frozen=True)
class World:
    """What all series of one cell have in common."""

    weeks: int = 26
    rate: int = 3
    """Measured days a week."""
    likeness: float = 0.3
    """Autocorrelation of one measured day with the next, or of calendar days."""
    course: str = "none"
    size: float = 0.0
    """Nearer by so many minimal detectable changes."""
    per_day: bool = False
    """Whether `likeness` is that of calendar days."""
    level: float = 20.0
    step: float = 0.5
    learning: float = 0.0
    """Learnt over the first three measured days, in minimal detectable changes."""
    weekday: float = 0.0
    """How much further away it is on Mondays, in cm."""
    evening: float = 0.0
    """How much nearer it is from the middle of the time on, for another time of day; in cm."""
    drift: float = 0.0
    """A slow wandering that comes back: its standard deviation in cm, over eight weeks."""
    heavy: bool = False
    """Errors of days by Student's t with three degrees of freedom."""
    slip: float = 0.0
    run_in: int = 0
    unit: str = "cm"
    """In `points` there is one answer a day."""


def calendars(world: World, series: int) -> Iterator[tuple[Floats, Floats]]:
    """Give the days of a calendar, and the medians of all series on it."""
    rng = np.random.default_rng([SEED, *repr(world).encode()])
    for _ in range(max(1, series // PER_CALENDAR)):
        days = np.concatenate(
            [7.0 * week + np.sort(rng.permutation(7)[: world.rate]) for week in range(world.weeks)]
        )
        weekday, days = days % 7, days - days[0]
        yield days, _medians(world, rng, days, weekday)


def _medians(world: World, rng: np.random.Generator, days: Floats, weekday: Floats) -> Floats:
    shape = PER_CALENDAR, len(days)
    noise = rng.standard_t(3, shape) / 3**0.5 if world.heavy else rng.standard_normal(shape)
    like = world.likeness ** np.diff(days) if world.per_day else [world.likeness] * len(days)
    error = noise.copy()
    for now in range(1, len(days)):
        r = like[now - 1]
        error[:, now] = r * error[:, now - 1] + (1 - r * r) ** 0.5 * noise[:, now]
    weeks = days / 7
    counted = weeks - weeks[min(world.run_in, len(weeks) - 1)]
    level = world.level - world.size * MDC * COURSES[world.course](np.maximum(counted, 0))
    level = level + world.weekday * (weekday == 0) - world.evening * (weeks > weeks[-1] / 2)
    level = level - world.learning * MDC * np.minimum(np.arange(len(days)), 3) / 3
    turn = rng.uniform(0, 2 * np.pi, (PER_CALENDAR, 1))
    level = level + world.drift * 2**0.5 * np.sin(2 * np.pi * weeks / 8 + turn)
    true = (level + DAY_SD * error)[..., None]
    read = true + TRIAL_SD * rng.standard_normal((*shape, TRIALS if world.unit == "cm" else 1))
    read = np.maximum(np.round(read / world.step) * world.step, 0)
    if world.slip:
        read[np.arange(PER_CALENDAR), rng.integers(len(days), size=PER_CALENDAR), 0] += world.slip
        day_of = np.repeat(np.arange(len(days)), TRIALS)
        for each in read:
            is_slip = far_off(np.median(each, axis=1), each.ravel(), day_of).reshape(each.shape)
            each[is_slip] = np.nan
    return np.asarray(np.nanmedian(read, axis=-1))


@dataclass(frozen=True)
class Seen:
    """What each series of a calendar said after each counted day."""

    weeks: Floats
    direction: Floats
    """-1, 0 or 1: which change was called likely real."""
    e: Floats
    change: Floats


@cache
def watched(world: World, series: int = SERIES) -> tuple[Seen, ...]:
    """Ask after each day of each series."""
    seen = []
    for days, values in calendars(world, series):
        weeks = (days[world.run_in :] - days[world.run_in]) / 7
        path = evidence_path(weeks, values[:, world.run_in :], ROUNDING[world.unit])
        seen.append(Seen(weeks, _directions(path), np.exp(path.log_e), path.change))
    return tuple(seen)


def _directions(path: Path) -> Floats:
    """As `findings.real_direction`, of all series at once."""
    direction = np.zeros_like(path.log_e)
    is_over = (path.log_e >= np.log(REAL)) & (path.log_e >= path.log_spell)
    for now in range(MIN_COUNTED - 1, direction.shape[1]):
        way = np.sign(path.change[:, now])
        kept = (direction[:, now - 1] == way) & (path.log_e[:, now] >= np.log(LEANING))
        direction[:, now] = np.where(is_over[:, now] | kept, way, 0)
    return direction


def ever(world: World, until: float, *, nearer: bool = False, series: int = SERIES) -> float:
    """Per cent of series in which a change was called real at least once by a week."""
    hits = [
        ((seen.direction < 0) if nearer else (seen.direction != 0))[:, seen.weeks <= until].any(
            axis=1
        )
        for seen in watched(world, series)
    ]
    return 100 * float(np.mean(hits))


def leant(world: World, until: float, *, nearer: bool = False, series: int = SERIES) -> float:
    """Per cent of series that leant, or more, at least once by a week."""
    hits = []
    for seen in watched(world, series):
        over = (seen.e >= LEANING) & ((seen.change < 0) | (not nearer))
        over[:, : MIN_COUNTED - 1] = False
        hits.append(over[:, seen.weeks <= until].any(axis=1))
    return 100 * float(np.mean(hits))


def at(world: World, week: float, *, nearer: bool = False, series: int = SERIES) -> float:
    """Per cent of series in which it is said at the last day by a week: one look."""
    hits = []
    for seen in watched(world, series):
        direction = seen.direction[:, np.flatnonzero(seen.weeks <= week)[-1]]
        hits.append(direction < 0 if nearer else direction != 0)
    return 100 * float(np.mean(hits))


def first_detected(world: World, until: float, series: int = SERIES) -> tuple[float, float]:
    """Give the first detected change over the true one, mean, and the median week of it."""
    ratios, weeks = [], []
    for seen in watched(world, series):
        true = world.size * MDC * COURSES[world.course](seen.weeks)
        for is_nearer, change in zip(seen.direction < 0, seen.change, strict=True):
            detected = np.flatnonzero(is_nearer & (seen.weeks <= until))
            weeks.append(seen.weeks[detected[0]] if len(detected) else np.inf)
            if len(detected) and true[detected[0]] > 0:
                ratios.append(-change[detected[0]] / true[detected[0]])
    return float(np.mean(ratios)) if ratios else float("nan"), float(np.median(weeks))


def joint_cover(world: World, series: int = SPANS) -> float:
    """
    Per cent of series whose interval held the true change on every day, or more.

    It surely does where, of any course of the workbook, the true change is not ruled out.
    """
    held = []
    for days, values in calendars(world, series):
        weeks, rounding = days / 7, ROUNDING[world.unit]
        true = -world.size * MDC * COURSES[world.course](weeks)
        if world.course == "none":
            e = np.exp(evidence_path(weeks, values, rounding).log_e)
            held.append((e[:, MIN_COUNTED - 1 :] < AGAINST).all(axis=1))
            continue
        is_held = np.ones(len(values), dtype=bool)
        for now in range(MIN_COUNTED, len(weeks) + 1):
            ways = [course.at(weeks[:now]) for course in evidence.TRAJECTORIES]
            left = [values[:, :now] - (true[now - 1] - true[0]) * way / way[-1] for way in ways]
            last = evidence_path(weeks[:now], np.array(left), rounding).log_e[..., -1]
            is_held &= (np.exp(last) < AGAINST).any(axis=0)
        held.append(is_held)
    return 100 * float(np.mean(held))


def half_detected(size: float, rate: int) -> int:
    """Counted days after which half of the series show it, an early change that stays."""
    world = World(26, rate, 0.3, "early, then flat", size)
    share = np.mean(
        [(seen.direction < 0).cumsum(axis=1).astype(bool).mean(axis=0) for seen in watched(world)],
        axis=0,
    )
    enough = np.flatnonzero(share >= 0.5)
    return int(enough[0]) + 1 if len(enough) else 999


def laid_out(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Make a table."""
    lines = [heads, ["---"] + ["---:"] * (len(heads) - 1), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _still_table() -> str:
    rows = []
    for per_day in (False, True):
        for rate in RATES:
            cells = []
            for likeness in LIKENESSES:
                world = World(26, rate, likeness, per_day=per_day)
                short, long = (replace(world, weeks=weeks) for weeks in (12, 104))
                figures = [
                    at(world, 26),
                    ever(short, 12),
                    ever(world, 26),
                    ever(long, 104, series=500),
                ]
                cells.append(" / ".join(f"{each:.1f}" for each in figures))
            rows.append([f"{rate} a week, {'calendar days' if per_day else 'occasions'}", *cells])
    return laid_out(["nothing changes", *(f"{r:g}" for r in LIKENESSES)], rows)


def _leaning_table() -> str:
    rows = [
        [f"{rate} a week", *(f"{leant(World(26, rate, r), 26):.0f}" for r in LIKENESSES)]
        for rate in RATES
    ]
    return laid_out(["leans at least once", *(f"{r:g}" for r in LIKENESSES)], rows)


def _detected_table() -> str:
    rows = []
    for course in list(COURSES)[1:5]:
        for size in SIZES:
            world = World(13, 3, 0.3, course, size)
            by = " / ".join(f"{ever(world, week, nearer=True):.0f}" for week in (6, 8, 12))
            ratio, week = first_detected(world, 12)
            when = "beyond 12" if np.isinf(week) else f"{week:.0f}"
            still = f"{at(world, 12, nearer=True):.0f}"
            rows.append([f"{course}, {size:g} MDC", by, still, when, f"{ratio:.2f}"])
    heads = ["three a week, 0.3", "told by week 6 / 8 / 12", "still said at 12"]
    return laid_out([*heads, "median week", "first told / truth"], rows)


def _weekly_table() -> str:
    rows = []
    for rate in RATES:
        cells = []
        for size in (1.0, 1.5, 2.0):
            world = World(13, rate, 0.3, "early, then flat", size)
            cells.append(
                f"{ever(world, 12, nearer=True):.0f} ({leant(world, 12, nearer=True):.0f})"
            )
        rows.append([f"{rate} a week", *cells])
    return laid_out(["early, then flat, by week 12", "1 MDC", "1.5 MDC", "2 MDC"], rows)


HARD: dict[str, dict[str, Any]] = {
    "three days of learning worth 1 MDC, run-in not counted": {"learning": 1.0, "run_in": RUN_IN},
    "the same, if they were counted": {"learning": 1.0},
    "a flare of three weeks, 1 MDC": {"course": "flare, weeks 8 to 11", "size": 1.0},
    "a flare of three weeks, 2 MDC": {"course": "flare, weeks 8 to 11", "size": 2.0},
    "slow wandering of 0.5 cm": {"drift": 0.5},
    "Mondays 1 cm further away": {"weekday": 1.0},
    "another time of day from the middle on, 1 cm": {"evening": 1.0},
    "heavy tails": {"heavy": True},
    "read to whole centimetres": {"step": 1.0},
    "near the floor, level 1 cm": {"level": 1.0},
    "one slip of 48 cm": {"slip": 48.0},
    "ratings around 5, in whole points": {"unit": "points", "step": 1.0, "level": 5.0},
}


def _hard_table() -> str:
    rows = []
    for name, what in HARD.items():
        cells = [f"{ever(World(26, rate, r, **what), 26):.1f}"
                 for rate, r in ((1, 0.3), (3, 0.3), (5, 0.3), (3, 0.5))]  # fmt: skip
        rows.append([name, *cells])
    heads = ["within 26 weeks", "1 a week, 0.3", "3 a week, 0.3", "5 a week, 0.3", "3 a week, 0.5"]
    return laid_out(heads, rows)


COVERED = (
    ("none", 0.0, SERIES),
    ("steady over 12 weeks", 1.0, SPANS),
    ("early, then flat", 1.5, SPANS),
    ("step at week 4", 2.0, SPANS),
    ("steady from week 4 on", 1.0, SPANS),
)


def _cover_table() -> str:
    rows = [
        [f"{course}, {size:g} MDC",
         *(f"{joint_cover(World(26, 3, r, course, size), series):.1f}" for r in LIKENESSES)]
        for course, size, series in COVERED
    ]  # fmt: skip
    return laid_out(["on every day of 26 weeks", *(f"{r:g}" for r in LIKENESSES)], rows)


def _left_table() -> str:
    rows = [
        [f"{s:g} MDC", *(str(half_detected(s, rate)) for rate in LEFT_RATES)] for s in LEFT_SIZES
    ]
    return laid_out(["half are told after", *(f"{r} a week" for r in LEFT_RATES)], rows)


TABLES = {
    "half_told": _left_table,
    "looked_still": _still_table,
    "looked_leaning": _leaning_table,
    "looked_told": _detected_table,
    "looked_rates": _weekly_table,
    "looked_hard": _hard_table,
    "looked_covered": _cover_table,
}


def main(names: Sequence[str]) -> None:
    """Write the tables into the page: those that are named, or all of them."""
    page = HERE / "progress.md"
    for name in names or [*TABLES, "rivals"]:
        # The rivals use this generator, so they stand below it, and are called only here.
        make = TABLES[name] if name in TABLES else import_module("docs.rivals").rivals_table
        new = {name: make()}
        page.write_text(filled(page.read_text("utf-8"), new), encoding="utf-8")
        watched.cache_clear()


if __name__ == "__main__":
    main(sys.argv[1:])
