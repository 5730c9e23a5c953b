"""One value a day, and what the trials of one round say about its error."""

from dataclasses import dataclass, fields
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from stretchlib.errors import UnknownName, check_one_of, shown
from stretchlib.model import MEASURES, MOMENTS, RATING_KINDS, SCALES
from stretchlib.phases import SIDES
from stretchlib.progress.columns import (
    GroupNumbers,
    check_columns,
    days_at,
    group_medians,
    group_numbers,
    how_many_before,
    is_word,
    numbers_at,
)
from stretchlib.progress.evidence import Floats
from stretchlib.progress.outliers import slips_among, slips_notice

MIN_DAYS = 10
"""Below so many days nothing is claimed; docs/progress.md says how often a claim is then right."""
ROUNDING: Final = {"cm": 0.5 / 12**0.5, "points": 1.0 / 12**0.5}
"""Standard deviation of reading to half a centimetre, or to a whole point."""
FLOOR_SHARE = 0.2
"""With more than this share of values at 0 no line is drawn: it would lead below nothing."""
MEASUREMENT_COLUMNS = ("day", "measure", "side", "trial", "value_cm")
RATING_COLUMNS = ("day", "session_id", "moment", "kind", "area", "side", "score")
DAY_MEDIANS = {
    "day": "datetime64[us]",
    "side": "str",
    "median_cm": "float64",
    "trials_cm": "str",
    "note": "str",
}


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


@dataclass(frozen=True)
class Trials:
    """Every trial with a day, a side and a value, as plain arrays: a verdict is asked for often."""

    day: NDArray[np.datetime64]
    side: NDArray[np.intp]
    """Its index among those of the measure."""
    trial: Floats
    """Its number within its round; NaN where there is none."""
    value: Floats
    row: NDArray[np.intp]
    """Its position in the frame."""

    def __getitem__(self, kept: NDArray[np.bool_]) -> "Trials":
        return Trials(*(getattr(self, each.name)[kept] for each in fields(self)))


def day_readings(measurements: pd.DataFrame, measure: str, side: str | None) -> Readings:
    """
    Take the median of each day's trials of one measure, slips left out.

    With `side` left out, a side that was never measured is left out too; where both were, a day
    counts if it has both, with their mean.
    """
    every = read_trials(measurements, measure, side)
    is_slip = slips_among(every.side, every.day, every.value)
    trials, slips = every[~is_slip], every[is_slip]
    left_out = (
        slips_notice(pd.DataFrame({"day": slips.day, "value_cm": slips.value}))
        if is_slip.any()
        else ""
    )
    sem, repeats = pooled_sem(trials)
    sides = []
    for each in sorted(set(trials.side.tolist())):
        mine = trials.side == each
        day, group = np.unique(trials.day[mine], return_inverse=True)
        sides.append((day, group_medians(group, trials.value[mine])))
    if not sides:
        return Readings(trials.day, trials.value, "cm", sem, repeats, left_out)
    both = sides[0][0]
    for day, _ in sides[1:]:
        both = np.intersect1d(both, day)
    medians = [value[np.isin(day, both)] for day, value in sides]
    return Readings(both, np.mean(medians, axis=0), "cm", sem, repeats, left_out)


def day_medians(measurements: pd.DataFrame, measure: str, side: str | None = None) -> pd.DataFrame:
    """
    Sum up the trials of each day and side, also of a day that stands alone, years from all others.

    Parameters
    ----------
    measurements : DataFrame, one row per trial
        As `log.measurements()` gives it.
    measure : str
        Such as `"chest_to_thigh"`.
    side : str, optional
        One side; each for itself when left out.

    Returns
    -------
    DataFrame, one row per day and side
        `day`, `side`, `median_cm`, `trials_cm` (as words, in their order) and `note` (those of all
        trials, each once). Empty, with the same types, when nothing was measured.

    Raises
    ------
    UnknownName
        For a measure or side that is not in its list, or a frame of something else.

    Examples
    --------
    >>> trials = pd.DataFrame({
    ...     "day": pd.Timestamp("2025-03-03"),
    ...     "measure": "chest_to_thigh",
    ...     "side": "left",
    ...     "trial": [1, 2, 3],
    ...     "value_cm": [12.0, 11.5, 12.5],
    ...     "note": ["stiff", "stiff", ""],
    ... })
    >>> day_medians(trials, "chest_to_thigh")
             day  side  median_cm         trials_cm   note
    0 2025-03-03  left       12.0  12.0, 11.5, 12.5  stiff
    """
    check_columns(measurements, ("note",), "log.measurements()")
    trials = read_trials(measurements, measure, side)
    sides = np.array(MEASURES[measure].sides, dtype=object)
    group = group_numbers(trials.day, trials.side)
    order = np.argsort(group, kind="stable")
    counts = np.bincount(group)
    ends = np.cumsum(counts)
    first = order[ends - counts]
    # As lists: one by one, NumPy gives its numbers several times as slowly.
    words = [f"{cm:.1f}" for cm in trials.value[order].tolist()]
    begins = (ends - counts).tolist()
    spans = [slice(*span) for span in zip(begins, ends.tolist(), strict=True)]
    medians = {
        "day": trials.day[first],
        "side": sides[trials.side[first]],
        "median_cm": group_medians(group, trials.value),
        "trials_cm": [", ".join(words[span]) for span in spans],
        "note": _notes(measurements["note"].iloc[trials.row], group, len(counts)),
    }
    return pd.DataFrame(medians).astype(DAY_MEDIANS)


