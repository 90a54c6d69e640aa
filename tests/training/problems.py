"""Small problems on which stacks are trained in float64."""

from dataclasses import replace as with_changes
from typing import Any

import msgspec
import numpy as np
import torch
from numpy.typing import NDArray

from separatrix.data.task import Task
from separatrix.models.architecture import Architecture
from separatrix.recipe import Recipe
from separatrix.training.examples import Examples
from separatrix.training.loop import Trained, fit

ROWS, FEATURES, SLOTS, CLASSES = 45, 3, 5, 3
SEEDS = (11, 5, 8)


def examples(seed: int, task: Task, rows: int = ROWS, members: int | None = None) -> Examples:
    """Make random rows; with `members` each member has its own."""
    random = np.random.default_rng(seed)
    lead = () if members is None else (members,)
    features = random.normal(size=(*lead, rows, FEATURES))
    codes = random.integers(0, SLOTS, size=(*lead, rows, 1))
    signal = features[..., 0] * features[..., 1] + 0.3 * codes[..., 0]
    noisy = signal + 0.3 * random.normal(size=signal.shape)
    return Examples(torch.tensor(features), torch.tensor(codes), torch.tensor(targets(noisy, task)))


def targets(signal: NDArray[np.float64], task: Task) -> NDArray[Any]:
    """Cut a signal into classes, or leave it a number."""
    if task == "regression":
        return signal
    edges = [0.5] if task == "binary" else [0.2, 0.9]
    return np.digitize(signal, edges).astype(np.int64)


def members_of(recipe: Recipe) -> list[Recipe]:
    """Return three recipes with seeds, rates and decays of their own."""
    return [
        msgspec.structs.replace(
            recipe,
            seed=seed,
            learning_rate=recipe.learning_rate * factor,
            weight_decay=recipe.weight_decay * factor,
        )
        for seed, factor in zip(SEEDS, (1.0, 0.5, 1.7), strict=True)
    ]


def architecture(recipe: Recipe, task: Task) -> Architecture:
    """Return a network for the small problems, with one embedded column."""
    return Architecture(
        features=FEATURES,
        embedded=((SLOTS, 2),),
        hidden=recipe.hidden,
        activation=recipe.activation,
        norm=recipe.norm,
        dropout=recipe.dropout,
        outputs=CLASSES if task == "multiclass" else 1,
    )


def train(
    recipe: Recipe,
    task: Task = "binary",
    *,
    picked: tuple[int, ...] = (0, 1, 2),
    counts: tuple[int, ...] | None = None,
    held_out: bool = True,
) -> Trained:
    """Train members of a recipe, some of them or all, on shared rows or on their own."""
    recipes = [members_of(recipe)[member] for member in picked]
    rows = cast(_rows(task, picked, counts), recipe)
    watched = cast(examples(2, task, rows=21), recipe) if held_out else None
    return fit(recipes, architecture(recipe, task), rows, watched, task=task, engine="pytorch")


def cast(rows: Examples, recipe: Recipe) -> Examples:
    """Bring numbers into the recipe's precision."""
    dtype = getattr(torch, recipe.numbers)
    target = rows.target.to(dtype) if rows.target.is_floating_point() else rows.target
    return with_changes(rows, features=rows.features.to(dtype), target=target)


def _rows(task: Task, picked: tuple[int, ...], counts: tuple[int, ...] | None) -> Examples:
    if counts is None:
        return examples(1, task)
    own = examples(1, task, members=3)
    chosen = Examples(*(t[list(picked)] for t in (own.features, own.codes, own.target)))
    if len(picked) == 1:  # alone there is nothing to pad
        return chosen.slice(0, counts[picked[0]])
    return with_changes(chosen, counts=torch.tensor([counts[member] for member in picked]))
