"""Mixed precision: products in 16 bits, all else in 32; and TF32, which only GPUs have."""

import msgspec
import numpy as np
import pytest
import torch

from separatrix.errors import RecipeError
from separatrix.models import layers
from separatrix.recipe import Norm, Recipe
from separatrix.training import machine
from separatrix.training.loop import Trained, fit
from tests.training.problems import architecture, cast, examples

RECIPE = Recipe(hidden=(32, 32), epochs=60, batch_size=32, learning_rate=0.01)


def trained(recipe: Recipe) -> Trained:
    """Train on rows that a network can learn."""
    rows = cast(examples(1, "binary", rows=400), recipe)
    return fit([recipe], architecture(recipe, "binary"), rows, task="binary")


@pytest.mark.parametrize("norm", ["none", "layer", "batch"])
def test_mixed_precision_keeps_32_bits_and_learns_as_well(norm: Norm) -> None:
    plain = msgspec.structs.replace(RECIPE, norm=norm)
    mixed = trained(msgspec.structs.replace(plain, dtype="mixed"))
    assert mixed.environment.engine == "pytorch"
    assert mixed.environment.why == "the precision is mixed"
    assert mixed.stack.weights_KP.dtype == torch.float32
    assert mixed.recipes[0].dtype == "mixed"
    reached, expected = mixed.history.train_metric_EK[-10:], trained(plain).history.train_metric_EK
    assert np.median(reached) == pytest.approx(np.median(expected[-10:]), abs=0.05)


def test_products_of_a_step_are_in_16_bits_and_those_of_a_look_are_not(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    seen: list[tuple[bool, torch.dtype]] = []
    linear = layers.linear

    def spy(x: torch.Tensor, weight: torch.Tensor, bias: torch.Tensor) -> torch.Tensor:
        z = linear(x, weight, bias)
        seen.append((torch.is_grad_enabled(), z.dtype))
        return z

    monkeypatch.setattr("separatrix.models.stack.linear", spy)
    trained(msgspec.structs.replace(RECIPE, dtype="mixed", epochs=1))
    assert set(seen) == {(True, torch.bfloat16), (False, torch.float32)}


def test_the_compiled_engine_refuses_it() -> None:
    recipe = msgspec.structs.replace(RECIPE, dtype="mixed")
    rows = cast(examples(1, "binary"), recipe)
    with pytest.raises(RecipeError, match="knows no mixed precision"):
        fit([recipe], architecture(recipe, "binary"), rows, task="binary", engine="compiled")


@pytest.mark.parametrize(("device", "during"), [("cpu", "highest"), ("cuda:0", "high")])
def test_only_gpus_take_products_in_tf32_and_only_while_training(device: str, during: str) -> None:
    assert torch.get_float32_matmul_precision() == "highest"
    with machine.tf32_products(device):
        assert torch.get_float32_matmul_precision() == during
    assert torch.get_float32_matmul_precision() == "highest"
