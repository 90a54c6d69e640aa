"""What looks at the layers of a training found; reading it needs no PyTorch."""

import msgspec
import numpy as np
from numpy.typing import NDArray

Numbers = list[list[float | None]]


class Checkup(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How the layers stood after some epochs; every list is by member, then by layer.

    Args:
        epoch: Epochs that were done.
        steps: Steps of each member since the epoch before.
        gradient_norm: Norm of each layer's gradient, see `Statistics`.
        gradient_size: Mean of its absolute values.
        weight_norm: Norm of each layer's weights.
        update: What the weights moved by in the last epoch, relative to their norm; none before
            the first.
        deviation: Standard deviation of each hidden layer's units over rows and units.
        dead: Share of each hidden layer's units that are zero for every row looked at.
        saturated: Share of its numbers near the bounds of tanh or sigmoid.
    """

    epoch: int
    steps: list[int]
    gradient_norm: Numbers
    gradient_size: Numbers
    weight_norm: Numbers
    update: Numbers | None
    deviation: Numbers
    dead: Numbers
    saturated: Numbers


class Checkups(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a training's checkups found.

    Args:
        layers: Names of the layers, inputs to outputs; those of `dead` are the hidden ones.
        taken: The checkups, in their order.
        seconds: What they cost.
        furthest_mean: Largest absolute mean of an input over training rows.
        widest: Largest standard deviation of an input over training rows.
    """

    layers: tuple[str, ...] = ()
    taken: tuple[Checkup, ...] = ()
    seconds: float = 0.0
    furthest_mean: float = 0.0
    widest: float = 1.0


def as_array(numbers: Numbers | None) -> NDArray[np.float64]:
    """Return kept numbers as an array, nan where there was none; empty for None."""
    if numbers is None:
        return np.empty((0, 0))
    return np.array([[np.nan if x is None else x for x in row] for row in numbers], np.float64)
