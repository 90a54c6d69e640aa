"""Trainings that can be asked in between, for the tests of what is asked."""

from dataclasses import replace as with_changes

import msgspec
import numpy as np
import torch

from separatrix.data.task import Task
from separatrix.models.stack import Rows
from separatrix.recipe import Recipe
from separatrix.training.engine import EngineName
from separatrix.training.examples import Examples
from separatrix.training.loop import Training
from separatrix.training.resolve import resolve
from separatrix.training.unit import Unit
from tests.training.problems import architecture, cast, examples, members_of

ENGINES: tuple[EngineName, ...] = ("compiled", "pytorch")
UNEQUAL = (45, 31, 17)
EVERYTHING = Recipe(
    hidden=(7, 5),
    norm="batch",
    dropout=0.2,
    learning_rate=0.05,
    weight_decay=0.01,
    clip=0.5,
    epochs=10,
    batch_size=8,
    patience=2,
    dtype="float64",
)
"""Whatever a look in between could disturb: moments, masks, order, running statistics."""


def training(
    recipe: Recipe = EVERYTHING,
    engine: EngineName = "pytorch",
    *,
    task: Task = "binary",
    picked: tuple[int, ...] = (0, 1, 2),
    counts: tuple[int, ...] | None = UNEQUAL,
    weighted: bool = True,
) -> Training:
    """Return some of three members about to be trained, with held-out rows."""
    members = [resolve(members_of(recipe)[k], task, 45) for k in picked]
    return Training(
        members,
        architecture(recipe, task),
        rows_of(recipe, task, picked, counts, weighted),
        cast(examples(2, task, rows=21), recipe),
        task,
        Unit(mean=0.3, scale=2.0, log=task == "regression"),
        engine,
    )


def rows_of(
    recipe: Recipe,
    task: Task,
    picked: tuple[int, ...],
    counts: tuple[int, ...] | None,
    weighted: bool,
) -> Examples:
    """Return shared rows, or with counts each member's own of unequal number."""
    rows = cast(examples(1, task, members=None if counts is None else 3), recipe)
    if weighted:
        drawn = np.random.default_rng(3).uniform(0.2, 1.8, size=tuple(rows.target.shape))
        rows = with_changes(rows, weight=torch.tensor(drawn).to(rows.features))
    if counts is None:
        return rows
    own = [None if tensor is None else tensor[list(picked)] for tensor in _tensors(rows)]
    features, codes, target, weight = own
    assert features is not None
    assert codes is not None
    assert target is not None
    return Examples(
        features, codes, target, torch.tensor([counts[member] for member in picked]), weight
    )


def _tensors(
    rows: Examples,
) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor, torch.Tensor | None]:
    return rows.features, rows.codes, rows.target, rows.weight


def probe_rows(seed: int = 9, rows: int = 33, dtype: torch.dtype = torch.float64) -> Rows:
    """Return rows to be answered."""
    probe = examples(seed, "binary", rows)
    return Rows(probe.features.to(dtype), probe.codes)


def quick(**settings: object) -> Recipe:
    """Return the recipe with everything, changed."""
    return msgspec.structs.replace(EVERYTHING, **settings)
