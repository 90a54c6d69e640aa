"""Small numbers to draw: known boundaries, points, a history."""

from collections.abc import Callable

import numpy as np
import pytest
from numpy.typing import NDArray

from separatrix.evaluation.boundary import Boundary
from separatrix.metrics.answers import Answers
from separatrix.plots.points import Part
from separatrix.training.history import History

Floats = NDArray[np.float64]


def sloped_boundary(classes: int, threshold: float = 0.5, steps: int = 21) -> Boundary:
    """Make classes follow each other from left to right in strips of one width."""
    x_G, y_G = np.linspace(0.0, classes, steps), np.linspace(-1.0, 1.0, steps)
    x_N = np.tile(x_G, steps)
    if classes == 2:
        answers = Answers(np.column_stack([1 - x_N / 2, x_N / 2]), threshold=threshold)
    else:
        distance_NC = np.square(x_N[:, None] - (np.arange(classes) + 0.5))
        parts_NC = np.exp(-4 * distance_NC)
        answers = Answers(parts_NC / parts_NC.sum(axis=1, keepdims=True))
    return Boundary(x_G, y_G, answers)


@pytest.fixture
def sloped() -> Callable[..., Boundary]:
    return sloped_boundary


@pytest.fixture
def valued() -> Boundary:
    x_G, y_G = np.linspace(0.0, 2.0, 21), np.linspace(-1.0, 1.0, 21)
    return Boundary(x_G, y_G, Answers(values_N=np.add.outer(y_G, 10 * x_G).ravel()))


@pytest.fixture
def rows() -> Callable[..., Part]:
    def make(name: str, count: int, classes: int = 2, seed: int = 0) -> Part:
        generator = np.random.default_rng(seed)
        features = generator.uniform((0, -1), (max(classes, 1), 1), size=(count, 2))
        target = features[:, 0].astype(int) if classes else 10 * features[:, 0]
        return Part(name, features, target)

    return make


@pytest.fixture
def told_history() -> Callable[..., History]:
    def make(
        epochs: int = 10, members: int = 3, held: bool = True, metric: str = "accuracy"
    ) -> History:
        train = np.linspace(1.0, 0.2, epochs)[:, None] + 0.01 * np.arange(members)
        return History(
            metric=metric,
            train_loss_EK=train,
            train_metric_EK=1 - train / 2,
            held_loss_EK=train + 0.1 if held else None,
            held_metric_EK=0.9 - train / 2 if held else None,
            rate_EK=np.full((epochs, members), 0.1),
            kept_K=np.full(members, epochs - 1),
        )

    return make
