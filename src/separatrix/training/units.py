"""How the hidden units of a stack stand: their spread, the dead and the saturated."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from jaxtyping import Bool, Float, Float64
from numpy.typing import NDArray
from torch import Tensor

from separatrix.recipe import Activation

Floats = NDArray[np.float64]

SATURATED = 0.97
"""Absolute value from which Karpathy counts a tanh as saturated ("Building makemore, part 3"); a
sigmoid is brought to the same scale, from -1 to 1, before."""

_BOUNDED: dict[Activation, Callable[[Tensor], Tensor]] = {
    "tanh": lambda x: x,
    "sigmoid": lambda x: 2 * x - 1,
}


@dataclass(frozen=True)
class UnitStatistics:
    """What hidden units showed for some rows, behind the activation: shape (K, hidden layers).

    Args:
        mean: Mean over rows and units.
        deviation: Standard deviation over rows and units.
        dead: Share of the units that are zero for every row; under ReLU they learn no more.
        saturated: Share of the numbers, over rows and units, that are near the bounds of tanh or
            sigmoid, where hardly any gradient passes; 0 for activations without two bounds.
    """

    mean: Floats
    deviation: Floats
    dead: Floats
    saturated: Floats


def unit_statistics(
    layers: Sequence[Tensor],
    mask_KB: Bool[Tensor, "K B"],
    activation: Activation,
) -> UnitStatistics:
    """Look at the units of every hidden layer.

    Args:
        layers: Units of each, shape (K, B, H).
        mask_KB: Which rows are real.
        activation: What the units come from.
    """
    looks = np.zeros((4, len(mask_KB), len(layers)))
    for number, x_KBH in enumerate(layers):
        looks[:, :, number] = _look(x_KBH, mask_KB, activation).cpu().numpy()
    return UnitStatistics(*looks)


def _look(
    x_KBH: Float[Tensor, "K B H"], mask_KB: Bool[Tensor, "K B"], activation: Activation
) -> Float64[Tensor, "4 K"]:
    mean_K = _mean(x_KBH, mask_KB)
    variance_K = _mean((x_KBH - mean_K[:, None, None]).square(), mask_KB)
    silent_KBH = (x_KBH == 0) | ~mask_KB[:, :, None]
    dead_K = silent_KBH.all(dim=1).double().mean(dim=1)
    bounded = _BOUNDED.get(activation, torch.zeros_like)
    saturated_K = _mean(bounded(x_KBH).abs() > SATURATED, mask_KB)
    return torch.stack([mean_K, variance_K.sqrt(), dead_K, saturated_K])


def _mean(x_KBH: Tensor, mask_KB: Bool[Tensor, "K B"]) -> Float64[Tensor, "K"]:
    """Average each member's real rows and all units, in float64."""
    real_KBH = torch.where(mask_KB[:, :, None], x_KBH.double(), 0.0)
    return real_KBH.sum(dim=(1, 2)) / (mask_KB.sum(dim=1) * x_KBH.shape[2])
