"""Predictions of several members without any network."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from separatrix.metrics.answers import Answers

Floats = NDArray[np.floating[Any]]


@dataclass(frozen=True)
class Told:
    """Answers that a test wrote down."""

    probabilities_KNC: Floats | None = None
    values_KN: Floats | None = None
    threshold: float = 0.5

    @property
    def answers(self) -> Answers:
        return self._answers(lambda array: array.mean(axis=0))

    def member(self, k: int) -> Answers:
        return self._answers(lambda array: array[k])

    def _answers(self, take: Callable[[Floats], Floats]) -> Answers:
        probabilities, values = self.probabilities_KNC, self.values_KN
        return Answers(
            None if probabilities is None else take(probabilities),
            None if values is None else take(values),
            self.threshold,
        )


@pytest.fixture
def told() -> type[Told]:
    return Told
