"""From logits to probabilities of the classes."""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def probabilities(logits_KNO: Floats) -> Floats:
    """Turn logits into probabilities of the classes, shape (K, N, C).

    One logit is that of the positive class, by the sigmoid; more go through softmax.
    """
    if logits_KNO.shape[2] == 1:
        return _two_probabilities(logits_KNO[:, :, 0])
    shifted = np.exp(logits_KNO - logits_KNO.max(axis=2, keepdims=True))
    divided: Floats = shifted / shifted.sum(axis=2, keepdims=True)
    return divided


def _two_probabilities(logits_KN: Floats) -> Floats:
    """Return 1 - p and p for p = 1 / (1 + exp(-logit)); the smaller one loses no digit."""
    fallen_KN = np.exp(-np.abs(logits_KN))
    larger_KN, positive_KN = 1 / (1 + fallen_KN), logits_KN > 0
    smaller_KN = fallen_KN * larger_KN
    both = np.empty((*logits_KN.shape, 2))
    both[:, :, 0] = np.where(positive_KN, smaller_KN, larger_KN)
    both[:, :, 1] = np.where(positive_KN, larger_KN, smaller_KN)
    return both
