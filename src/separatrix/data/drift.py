"""Whether a column has drifted: how far its shares have moved, and whether chance could move them.

The population stability index compares the shares of the rows in each bin. From 0.1 on a shift is
customarily called some, from 0.25 on much (N. Siddiqi, Credit Risk Scorecards, Wiley 2006). For
few rows it is large by chance alone, so what has drifted must be beyond chance as well.
"""

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

SOME, MUCH = 0.1, 0.25
"""Index from which a column has drifted at all, and much."""

CHANCE = 0.001
"""How often a table without any drift may be said to have a column that drifted."""

_Counts = Sequence[int] | NDArray[np.int64]


def stability_index(training: _Counts, here: _Counts) -> float:
    """Return the population stability index of the counts in the same bins.

    The index is the sum over the bins of (q - p) ln(q / p) for shares p in training and q here.
    Half a row is added to every bin, for a share of 0 has no logarithm.

    Args:
        training: Rows in each bin in training.
        here: Rows in each bin of the table that is looked at.

    Example:
        >>> round(stability_index([500, 500], [700, 300]), 3)
        0.169
    """
    held = (np.asarray(training) + np.asarray(here)) > 0
    if not held.any():
        return 0.0
    p, q = (_shares(np.asarray(counts)[held]) for counts in (training, here))
    return float(np.sum((q - p) * np.log(q / p)))


def chance_of(training: _Counts, here: _Counts) -> float:
    """Bound the probability that counts so far apart come from the same shares.

    For every bin, with the rows inside and outside as two outcomes, the log-likelihood ratio G of
    "two shares" to "one share" is exceeded by chance with a probability of about 2 exp(-G) at most
    (Chernoff's bound), however few the rows are. The smallest of these, times the bins, bounds all.

    Args:
        training: Rows in each bin in training.
        here: Rows in each bin of the table that is looked at.

    Example:
        >>> chance_of([500, 500], [7, 3]), chance_of([500, 500], [700, 300]) < 1e-15
        (1.0, True)
    """
    first, second = np.asarray(training, np.float64), np.asarray(here, np.float64)
    m, n = float(first.sum()), float(second.sum())
    if m == 0 or n == 0:
        return 1.0
    both = (first + second) / (m + n)
    ratio = m * _divergence(first / m, both) + n * _divergence(second / n, both)
    bins = int(np.count_nonzero(both))
    return min(1.0, 2 * bins * math.exp(-float(ratio.max())))


def has_drifted(index: float, chance: float, columns: int) -> bool:
    """Tell whether a column of a table has drifted: by much enough, and by more than chance.

    Args:
        index: Its stability index.
        chance: What `chance_of` says of it.
        columns: How many columns of the table are looked at.
    """
    return index >= SOME and chance * columns <= CHANCE


def _shares(counts: NDArray[np.int64]) -> NDArray[np.float64]:
    shares: NDArray[np.float64] = (counts + 0.5) / (counts.sum() + 0.5 * len(counts))
    return shares


def _divergence(share: NDArray[np.float64], of: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the Kullback-Leibler divergence of a share and its rest from another."""
    return _part(share, of) + _part(1 - share, 1 - of)


def _part(share: NDArray[np.float64], of: NDArray[np.float64]) -> NDArray[np.float64]:
    held = (share > 0) & (of > 0)
    ratio = np.divide(share, of, out=np.ones_like(share), where=held)
    return share * np.log(ratio)
