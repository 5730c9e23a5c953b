"""One value a day, and what the trials of one round say about its error."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from stretchlib.errors import check_one_of
from stretchlib.progress.evidence import Floats
from stretchlib.progress.frames import check_columns, days, numbers
from stretchlib.progress.rounds import group_medians, how_many_before, place_of
from stretchlib.progress.slips import told, without_slips
from stretchlib.stretch import MOMENTS, RATING_KINDS, SCALES, SIDES, TESTS

MIN_DAYS = 10
"""Below so many days nothing is claimed; docs/progress.md says how often a claim is then right."""
FLOOR_SHARE = 0.2
"""With more than this share of values at 0 no line is drawn: it would lead below nothing."""
MEASUREMENT_COLUMNS = ("day", "test", "side", "trial", "value_cm")
RATING_COLUMNS = ("day", "session_id", "moment", "kind", "area", "side", "score")


@dataclass(frozen=True)
class Readings:
    """One value for each day that has one, in the order of days."""

    day: NDArray[np.datetime64]
    value: Floats
    unit: str
    """`cm` or `points`."""
    trial_sem: float | None = None
    """Standard error of a single trial, from trials of one round; None without any repeat."""
    repeats: int = 0
    """How many trials repeat another one of their round: the degrees of freedom of `trial_sem`."""
    left_out: str = ""
    """Which readings are not among them because they look like slips, in words."""

    def __len__(self) -> int:
        return len(self.value)

    @property
    def elapsed(self) -> Floats:
        """Days since the first one."""
        since = self.day - self.day[:1]
        return since.astype("timedelta64[s]").astype("float64") / 86_400

    @property
    def at_floor(self) -> int:
        """On how many days the value was 0."""
        return int((self.value == 0).sum())

    @property
    def is_floored(self) -> bool:
        """Whether so many values are 0 that a line would lead below it."""
        return self.at_floor > FLOOR_SHARE * len(self)


def day_readings(measurements: pd.DataFrame, test: str, side: str | None) -> Readings:
    """
    Take the median of each day's trials of one test, slips left out.

    With `side` left out, a side that was never measured is left out too; where both were, a day
    counts if it has both, with their mean.
    """
    trials, slips = without_slips(trials_of(measurements, test, side))
    sem, repeats = pooled_sem(trials)
    side_of = trials["side"].to_numpy(dtype=object)
    stamps = trials["day"].to_numpy(dtype="datetime64[us]")
    values = trials["value_cm"].to_numpy(dtype="float64")
    sides = []
    for each in sorted(set(side_of)):
        mine = side_of == each
        day, place = np.unique(stamps[mine], return_inverse=True)
        sides.append((day, group_medians(place, values[mine])))
    if not sides:
        return Readings(stamps, values, "cm", sem, repeats, told(slips))
    both = sides[0][0]
    for day, _ in sides[1:]:
        both = np.intersect1d(both, day)
    medians = [value[np.isin(day, both)] for day, value in sides]
    return Readings(both, np.mean(medians, axis=0), "cm", sem, repeats, told(slips))


def trials_of(measurements: pd.DataFrame, test: str, side: str | None = None) -> pd.DataFrame:
    """
    Return every trial with a day, a side and a value: `day`, `side`, `trial`, `value_cm`.

    Raises
    ------
    UnknownName
        For a test or side that is not in its list, or a frame of something else.
    """
    known = TESTS[check_one_of("test", test, TESTS)]
    if side is not None:
        check_one_of("side", side, known.sides)
    check_columns(measurements, MEASUREMENT_COLUMNS, "log.measurements()")
    wanted = [side] if side else list(known.sides)
    mine = measurements[(measurements["test"] == test) & measurements["side"].isin(wanted)]
    trials = mine[["side", "trial"]].assign(day=days(mine), value_cm=numbers(mine, "value_cm"))
    return trials.dropna(subset=["day", "side", "value_cm"])


def pooled_sem(trials: pd.DataFrame) -> tuple[float | None, int]:
    """
    Standard error of one trial, pooled within rounds, and its degrees of freedom.

    The square root of the within-target mean square of Shrout and Fleiss (1979), a round of trials
    being the target. Trials 1, 2, 3 are a round; a second trial 1 on the same day begins another.
    """
    day = trials["day"].to_numpy(dtype="datetime64[us]").astype("int64")
    side = trials["side"].to_numpy(dtype=object).astype("str")
    trial = trials["trial"].to_numpy(dtype="float64", na_value=np.nan)
    values = trials["value_cm"].to_numpy(dtype="float64")
    visit = place_of(day, side)
    of_round = place_of(visit, how_many_before(place_of(visit, trial)))
    counts = np.bincount(of_round)
    repeats = int((counts - 1).sum())
    if repeats == 0:
        return None, 0
    mean = np.bincount(of_round, weights=values) / counts
    return float(np.sqrt(((values - mean[of_round]) ** 2).sum() / repeats)), repeats


def rating_readings(
    ratings: pd.DataFrame, kind: str, moment: str, area: str | None, side: str | None
) -> Readings:
    """Take the median of each day's answers; a question that was not answered is no answer."""
    answers = answers_of(ratings, kind, area, side)
    check_one_of("moment", moment, MOMENTS)
    daily = answers[answers["moment"] == moment].groupby("day")["score"].median()
    return Readings(_stamps(daily), daily.to_numpy(dtype="float64"), "points")


def answers_of(
    ratings: pd.DataFrame, kind: str, area: str | None, side: str | None
) -> pd.DataFrame:
    """Return every answer from 0 to 10, as `asked` returns all that was asked."""
    check_one_of("rating", kind, SCALES)
    return asked(ratings, kind, area, side).dropna(subset=["score"])


def asked(ratings: pd.DataFrame, kind: str, area: str | None, side: str | None) -> pd.DataFrame:
    """
    Return every rating with a day: `session_id`, `moment`, `area`, `side`, `day`, `score`.

    Raises
    ------
    UnknownName
        For a kind or side that is not in its list, or a frame of something else.
    """
    check_one_of("rating", kind, RATING_KINDS)
    if side is not None:
        check_one_of("side", side, SIDES)
    check_columns(ratings, RATING_COLUMNS, "log.ratings()")
    mine = ratings[ratings["kind"] == kind]
    for column, wanted in (("area", area), ("side", side)):
        if wanted is not None:
            mine = mine[mine[column] == wanted]
    questions = mine[["session_id", "moment", "area", "side"]]
    return questions.assign(day=days(mine), score=numbers(mine, "score")).dropna(subset=["day"])


def _stamps(daily: "pd.Series[float]") -> NDArray[np.datetime64]:
    return daily.index.to_numpy(dtype="datetime64[us]")
