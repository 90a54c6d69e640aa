"""The contract that holds the house up: K networks together are K networks apart."""

import msgspec
import pytest
import torch
from torch import Tensor

from separatrix.data.task import Task
from separatrix.models import layers, stack
from separatrix.recipe import BatchSize, Norm, Optimizer, Recipe, Schedule, replace
from separatrix.training import losses, optimizers, pytorch
from separatrix.training.loop import Trained
from tests.training.problems import train

Counts = tuple[int, ...] | None

UNEQUAL = (45, 31, 17)
FULL = Recipe(
    hidden=(7, 5),
    activation="tanh",
    dropout=0.2,
    learning_rate=0.02,
    weight_decay=0.01,
    clip=0.5,
    epochs=40,
    batch_size=8,
    patience=12,
    dtype="float64",
)
"""Everything that could couple members, over some 240 steps."""


def difference(together: Trained, apart: list[Trained]) -> float:
    """Return the largest relative difference of weights and statistics."""
    worst = 0.0
    for member, alone in enumerate(apart):
        for name in ("weights_KP", "statistics_KQ"):
            mine = getattr(together.stack, name).detach()[member]
            other = getattr(alone.stack, name).detach()[0]
            scale = other.abs().max().clamp(min=1e-12) if len(other) else 1.0
            worst = max(worst, float(((mine - other).abs() / scale).max()) if len(other) else 0.0)
    return worst


def compare(recipe: Recipe, task: Task = "binary", counts: Counts = None) -> float:
    """Train together and apart and return how far apart the weights end."""
    together = train(recipe, task, counts=counts)
    apart = [train(recipe, task, picked=(member,), counts=counts) for member in range(3)]
    assert together.history.kept_K.tolist() == [int(t.history.kept_K[0]) for t in apart]
    return difference(together, apart)


@pytest.mark.parametrize(
    ("optimizer", "norm"),
    [
        *(("sgd", "batch"), ("adam", "batch"), ("adamw", "batch"), ("rmsprop", "batch")),
        *(("adam", "none"), ("adam", "layer")),
    ],
)
@pytest.mark.parametrize("counts", [None, UNEQUAL])
def test_a_stack_equals_its_members_trained_apart(
    optimizer: Optimizer, norm: Norm, counts: Counts
) -> None:
    momentum = 0.9 if optimizer in ("sgd", "rmsprop") else 0.0
    # RMSprop with momentum takes tenfold steps; at the others' rate its path is chaotic, and two
    # runs that part in the last bit (4e-15 after 2 epochs) are 2e-6 apart after 40.
    rate = 0.002 if optimizer == "rmsprop" else FULL.learning_rate
    recipe = msgspec.structs.replace(
        FULL, optimizer=optimizer, norm=norm, momentum=momentum, learning_rate=rate
    )
    assert compare(recipe, counts=counts) < 1e-9


@pytest.mark.parametrize("schedule", ["linear", "cosine", "one-cycle", "warm-up"])
def test_schedules_follow_each_members_own_steps(schedule: Schedule) -> None:
    recipe = msgspec.structs.replace(FULL, schedule=schedule)
    assert compare(recipe, counts=UNEQUAL) < 1e-9


@pytest.mark.parametrize("task", ["multiclass", "regression"])
@pytest.mark.parametrize("batch_size", ["full", 16, 44])
def test_every_task_and_batch_size_keeps_members_apart(task: Task, batch_size: BatchSize) -> None:
    recipe = msgspec.structs.replace(FULL, batch_size=batch_size)
    assert compare(recipe, task=task, counts=UNEQUAL) < 1e-9


@pytest.mark.parametrize("batch_size", [8, 43, 44])
@pytest.mark.parametrize("counts", [None, UNEQUAL])
def test_members_that_stop_early_change_nothing_for_the_others(
    batch_size: BatchSize, counts: Counts
) -> None:
    settings = {"patience": 2, "learning_rate": 0.1, "norm": "batch", "batch_size": batch_size}
    recipe = replace(FULL, settings)
    stopped = train(recipe, counts=counts).history.stopped_K
    assert len(set(stopped.tolist())) > 1, "the test needs members that stop apart"
    assert compare(recipe, counts=counts) < 1e-9


def test_members_stopped_at_different_epochs() -> None:
    trained = train(msgspec.structs.replace(FULL, patience=3, learning_rate=0.1))
    stopped = trained.history.stopped_K
    assert len(set(stopped.tolist())) > 1, "the test needs members that stop apart"
    assert stopped.min() < FULL.epochs


def test_one_float32_step_from_a_common_state_is_the_same() -> None:
    recipe = msgspec.structs.replace(FULL, dtype="float32", epochs=1, batch_size="full")
    together = train(recipe)
    apart = [train(recipe, picked=(member,)) for member in range(3)]
    assert difference(together, apart) < 1e-6


def test_the_order_of_the_members_does_not_matter() -> None:
    there, back = train(FULL, picked=(0, 1, 2)), train(FULL, picked=(2, 1, 0))
    assert torch.allclose(there.stack.weights_KP, back.stack.weights_KP.flip(0), rtol=1e-9)


# Negative controls: each mistake that couples members must be caught by the comparison above.


def test_clipping_by_one_global_norm_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    def clip_stack(gradient_KP: Tensor, limit: float) -> Tensor:
        return gradient_KP.mul((limit / (gradient_KP.norm() + 1e-6)).clamp(max=1.0))

    monkeypatch.setattr(pytorch, "clip_members", clip_stack)
    recipe = msgspec.structs.replace(FULL, optimizer="sgd")
    assert compare_weights(recipe) > 1e-3


def test_a_mean_over_members_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    def mean_of_all(loss_KB: Tensor, mask_KB: Tensor | None) -> Tensor:
        return losses.mean_of_rows(loss_KB, mask_KB) / len(loss_KB)

    monkeypatch.setattr(pytorch, "mean_of_rows", mean_of_all)
    recipe = msgspec.structs.replace(FULL, optimizer="sgd", clip=None)
    assert compare_weights(recipe) > 1e-3


def test_a_shared_dropout_mask_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    def shared(x: Tensor, share: float, keys: Tensor, rows: Tensor) -> Tensor:
        return layers.dropout(x, share, keys[:1].expand(len(keys)), rows)

    monkeypatch.setattr(stack, "dropout", shared)
    assert compare_weights(FULL) > 1e-3


def test_moments_that_go_on_after_stopping_are_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    careless = optimizers.StackOptimizer.step

    def step(self: optimizers.StackOptimizer, gradient: Tensor, rate: Tensor, _: object) -> None:
        careless(self, gradient, rate, None)

    monkeypatch.setattr(optimizers.StackOptimizer, "step", step)
    recipe = msgspec.structs.replace(FULL, keep="last", patience=None)
    assert compare_weights(recipe, counts=UNEQUAL) > 1e-6


def compare_weights(recipe: Recipe, counts: Counts = None) -> float:
    """Compare like `compare`, without asking that the kept epochs agree."""
    together = train(recipe, counts=counts)
    apart = [train(recipe, picked=(member,), counts=counts) for member in range(3)]
    return difference(together, apart)
