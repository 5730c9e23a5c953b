"""Evidence for a mean that is not 0, after each pair: it may be looked at every time."""

from typing import Final

import numpy as np

from stretchlib.progress.evidence import Floats

LIKE: Final = np.arange(8) / 10
"""Autocorrelations of one pair with the next, and below how likely each is held beforehand."""
LIKE_WEIGHTS: Final = np.array([0.23, 0.19, 0.16, 0.13, 0.11, 0.09, 0.06, 0.03])
SIZES: Final = (0.5, 1.5)
"""Prior standard deviations of the mean, in those of a difference."""
CLEAR: Final = 20.0
"""A difference is called clear when it is so many times likelier than none."""


def mean_evidence(apart: Floats, rounding: float = 0.0) -> Floats:
    """
    Weigh, after each pair, how much likelier the differences are with a mean than with none.

    As `evidence_path`, with a mean in place of a course, and no level to be found: it may be looked
    at after every pair.

    Examples
    --------
    >>> found = mean_evidence(np.array([-2.0, -1, -3, -2, -2, -2]))
    >>> bool(found[0] < 2), bool(found[-1] > 8)
    (True, True)
    """
    pairs = np.arange(1, apart.shape[-1] + 1)
    null, gain = [], []
    for like, weight in zip(LIKE, LIKE_WEIGHTS, strict=True):
        one, seen = _whitened(np.ones(apart.shape[-1]), like), _whitened(apart, like)
        room, along = np.cumsum(one * one), np.cumsum(one * seen, axis=-1)
        rest = np.maximum(np.cumsum(seen * seen, axis=-1), pairs * rounding**2)
        rest = np.where(rest > 0, rest, 1.0)
        log_density = np.log(weight) - (pairs - 1) / 2 * np.log(1 - like**2)
        null.append(log_density - pairs / 2 * np.log(rest))
        for size in SIZES:
            fits = np.clip(along**2 / (room + size**-2) / rest, 0.0, 1 - 1e-12)
            prior = -np.log(len(SIZES)) - np.log1p(room * size**2) / 2
            gain.append(null[-1] + prior - pairs / 2 * np.log1p(-fits))
    log_e = np.logaddexp.reduce(gain, axis=0) - np.logaddexp.reduce(null, axis=0)
    return np.asarray(np.exp(log_e))


def _whitened(values: Floats, like: float) -> Floats:
    white = values.astype(np.float64)
    white[..., 1:] = (values[..., 1:] - like * values[..., :-1]) / np.sqrt(1 - like**2)
    return white
