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

_BINARY = ("binary",)
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
        shown: The tasks whose tables show it unasked.
        of_labels: It looks at predicted classes, so that the threshold moves it.
    """

    name: str
    title: str
    greater_is_better: bool
    lowest: float
    highest: float
    tasks: tuple[str, ...]
    function: Function
    shown: tuple[str, ...]
    of_labels: bool = False


def _of_labels(
    name: str, title: str, function: Function, *, shown: tuple[str, ...] = (), lowest: float = 0
) -> Metric:
    return Metric(name, title, True, lowest, 1, _CLASSES, function, shown, of_labels=True)


_ALL = (
    _of_labels("accuracy", "Accuracy", classes.accuracy, shown=_CLASSES),
    _of_labels("balanced_accuracy", "Balanced accuracy", classes.balanced_accuracy, shown=_CLASSES),
    Metric("roc_auc", "ROC AUC", True, 0, 1, _CLASSES, classes.roc_auc, _CLASSES),
    Metric(
        "average_precision",
        "Average precision",
        *(True, 0, 1, _CLASSES),
        classes.average_precision,
        _BINARY,
    ),
    _of_labels("f1", "F1", classes.f1, shown=_BINARY),
    _of_labels("precision", "Precision", classes.precision),
    _of_labels("recall", "Recall", classes.recall),
    _of_labels("mcc", "Matthews correlation", classes.mcc, lowest=-1),
    Metric("log_loss", "Log loss", False, 0, inf, _CLASSES, classes.log_loss, _CLASSES),
    Metric("brier", "Brier score", False, 0, 2, _CLASSES, classes.brier, _CLASSES),
    Metric("r2", "R²", True, -inf, 1, _NUMBERS, numbers.r2, _NUMBERS),
    Metric("rmse", "RMSE", False, 0, inf, _NUMBERS, numbers.rmse, _NUMBERS),
    Metric("mae", "MAE", False, 0, inf, _NUMBERS, numbers.mae, _NUMBERS),
)

METRICS: dict[str, Metric] = {metric.name: metric for metric in _ALL}
"""Every metric by its name, the headline of each task first."""


def metrics_of(task: str, asked: str = "loss") -> tuple[str, ...]:
    """Return the metrics that are shown of a task; the first is the headline.

    The headline is accuracy for classes, because everybody can say what it means, and R² for
    regression, because it needs no unit: 0 is the mean guess and 1 is perfect on every table.

    Args:
        task: "binary", "multiclass" or "regression".
        asked: The metric that the user asked for, which then is the headline; "loss" for none.
    """
    shown = [name for name, metric in METRICS.items() if task in metric.shown and name != asked]
    return (asked, *shown) if asked in METRICS else tuple(shown)


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
        scores_R = np.where(weights_RN.any(axis=1), scores_R, np.nan)
    return scores_R if weight_RN is not None else float(scores_R[0])
