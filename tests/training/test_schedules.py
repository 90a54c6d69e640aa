"""Schedules against torch's schedulers and by their properties."""

from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from separatrix.recipe import Recipe, Schedule, choices
from separatrix.training.schedules import rate_factors

STEPS = 50


def factors(recipe: Recipe, total: int = STEPS) -> list[float]:
    """Return the factor of every step of a training."""
    steps = np.arange(total, dtype=np.float64)
    return [float(factor) for factor in rate_factors(recipe, steps, np.full(1, float(total)))]


def torch_factors(make: Any) -> list[float]:
    """Step one of torch's schedulers from a rate of 1."""
    optimizer = torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=1.0)
    scheduler = make(optimizer)
    rates = []
    for _ in range(STEPS):
        rates.append(optimizer.param_groups[0]["lr"])
        optimizer.step()
        scheduler.step()
    return rates


def test_one_cycle_is_torchs() -> None:
    reference = torch.optim.lr_scheduler.OneCycleLR(
        torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=1.0),
        max_lr=1.0,
        total_steps=STEPS,
        cycle_momentum=False,
    )
    rates = []
    for step in range(STEPS):
        rates.append(reference.get_last_lr()[0])
        reference.optimizer.step()
        if step < STEPS - 1:
            reference.step()
    assert factors(Recipe(schedule="one-cycle")) == pytest.approx(rates, rel=1e-9)


def test_cosine_is_torchs() -> None:
    expected = torch_factors(lambda o: torch.optim.lr_scheduler.CosineAnnealingLR(o, STEPS))
    assert factors(Recipe(schedule="cosine")) == pytest.approx(expected, abs=1e-12)


def test_linear_is_torchs() -> None:
    expected = torch_factors(
        lambda o: torch.optim.lr_scheduler.LinearLR(o, 1.0, 0.0, total_iters=STEPS)
    )
    assert factors(Recipe(schedule="linear")) == pytest.approx(expected, abs=1e-12)


def test_warm_up_rises_in_a_line_and_stays() -> None:
    rates = factors(Recipe(schedule="warm-up"))
    assert rates[:5] == pytest.approx([0.2, 0.4, 0.6, 0.8, 1.0])
    assert rates[5:] == [1.0] * 45


@pytest.mark.parametrize("schedule", choices("schedule"))
@given(total=st.integers(1, 200), warmup=st.none() | st.floats(0, 1))
@settings(max_examples=25, deadline=None)
def test_every_factor_lies_between_0_and_1(
    schedule: Schedule, total: int, warmup: float | None
) -> None:
    rates = factors(Recipe(schedule=schedule, warmup=warmup), total)
    assert all(0 <= rate <= 1 + 1e-12 for rate in rates)
    assert max(rates) > 0


def test_members_with_more_steps_move_more_slowly() -> None:
    steps = np.arange(10.0)[None].repeat(2, axis=0)
    rates = rate_factors(Recipe(schedule="linear"), steps, np.array([[10.0], [20.0]]))
    assert rates[1, 4] == pytest.approx(rates[0, 2])
