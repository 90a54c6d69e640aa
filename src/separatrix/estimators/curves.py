"""What a training looked like, in the lists that scikit-learn's users expect."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from separatrix.training.history import History

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Curves:
    """The history of one or several outputs; numbers are medians over the members that train.

    Args:
        history: A dict for each epoch, and for each output where there are several.
        loss: Training loss after each epoch; of several outputs the mean of those that train.
        held_loss: The same of the held-out rows; None without any.
        best_epoch: The epoch, from 1, whose weights are kept; an array for several members or
            outputs, shape (K,) or (O, K).
        epochs: Most epochs that were trained.
    """

    history: list[dict[str, float]]
    loss: list[float]
    held_loss: list[float] | None
    best_epoch: int | NDArray[np.int64]
    epochs: int


def curves_of(histories: Sequence[History]) -> Curves:
    """Return the curves of the outputs' trainings."""
    best_OK = np.stack([history.kept_K for history in histories]) + 1
    best = best_OK if len(histories) > 1 else best_OK[0]
    held = [history.held_loss_EK for history in histories]
    return Curves(
        history=[row for i, each in enumerate(histories) for row in _rows(each, i, len(histories))],
        loss=_mean([history.train_loss_EK for history in histories]),
        held_loss=None if held[0] is None else _mean([loss for loss in held if loss is not None]),
        best_epoch=int(best[0]) if best.shape == (1,) else best,
        epochs=max(history.epochs for history in histories),
    )


def _rows(history: History, output: int, outputs: int) -> list[dict[str, float]]:
    columns = {
        "train_loss": history.train_loss_EK,
        f"train_{history.metric}": history.train_metric_EK,
        "validation_loss": history.held_loss_EK,
        f"validation_{history.metric}": history.held_metric_EK,
        "learning_rate": history.rate_EK,
    }
    curves = {name: _median(values) for name, values in columns.items() if values is not None}
    which = {"output": output} if outputs > 1 else {}
    return [
        {**which, "epoch": epoch + 1, **{name: curve[epoch] for name, curve in curves.items()}}
        for epoch in range(history.epochs)
    ]


def _median(values_EK: Floats) -> list[float]:
    """Return the median of the members that train; nan where none has a number."""
    return [_middle(values_K[np.isfinite(values_K)]) for values_K in values_EK]


def _middle(finite: Floats) -> float:
    return float(np.median(finite)) if len(finite) else float("nan")


def _mean(outputs: Sequence[Floats]) -> list[float]:
    curves = [_median(values_EK) for values_EK in outputs]
    longest = max(map(len, curves))
    at = [[curve[epoch] for curve in curves if epoch < len(curve)] for epoch in range(longest)]
    return [float(np.mean(values)) for values in at]
