from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from separatrix.evaluation.answering import Answering
from separatrix.evaluation.boundary import bounds_of, compute_boundary

Tell = Callable[..., Answering]
Floats = NDArray[np.float64]


def plane(points_N2: Floats) -> Floats:
    return points_N2[:, 0] + 10 * points_N2[:, 1]


def test_a_grid_point_holds_the_answer_at_its_own_place(told: Tell) -> None:
    found = compute_boundary(
        lambda points: told(values_KN=np.stack([plane(points), plane(points) + 2])),
        ((0.0, 1.0), (5.0, 7.0)),
        steps=5,
    )
    assert found.x_G.tolist() == [0.0, 0.25, 0.5, 0.75, 1.0]
    assert found.y_G.tolist() == [5.0, 5.5, 6.0, 6.5, 7.0]
    assert found.values_GG[3, 1] == pytest.approx(0.25 + 10 * 6.5 + 1)


def test_classes_keep_their_threshold_and_any_number_of_them_is_answered(told: Tell) -> None:
    def answer(points: Floats) -> Answering:
        right = points[:, 0] / 4
        return told(np.column_stack([1 - right, right])[None], threshold=0.7)

    found = compute_boundary(answer, ((0.0, 4.0), (0.0, 1.0)), steps=5)
    assert found.probabilities_GGC.shape == (5, 5, 2)
    assert found.labels_GG.tolist() == [[0, 0, 0, 1, 1]] * 5
    many = compute_boundary(
        lambda points: told(np.eye(32)[(8 * points[:, 1]).astype(int)][None]),
        ((0.0, 1.0), (0.0, 1.0)),
        steps=3,
    )
    assert many.labels_GG.tolist() == [[0] * 3, [4] * 3, [8] * 3]


def test_a_large_grid_is_answered_in_parts(told: Tell) -> None:
    sizes: list[int] = []

    def answer(points: Floats) -> Answering:
        sizes.append(len(points))
        return told(values_KN=plane(points)[None])

    found = compute_boundary(answer, ((0.0, 1.0), (0.0, 1.0)), steps=150)
    assert max(sizes) <= 10_000
    assert sum(sizes) == 150 * 150
    assert found.values_GG[149, 149] == pytest.approx(11.0)


@pytest.mark.parametrize(
    ("column", "expected"),
    [([0.0, 10.0], (-1.0, 11.0)), ([3.0, 3.0], (2.5, 3.5)), ([np.nan, np.inf], (-0.5, 0.5))],
)
def test_bounds_hold_every_finite_point_with_a_margin(column: list[float], expected: Any) -> None:
    points = np.column_stack([column, [1.0, np.nan]])
    assert bounds_of(points, margin=0.1) == (expected, (0.5, 1.5))
