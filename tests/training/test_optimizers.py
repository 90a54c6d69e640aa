"""Optimizers against torch.optim, clipping against torch.nn.utils."""

from typing import Any

import msgspec
import pytest
import torch

from separatrix.recipe import Optimizer, Recipe
from separatrix.training.optimizers import StackOptimizer, clip_members

MEMBERS, PARAMETERS, STEPS = 3, 7, 120

REFERENCES: dict[Optimizer, Any] = {
    "sgd": lambda p, r: torch.optim.SGD(
        p, r.learning_rate, momentum=r.momentum, weight_decay=r.weight_decay
    ),
    "adam": lambda p, r: torch.optim.Adam(
        p, r.learning_rate, betas=(r.beta1, r.beta2), weight_decay=r.weight_decay
    ),
    "adamw": lambda p, r: torch.optim.AdamW(
        p, r.learning_rate, betas=(r.beta1, r.beta2), weight_decay=r.weight_decay
    ),
    "rmsprop": lambda p, r: torch.optim.RMSprop(
        p, r.learning_rate, momentum=r.momentum, weight_decay=r.weight_decay
    ),
}


def gradient_at(weights: torch.Tensor, step: int) -> torch.Tensor:
    """Return a gradient that moves with the weights and the step."""
    return torch.sin(3 * weights + step) + 0.1 * weights


@pytest.mark.parametrize("optimizer", REFERENCES)
@pytest.mark.parametrize("momentum", [0.0, 0.9])
@pytest.mark.parametrize("decay", [0.0, 0.05])
def test_a_rule_takes_the_steps_of_torch(
    optimizer: Optimizer, momentum: float, decay: float
) -> None:
    recipe = Recipe(optimizer=optimizer, momentum=momentum, beta2=0.98)
    rates = torch.tensor([0.01, 0.03, 0.002], dtype=torch.float64)
    decays = torch.tensor([decay, 2 * decay, 0.0], dtype=torch.float64)
    start = torch.randn(MEMBERS, PARAMETERS, dtype=torch.float64)
    mine = start.clone()
    stepper = StackOptimizer(mine, recipe, decays)
    for step in range(STEPS):
        stepper.step(gradient_at(mine, step), rates)
    for member in range(MEMBERS):
        own = {"learning_rate": rates[member].item(), "weight_decay": decays[member].item()}
        expected = torch.nn.Parameter(start[member].clone())
        reference = REFERENCES[optimizer]([expected], msgspec.structs.replace(recipe, **own))
        for step in range(STEPS):
            expected.grad = gradient_at(expected.detach(), step)
            reference.step()
        assert torch.allclose(mine[member], expected, rtol=1e-10, atol=1e-12)


@pytest.mark.parametrize("optimizer", REFERENCES)
def test_a_member_that_does_not_step_keeps_everything(optimizer: Optimizer) -> None:
    recipe = Recipe(optimizer=optimizer, momentum=0.5)
    rate = torch.full((2,), 0.1, dtype=torch.float64)
    weights = torch.ones(2, 4, dtype=torch.float64)
    stepper = StackOptimizer(weights, recipe, torch.tensor([0.1, 0.1], dtype=torch.float64))
    first = torch.tensor([0])
    for step in range(5):
        stepper.step(gradient_at(weights, step), rate)
    before = weights.clone()
    for _ in range(3):
        stepper.step(torch.full_like(weights, torch.nan).index_fill(0, first, 1.0), rate, first)
    assert torch.equal(weights[1], before[1])
    assert not torch.equal(weights[0], before[0])
    waited = weights.clone()
    stepper.step(gradient_at(waited, 5), rate)
    apart = torch.ones(1, 4, dtype=torch.float64)
    alone = StackOptimizer(apart, recipe, torch.tensor([0.1], dtype=torch.float64))
    for step in range(6):
        alone.step(gradient_at(apart, step), rate[:1])
    assert torch.allclose(weights[1], apart[0], rtol=1e-12)


def test_clipping_is_torchs_for_each_member_alone() -> None:
    gradient = torch.randn(4, 9, dtype=torch.float64) * torch.tensor(
        [[0.01], [1.0], [10.0], [99.0]]
    )
    clipped = clip_members(gradient.clone(), limit=1.5)
    for member in range(4):
        parameter = torch.nn.Parameter(torch.zeros(9, dtype=torch.float64))
        parameter.grad = gradient[member].clone()
        torch.nn.utils.clip_grad_norm_([parameter], 1.5)
        assert torch.allclose(clipped[member], parameter.grad, rtol=1e-12)
