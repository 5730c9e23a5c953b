"""Frames for the tests of progress, in the very types of the log, and bad ones beside them."""

from collections.abc import Sequence

import pandas as pd

from tests.chart_kit import ratings, trials

FIRST = pd.Timestamp("2026-01-05")


def a_number(value: float | None) -> float:
    """A number that is known by now; None fails the test."""
    assert value is not None
    return value


def readings(values: Sequence[float], side: str = "left", every: float = 3) -> pd.DataFrame:
    """`log.measurements()` with one trial a day, so many days apart."""
    days = [str((FIRST + pd.Timedelta(days=every * i)).date()) for i in range(len(values))]
    return trials(*((day, side, cm) for day, cm in zip(days, values, strict=True)))


def answers(
    scores: Sequence[int | None], kind: str = "pain", moment: str = "before"
) -> pd.DataFrame:
    """`log.ratings()` with one answer a day, a session each."""
    days = [str((FIRST + pd.Timedelta(days=i)).date()) for i in range(len(scores))]
    frame = ratings(*((f"S{i}", day, moment, scores[i]) for i, day in enumerate(days)))
    return frame.assign(kind=pd.Series(kind, frame.index, dtype="str"))
