"""What a network answers for some rows, in the form that the metrics read."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class Answers:
    """One answer a row: probabilities of the classes, or a value in the unit of the table.

    Args:
        probabilities_NC: A column per class that sums to 1 over a row; with two classes,
            column 1 is the positive class. None for regression.
        values_N: Predicted values. None for classes.
        threshold: With two classes, the positive one is predicted above this probability.
    """

    probabilities_NC: NDArray[np.floating[Any]] | None = None
    values_N: NDArray[np.floating[Any]] | None = None
    threshold: float = 0.5

    def __len__(self) -> int:
        return len(self.array)

    @property
    def array(self) -> NDArray[np.floating[Any]]:
        """The probabilities or the values, whichever these answers hold."""
        array = self.values_N if self.probabilities_NC is None else self.probabilities_NC
        assert array is not None, "answers hold probabilities or values"
        return array

    @property
    def labels_N(self) -> NDArray[np.int64]:
        """The predicted class codes.

        With two classes a probability that equals the threshold is not above it, so a tie at
        one half goes to the first class, as argmax does with more classes.
        """
        assert self.probabilities_NC is not None, "values have no labels"
        if self.probabilities_NC.shape[1] == 2:
            return (self.probabilities_NC[:, 1] > self.threshold).astype(np.int64)
        largest_N: NDArray[np.int64] = self.probabilities_NC.argmax(axis=1)
        return largest_N
