"""Whether probabilities mean what they say."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from separatrix.evaluation.scores import wilson

Floats = NDArray[np.float64]

MOST_BINS = 10
"""Bins of a reliability curve."""

FEWEST_ROWS = 20
"""Rows of a bin, in the mean: fewer rows make fewer bins."""


@dataclass(frozen=True)
class Bin:
    """Rows of about one probability.

    Args:
        told: Mean probability that they were given.
        happened: Share of them that it happened to.
        low: Lower end of that share's 95 % interval (Wilson).
        high: Its upper end.
        rows: How many.
    """

    told: float
    happened: float
    low: float
    high: float
    rows: int


@dataclass(frozen=True)
class Reliability:
    """A reliability curve.

    Args:
        bins: From the least probability to the greatest.
        error: Expected calibration error: the mean distance of told and happened, by rows.
        of: What the probabilities are of: the positive class, or the predicted one.
    """

    bins: tuple[Bin, ...]
    error: float
    of: str


def reliability(
    target_N: NDArray[np.int64], probabilities_NC: Floats, weight_N: Floats | None = None
) -> Reliability:
    """Compare probabilities with how often what they tell of happens.

    With two classes it is the probability of the positive one, with more that of the predicted one
    (the confidence of Guo et al. 2017). Bins hold equally many rows (Nixon et al. 2019), for those
    of equal width are nearly empty where a network is sure; equal probabilities are never parted.

    Args:
        target_N: True class codes.
        probabilities_NC: A column for each class.
        weight_N: What each row counts for; None when all count the same.

    Example:
        >>> sure = np.tile([0.1, 0.9], (100, 1))
        >>> round(reliability(np.array([1] * 70 + [0] * 30), sure).error, 3)
        0.2
    """
    two = probabilities_NC.shape[1] == 2
    told_N = probabilities_NC[:, 1] if two else probabilities_NC.max(axis=1)
    happened_N = target_N == (1 if two else probabilities_NC.argmax(axis=1))
    count_N: Floats = np.ones(len(target_N)) if weight_N is None else weight_N
    bins = [
        _bin(told_N[rows], happened_N[rows], count_N[rows]) for rows in _binned(told_N) if len(rows)
    ]
    total = count_N.sum()
    distances = (
        abs(each.told - each.happened) * count_N[rows].sum() / total
        for each, rows in zip(bins, _binned(told_N), strict=True)
    )
    return Reliability(tuple(bins), float(sum(distances)), "positive" if two else "predicted")


def _binned(told_N: Floats) -> list[NDArray[np.int64]]:
    """Return the rows of each bin."""
    bins = int(np.clip(len(told_N) // FEWEST_ROWS, 1, MOST_BINS))
    edges = np.unique(np.quantile(told_N, np.arange(1, bins) / bins, method="inverted_cdf"))
    places_N = np.searchsorted(edges, told_N, side="left")
    found = (np.flatnonzero(places_N == place) for place in range(len(edges) + 1))
    return [rows for rows in found if len(rows)]


def _bin(told_N: Floats, happened_N: NDArray[np.bool_], count_N: Floats) -> Bin:
    weights = count_N if count_N.any() else None
    happened = float(np.average(happened_N, weights=weights))
    low, high = wilson(happened, len(told_N))
    return Bin(float(np.average(told_N, weights=weights)), happened, low, high, len(told_N))
