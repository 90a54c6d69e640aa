"""What is trained in a setting: the rows, the net and the settings that all contenders share."""

from dataclasses import dataclass
from itertools import pairwise
from math import ceil

import numpy as np
from numpy.typing import NDArray

FLIPPED = 0.05
"""Share of labels that are wrong, so that the loss has a floor above 0 that all must reach."""


@dataclass(frozen=True)
class Problem:
    """One training.

    Args:
        rows: Training rows.
        features: Columns.
        hidden: Units of each hidden layer, ReLU after each.
        outputs: 1 for binary cross-entropy of one logit, 2 for cross-entropy.
        batch: Rows of a step; the last one of an epoch may be smaller.
        epochs: Passes over the rows.
        rate: Adam's learning rate.
    """

    rows: int
    features: int
    hidden: tuple[int, ...]
    outputs: int
    batch: int
    epochs: int
    rate: float = 0.01

    @property
    def steps(self) -> int:
        """Steps of an epoch."""
        return ceil(self.rows / self.batch)

    @property
    def widths(self) -> tuple[int, ...]:
        """Units of every layer, inputs and outputs included."""
        return (self.features, *self.hidden, self.outputs)

    @property
    def parameters(self) -> int:
        """Weights and biases of one net."""
        return sum((inputs + 1) * units for inputs, units in pairwise(self.widths))


@dataclass(frozen=True)
class Data:
    """Encoded rows.

    Args:
        features_ND: Standard normal numbers.
        labels_N: 0 or 1.
    """

    features_ND: NDArray[np.float32]
    labels_N: NDArray[np.int64]


def draw(problem: Problem) -> Data:
    """Draw the rows: inside or outside of a circle of the first two columns, some mislabelled."""
    random = np.random.default_rng(0)
    features = random.normal(size=(problem.rows, problem.features)).astype(np.float32)
    outside = np.square(features[:, :2]).sum(axis=1) > 2 * np.log(2)  # half of the rows
    labels = outside ^ (random.random(problem.rows) < FLIPPED)
    return Data(features, labels.astype(np.int64))
