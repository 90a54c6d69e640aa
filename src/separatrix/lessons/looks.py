"""Looks at trained rungs that lessons take, as plain numbers."""

import numpy as np
from numpy.typing import NDArray

from separatrix.data.encoder import Encoded
from separatrix.evaluation.prediction import predict_encoded
from separatrix.ladders.problem import Side
from separatrix.ladders.run import RungResult

Floats = NDArray[np.float64]


def lines(result: RungResult) -> tuple[Floats, Floats]:
    """Return slope and intercept of every member of a network that is a line.

    Two answers tell all of a line: those at 0 and at 1.
    """
    ends = Encoded(np.array([[0.0], [1.0]], np.float32), np.zeros((2, 0), np.int64))
    values_KN = predict_encoded(result.fitted, ends).values_KN
    assert values_KN is not None
    return values_KN[:, 1] - values_KN[:, 0], values_KN[:, 0]


def probabilities(result: RungResult, side: Side) -> Floats:
    """Return every member's probabilities, shape (K, N, C)."""
    probabilities_KNC = predict_encoded(result.fitted, side.encoded).probabilities_KNC
    assert probabilities_KNC is not None
    return probabilities_KNC


def first_rows(side: Side, count: int) -> Encoded:
    """Return the first rows of one side as a batch of their own."""
    encoded = side.encoded
    return Encoded(encoded.features_ND[:count], encoded.codes_NC[:count])
