"""Metrics of predicted numbers, in the unit of the table.

Each takes the true values, the answers and R rows of row weights, and returns R numbers.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from separatrix.metrics.answers import Answers
from separatrix.metrics.classes import Scores, Weights, weighted_mean

Values = NDArray[np.floating[Any]]

_NO_SPREAD = 1e-28
"""A variance below this share of the mean square is rounding, not spread."""


def rmse(target_N: Values, answers: Answers, weight_RN: Weights) -> Scores:
    """Root of the mean squared error, in the unit of the target."""
    return np.sqrt(weighted_mean(np.square(_error(target_N, answers)), weight_RN))


def mae(target_N: Values, answers: Answers, weight_RN: Weights) -> Scores:
    """Mean absolute error, in the unit of the target."""
    return weighted_mean(np.abs(_error(target_N, answers)), weight_RN)


def r2(target_N: Values, answers: Answers, weight_RN: Weights) -> Scores:
    """Coefficient of determination: the share of the target's variance that is explained.

    1 is perfect, 0 is as good as these rows' own mean, below 0 is worse. It is undefined where
    the target has no spread, and so for a single row. The mean is that of each resample; the
    deviations from it are summed rather than derived from moments, which would cancel.
    """
    shifted_N = target_N.astype(np.float64) - target_N[0]
    mean_R = weighted_mean(shifted_N, weight_RN)
    deviation_RN = shifted_N - mean_R[:, None]
    spread_R = np.einsum("rn,rn,rn->r", weight_RN, deviation_RN, deviation_RN)
    missed_R = weight_RN @ np.square(_error(target_N, answers))
    rounding_R = _NO_SPREAD * (weight_RN @ np.square(shifted_N))
    return np.where(spread_R > rounding_R, 1.0 - missed_R / spread_R, np.nan)


def _error(target_N: Values, answers: Answers) -> NDArray[np.float64]:
    assert answers.values_N is not None, "this metric needs values"
    return answers.values_N.astype(np.float64) - target_N
