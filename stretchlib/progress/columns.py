"""
What every statistic asks of a frame, and reads from it as plain arrays.

Arrays and not frames, since a verdict is asked for often.
"""

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from stretchlib.dates import read_day
from stretchlib.errors import StretchError, UnknownName, shown
from stretchlib.progress.evidence import Floats

RowNumbers = NDArray[np.intp]
GroupNumbers = NDArray[np.intp]
DIGITS = 6
"""Digits to which values are compared: far below what any ruler tells, far above a float's last."""
LONGEST_BITS = 14_000
"""Python writes no whole number of more than 4,300 figures."""


def check_columns(frame: pd.DataFrame, columns: tuple[str, ...], source: str) -> None:
    """Say which columns are missing, and which frame has them: `source`."""
    has = list(frame.columns) if isinstance(frame, pd.DataFrame) else []
    missing = [name for name in columns if name not in has]
    if missing:
        msg = f"There is no column {', '.join(missing)} here. Give the frame of {source}."
        raise UnknownName(msg)
    for name in columns:
        if has.count(name) > 1:
            msg = f"The column {name} is here twice. Give the frame of {source}."
            raise UnknownName(msg)
        if frame[name].dtype == "object":
            _check_cells(name, frame[name], source)


def _check_cells(name: str, cells: "pd.Series[Any]", source: str) -> None:
    """Refuse lists, frames and the like in a column, and bytes, which are no words yet."""
    for value in cells:
        if isinstance(value, bytes) or not pd.api.types.is_hashable(value):
            msg = f"{name}: {shown(value)} is not a single value. Give the frame of {source}."
            raise StretchError(msg)
        if isinstance(value, int) and value.bit_length() > LONGEST_BITS:
            msg = f"{name}: a number has thousands of figures. Give the frame of {source}."
            raise StretchError(msg)


def is_word(frame: pd.DataFrame, column: str, *words: str) -> NDArray[np.bool_]:
    """
    Tell which rows hold one of some words: as `isin`, and several times as fast.

    Examples
    --------
    >>> is_word(pd.DataFrame({"side": ["left", None, "both"]}), "side", "left", "right").tolist()
    [True, False, False]
    """
    whole = frame[column]
    # Words of this kind mostly lie there as objects already; to ask for `na_value` copies them.
    if isinstance(whole.dtype, pd.StringDtype) and whole.dtype.na_value is np.nan:
        held = whole.to_numpy(dtype=object)
    else:
        held = whole.to_numpy(dtype=object, na_value=np.nan)
    found = np.zeros(len(held), dtype=bool)
    for word in words:
        found |= np.asarray(held == word, dtype=bool)
    return found


def numbers(frame: pd.DataFrame, column: str) -> "pd.Series[float]":
    """Return what `numbers_at` does, of all rows."""
    return pd.Series(numbers_at(frame, column, np.arange(len(frame))), index=frame.index)


def numbers_at(frame: pd.DataFrame, column: str, row: RowNumbers) -> Floats:
    """
    Return a column as float64, with NaN wherever nothing, or nothing finite, was written.

    Examples
    --------
    >>> numbers_at(pd.DataFrame({"value_cm": [12.0, None, float("inf")]}), "value_cm", [0, 1, 2])
    array([12., nan, nan])
    """
    whole = frame[column]
    if whole.dtype == "float64":
        plain = whole.to_numpy()[row]
        return np.where(np.isfinite(plain), plain, np.nan)
    mine = whole.iloc[row]
    try:
        read = pd.to_numeric(mine)
        if read.dtype.kind == "c":
            unreal = f"{column} holds complex numbers"
            raise TypeError(unreal)
        plain = read.to_numpy(dtype="float64", na_value=np.nan)
    except (ValueError, TypeError, OverflowError) as error:
        first = next((value for value in mine if not _is_number(value)), mine.iloc[0])
        msg = f"{column}: {shown(first)} is not a number. Give it in figures, such as 12.5."
        raise StretchError(msg) from error
    return np.where(np.isfinite(plain), plain, np.nan)


def _is_number(value: object) -> bool:
    """Whether a cell is a number, or nothing."""
    try:
        float("nan" if value is None or value is pd.NA else value)  # type: ignore[arg-type]
    except (ValueError, TypeError, OverflowError):
        return False
    return True


