"""How long a verdict takes on a processor, the best of ten, in milliseconds."""

from collections.abc import Callable
from time import process_time

import numpy as np
import pandas as pd

from benchmarks.harness import Row
from stretchlib.progress import rating_verdict, verdict

TIMES = 10


def measured(days: int, every: float) -> pd.DataFrame:
    """`log.measurements()` of one side, three trials a day."""
    rng = np.random.default_rng(days)
    day = pd.Timestamp("2016-01-04") + pd.to_timedelta(np.floor(np.arange(days) * every), unit="D")
    return pd.DataFrame(
        {
            "taken_utc": day.repeat(3).tz_localize("UTC"),
            "day": day.repeat(3),
            "measure": "chest_to_thigh",
            "side": "left",
            "trial": np.tile([1, 2, 3], days),
            "value_cm": np.round(2 * rng.normal(14, 1, 3 * days)) / 2,
        }
    )


def rated(days: int) -> pd.DataFrame:
    """`log.ratings()` with an answer a day."""
    return pd.DataFrame(
        {
            "day": pd.date_range("2026-01-05", periods=days),
            "session_id": None,
            "moment": "before",
            "kind": "pain",
            "area": "low_back",
            "side": "both",
            "score": np.random.default_rng(1).integers(3, 7, days),
        }
    )


def best_ms(times: int, make: Callable[[], object]) -> float:
    """Time a call, the best of so many."""
    took = []
    for _ in range(times):
        began = process_time()
        make()
        took.append(process_time() - began)
    return 1000 * min(took)


def measure() -> list[Row]:
    years, weeks, answers = measured(3650, 1), measured(36, 7 / 3), rated(84)

    def together() -> None:
        for _ in range(6):
            verdict(weeks, "chest_to_thigh", "left")
        for _ in range(2):
            rating_verdict(answers, "pain")

    one = best_ms(TIMES, lambda: verdict(years, "chest_to_thigh", "left"))
    both = best_ms(TIMES, together)
    return [
        Row("ten years of daily readings", f"{one:.0f} ms", "", one, "ms", 50, TIMES),
        Row("six measures, two ratings, 12 weeks", f"{both:.0f} ms", "", both, "ms", 60, TIMES),
    ]
