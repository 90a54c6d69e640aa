"""Calling somebody between the epochs of a training."""

from collections.abc import Callable, Container
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from separatrix.training.loop import Training

Observer = Callable[["Training"], None]
"""Is called before the first epoch and after each, and may ask the training what it likes."""


def together(*observers: Observer) -> Observer:
    """Call several observers, one after the other."""

    def every(training: "Training") -> None:
        for observe in observers:
            observe(training)

    return every


def at(epochs: Container[int], observe: Observer) -> Observer:
    """Call an observer at some epochs only; 0 is before the first.

    Example:
        >>> every_tenth = at(range(0, 1000, 10), lambda training: None)
    """

    def chosen(training: "Training") -> None:
        if training.epoch in epochs:
            observe(training)

    return chosen
