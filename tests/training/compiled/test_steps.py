"""From a common state in 32 bits, at any point of a training, both engines take the same step."""

from typing import Any

import numpy as np
import pytest
import torch
from torch import Tensor

from separatrix.models.architecture import Architecture, unflatten, weight_pieces
from separatrix.models.own.networks import described
from separatrix.recipe import Recipe, choices
from separatrix.training.compiled.engine import CompiledEngine
from separatrix.training.loop import Training
from separatrix.training.pytorch import PyTorchEngine
from tests.training.asked import quick, training

POINTS = (0, 1, 5, 20)
"""Steps that were taken before."""

ROUNDING = 1e-5
"""What 32 bits may do to one step, relative to the largest number: some hundred roundings."""


def single_step(optimizer: str, norm: str) -> Recipe:
    """Return a recipe whose epochs are one step each, with all that a step can hold."""
    return quick(
        optimizer=optimizer,
        norm=norm,
        momentum=0.9,
        batch_size="full",
        epochs=1000,
        patience=None,
        learning_rate=0.01,
        dtype="float32",
    )


def hand_over(reference: Training, other: Training) -> None:
    """Bring the compiled engine's training to where PyTorch's is."""
    source, target = reference.engine, other.engine
    assert isinstance(source, PyTorchEngine)
    assert isinstance(target, CompiledEngine)
    with torch.no_grad():
        other.stack.weights_KP.copy_(reference.stack.weights_KP)
        other.stack.statistics_KQ.copy_(reference.stack.statistics_KQ)
    remembered = (target.state.first, target.state.second)
    for mine, theirs in zip(remembered, source.optimizer.moments, strict=False):
        mine[:] = theirs.numpy()
    target.state.taken[:] = source.optimizer.steps[:, 0].numpy()
    other.epoch = reference.epoch


def step_from(reference: Training, compiled: Training) -> dict[str, float]:
    """Hand over, take one step with each, and return how far apart every number is."""
    hand_over(reference, compiled)
    return both_step(reference, compiled)


def both_step(reference: Training, compiled: Training) -> dict[str, float]:
    """Take one step with each engine and return how far apart every number is."""
    for under_way in (reference, compiled):
        rates_KS = under_way._rates(under_way.epoch)
        under_way.engine.train_epoch(under_way.epoch, rates_KS, np.ones(3, dtype=np.bool_))
    source: Any = reference.engine
    state: Any = compiled.engine
    pairs = {
        "weights": (reference.stack.weights_KP, compiled.stack.weights_KP),
        "running": (reference.stack.statistics_KQ, compiled.stack.statistics_KQ),
    }
    remembered = (state.state.first, state.state.second)
    for name, mine, theirs in zip("12", source.optimizer.moments, remembered, strict=False):
        pairs[f"moment {name}"] = (mine, torch.from_numpy(theirs))
    shape = described(reference.stack).architecture
    return {name: apart(*pair, shape) for name, pair in pairs.items() if pair[0].numel()}


def apart(one: Tensor, other: Tensor, shape: Architecture) -> float:
    """Return the largest difference, relative to the largest number.

    Biases before batch norm are left out: they take no part in anything, and their gradient, zero
    in exact arithmetic, is rounding that Adam blows up to a whole step.
    """
    difference = (one - other).detach().abs() / one.detach().abs().max()
    if shape.norm == "batch" and one.shape[1] == shape.parameters:
        for i in range(len(shape.hidden)):
            unflatten(difference, weight_pieces(shape))[f"bias.{i}"].zero_()
    return float(difference.max())


@pytest.mark.parametrize("optimizer", choices("optimizer"))
@pytest.mark.parametrize("norm", choices("norm"))
def test_one_step_from_a_common_state_is_the_same(optimizer: str, norm: str) -> None:
    recipe = single_step(optimizer, norm)
    reference, compiled = training(recipe), training(recipe, "compiled")
    for point in POINTS:
        reference.run(until=point)
        after = step_from(reference, compiled)
        assert max(after.values()) < ROUNDING, (point, after)
        reference.epoch += 1  # the step was taken behind the training's back


# Negative controls: the comparison must notice a state that was not handed over whole.


@pytest.mark.parametrize("forgotten", ["first", "second", "taken", "statistics"])
def test_a_state_that_is_not_common_is_caught(forgotten: str) -> None:
    recipe = single_step("adam", "batch")
    reference, compiled = training(recipe), training(recipe, "compiled")
    reference.run(until=2)
    hand_over(reference, compiled)
    state: Any = compiled.engine
    getattr(state.state, forgotten)[:] = 0
    after = both_step(reference, compiled)
    assert max(after.values()) > 100 * ROUNDING
