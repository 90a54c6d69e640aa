"""What the rest of the room needs from predictions, so that it need not load PyTorch."""

from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from separatrix.metrics.answers import Answers


class Answering(Protocol):
    """The answers of K members for the same N rows, together and each alone."""

    @property
    def probabilities_KNC(self) -> NDArray[np.floating[Any]] | None:
        """Every member's probabilities; None for regression."""

    @property
    def values_KN(self) -> NDArray[np.floating[Any]] | None:
        """Every member's values in the unit of the table; None for classes."""

    @property
    def answers(self) -> Answers:
        """The mean over the members: what is predicted."""

    def member(self, k: int) -> Answers:
        """Return what one member alone would predict."""


def members_of(predictions: Answering) -> int:
    """Return K."""
    array = predictions.values_KN
    if array is None:
        array = predictions.probabilities_KNC
    assert array is not None, "predictions hold probabilities or values"
    return len(array)
