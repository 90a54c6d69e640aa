"""What a network with two features answers everywhere around its rows."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from separatrix.evaluation.answering import Answering
from separatrix.metrics.answers import Answers

Range = tuple[float, float]
Bounds = tuple[Range, Range]
Points = NDArray[np.floating[Any]]

_BATCH = 10_000
"""Points answered at once, so that many wide members stay within memory."""


@dataclass(frozen=True)
class Boundary:
    """The mean answer of the members on a grid, in the table's own units.

    Args:
        x_G: Values of the first feature, the grid's columns.
        y_G: Values of the second feature, the grid's rows.
        answers: Answers of the points, row after row of the grid.
    """

    x_G: NDArray[np.float64]
    y_G: NDArray[np.float64]
    answers: Answers

    @property
    def probabilities_GGC(self) -> Points:
        """Probabilities by second feature, first feature and class."""
        assert self.answers.probabilities_NC is not None, "a boundary of values"
        return self.answers.probabilities_NC.reshape(len(self.y_G), len(self.x_G), -1)

    @property
    def labels_GG(self) -> NDArray[np.int64]:
        """Predicted class codes by second and first feature."""
        return self.answers.labels_N.reshape(len(self.y_G), len(self.x_G))

    @property
    def values_GG(self) -> Points:
        """Predicted values by second and first feature."""
        assert self.answers.values_N is not None, "a boundary of classes"
        return self.answers.values_N.reshape(len(self.y_G), len(self.x_G))


def compute_boundary(
    answer: Callable[[NDArray[np.float64]], Answering], bounds: Bounds, steps: int = 200
) -> Boundary:
    """Answer a grid of points.

    Args:
        answer: Predicts rows of the two features, of shape (n, 2), in the table's own units.
        bounds: Range of the first and of the second feature, see `bounds_of`.
        steps: Points along each side.
    """
    x_G, y_G = (np.linspace(low, high, steps) for low, high in bounds)
    points_N2 = np.column_stack([axis.ravel() for axis in np.meshgrid(x_G, y_G)])
    return Boundary(x_G, y_G, answers_in_batches(answer, points_N2))


def answers_in_batches(
    answer: Callable[[NDArray[np.float64]], Answering], points_ND: NDArray[np.float64]
) -> Answers:
    """Return the mean answers of many points, some at a time."""
    starts = range(0, len(points_ND), _BATCH)
    parts = [answer(points_ND[start : start + _BATCH]).answers for start in starts]
    array = np.concatenate([part.array for part in parts])
    if parts[0].probabilities_NC is None:
        return Answers(values_N=array)
    return Answers(probabilities_NC=array, threshold=parts[0].threshold)


def bounds_of(points_N2: Points, margin: float = 0.08) -> Bounds:
    """Return the ranges of two features, widened so that no point lies on the edge.

    Args:
        points_N2: Rows of the two features; what is not finite is passed over.
        margin: Share of the range that is added on each side. A feature that is constant, or
            finite nowhere, gets a range of 1 around its value or around 0.

    Example:
        >>> bounds_of(np.array([[0.0, 5.0], [10.0, 5.0]]), margin=0.1)
        ((-1.0, 11.0), (4.5, 5.5))
    """
    return _widened(points_N2[:, 0], margin), _widened(points_N2[:, 1], margin)


def _widened(values_N: Points, margin: float) -> Range:
    finite_N = values_N[np.isfinite(values_N)].astype(np.float64)
    if len(finite_N) == 0:
        return -0.5, 0.5
    low, high = float(finite_N.min()), float(finite_N.max())
    side = margin * (high - low) if high > low else 0.5
    return low - side, high + side
