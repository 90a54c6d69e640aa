"""What a long job tells whoever listens: libraries are quiet, surfaces speak."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Stage:
    """A stage of the road begins, such as "reading penguins.csv"."""

    text: str


@dataclass(frozen=True)
class Note:
    """Something the user should know and need not act on."""

    text: str


@dataclass(frozen=True)
class Epoch:
    """One pass over the training rows is done; numbers are medians over the members.

    Args:
        number: Epochs done, from 1.
        of: Most epochs that there will be.
        running: Members that still train.
        train_loss: Loss on the training rows, in eval mode.
        train_metric: The metric on the training rows.
        held_loss: Loss on the held-out rows; None without any.
        held_metric: The metric on the held-out rows; None without any.
        metric: Name of the metric.
        seconds: Seconds since the training began.
    """

    number: int
    of: int
    running: int
    train_loss: float
    train_metric: float
    held_loss: float | None
    held_metric: float | None
    metric: str
    seconds: float


Event = Stage | Note | Epoch
Listener = Callable[[Event], None]


def silent(event: Event) -> None:
    """Listen to nothing."""
