"""
Is it working, for me? What the log says, with its own doubt: a frame goes in, numbers come out.

One plain sentence (`verdict`, `rating_verdict`) and what stands behind it: how far your readings
scatter by themselves (`measurement_error`), where they are heading (`trend`), how far they have
come (`change`). Beside it, what practising does on the day (`paired_difference`), how far down a
leg it went (`furthest`), how the two sides compare (`left_right`), and how much was practised
(`weekly_dose`, `days_practised`).
"""

from stretchlib.progress.adherence import days_practised, weekly_dose
from stretchlib.progress.findings import Finding
from stretchlib.progress.leg_extents import Furthest, furthest
from stretchlib.progress.meaningful_change import Change, change
from stretchlib.progress.measurement_error import ErrorEstimate, mdc95, measurement_error
from stretchlib.progress.paired import Difference, left_right, paired_difference, paired_scores
from stretchlib.progress.readings import day_medians
from stretchlib.progress.summary import in_short
from stretchlib.progress.trends import Trend, trend
from stretchlib.progress.verdicts import Verdict, rating_verdict, verdict

__all__ = [
    "Change",
    "Difference",
    "ErrorEstimate",
    "Finding",
    "Furthest",
    "Trend",
    "Verdict",
    "change",
    "day_medians",
    "days_practised",
    "furthest",
    "in_short",
    "left_right",
    "mdc95",
    "measurement_error",
    "paired_difference",
    "paired_scores",
    "rating_verdict",
    "trend",
    "verdict",
    "weekly_dose",
]


def __dir__() -> list[str]:
    return __all__
