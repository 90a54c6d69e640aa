"""The probability above which the positive class of two is predicted, chosen for a metric."""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Scored = Callable[[Floats, Floats, Floats], Floats]
"""Weights of hits, of rows predicted positive, and of (positive, negative) rows to scores."""


def best_threshold(
    metric: str, target_N: NDArray[Any], positive_N: NDArray[Any], weight_N: Floats | None = None
) -> float:
    """Return the threshold at which a metric of predicted classes is best on some rows.

    Every place between two neighbouring probabilities is tried, and both ends; of equally good
    ones the nearest to one half is taken, and of a gap its middle. Takes O(N log N) time.

    Args:
        metric: A name in `CHOSEN_FOR`.
        target_N: 1 for rows of the positive class, 0 for the others.
        positive_N: Their probability of the positive class.
        weight_N: What each row counts for; None when all count the same.

    Example:
        >>> best_threshold("f1", np.array([0, 0, 1, 1]), np.array([0.1, 0.2, 0.3, 0.7]))
        0.25
    """
    counts_N: Floats = np.ones(len(target_N)) if weight_N is None else weight_N
    values_V, place_N = np.unique(positive_N, return_inverse=True)
    every_V, true_V = (
        np.bincount(place_N, each_N, len(values_V)).astype(np.float64)
        for each_N in (counts_N, counts_N * target_N)
    )
    predicted_T, hits_T = _above(every_V), _above(true_V)
    totals = np.array([true_V.sum(), every_V.sum() - true_V.sum()])
    with np.errstate(all="ignore"):
        score_T = np.nan_to_num(CHOSEN_FOR[metric](hits_T, predicted_T, totals), nan=-np.inf)
    low_V, high_V = np.append(0.0, values_V), np.append(values_V, 1.0)
    middles_T = (low_V + high_V) / 2
    middles_T = np.where(middles_T < high_V, middles_T, low_V)  # neighbouring floats have none
    if values_V[0] == 0:  # which no threshold lies below
        score_T[0] = -np.inf
    best_T = np.flatnonzero(np.isclose(score_T, score_T.max(), rtol=1e-12, atol=0))
    return float(middles_T[best_T[np.abs(middles_T[best_T] - 0.5).argmin()]])


def _above(weight_V: Floats) -> Floats:
    """Sum what lies above each place between, before and after the sorted values."""
    return np.concatenate([np.cumsum(weight_V[::-1])[::-1], [0.0]])


def _accuracy(hits_T: Floats, predicted_T: Floats, totals: Floats) -> Floats:
    right_T: Floats = hits_T + totals[1] - (predicted_T - hits_T)
    return right_T


def _balanced_accuracy(hits_T: Floats, predicted_T: Floats, totals: Floats) -> Floats:
    right = [hits_T / totals[0], 1 - (predicted_T - hits_T) / totals[1]]
    sum_T: Floats = np.nansum(right, axis=0)
    return sum_T


def _f1(hits_T: Floats, predicted_T: Floats, totals: Floats) -> Floats:
    mean_T: Floats = 2 * hits_T / (predicted_T + totals[0])
    return mean_T


def _mcc(hits_T: Floats, predicted_T: Floats, totals: Floats) -> Floats:
    every = totals.sum()
    together_T = hits_T * every - predicted_T * totals[0]
    spread_T = predicted_T * (every - predicted_T)
    return np.where(spread_T > 0, together_T / np.sqrt(spread_T), 0.0)


CHOSEN_FOR: dict[str, Scored] = {
    "accuracy": _accuracy,
    "balanced_accuracy": _balanced_accuracy,
    "f1": _f1,
    "mcc": _mcc,
}
"""What a threshold can be chosen for. Precision and recall alone would predict one class."""
