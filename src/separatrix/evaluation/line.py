"""What a regression network with one feature answers along it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from separatrix.evaluation.answering import Answering
from separatrix.evaluation.boundary import Range


@dataclass(frozen=True)
class FittedLine:
    """The values that the members and their mean give along one feature.

    Args:
        x_G: Values of the feature, rising.
        members_KG: Every member's value.
        mean_G: The value that is predicted.
    """

    x_G: NDArray[np.float64]
    members_KG: NDArray[np.floating[Any]]
    mean_G: NDArray[np.floating[Any]]


def compute_line(
    answer: Callable[[NDArray[np.float64]], Answering], bounds: Range, steps: int = 200
) -> FittedLine:
    """Answer points along one feature.

    Args:
        answer: Predicts rows of the feature, of shape (n, 1), in the table's own unit.
        bounds: Range of the feature.
        steps: Points along it.
    """
    x_G = np.linspace(*bounds, steps)
    predictions = answer(x_G[:, None])
    assert predictions.values_KN is not None, "a line is drawn through values"
    return FittedLine(x_G, predictions.values_KN, predictions.answers.array)
