"""What every benchmark says: a figure, the limit it must keep, and what stood beside it."""

import gc
import math
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Row:
    """One line of the table; a figure without a limit is only there to compare with."""

    what: str
    ours: str
    beside: str
    """The same, the way people do it without us; empty where there is no such way."""
    figure: float
    unit: str
    limit: float | None
    n: int
    """How many readings it comes from."""

    @property
    def reached(self) -> bool:
        """Whether the figure is at most its limit; what was not measured has not reached it."""
        return self.limit is None or (self.n > 0 and self.figure <= self.limit)


def ratio(
    what: str, ours: Sequence[float], beside: Sequence[float], limit: float | None = None
) -> Row:
    """How many times as long as the other way ours takes: medians, in milliseconds."""
    mine, other = statistics.median(ours), statistics.median(beside)
    n = min(len(ours), len(beside))
    return Row(what, f"{mine:.1f} ms", f"{other:.1f} ms", mine / other, "x", limit, n)


def worst(what: str, ours: Sequence[float], limit: float, beside: Sequence[float] = ()) -> Row:
    """The worst of all readings, in milliseconds; the 99th percentile stands with it."""
    figure = max(ours, default=math.inf)
    return Row(what, _spread(ours), _spread(beside), figure, "ms", limit, len(ours))


def compare(what: str, readings: Sequence[float]) -> Row:
    """What another way reached in the same run; nobody promised a limit for it."""
    figure = max(readings, default=math.inf)
    return Row(f"  {what}", "", _spread(readings), figure, "ms", None, len(readings))


def elapsed_ms(work: Callable[[], object]) -> float:
    """Milliseconds that `work` takes, with nothing left over from what was measured before."""
    gc.collect()
    begun = time.perf_counter()
    work()
    return (time.perf_counter() - begun) * 1000


def percentile(values: Sequence[float], percent: int) -> float:
    """
    The smallest reading that is not below `percent` of them (nearest rank).

    Examples
    --------
    >>> percentile([10, 20, 30, 40], 50)
    20
    """
    ranked = sorted(values)
    return ranked[max(0, -(-len(ranked) * percent // 100) - 1)]


def _spread(values: Sequence[float]) -> str:
    if not values:
        return ""
    return f"99 % in {percentile(values, 99):,.0f} ms, worst {max(values):,.0f}"


def table(rows: Sequence[Row]) -> str:
    """Rows as aligned text; the last column is empty where there was no limit."""
    head = ("what", "ours", "the other way", "figure", "limit", "n", "reached")
    lines = [
        (
            row.what,
            row.ours,
            row.beside,
            number(row.figure, row.unit),
            "" if row.limit is None else f"{row.limit:g} {row.unit}",
            str(row.n),
            "" if row.limit is None else "yes" if row.reached else "NO",
        )
        for row in rows
    ]
    widths = [max(map(len, column)) for column in zip(head, *lines, strict=True)]
    rule = tuple("-" * width for width in widths)
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip()
        for line in (head, rule, *lines)
    )


def number(figure: float, unit: str) -> str:
    """Three digits of a small figure, all of a large one."""
    return f"{figure:,.0f} {unit}" if figure >= 100 else f"{figure:.3g} {unit}"


def say(words: str) -> None:
    """Tell whoever waits how far it is; the table itself is the only thing on stdout."""
    print(f"  {words}", file=sys.stderr, flush=True)