def _notes(notes: "pd.Series[str]", group: GroupNumbers, days: int) -> list[str]:
    """Join those of each day and side, each once; most have none."""
    joined: list[dict[str, None]] = [{} for _ in range(days)]
    noted = notes.fillna("").astype("str").to_numpy(dtype=object)
    for row in np.flatnonzero(noted != ""):
        joined[group[row]][noted[row]] = None
    return ["; ".join(each) for each in joined]


def trials_of(measurements: pd.DataFrame, measure: str, side: str | None = None) -> pd.DataFrame:
    """Return every trial with a day, a side and a value: `day`, `side`, `trial`, `value_cm`."""
    trials = read_trials(measurements, measure, side)
    mine = measurements[["side", "trial"]].iloc[trials.row]
    return mine.assign(day=trials.day, value_cm=trials.value)


def read_trials(measurements: pd.DataFrame, measure: str, side: str | None) -> Trials:
    """Read what `trials_of` returns."""
    known = MEASURES[check_one_of("measure", measure, MEASURES)]
    if side is not None:
        check_one_of("side", side, known.sides)
    check_columns(measurements, MEASUREMENT_COLUMNS, "log.measurements()")
    side_of = np.full(len(measurements), -1)
    for index, each in enumerate(known.sides):
        if side in (None, each):
            side_of[is_word(measurements, "side", each)] = index
    row = np.flatnonzero(is_word(measurements, "measure", measure) & (side_of >= 0))
    day, value = days_at(measurements, row), numbers_at(measurements, "value_cm", row)
    is_known = ~(np.isnat(day) | np.isnan(value))
    trial = numbers_at(measurements, "trial", row)
    return Trials(day, side_of[row], trial, value, row)[is_known]


def pooled_sem(trials: Trials) -> tuple[float | None, int]:
    """
    Standard error of one trial, pooled within rounds, and its degrees of freedom.

    The square root of the within-target mean square of Shrout and Fleiss (1979), a round of trials
    being the target. Trials 1, 2, 3 are a round; a second trial 1 on the same day begins another.
    """
    visit = group_numbers(trials.day, trials.side)
    number = np.where(np.isnan(trials.trial), 0, trials.trial)
    of_round = group_numbers(visit, how_many_before(group_numbers(visit, number)))
    counts = np.bincount(of_round)
    repeats = int((counts - 1).sum())
    if repeats == 0:
        return None, 0
    mean = np.bincount(of_round, weights=trials.value) / counts
    return float(np.sqrt(((trials.value - mean[of_round]) ** 2).sum() / repeats)), repeats


def rating_readings(
    ratings: pd.DataFrame, kind: str, moment: str, area: str | None, side: str | None
) -> Readings:
    """Take the median of each day's answers; a question that was not answered is no answer."""
    row = _matching_rows(ratings, kind, area, side)
    check_one_of("moment", moment, MOMENTS)
    row = row[is_word(ratings, "moment", moment)[row]]
    day, score = days_at(ratings, row), numbers_at(ratings, "score", row)
    is_answer = ~(np.isnat(day) | np.isnan(score))
    day, group = np.unique(day[is_answer], return_inverse=True)
    return Readings(day, group_medians(group, score[is_answer]), "points")


def answers_of(
    ratings: pd.DataFrame, kind: str, area: str | None, side: str | None
) -> pd.DataFrame:
    """Return every answer from 0 to 10, as `dated_ratings` returns every rating."""
    check_one_of("rating", kind, SCALES)
    return dated_ratings(ratings, kind, area, side).dropna(subset=["score"])


def dated_ratings(
    ratings: pd.DataFrame, kind: str, area: str | None, side: str | None
) -> pd.DataFrame:
    """Return every rating with a day: `session_id`, `moment`, `area`, `side`, `day`, `score`."""
    row = _matching_rows(ratings, kind, area, side)
    day, score = days_at(ratings, row), numbers_at(ratings, "score", row)
    questions = ratings[["session_id", "moment", "area", "side"]].iloc[row]
    return questions.assign(day=day, score=score).dropna(subset=["day"])


def _matching_rows(
    ratings: pd.DataFrame, kind: str, area: str | None, side: str | None
) -> NDArray[np.intp]:
    check_one_of("rating", kind, RATING_KINDS)
    if area is not None and not isinstance(area, str):
        msg = f"area={shown(area)} is not a text. Put it in quotes, such as 'low_back'."
        raise UnknownName(msg)
    if side is not None:
        check_one_of("side", side, SIDES)
    check_columns(ratings, RATING_COLUMNS, "log.ratings()")
    is_mine = is_word(ratings, "kind", kind)
    for column, wanted in (("area", area), ("side", side)):
        if wanted is not None:
            is_mine &= is_word(ratings, column, wanted)
    return np.flatnonzero(is_mine)