def days(frame: pd.DataFrame) -> "pd.Series[pd.Timestamp]":
    """Return what `days_at` does, of all rows."""
    return pd.Series(days_at(frame, np.arange(len(frame))), index=frame.index)


def days_at(frame: pd.DataFrame, row: RowNumbers) -> NDArray[np.datetime64]:
    """Return the column `day` as midnights without a zone, NaT where there is none."""
    day = frame["day"]
    if len(row) and not pd.api.types.is_datetime64_dtype(day):
        msg = f"day: {shown(day.iloc[row[0]])} is not a local day. Give midnights without a zone."
        raise StretchError(msg)
    stamps = day.to_numpy(dtype="datetime64[us]") if len(row) else np.array([], "datetime64[us]")
    return stamps[row].astype("datetime64[D]").astype("datetime64[us]")


def day_of(name: str, day: object) -> pd.Timestamp | None:
    """
    Read a day that may be meant: none before 1990, none more than a year ahead. None stays None.

    Examples
    --------
    >>> day_of("since", "2026-03-01")
    Timestamp('2026-03-01 00:00:00')
    """
    local_day = read_day(name, day)
    return None if local_day is None else pd.Timestamp(local_day)


def is_from(frame: pd.DataFrame, day: pd.Timestamp, source: str) -> "pd.Series[bool]":
    """Tell which rows of the frame of `source` are of a day or a later one, not of none at all."""
    check_columns(frame, ("day",), source)
    return days(frame) >= day


def words_by(frame: pd.DataFrame, keys: list[str], column: str) -> list[list[str]]:
    """
    Collect the words of each group, groups in the order of a groupby.

    A groupby that joins words itself takes ten years of days a second.

    Examples
    --------
    >>> noted = pd.DataFrame({"side": ["right", "left", "left"], "note": ["late", "stiff", "cold"]})
    >>> words_by(noted, ["side"], "note")
    [['stiff', 'cold'], ['late']]
    """
    groups: dict[int, list[str]] = {}
    number = frame.groupby(keys).ngroup()
    # As objects: pandas gives the words of a column one by one ten times as slowly.
    words_of = frame[column].to_numpy(dtype=object)
    for group, words in zip(number.tolist(), words_of.tolist(), strict=True):
        groups.setdefault(group, []).append(words)
    return [groups[group] for group in sorted(groups)]


def group_medians(group: GroupNumbers, values: Floats) -> Floats:
    """
    Return the median of the values of each group, from 0 to the highest; none may be empty.

    Examples
    --------
    >>> group_medians(np.array([0, 1, 0, 1, 0]), np.array([3.0, 8.0, 1.0, 6.0, 9.0])).tolist()
    [3.0, 7.0]
    """
    ordered = values[np.lexsort((values, group))]
    counts = np.bincount(group)
    start = np.cumsum(counts) - counts
    middle = (ordered[start + (counts - 1) // 2] + ordered[start + counts // 2]) / 2
    return np.asarray(middle.round(DIGITS))


def group_numbers(*keys: NDArray[Any]) -> GroupNumbers:
    """
    Number the distinct rows of some columns, in their order.

    Examples
    --------
    >>> group_numbers(np.array([5, 4, 5]), np.array([0, 0, 1])).tolist()
    [1, 0, 2]
    """
    order = np.lexsort(keys[::-1])
    is_new = np.zeros(len(order), dtype=bool)
    for key in keys:
        ordered = key[order]
        is_new[1:] |= ordered[1:] != ordered[:-1]
    groups = np.empty(len(order), dtype=np.intp)
    groups[order] = np.cumsum(is_new)
    return groups


def how_many_before(group: GroupNumbers) -> GroupNumbers:
    """
    Count, for each row, the rows above it of the same group.

    Examples
    --------
    >>> how_many_before(np.array([0, 1, 0, 0, 1])).tolist()
    [0, 0, 1, 2, 1]
    """
    order = np.argsort(group, kind="stable")
    counts = np.bincount(group)
    before = np.empty(len(group), dtype=np.intp)
    before[order] = np.arange(len(group)) - np.repeat(np.cumsum(counts) - counts, counts)
    return before
