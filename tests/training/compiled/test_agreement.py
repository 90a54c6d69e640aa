"""The compiled engine gives the answers of the PyTorch engine, whatever the recipe."""

from dataclasses import replace as with_changes
from typing import Any
from unittest.mock import patch

import msgspec
import numpy as np
import pytest
import torch
from hypothesis import Phase, assume, given, settings
from hypothesis import strategies as st

from separatrix.data.task import Task
from separatrix.models.initial import initialise
from separatrix.models.own.networks import AnyStack
from separatrix.models.stack import Stack
from separatrix.randomness import order
from separatrix.recipe import Recipe, choices, replace
from separatrix.training import batches, loop
from separatrix.training.examples import Examples
from separatrix.training.loop import Trained, fit
from separatrix.training.unit import Unit
from tests.training.problems import architecture, cast, examples, members_of

Counts = tuple[int, ...] | None
UNEQUAL = (45, 31, 17)
LOSSES: dict[str, Task] = {
    "bce": "binary",
    "cross-entropy": "multiclass",
    "l1": "regression",
    "mse": "regression",
    "huber": "regression",
}


def both(
    recipe: Recipe, task: Task, counts: Counts = None, *, weighted: bool = False
) -> tuple[Trained, Trained]:
    """Train three members by the compiled engine and by PyTorch; say that each really ran."""
    rows = cast(examples(1, task, members=None if counts is None else 3), recipe)
    if counts is not None:
        rows = with_changes(rows, counts=torch.tensor(counts))
    if weighted:
        rows = with_changes(rows, weight=_weights(rows))
    watched = cast(examples(2, task, rows=21), recipe)
    shape, members = architecture(recipe, task), members_of(recipe)
    unit = Unit(mean=0.3, scale=2.0, log=task == "regression")
    compiled, pytorch = (
        fit(members, shape, rows, watched, task=task, unit=unit, engine=engine)
        for engine in ("compiled", "pytorch")
    )
    assert compiled.environment.engine == "compiled"
    assert pytorch.environment.engine == "pytorch"
    return compiled, pytorch


def _weights(rows: Examples) -> torch.Tensor:
    drawn = np.random.default_rng(3).uniform(0.2, 1.8, size=tuple(rows.target.shape))
    return torch.tensor(drawn).to(rows.features.dtype)


def apart(one: AnyStack, other: AnyStack) -> float:
    """Return the largest difference of weights and statistics, relative to the largest number."""
    differences = [0.0]
    for name in ("weights_KP", "statistics_KQ"):
        mine, theirs = getattr(one, name).detach(), getattr(other, name).detach()
        if theirs.numel():
            differences.append(float((mine - theirs).abs().max() / theirs.abs().max()))
    return max(differences)


def histories_apart(one: Trained, other: Trained) -> float:
    """Return the largest difference of losses and metrics."""
    names = ("train_loss_EK", "train_metric_EK", "held_loss_EK", "held_metric_EK")
    pairs = [(getattr(one.history, name), getattr(other.history, name)) for name in names]
    for mine, theirs in pairs:
        assert (np.isnan(mine) == np.isnan(theirs)).all()
    return max(float(np.nanmax(np.abs(mine - theirs))) for mine, theirs in pairs)


def differ(one: Trained, other: Trained) -> float:
    """Return the largest difference between two trainings."""
    return max(apart(one.stack, other.stack), histories_apart(one, other))


def _is_stable(recipe: Recipe, trained: Trained, counts: Counts, weighted: bool) -> bool:
    """Say whether PyTorch itself ends where it did when its first weights differ in the last bit.

    Where a gradient is zero but for rounding (weights before a norm, which divides by their size;
    two rows of a batch or two units of a layer, which a norm makes 1 and -1), Adam and its kin make
    steps of the noise.
    """

    def nudged(stack: Stack, seeds: torch.Tensor) -> None:
        initialise(stack, seeds)
        with torch.no_grad():
            stack.weights_KP[:, ::2].mul_(1 + 2**-52)

    with patch.object(loop, "initialise", nudged):
        other = both(recipe, LOSSES[recipe.loss], counts, weighted=weighted)[1]
    return differ(other, trained) < 1e-8


def test_stable_trainings_are_told_from_unstable_ones() -> None:
    plain = Recipe(
        hidden=(3,), loss="bce", learning_rate=0.002, epochs=6, dtype="float64", batch_size=7
    )
    noisy = replace(
        plain, {"hidden": (1, 1), "activation": "identity", "norm": "batch", "weight_decay": 0.01}
    )
    for recipe, stable in ((plain, True), (noisy, False)):
        trained = both(recipe, "binary")[1]
        assert _is_stable(recipe, trained, None, weighted=False) == stable


