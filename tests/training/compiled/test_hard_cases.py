"""Shapes at the edge of what is possible, through both engines, in 64 bits."""

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pytest
import torch

from separatrix.data.task import Task
from separatrix.models.architecture import Architecture
from separatrix.recipe import Recipe, replace
from separatrix.training.examples import Examples
from separatrix.training.loop import Trained, fit
from tests.training.compiled.test_agreement import apart, histories_apart


@dataclass(frozen=True)
class Case:
    """A training that must go the same way in both engines.

    Args:
        settings: What the recipe has beside the usual.
        task: What is predicted.
        rows: Rows of a member.
        members: How many, each with seed and rate of its own.
        counts: Real rows of each member; the rest is padding of weight zero.
        features: Columns of numbers.
        embedded: Slots and width of embedded columns.
        classes: Classes of a target of several.
        shared: Whether all members learn from the same rows.
        steps: Steps of an epoch that are expected of the first member.
    """

    settings: dict[str, Any] = field(default_factory=dict)
    task: Task = "binary"
    rows: int = 33
    members: int = 2
    counts: tuple[int, ...] | None = None
    features: int = 3
    embedded: tuple[tuple[int, int], ...] = ()
    classes: int = 2
    shared: bool = True
    steps: int | None = None


BATCH_NORM = {"norm": "batch"}
MANY = 300
CASES = {
    "unequal numbers of rows, padded with weight zero": Case(
        members=3, rows=29, counts=(29, 1, 14), shared=False
    ),
    "unequal numbers of shared rows": Case(members=3, rows=29, counts=(29, 3, 14)),
    "unequal numbers of rows under batch norm": Case(
        BATCH_NORM, members=3, rows=29, counts=(29, 9, 17), shared=False
    ),
    "a last batch of one row": Case({"batch_size": 8}, rows=33, steps=5),
    "a last batch of one row under batch norm": Case(
        {"batch_size": 8, **BATCH_NORM}, rows=33, steps=4
    ),
    "a batch larger than the rows": Case({"batch_size": 1000}, steps=1),
    "batches of one row": Case({"batch_size": 1}, rows=9, steps=9),
    "one member": Case(members=1),
    "one row": Case(rows=1, steps=1),
    # Two rows are normalised to 1 and -1 whatever they are, so gradients cancel down to rounding,
    # which Adam would scale up to whole steps.
    "two rows under batch norm": Case({"optimizer": "sgd", **BATCH_NORM}, rows=2, steps=1),
    "one column": Case(features=1),
    "layers of one unit": Case({"hidden": (1, 1)}),
    "layers of one unit under layer norm": Case({"hidden": (1, 1), "norm": "layer"}),
    "layers of one unit under batch norm": Case({"hidden": (1, 1), **BATCH_NORM}),
    "no hidden layer": Case({"hidden": ()}),
    "no hidden layer under batch norm": Case({"hidden": (), **BATCH_NORM}),
    "no hidden layer, many classes": Case({"hidden": ()}, task="multiclass", classes=7),
    "no hidden layer, levels alone": Case({"hidden": ()}, features=0, embedded=((4, 2),)),
    "40 outputs": Case(task="multiclass", classes=40, rows=120),
    "300 levels": Case(rows=120, embedded=((MANY, 20), (3, 2))),
    "levels alone": Case(features=0, embedded=((MANY, 9),)),
    "five hidden layers": Case({"hidden": (9, 8, 7, 6, 5)}),
    "five hidden layers with all there is": Case(
        {"hidden": (9, 8, 7, 6, 5), "dropout": 0.3, "norm": "layer", "clip": 0.5}
    ),
    "a layer wider than a tile": Case({"hidden": (130, 3)}, rows=70),
    "more rows than a chunk": Case({"batch_size": "full"}, rows=1100, steps=1),
    "more rows than a chunk under batch norm": Case(
        {"batch_size": 600, **BATCH_NORM}, rows=1201, steps=2
    ),
    "more members than cores": Case(members=9),
    "dropout of nearly all": Case({"dropout": 0.95, "hidden": (20, 20)}),
}


def both(case: Case) -> tuple[Trained, Trained]:
    """Train a case by each engine."""
    given = Recipe(hidden=(6, 4), activation="tanh", learning_rate=0.005, epochs=4, batch_size=8)
    recipe = replace(given, {"weight_decay": 0.01, "dtype": "float64", **case.settings})
    members = [
        replace(recipe, {"seed": 5 + member, "learning_rate": 0.005 + 0.001 * member})
        for member in range(case.members)
    ]
    shape = Architecture(
        features=case.features,
        embedded=case.embedded,
        hidden=recipe.hidden,
        activation=recipe.activation,
        norm=recipe.norm,
        dropout=recipe.dropout,
        outputs=case.classes if case.task == "multiclass" else 1,
    )
    rows, watched = rows_of(case, seed=0), rows_of(case, seed=1)
    compiled, pytorch = (
        fit(members, shape, rows, watched, task=case.task, engine=engine)
        for engine in ("compiled", "pytorch")
    )
    return compiled, pytorch


def rows_of(case: Case, seed: int) -> Examples:
    """Draw rows with weights; what is padding has weight zero and numbers that must not matter."""
    random = np.random.default_rng(seed)
    shape = (case.rows,) if case.shared else (case.members, case.rows)
    features = random.normal(size=(*shape, case.features))
    codes = [random.integers(0, slots, size=shape) for slots, _ in case.embedded]
    weight = random.uniform(0.2, 1.8, size=shape)
    if case.counts is not None and not case.shared:
        padding = np.arange(case.rows) >= np.array(case.counts)[:, None]
        features[padding], weight[padding] = 1e3, 0.0
    return Examples(
        torch.tensor(features),
        torch.tensor(np.stack(codes, axis=-1) if codes else np.zeros((*shape, 0), np.int64)),
        torch.tensor(random.integers(0, case.classes, size=shape)),
        None if case.counts is None else torch.tensor(case.counts),
        torch.tensor(weight),
    )


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_a_hard_case_goes_the_same_way_in_both_engines(case: Case) -> None:
    compiled, pytorch = both(case)
    assert compiled.environment.engine == "compiled"
    assert pytorch.environment.engine == "pytorch"
    assert torch.isfinite(pytorch.stack.weights_KP).all()
    assert apart(compiled.stack, pytorch.stack) < 1e-6
    assert histories_apart(compiled, pytorch) < 1e-6
    assert compiled.history.kept_K.tolist() == pytorch.history.kept_K.tolist()


@pytest.mark.parametrize("name", [name for name, case in CASES.items() if case.steps])
def test_a_hard_case_has_the_steps_that_its_name_says(name: str) -> None:
    case, steps = CASES[name], []
    recipe = Recipe(hidden=(3,), batch_size=case.settings.get("batch_size", 8), epochs=1)
    recipe = replace(recipe, {"norm": case.settings.get("norm", "none"), "dtype": "float64"})
    shape = Architecture(features=case.features, hidden=(3,), norm=recipe.norm, outputs=1)
    fit(
        [recipe],
        shape,
        rows_of(case, seed=0),
        task="binary",
        engine="pytorch",
        observe=lambda training: steps.append(training.steps_K.tolist()),
    )
    assert steps[-1] == [case.steps]
