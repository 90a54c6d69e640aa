"""What can be scored without looking at any feature: the score to beat."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from separatrix.evaluation.resampling import defined, weighted_score
from separatrix.metrics.answers import Answers
from separatrix.metrics.registry import metrics_of

Weights = NDArray[np.float64]


def guess(
    task: str,
    train_target_N: NDArray[Any],
    target_N: NDArray[Any],
    *,
    train_weight_N: Weights | None = None,
    weight_N: Weights | None = None,
    asked: str = "loss",
) -> dict[str, float | None]:
    """Score the guess that is the same for every row.

    For classes it gives every class its share of the training rows, so that it predicts the
    most frequent one; for regression it predicts the mean of the training rows.

    Args:
        task: "binary", "multiclass" or "regression".
        train_target_N: Class codes, or values in the unit of the table, to learn the guess from.
        target_N: The same of the rows to score.
        train_weight_N: What the training rows count for; None when all count the same.
        weight_N: What the rows to score count for.
        asked: The metric that the user asked for; "loss" for none.

    Example:
        >>> scores = guess("binary", np.array([0, 0, 0, 1]), np.array([0, 1]))
        >>> scores["accuracy"], scores["roc_auc"], scores["brier"]
        (0.5, 0.5, 0.3125)
    """
    classes = 1 + max(1, train_target_N.max(initial=0), target_N.max(initial=0))
    answers = guessed(task, train_target_N, len(target_N), train_weight_N, int(classes))
    return {
        metric: defined(weighted_score(metric, target_N, answers, weight_N))
        for metric in metrics_of(task, asked)
    }


def guessed(
    task: str,
    train_target_N: NDArray[Any],
    rows: int,
    train_weight_N: Weights | None = None,
    classes: int = 2,
) -> Answers:
    """Return the guess for so many rows; see `guess`.

    Args:
        task: "binary", "multiclass" or "regression".
        train_target_N: Class codes, or values in the unit of the table, to learn the guess from.
        rows: How many rows to answer.
        train_weight_N: What the training rows count for; None when all count the same.
        classes: How many classes there are.
    """
    if task == "regression":
        mean = np.average(train_target_N.astype(np.float64), weights=train_weight_N)
        return Answers(values_N=np.full(rows, mean))
    rows_C = np.bincount(train_target_N, train_weight_N, minlength=classes)
    return Answers(probabilities_NC=np.tile(rows_C / rows_C.sum(), (rows, 1)))
