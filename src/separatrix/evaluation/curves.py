"""Loss and metric over the epochs, in the shape in which they are looked at."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from separatrix.training.history import History

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Curve:
    """One quantity on one part of the rows.

    Args:
        part: "train" or "held-out".
        values_EK: A column per member; nan after it stopped.
    """

    part: str
    values_EK: Floats

    @property
    def median_E(self) -> Floats:
        """The median over the members.

        A member that stopped counts on with its last value, so that the median does not jump
        because a good or a bad member left.
        """
        median_E: Floats = np.median(_carried_on(self.values_EK), axis=1)
        return median_E


@dataclass(frozen=True)
class Curves:
    """What a training looked like.

    Args:
        metric: Name of the metric.
        epochs_E: Epochs done, from 1.
        loss: The loss, on the training rows first.
        scores: The metric, on the training rows first.
        kept_K: The epoch whose weights each member keeps, from 1.
        stopped_K: How many epochs each member trained.
        rate: The learning rate at the end of each epoch.
    """

    metric: str
    epochs_E: NDArray[np.int64]
    loss: tuple[Curve, ...]
    scores: tuple[Curve, ...]
    kept_K: NDArray[np.int64]
    stopped_K: NDArray[np.int64]
    rate: Curve

    @property
    def rate_moves(self) -> bool:
        """Whether any member's learning rate changed on the way."""
        values_EK = self.rate.values_EK
        low_K, high_K = np.nanmin(values_EK, axis=0), np.nanmax(values_EK, axis=0)
        return bool((high_K > low_K * (1 + 1e-9)).any())

    @property
    def earlier_K(self) -> NDArray[np.int64]:
        """The members that keep weights from before their last epoch."""
        return np.flatnonzero(self.kept_K < self.stopped_K)


def find_curves(history: History) -> Curves:
    """Return the curves of a training."""
    return Curves(
        metric=history.metric,
        epochs_E=np.arange(1, history.epochs + 1),
        loss=_parts(history.train_loss_EK, history.held_loss_EK),
        scores=_parts(history.train_metric_EK, history.held_metric_EK),
        kept_K=history.kept_K + 1,
        stopped_K=history.stopped_K,
        rate=Curve("rate", history.rate_EK),
    )


def _parts(train_EK: Floats, held_EK: Floats | None) -> tuple[Curve, ...]:
    train = Curve("train", train_EK)
    return (train,) if held_EK is None else (train, Curve("held-out", held_EK))


def _carried_on(values_EK: Floats) -> Floats:
    """Fill what is nan with the last number before it."""
    epochs_E1 = np.arange(len(values_EK))[:, None]
    last_EK = np.maximum.accumulate(np.where(np.isnan(values_EK), 0, epochs_E1), axis=0)
    carried_EK: Floats = np.take_along_axis(values_EK, last_EK, axis=0)
    return carried_EK
