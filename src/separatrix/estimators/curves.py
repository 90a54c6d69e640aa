"""What a training looked like, in the lists that scikit-learn's users expect."""

from collections.abc import Sequence
from itertools import zip_longest

import msgspec
import numpy as np
from numpy.typing import NDArray

from separatrix.training.history import History

Floats = NDArray[np.float64]


class Curves(msgspec.Struct, frozen=True, kw_only=True):
    """The history of one or several outputs; numbers are medians over the members that train.

    Args:
        history: A dict for each epoch, and for each output where there are several.
        loss: Training loss after each epoch; of several outputs the mean of those that train.
        held_loss: The same of the held-out rows; None without any.
        best: The epoch, from 1, whose weights are kept, of each member of each output.
        epochs: Most epochs that were trained.
    """

    history: list[dict[str, int | float | None]]
    loss: list[float | None]
    held_loss: list[float | None] | None
    best: list[list[int]]
    epochs: int

    @property
    def best_epoch(self) -> int | NDArray[np.int64]:
        """The best epochs, (outputs, members) or (members,); of one member a number."""
        best_OK = np.array(self.best)
        best = best_OK if len(best_OK) > 1 else best_OK[0]
        return int(best[0]) if best.shape == (1,) else best


def curves_of(histories: Sequence[History]) -> Curves:
    """Return the curves of the outputs' trainings."""
    held = [history.held_loss_EK for history in histories]
    return Curves(
        history=[row for i, each in enumerate(histories) for row in _rows(each, i, len(histories))],
        loss=_mean([history.train_loss_EK for history in histories]),
        held_loss=None if held[0] is None else _mean([loss for loss in held if loss is not None]),
        best=[(history.kept_K + 1).tolist() for history in histories],
        epochs=max(history.epochs for history in histories),
    )


def _rows(history: History, output: int, outputs: int) -> list[dict[str, int | float | None]]:
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


def _median(values_EK: Floats) -> list[float | None]:
    """Return the median of the members that train; None where none has a number."""
    return [_middle(values_K[np.isfinite(values_K)]) for values_K in values_EK]


def _middle(finite: Floats) -> float | None:
    return float(np.median(finite)) if len(finite) else None


def _mean(outputs: Sequence[Floats]) -> list[float | None]:
    medians = [_median(values_EK) for values_EK in outputs]
    return [
        float(np.mean(there)) if (there := [each for each in values if each is not None]) else None
        for values in zip_longest(*medians)
    ]
