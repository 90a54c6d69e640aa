"""Some of the rows drawn at random, by the same numbers as scikit-learn's `train_test_split`.

Written out here because scikit-learn takes longer to import than a small table to train on, and
because its stratified split goes through a Python list of all rows.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

Rows = NDArray[np.int64]


def draw(rows: int, count: int, seed: int) -> tuple[Rows, Rows]:
    """Draw `count` of the places 0 … rows-1; return the others, then those."""
    order = _random(seed).permutation(rows)
    return order[count:], order[:count]


def draw_stratified(strata: NDArray[Any], count: int, seed: int) -> tuple[Rows, Rows]:
    """Draw `count` places, of every stratum its share; return the others, then those.

    Args:
        strata: The stratum of each place; each has two places or more.
        count: How many to draw, at least as many as there are strata.
        seed: Decides the places.
    """
    random = _random(seed)
    _, codes, sizes = np.unique(strata, return_inverse=True, return_counts=True)
    rest = _shares(sizes, len(strata) - count, random)
    drawn = _shares(sizes - rest, count, random)
    by_stratum = np.split(np.argsort(codes, kind="stable"), np.cumsum(sizes)[:-1])
    orders = [places[random.permutation(len(places))] for places in by_stratum]
    others = [order[:many] for order, many in zip(orders, rest, strict=True)]
    those = [order[many : many + few] for order, many, few in zip(orders, rest, drawn, strict=True)]
    return random.permutation(np.concatenate(others)), random.permutation(np.concatenate(those))


def _shares(sizes: Rows, count: int, random: np.random.RandomState) -> Rows:
    """Divide `count` among strata by their sizes; what rounding leaves goes to the largest rests.

    Equal rests are drawn among.
    """
    exact = sizes / sizes.sum() * count
    shares = np.floor(exact)
    rests, left = exact - shares, int(count - shares.sum())
    for rest in np.unique(rests)[::-1]:
        if left == 0:
            break
        equal = np.flatnonzero(rests == rest)
        chosen = random.choice(equal, size=min(len(equal), left), replace=False)
        shares[chosen] += 1
        left -= len(chosen)
    whole: Rows = shares.astype(np.int64)
    return whole


def _random(seed: int) -> np.random.RandomState:
    return np.random.RandomState(seed % 2**32)
