"""The metrics by name, and the one way to compute them.

Example:
    >>> answers = Answers(probabilities_NC=np.array([[0.9, 0.1], [0.4, 0.6], [0.2, 0.8]]))
    >>> score("roc_auc", np.array([0, 0, 1]), answers)
    1.0
    >>> metrics_of("regression")
    ('r2', 'rmse', 'mae')
"""

from collections.abc import Callable
from dataclasses import dataclass
from math import inf
from typing import Any, overload

import numpy as np
from numpy.typing import NDArray

from separatrix.metrics import classes, numbers
from separatrix.metrics.answers import Answers

Function = Callable[[NDArray[Any], Answers, NDArray[np.float64]], NDArray[np.float64]]

_CLASSES = ("binary", "multiclass")
_NUMBERS = ("regression",)


@dataclass(frozen=True)
class Metric:
    """One number that says how good answers are.

    Args:
        name: What it is called in code, options and JSON.
        title: What it is called in tables and pictures.
        greater_is_better: True where a larger number is the better one.
        lowest: The least it can be; minus infinity where there is none.
        highest: The most it can be; infinity where there is none.
        tasks: The tasks it is for: "binary", "multiclass", "regression".
        function: (targets of N rows, answers, R rows of weights) to R numbers.
    """

    name: str
    title: str
    greater_is_better: bool
    lowest: float
    highest: float
    tasks: tuple[str, ...]
    function: Function


_ALL = (
    Metric("accuracy", "Accuracy", True, 0, 1, _CLASSES, classes.accuracy),
    Metric(
        "balanced_accuracy", "Balanced accuracy", True, 0, 1, _CLASSES, classes.balanced_accuracy
    ),
    Metric("roc_auc", "ROC AUC", True, 0, 1, _CLASSES, classes.roc_auc),
    Metric("log_loss", "Log loss", False, 0, inf, _CLASSES, classes.log_loss),
    Metric("brier", "Brier score", False, 0, 2, _CLASSES, classes.brier),
    Metric("r2", "R²", True, -inf, 1, _NUMBERS, numbers.r2),
    Metric("rmse", "RMSE", False, 0, inf, _NUMBERS, numbers.rmse),
    Metric("mae", "MAE", False, 0, inf, _NUMBERS, numbers.mae),
)

METRICS: dict[str, Metric] = {metric.name: metric for metric in _ALL}
"""Every metric by its name, the headline of each task first."""


def metrics_of(task: str) -> tuple[str, ...]:
    """Return the metrics of a task; the first is the headline.

    The headline is accuracy for classes, because everybody can say what it means, and R² for
    regression, because it needs no unit: 0 is the mean guess and 1 is perfect on every table.
    """
    return tuple(name for name, metric in METRICS.items() if task in metric.tasks)


@overload
def score(metric: str, target_N: NDArray[Any], answers: Answers) -> float: ...


@overload
def score(metric: str, target_N: NDArray[Any], answers: Answers, weight_RN: None) -> float: ...


@overload
def score(
    metric: str, target_N: NDArray[Any], answers: Answers, weight_RN: NDArray[Any]
) -> NDArray[np.float64]: ...


def score(
    metric: str, target_N: NDArray[Any], answers: Answers, weight_RN: NDArray[Any] | None = None
) -> float | NDArray[np.float64]:
    """Compute a metric, plainly or under R weightings of the rows at once.

    Args:
        metric: A name in `METRICS`.
        target_N: True class codes, or true values in the unit of the table.
        answers: What was predicted for the same rows.
        weight_RN: R rows of weights, 0 or more, such as how often a row is in each resample.

    Returns:
        One number, or R numbers where weights are given. What is undefined (no rows, a single
        class for the ROC AUC, a constant target for R², answers that are not finite) is nan,
        without a warning.
    """
    assert len(target_N) == len(answers), f"{len(target_N)} targets, {len(answers)} answers"
    weights_RN = (
        np.ones((1, len(target_N))) if weight_RN is None else weight_RN.astype(float, copy=False)
    )
    scores_R = np.full(len(weights_RN), np.nan)
    if len(target_N) > 0 and np.isfinite(answers.array).all():
        with np.errstate(all="ignore"):
            scores_R = METRICS[metric].function(target_N, answers, weights_RN)
    return scores_R if weight_RN is not None else float(scores_R[0])
