"""What every statistic asks of a frame before it reads from it."""

import numpy as np
import pandas as pd

from stretchlib.errors import StretchError, UnknownName


def check_columns(frame: pd.DataFrame, columns: tuple[str, ...], source: str) -> None:
    """Say which columns are missing, and which frame has them: `source`."""
    missing = [name for name in columns if name not in getattr(frame, "columns", ())]
    if missing:
        msg = f"There is no column {', '.join(missing)} here. Give the frame of {source}."
        raise UnknownName(msg)


def numbers(frame: pd.DataFrame, column: str) -> "pd.Series[float]":
    """
    Return a column as float64, with NaN wherever nothing, or nothing finite, was written.

    Raises
    ------
    StretchError
        Naming the first value that is no number.

    Examples
    --------
    >>> numbers(pd.DataFrame({"value_cm": [12.0, None, float("inf")]}), "value_cm").tolist()
    [12.0, nan, nan]
    """
    try:
        read = pd.to_numeric(frame[column])
    except (ValueError, TypeError) as error:
        unread = pd.to_numeric(frame[column], errors="coerce").isna() & frame[column].notna()
        wrong = frame.loc[unread, column].iloc[0]
        msg = f"{column}: {wrong!r} is not a number. Give it in figures, such as 12.5."
        raise StretchError(msg) from error
    plain = read.to_numpy(dtype="float64", na_value=np.nan)
    return pd.Series(np.where(np.isfinite(plain), plain, np.nan), index=frame.index)


def days(frame: pd.DataFrame) -> "pd.Series[pd.Timestamp]":
    """
    Return the column `day` as midnights without a zone, NaT where there is none.

    Raises
    ------
    StretchError
        When it holds something other than local days.
    """
    day = frame["day"]
    if not frame.empty and not pd.api.types.is_datetime64_dtype(day):
        msg = f"day: {day.iloc[0]!r} is not a local day. Give midnights without a zone."
        raise StretchError(msg)
    midnight: pd.Series[pd.Timestamp] = day.astype("datetime64[us]").dt.normalize()
    return midnight


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
    for group, words in zip(number.tolist(), frame[column].tolist(), strict=True):
        groups.setdefault(group, []).append(words)
    return [groups[group] for group in sorted(groups)]
