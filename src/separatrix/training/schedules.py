"""How the learning rate moves over the steps of a training, as a factor of the recipe's rate."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from separatrix.recipe import Recipe, Schedule

ONE_CYCLE_START = 1 / 25
ONE_CYCLE_END = 1e-4 / 25

Floats = NDArray[np.float64]


def rate_factors(recipe: Recipe, steps: Floats, total: Floats) -> Floats:
    """Return the factor of the rate at some steps.

    Args:
        recipe: Gives schedule and warm-up.
        steps: Steps done before, from 0.
        total: Steps of the whole training, broadcast against `steps`.
    """
    rise = _warmup_share(recipe) * total
    if recipe.schedule == "one-cycle":
        return _one_cycle(steps, rise, total)
    climbing = (steps + 1) / np.maximum(rise, 1)
    progress = np.clip((steps - rise) / np.maximum(total - rise, 1), 0, 1)
    return np.where(steps < rise, np.minimum(climbing, 1), _DECAYS[recipe.schedule](progress))


def _warmup_share(recipe: Recipe) -> float:
    if recipe.warmup is not None:
        return recipe.warmup
    return {"one-cycle": 0.3, "warm-up": 0.1}.get(recipe.schedule, 0.0)


def _one_cycle(steps: Floats, rise: Floats, total: Floats) -> Floats:
    """Rise from 1/25 to 1 and fall to 1/250,000 along cosines (Smith 2018; torch's defaults)."""
    last = rise - 1
    up = np.clip(steps / np.maximum(last, 1), 0, 1)
    down = np.clip((steps - last) / np.maximum(total - 1 - last, 1), 0, 1)
    return np.where(
        steps <= last, _between(ONE_CYCLE_START, 1.0, up), _between(1.0, ONE_CYCLE_END, down)
    )


def _between(start: float, end: float, progress: Floats) -> Floats:
    return end + (start - end) * (1 + np.cos(np.pi * progress)) / 2


_DECAYS: dict[Schedule, Callable[[Floats], Floats]] = {
    "constant": np.ones_like,
    "warm-up": np.ones_like,
    "linear": lambda progress: 1 - progress,
    "cosine": lambda progress: (1 + np.cos(np.pi * progress)) / 2,  # Loshchilov and Hutter 2017
}
