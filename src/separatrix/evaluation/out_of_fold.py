"""What members answer for the rows that they did not learn from."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from separatrix.evaluation.prediction import Predictions
from separatrix.metrics.answers import Answers
from separatrix.training.folds import Fold


def out_of_fold(predictions: Predictions, folds: Sequence[Fold]) -> Answers:
    """Return for each row the mean answer of the members whose fold held it out.

    Args:
        predictions: The answers of K members for all N rows.
        folds: The fold of each member; every row is held out by one member or more.
    """
    values_KN, probabilities_KNC = predictions.values_KN, predictions.probabilities_KNC
    if values_KN is not None:
        return Answers(values_N=_held_mean(values_KN[..., None], folds)[:, 0])
    assert probabilities_KNC is not None
    return Answers(_held_mean(probabilities_KNC, folds), threshold=predictions.threshold)


def _held_mean(answers_KNC: NDArray[np.float64], folds: Sequence[Fold]) -> NDArray[np.float64]:
    sums_NC = np.zeros(answers_KNC.shape[1:])
    members_N1 = np.zeros((len(sums_NC), 1))
    for answers_NC, fold in zip(answers_KNC, folds, strict=True):
        sums_NC[fold.held_out] += answers_NC[fold.held_out]
        members_N1[fold.held_out] += 1
    assert members_N1.all(), "every row is held out"
    mean_NC: NDArray[np.float64] = sums_NC / members_N1
    return mean_NC
