"""Which classes are taken for which."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class ConfusionMatrix:
    """How many rows of each true class got each predicted class.

    Args:
        counts_CC: Rows by true class (first axis) and predicted class.
        classes: The table's own names of the classes, in the order of the codes.
    """

    counts_CC: NDArray[np.int64]
    classes: tuple[str | int | float | bool, ...]

    @property
    def shares_CC(self) -> NDArray[np.float64]:
        """Counts as shares of their true class; 0 for a class without rows."""
        rows_C1 = self.counts_CC.sum(axis=1, keepdims=True)
        shares_CC: NDArray[np.float64] = self.counts_CC / np.maximum(rows_C1, 1)
        return shares_CC


def confusion(
    target_N: NDArray[np.integer[Any]],
    labels_N: NDArray[np.integer[Any]],
    classes: Sequence[str | int | float | bool],
) -> ConfusionMatrix:
    """Count the rows of each true and predicted class.

    Example:
        >>> found = confusion(np.array([0, 0, 1]), np.array([0, 1, 1]), ["no", "yes"])
        >>> found.counts_CC.tolist()
        [[1, 1], [0, 1]]
    """
    size = len(classes)
    counts = np.bincount(target_N * size + labels_N, minlength=size * size)
    return ConfusionMatrix(counts.reshape(size, size), tuple(classes))
