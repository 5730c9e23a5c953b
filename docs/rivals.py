"""What somebody who knows statistics would take instead, on the series of looking.py."""

from collections.abc import Callable

import numpy as np
from scipy.special import stdtrit
from scipy.stats import norm, rankdata

from docs.looking import World, at, calendars, ever, laid_out
from stretchlib.progress.evidence import Floats
from stretchlib.progress.meaningful_change import as_change
from stretchlib.progress.readings import Readings
from stretchlib.progress.trends import fit

FROM = 10
"""Days from which on a rival answers, as version 0.1.0 did."""
SERIES = 200
START = np.datetime64("2026-01-05", "us")


def mann_kendall(weeks: Floats, y: Floats) -> int:
    """Mann-Kendall with the correction of Hamed and Rao (1998)."""
    n = len(y)
    first, second = np.triu_indices(n, k=1)
    score = float(np.sign(y[second] - y[first]).sum())
    slope = np.median((y[second] - y[first]) / (weeks[second] - weeks[first]))
    ranks = rankdata(y - slope * weeks)
    ranks = ranks - ranks.mean()
    total = float((ranks**2).sum())
    extra = 0.0
    for lag in range(1, n - 2) if total else ():
        r = float((ranks[lag:] * ranks[:-lag]).sum() / total)
        if abs(r) > 1.96 / n**0.5:
            extra += (n - lag) * (n - lag - 1) * (n - lag - 2) * r
    corrected = max(1 + 2 / (n * (n - 1) * (n - 2)) * extra, 1e-3)
    variance = n * (n - 1) * (2 * n + 5) / 18 * corrected
    z = (score - np.sign(score)) / variance**0.5
    return int(np.sign(score)) if abs(z) > norm.ppf(0.975) else 0


def ols_hac(weeks: Floats, y: Floats) -> int:
    """Least squares with the errors of Newey and West (1987)."""
    n, x = len(y), weeks - weeks.mean()
    slope = float(x @ y / (x @ x))
    pushed = x * (y - y.mean() - slope * x)
    lags = int(4 * (n / 100) ** (2 / 9))
    middle = float(pushed @ pushed)
    for lag in range(1, lags + 1):
        middle += 2 * (1 - lag / (lags + 1)) * float(pushed[lag:] @ pushed[:-lag])
    error = max(middle, 1e-12) ** 0.5 / float(x @ x)
    return int(np.sign(slope)) if abs(slope) > float(stdtrit(n - 2, 0.975)) * error else 0


def gls_ar1(weeks: Floats, y: Floats) -> int:
    """Generalised least squares with the autocorrelation estimated (Prais and Winsten 1954)."""
    n, design = len(y), np.column_stack([np.ones(len(y)), weeks])
    rest = y - design @ np.linalg.lstsq(design, y, rcond=None)[0]
    r = float(rest[1:] @ rest[:-1] / max(float(rest @ rest), 1e-12))
    white, seen = (
        np.concatenate([(1 - r * r) ** 0.5 * v[:1], v[1:] - r * v[:-1]]) for v in (design, y)
    )
    found = np.linalg.lstsq(white, seen, rcond=None)[0]
    left = seen - white @ found
    spread = float(left @ left) / (n - 2) * np.linalg.inv(white.T @ white)[1, 1]
    limit = float(stdtrit(n - 2, 0.975)) * max(spread, 0.0) ** 0.5
    return int(np.sign(found[1])) if abs(found[1]) > limit else 0


def version_0_1_0(weeks: Floats, y: Floats) -> int:
    """Beyond one's own error, and a Theil-Sen line whose interval leaves out 0."""
    days = START + np.round(weeks * 7).astype("timedelta64[D]")
    readings = Readings(days, y, "cm")
    change, line = as_change(readings), fit(readings)
    if line is None or change.change is None or not change.is_beyond_error:
        return 0
    return int(np.sign(change.change)) if line.direction * change.change > 0 else 0


RIVALS: dict[str, Callable[[Floats, Floats], int]] = {
    "version 0.1.0": version_0_1_0,
    "Mann-Kendall, Hamed and Rao": mann_kendall,
    "least squares, Newey and West": ols_hac,
    "GLS with AR(1)": gls_ar1,
}
NULLS = tuple(World(26, 3, r) for r in (0.3, 0.5))
CHANGES = (
    World(13, 3, 0.3, "steady over 12 weeks", 1.0),
    World(13, 3, 0.3, "early, then flat", 1.5),
    World(13, 3, 0.3, "step at week 4", 2.0),
)


def asked_of(
    rule: Callable[[Floats, Floats], int], world: World, until: float
) -> tuple[float, float]:
    """Per cent of series that show it at least once by a week, and still at it; nearer if it is."""
    once, last = [], []
    for days, values in calendars(world, SERIES):
        weeks = days / 7
        looks = range(FROM, int((weeks <= until).sum()) + 1)
        for y in values:
            directions = [rule(weeks[:n], y[:n]) for n in looks]
            detected = [each < 0 if world.size else each != 0 for each in directions]
            once.append(any(detected))
            last.append(detected[-1])
    return 100 * float(np.mean(once)), 100 * float(np.mean(last))


def rivals_table() -> str:
    """All of them, and the evidence of the workbook, on the same worlds."""
    rows = []
    for name, rule in RIVALS.items():
        false = [f"{asked_of(rule, world, 26)[0]:.0f}" for world in NULLS]
        found = ["{:.0f} [{:.0f}]".format(*asked_of(rule, world, 12)) for world in CHANGES]
        rows.append([name, *false, *found])
    own = [f"{ever(world, 26):.1f}" for world in NULLS]
    detected = [f"{ever(w, 12, nearer=True):.0f} [{at(w, 12, nearer=True):.0f}]" for w in CHANGES]
    rows.append(["**evidence of at least 10**", *own, *detected])
    heads = [
        "three a week",
        "false, 0.3",
        "false, 0.5",
        "steady 1 MDC",
        "early 1.5 MDC",
        "step 2 MDC",
    ]
    return laid_out(heads, rows)
