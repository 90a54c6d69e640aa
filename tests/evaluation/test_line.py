from collections.abc import Callable

import numpy as np
import pytest
from numpy.typing import NDArray

from separatrix.evaluation.answering import Answering
from separatrix.evaluation.line import compute_line

Tell = Callable[..., Answering]


def test_a_line_holds_every_member_and_their_mean(told: Tell) -> None:
    def answer(points_N1: NDArray[np.float64]) -> Answering:
        return told(values_KN=np.stack([points_N1[:, 0], 3 * points_N1[:, 0]]))

    found = compute_line(answer, (0.0, 2.0), steps=3)
    assert found.x_G.tolist() == [0.0, 1.0, 2.0]
    assert found.members_KG.tolist() == [[0.0, 1.0, 2.0], [0.0, 3.0, 6.0]]
    assert found.mean_G.tolist() == [0.0, 2.0, 4.0]


def test_classes_have_no_line(told: Tell) -> None:
    with pytest.raises(AssertionError, match="through values"):
        compute_line(lambda points: told(np.full((1, len(points), 2), 0.5)), (0.0, 1.0))
