"""Small frames for the pictures, in the very types of the log."""

from collections.abc import Iterable
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.lines import Line2D

from stretchlib.phases import DOSE_STAGES

MORNING = pd.Timedelta(hours=7)


def by_label(lines: Iterable[Line2D]) -> dict[str, Line2D]:
    return {str(line.get_label()): line for line in lines}


# What matplotlib says of both is "whatever can be an array".
def xs(line: Line2D) -> np.ndarray[Any, Any]:
    return np.asarray(line.get_xdata())


def ys(line: Line2D) -> np.ndarray[Any, Any]:
    return np.asarray(line.get_ydata())


def as_sample(frame: pd.DataFrame) -> pd.DataFrame:
    """The same frame, as the sample log would give it."""
    sample = frame.copy()
    sample.attrs["sample"] = True
    return sample


def trials(*readings: tuple[str, str, float]) -> pd.DataFrame:
    """`log.measurements()` of these (day, side, cm)."""
    frame = pd.DataFrame(readings, columns=["day", "side", "value_cm"]).astype(
        {"day": "datetime64[us]", "side": "str", "value_cm": "float64"}
    )
    number = frame.groupby(["day", "side"]).cumcount() + 1
    return pd.DataFrame(
        {
            "id": _ids(frame),
            "taken_utc": _utc(frame["day"]),
            "day": frame["day"],
            "measure": pd.Series("chest_to_thigh", frame.index, dtype="str"),
            "side": frame["side"],
            "trial": number.astype("Int64"),
            "value_cm": frame["value_cm"],
            "session_id": pd.Series(None, frame.index, dtype="str"),
            "note": pd.Series("", frame.index, dtype="str"),
        }
    )


def sessions(*days: tuple[str, str, float]) -> pd.DataFrame:
    """`log.sessions()` of these (day, status, minutes done)."""
    frame = pd.DataFrame(days, columns=["day", "status", "minutes"]).astype(
        {"day": "datetime64[us]", "status": "str", "minutes": "float64"}
    )
    return pd.DataFrame(
        {
            "id": _ids(frame),
            "started_utc": _utc(frame["day"]),
            "day": frame["day"],
            "routine": pd.Series("Standard", frame.index, dtype="str"),
            "status": frame["status"],
            "planned_s": 600.0,
            "done_s": frame["minutes"] * 60,
            "note": pd.Series("", frame.index, dtype="str"),
        }
    )


def ratings(*answers: tuple[str | None, str, str, int | None]) -> pd.DataFrame:
    """`log.ratings()` of these (session, day, moment, score), all of tightness."""
    frame = pd.DataFrame(answers, columns=["session_id", "day", "moment", "score"]).astype(
        {"session_id": "str", "day": "datetime64[us]", "moment": "str", "score": "Int64"}
    )
    later = frame["moment"].map({"before": 0, "after": 12, "next_day": 1440, "any": 0})
    return pd.DataFrame(
        {
            "id": _ids(frame),
            "rated_utc": _utc(frame["day"] + pd.to_timedelta(later, unit="min")),
            "day": frame["day"],
            "session_id": frame["session_id"],
            "moment": frame["moment"],
            "kind": pd.Series("tightness", frame.index, dtype="str"),
            "area": pd.Series("low_back", frame.index, dtype="str"),
            "side": pd.Series("both", frame.index, dtype="str"),
            "score": frame["score"],
        }
    )


def steps(*rows: tuple[str, str, str, str, float]) -> pd.DataFrame:
    """`log.phases()` of these (day, target, side, stage, seconds done), all of it held."""
    frame = pd.DataFrame(rows, columns=["day", "target", "side", "stage", "done_s"])
    texts = dict.fromkeys(["target", "side", "stage"], "str")
    frame = frame.astype({"day": "datetime64[us]", "done_s": "float64", **texts})
    return pd.DataFrame(
        {
            "session_id": pd.Series([f"S{day:%m%d}" for day in frame["day"]], dtype="str"),
            "day": frame["day"],
            "step": pd.Series(1, frame.index, dtype="Int64"),
            "set": pd.Series(1, frame.index, dtype="Int64"),
            "stretch": frame["target"].str.replace(" ", "_"),
            "target": frame["target"],
            "side": frame["side"],
            "stage": frame["stage"],
            "pace": pd.Series("hold", frame.index, dtype="str"),
            "planned_s": frame["done_s"],
            "done_s": frame["done_s"],
            "outcome": pd.Series("done", frame.index, dtype="str"),
            "dose_s": frame["done_s"].where(frame["stage"].isin(DOSE_STAGES), 0.0),
        }
    )


def _ids(frame: pd.DataFrame) -> pd.Series:
    return pd.Series([f"ID{number:04d}" for number in range(len(frame))], dtype="str")


def _utc(days: pd.Series) -> pd.Series:
    return (days + MORNING).dt.tz_localize("UTC").astype("datetime64[us, UTC]")


TRIALS = trials(
    ("2026-01-06", "left", 14.0),
    ("2026-01-06", "left", 15.0),
    ("2026-01-06", "left", 14.5),
    ("2026-01-06", "right", 12.0),
    ("2026-01-13", "left", 13.0),
    ("2026-01-13", "right", 12.5),
    ("2026-02-03", "left", 11.0),
    ("2026-02-03", "left", 10.0),
    ("2026-02-03", "right", 12.0),
)
"""Two sides; after 13 January nothing for 21 days."""
RATINGS = ratings(
    ("A", "2026-01-05", "before", 6),
    ("A", "2026-01-05", "after", 4),
    ("B", "2026-01-07", "before", 5),
    ("B", "2026-01-07", "after", 5),
    ("C", "2026-01-08", "before", 4),
    ("C", "2026-01-08", "after", 7),
    ("D", "2026-01-09", "before", 8),
    ("D", "2026-01-09", "after", None),
    ("E", "2026-01-12", "before", None),
    ("E", "2026-01-12", "after", None),
    ("F", "2026-01-14", "before", 5),
)
"""One lower, one the same, one higher; one unanswered after, one wholly, one never asked after."""
EXTENTS = ratings(
    ("A", "2026-01-05", "before", 1),
    ("A", "2026-01-05", "after", 0),
    ("B", "2026-01-07", "before", 3),
    ("B", "2026-01-07", "after", 3),
    ("C", "2026-01-08", "before", 1),
    ("C", "2026-01-08", "after", 2),
    (None, "2026-01-09", "any", 4),
    ("D", "2026-01-12", "before", 0),
    ("D", "2026-01-12", "after", None),
).assign(kind="extent")
"""One nearer, one the same, one further down; below the knee at no session; one unanswered."""
SESSIONS = sessions(
    ("2026-01-05", "finished", 10.0),
    ("2026-01-05", "stopped", 2.0),
    ("2026-01-07", "stopped", 4.0),
    ("2026-01-11", "partial", 1.0),
    ("2026-01-19", "finished", 10.0),
)
"""Monday twice, Wednesday, Sunday; a week of rest; a Monday."""
STEPS = steps(
    ("2026-01-05", "hamstrings", "left", "stretch", 360.0),
    ("2026-01-05", "hamstrings", "right", "stretch", 240.0),
    ("2026-01-07", "hamstrings", "right", "enhance", 60.0),
    ("2026-01-07", "hamstrings", "right", "setup", 15.0),
    ("2026-01-19", "lower back", "both", "stretch", 660.0),
)
"""Two targets; hamstrings one week, 6 and 5 minutes; a week of rest; the lower back 11 minutes."""
