"""
Is it working, for me? What the log says, with its own doubt: a frame goes in, numbers come out.

One plain sentence (`verdict`, `rating_verdict`) and what stands behind it: how far your readings
scatter by themselves (`measurement_error`), where they are heading (`trend`), how far they have
come (`change`). Beside it, what practising does on the day (`paired_difference`), how far down a
leg it went (`furthest`), how the two sides compare (`left_right`), and how much was practised
(`weekly_dose`, `days_practised`).
"""

from stretchlib.progress.adherence import days_practised
from stretchlib.progress.calendar_weeks import RECENT_WEEKS, monday, monday_of
from stretchlib.progress.changes import FEW_DAYS, Change, change
from stretchlib.progress.dose import LOWER_MARK_MIN, UPPER_MARK_MIN, weekly_dose
from stretchlib.progress.findings import MIN_COUNTED, Finding
from stretchlib.progress.leg_extents import Furthest, extents_of, furthest
from stretchlib.progress.meaningful_change import check_goal
from stretchlib.progress.measured_days import day_medians
from stretchlib.progress.measurement_error import ErrorEstimate, mdc95, measurement_error
from stretchlib.progress.paired import Difference, left_right, paired_difference
from stretchlib.progress.practised_days import STATUSES, begun, day_sessions
from stretchlib.progress.readings import trials_of
from stretchlib.progress.session_pairs import paired_scores
from stretchlib.progress.summary import in_short
from stretchlib.progress.time_of_day import DIFFERENT
from stretchlib.progress.trends import Trend, trend
from stretchlib.progress.verdicts import Verdict, rating_verdict, verdict

__all__ = [
    "DIFFERENT",
    "FEW_DAYS",
    "LOWER_MARK_MIN",
    "MIN_COUNTED",
    "RECENT_WEEKS",
    "STATUSES",
    "UPPER_MARK_MIN",
    "Change",
    "Difference",
    "ErrorEstimate",
    "Finding",
    "Furthest",
    "Trend",
    "Verdict",
    "begun",
    "change",
    "check_goal",
    "day_medians",
    "day_sessions",
    "days_practised",
    "extents_of",
    "furthest",
    "in_short",
    "left_right",
    "mdc95",
    "measurement_error",
    "monday",
    "monday_of",
    "paired_difference",
    "paired_scores",
    "rating_verdict",
    "trend",
    "trials_of",
    "verdict",
    "weekly_dose",
]


def __dir__() -> list[str]:
    return __all__
