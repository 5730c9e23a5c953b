"""How many more measured days would tell a change of some size: looked up, from simulation."""

from typing import Final

import numpy as np

SIZES: Final = (0.75, 1.0, 1.5, 2.0, 3.0)
"""Of a change, in minimal detectable changes."""
RATES: Final = (1, 2, 3, 5)
"""Measured days a week."""
HALF_TOLD: Final = (
    (999, 999, 70, 63),
    (999, 33, 36, 42),
    (12, 17, 21, 27),
    (9, 13, 16, 22),
    (7, 10, 12, 17),
)
"""Counted days after which half of the series are told, a row a size, a column a rate: a change
that comes early and stays, days that resemble each other by 0.3. 999 stands for more than half a
year. From `python -m docs.looking half_told`."""


def days_needed(size: float, per_week: float) -> int | None:
    """
    Look up the counted days after which a change of a size is told more often than not.

    Parameters
    ----------
    size : float
        In minimal detectable changes of one day against another.
    per_week : float
        Measured days a week.

    Returns
    -------
    int, or None
        None where half a year does not do.

    Examples
    --------
    >>> days_needed(2.0, 3), days_needed(1.0, 1)
    (16, None)
    """
    columns = [np.interp(size, SIZES, [row[i] for row in HALF_TOLD]) for i in range(len(RATES))]
    if size < SIZES[0]:
        return None
    needed = float(np.interp(per_week, RATES, columns))
    return None if needed > 26 * max(per_week, 1) else int(np.ceil(needed))
