"""Who is better over many tables: ranks, normalised scores, wins and losses."""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.stats import rankdata

Floats = NDArray[np.float64]

SAME = 0.01
"""Share of the range of a table's scores below which two peers count as even."""


def matrix(
    scores: Mapping[tuple[str, int, str], float], tables: Sequence[str], peers: Sequence[str]
) -> Floats:
    """Return the mean over the splits, higher being better, shape (tables, peers).

    Args:
        scores: By table, split and peer, higher being better; nan where a peer has none.
        tables: The rows.
        peers: The columns.
    """
    found = np.full((len(tables), len(peers)), np.nan)
    for i, table in enumerate(tables):
        for j, peer in enumerate(peers):
            each = [value for (t, _, p), value in scores.items() if (t, p) == (table, peer)]
            if each:
                found[i, j] = float(np.mean(each))
    return found


def mean_ranks(score_TP: Floats) -> Floats:
    """Return each peer's mean rank over the tables that all peers have; 1 is the best.

    Example:
        >>> mean_ranks(np.array([[0.9, 0.8, 0.8], [0.7, 0.9, 0.5]]))
        array([1.5 , 1.75, 2.75])
    """
    whole = np.isfinite(score_TP).all(axis=1)
    ranks_TP = np.stack([rankdata(-row) for row in score_TP[whole]])
    mean_P: Floats = ranks_TP.mean(axis=0)
    return mean_P


def normalised(score_TP: Floats) -> Floats:
    """Return scores as shares of the way from a table's worst peer to its best, 1 where even.

    Example:
        >>> normalised(np.array([[0.5, 0.75, 1.0]]))
        array([[0. , 0.5, 1. ]])
    """
    low, high = (find(score_TP, axis=1, keepdims=True) for find in (np.nanmin, np.nanmax))
    span = high - low
    share_TP: Floats = np.where(span > 0, (score_TP - low) / np.where(span > 0, span, 1), 1.0)
    return share_TP


def duels(score_TP: Floats, one: int, other: int) -> tuple[int, int, int]:
    """Return how often one peer wins, is even, and loses against another.

    Example:
        >>> duels(np.array([[0.9, 0.5], [0.5, 0.9], [0.7, 0.7]]), 0, 1)
        (1, 1, 1)
    """
    share_TP = normalised(score_TP)
    apart = share_TP[:, one] - share_TP[:, other]
    span = np.nanmax(score_TP, axis=1) - np.nanmin(score_TP, axis=1)
    even = (np.abs(apart) < SAME) | (span == 0)
    wins, losses = int(((apart > 0) & ~even).sum()), int(((apart < 0) & ~even).sum())
    return wins, int(even.sum()), losses
