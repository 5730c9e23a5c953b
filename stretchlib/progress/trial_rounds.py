"""Values that belong together, summed up: plain arrays, since a verdict is asked for often."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from stretchlib.progress.evidence import Floats

Places = NDArray[np.intp]
DIGITS = 6
"""Digits to which values are compared: far below what any ruler tells, far above a float's last."""


def group_medians(place: Places, values: Floats) -> Floats:
    """
    Return the median of the values at each place, 0 to the highest; none may be left empty.

    Examples
    --------
    >>> group_medians(np.array([0, 1, 0, 1, 0]), np.array([3.0, 8.0, 1.0, 6.0, 9.0])).tolist()
    [3.0, 7.0]
    """
    ordered = values[np.lexsort((values, place))]
    counts = np.bincount(place)
    start = np.cumsum(counts) - counts
    middle = (ordered[start + (counts - 1) // 2] + ordered[start + counts // 2]) / 2
    return np.asarray(middle.round(DIGITS))


def place_of(*keys: NDArray[Any]) -> Places:
    """
    Number the distinct rows of some columns, in their order.

    Examples
    --------
    >>> place_of(np.array([5, 4, 5]), np.array([0, 0, 1])).tolist()
    [1, 0, 2]
    """
    order = np.lexsort(keys[::-1])
    is_new = np.zeros(len(order), dtype=bool)
    for key in keys:
        ordered = key[order]
        is_new[1:] |= ordered[1:] != ordered[:-1]
    place = np.empty(len(order), dtype=np.intp)
    place[order] = np.cumsum(is_new)
    return place


def how_many_before(place: Places) -> Places:
    """
    Count, for each row, the rows above it at the same place.

    Examples
    --------
    >>> how_many_before(np.array([0, 1, 0, 0, 1])).tolist()
    [0, 0, 1, 2, 1]
    """
    order = np.argsort(place, kind="stable")
    counts = np.bincount(place)
    before = np.empty(len(place), dtype=np.intp)
    before[order] = np.arange(len(place)) - np.repeat(np.cumsum(counts) - counts, counts)
    return before
