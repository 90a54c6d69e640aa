"""Predicted against true values, and what is left between them."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from separatrix.evaluation.thin import thinned

Floats = NDArray[np.floating[Any]]

MOST_POINTS = 5_000
"""More rows than these are thinned: a picture shows no more."""


@dataclass(frozen=True)
class Residuals:
    """Predicted less true value over all rows, in the unit of the target.

    Args:
        mean: Above 0 when the predictions are too large on the whole.
        deviation: Standard deviation.
        low: One row in twenty lies below.
        median: Half the rows lie below.
        high: One row in twenty lies above.
        largest: The largest absolute one.
    """

    mean: float
    deviation: float
    low: float
    median: float
    high: float
    largest: float


@dataclass(frozen=True)
class RegressionPoints:
    """True and predicted values to draw, and a summary of all of them.

    Args:
        true_N: True values of at most `MOST_POINTS` rows, always the same ones.
        predicted_N: Predicted values of these rows.
        rows: How many rows there are in all.
        residuals: Summary over all rows; None without any.
    """

    true_N: Floats
    predicted_N: Floats
    rows: int
    residuals: Residuals | None


def regression_points(
    target_N: Floats, values_N: Floats, most: int = MOST_POINTS
) -> RegressionPoints:
    """Set predictions beside the truth.

    Example:
        >>> found = regression_points(np.array([1.0, 2.0]), np.array([1.5, 2.5]))
        >>> found.residuals.mean
        0.5
    """
    kept = thinned(len(target_N), most)
    residuals = _residuals(values_N - target_N) if len(target_N) else None
    return RegressionPoints(target_N[kept], values_N[kept], len(target_N), residuals)


def _residuals(error_N: Floats) -> Residuals:
    low, median, high = np.quantile(error_N, (0.05, 0.5, 0.95)).tolist()
    return Residuals(
        mean=float(error_N.mean()),
        deviation=float(error_N.std()),
        low=low,
        median=median,
        high=high,
        largest=float(np.abs(error_N).max()),
    )