RECIPES = st.fixed_dictionaries(
    {
        "hidden": st.lists(st.integers(1, 20), max_size=3).map(tuple),
        "activation": st.sampled_from(choices("activation")),
        "norm": st.sampled_from(choices("norm")),
        "dropout": st.sampled_from([0.0, 0.3]),
        "loss": st.sampled_from(sorted(LOSSES)),
        "optimizer": st.sampled_from(choices("optimizer")),
        "weight_decay": st.sampled_from([0.0, 0.01]),
        "schedule": st.sampled_from(choices("schedule")),
        "clip": st.sampled_from([None, 0.5]),
        "batch_size": st.sampled_from([2, 7, 16, 44, "full"]),
        "patience": st.sampled_from([None, 3]),
        "keep": st.sampled_from(choices("keep")),
        "seed": st.integers(0, 2**63 - 1),
    }
)


@given(drawn=RECIPES, counts=st.sampled_from([None, UNEQUAL]), weighted=st.booleans())
@settings(max_examples=30, deadline=None, phases=(Phase.explicit, Phase.generate))
def test_any_recipe_gives_the_same_weights_in_float64(
    drawn: dict[str, Any], counts: Counts, weighted: bool
) -> None:
    recipe = replace(Recipe(learning_rate=0.002, epochs=6, dtype="float64"), drawn)
    compiled, pytorch = both(recipe, LOSSES[recipe.loss], counts, weighted=weighted)
    if differ(compiled, pytorch) >= 1e-6:
        assume(_is_stable(recipe, pytorch, counts, weighted))
    assert differ(compiled, pytorch) < 1e-6
    assert compiled.history.kept_K.tolist() == pytorch.history.kept_K.tolist()


@pytest.mark.parametrize("optimizer", choices("optimizer"))
@pytest.mark.parametrize("norm", choices("norm"))
def test_hundreds_of_steps_stay_together_in_float64(optimizer: str, norm: str) -> None:
    settings = {"optimizer": optimizer, "norm": norm, "batch_size": 8, "epochs": 50}
    smooth = Recipe(
        hidden=(7, 5),
        activation="tanh",
        dropout=0.2,
        learning_rate=0.002,
        clip=0.5,
        weight_decay=0.01,
        dtype="float64",
    )
    compiled, pytorch = both(replace(smooth, settings), "binary", UNEQUAL)
    assert apart(compiled.stack, pytorch.stack) < 1e-6


@pytest.mark.parametrize("activation", choices("activation"))
@pytest.mark.parametrize("loss", sorted(LOSSES))
def test_a_float32_epoch_from_a_common_state_is_the_same(activation: str, loss: str) -> None:
    settings = {"activation": activation, "loss": loss, "batch_size": 16, "dropout": 0.2}
    recipe = replace(Recipe(hidden=(9, 6), learning_rate=0.01, epochs=1), settings)
    compiled, pytorch = both(recipe, LOSSES[loss])
    assert compiled.stack.weights_KP.dtype == torch.float32
    assert apart(compiled.stack, pytorch.stack) < 2e-5


def test_float32_trainings_end_in_the_same_distribution() -> None:
    # The same 24 seeds by each engine; single weights part, the losses must not.
    recipe = Recipe(hidden=(8,), learning_rate=0.02, batch_size=8, epochs=30)
    members = [msgspec.structs.replace(recipe, seed=seed) for seed in range(24)]
    rows, shape = cast(examples(1, "binary", rows=200), recipe), architecture(recipe, "binary")
    ends = [
        fit(members, shape, rows, task="binary", engine=engine).history.train_loss_EK[-1]
        for engine in ("compiled", "pytorch")
    ]
    spread = np.std(ends[1])
    assert spread > 0
    assert (
        np.abs(np.quantile(ends[0], [0.1, 0.5, 0.9]) - np.quantile(ends[1], [0.1, 0.5, 0.9])).max()
        < spread
    )


# Negative control: the comparison above must notice an order that is not the first engine's.


def test_another_order_of_rows_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batches, "order", lambda keys, rows: order(keys, rows).flip(1))
    recipe = Recipe(hidden=(7,), epochs=3, batch_size=8, dtype="float64")
    compiled, pytorch = both(recipe, "binary")
    assert apart(compiled.stack, pytorch.stack) > 1e-4
