"""Whole trainings in 32 bits: engines may part weight by weight, never in what they lead to.

Final losses over a hundred seeds of each engine, different ones, are held against each other by the
two-sample test of Kolmogorov and Smirnov (scipy's, exact for so few).
"""

from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.stats import ks_2samp

from separatrix.recipe import Recipe, replace
from separatrix.training.engine import EngineName
from separatrix.training.loop import fit
from tests.training.problems import architecture, cast, examples

SEEDS = 100
UNLIKELY = 1e-3
"""Share of the draws of seeds in which equal engines would fail."""

# Rates with which the loss still falls at the end: where it has settled, no rate shows.
RECIPES: dict[str, dict[str, Any]] = {
    "adam": {"optimizer": "adam", "learning_rate": 0.01},
    "adamw under layer norm": {
        "optimizer": "adamw",
        "learning_rate": 0.01,
        "weight_decay": 0.1,
        "norm": "layer",
    },
    "sgd with momentum": {"optimizer": "sgd", "learning_rate": 0.03, "momentum": 0.9},
    "rmsprop under batch norm": {"optimizer": "rmsprop", "learning_rate": 0.002, "norm": "batch"},
}


def final_losses(
    engine: EngineName, first_seed: int, settings: dict[str, Any]
) -> NDArray[np.float64]:
    """Train a hundred seeds and return the training loss that each ends with."""
    usual = Recipe(hidden=(8,), dropout=0.4, batch_size=16, epochs=8)
    members = [replace(usual, {**settings, "seed": first_seed + k}) for k in range(SEEDS)]
    rows = cast(examples(1, "binary", rows=300), usual)
    shape = architecture(members[0], "binary")
    trained = fit(members, shape, rows, task="binary", engine=engine)
    assert trained.environment.engine == engine
    losses: NDArray[np.float64] = trained.history.train_loss_EK[-1]
    return losses


def likeness(one: NDArray[np.float64], other: NDArray[np.float64]) -> float:
    """Return how likely two samples of one distribution differ by so much and more."""
    return float(ks_2samp(one, other).pvalue)


@pytest.fixture(scope="module", params=list(RECIPES.values()), ids=list(RECIPES))
def recipe(request: pytest.FixtureRequest) -> dict[str, Any]:
    settings: dict[str, Any] = request.param
    return settings


@pytest.fixture(scope="module")
def reference(recipe: dict[str, Any]) -> NDArray[np.float64]:
    return final_losses("pytorch", 1000, recipe)


def test_final_losses_are_those_of_the_reference_in_distribution(
    recipe: dict[str, Any], reference: NDArray[np.float64]
) -> None:
    assert likeness(final_losses("compiled", 0, recipe), reference) > UNLIKELY


# Negative controls: engines that are a little wrong, which the comparison must notice.


@pytest.mark.parametrize("wrong", ["a rate half as large again", "no dropout"])
def test_an_engine_that_is_a_little_wrong_is_caught(
    recipe: dict[str, Any], reference: NDArray[np.float64], wrong: str
) -> None:
    rate = recipe["learning_rate"]
    change = {"dropout": 0.0} if wrong == "no dropout" else {"learning_rate": 1.5 * rate}
    assert likeness(final_losses("compiled", 0, {**recipe, **change}), reference) < UNLIKELY
