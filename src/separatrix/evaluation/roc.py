"""How a class is found at every threshold: ROC and precision-recall curves."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Thresholds:
    """What every threshold of a class's probability gives, from the highest down.

    Args:
        name: The class.
        false_T: Share of the other rows that are called it.
        found_T: Share of its own rows that are (recall).
        precision_T: Share of the rows called it that are.
        share: Share of all rows that are of the class, which guessing's precision is.
    """

    name: str
    false_T: Floats
    found_T: Floats
    precision_T: Floats
    share: float


def thresholds(name: str, is_class_N: NDArray[np.bool_], told_N: Floats) -> Thresholds | None:
    """Return the curves of one class; None where all rows or none are of it.

    Args:
        name: The class.
        is_class_N: Which rows are of it.
        told_N: Their probability of it; rows of equal probability are called it together.

    Example:
        >>> found = thresholds("yes", np.array([True, False, True]), np.array([0.9, 0.8, 0.3]))
        >>> found.found_T.tolist(), found.false_T.tolist()
        ([0.0, 0.5, 0.5, 1.0], [0.0, 0.0, 1.0, 1.0])
    """
    if is_class_N.all() or not is_class_N.any():
        return None
    order = np.argsort(-told_N, kind="stable")
    hits = np.cumsum(is_class_N[order])
    last = np.flatnonzero(np.append(np.diff(told_N[order]) != 0, True))
    hit_T, called_T = hits[last], last + 1
    found = hit_T / is_class_N.sum()
    false = (called_T - hit_T) / (~is_class_N).sum()
    return Thresholds(
        name,
        np.concatenate([[0.0], false]),
        np.concatenate([[0.0], found]),
        np.concatenate([[1.0], hit_T / called_T]),
        float(is_class_N.mean()),
    )
