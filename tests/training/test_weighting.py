"""Weights of rows and classes against repeated rows, in whole trainings."""

from typing import Any

import numpy as np
import pytest
from sklearn.utils.class_weight import compute_class_weight

from separatrix.data.parts import Part, Parts, encode_parts
from separatrix.data.prepare import Prepared, prepare
from separatrix.data.read import open_table
from separatrix.data.split import Split
from separatrix.errors import RecipeError
from separatrix.evaluation.prediction import predict_encoded
from separatrix.recipe import Recipe, replace
from separatrix.training.weighting import class_weights, loss_weights
from separatrix.workflow import learn_parts

RECIPE = Recipe(hidden=(6,), batch_size="full", epochs=60, learning_rate=0.02, dtype="float64")


def columns(rows: int = 60, seed: int = 0) -> dict[str, Any]:
    drawn = np.random.default_rng(seed)
    x = drawn.normal(size=rows)
    x[::7] = np.nan
    level = drawn.choice(["a", "b", "c"], rows)
    y = np.where(np.nan_to_num(x) + (level == "b") + drawn.normal(size=rows) > 0.8, "yes", "no")
    return {"x": x, "level": level, "y": y, "z": 3 * np.nan_to_num(x) + (level == "a")}


def parts_of(table: dict[str, Any], target: str, weight: str | None) -> Parts:
    """Encode a table of which all rows are trained on, and the first twenty held out as well."""
    opened = open_table(table)
    drop: Any = {"y" if target == "z" else "z": "drop"}
    prepared = prepare(opened, target, weight=weight, kinds=drop)
    every = np.arange(len(opened))
    if prepared.weight_N is not None:
        every = every[prepared.weight_N > 0]
    split = Split(every, every[:0], every[:0])
    whole = prepare(opened, target, weight=weight, kinds=drop, task=prepared.target.task)
    return encode_parts(_with(whole, split), "float64")


def _with(prepared: Prepared, split: Split) -> Prepared:
    from dataclasses import replace as changed

    from separatrix.data.target import learn_target

    weight_N = None if prepared.weight_N is None else prepared.weight_N[split.train]
    target = learn_target(prepared.table, prepared.target.name, rows=split.train, weight_N=weight_N)
    return changed(prepared, split=split, target=target)


@pytest.mark.parametrize("engine", ["compiled", "pytorch"])
@pytest.mark.parametrize("target", ["y", "z"])
def test_weights_are_as_good_as_repeated_rows(engine: str, target: str) -> None:
    table = columns()
    weight = np.random.default_rng(1).integers(1, 4, 60)
    repeated = {name: np.repeat(cells, weight) for name, cells in table.items()}
    weighted = parts_of({**table, "w": weight}, target, "w")
    plain = parts_of(repeated, target, None)
    recipe = RECIPE if target == "z" else replace(RECIPE, {"class_weight": "balanced"})
    one, other = (learn_parts(parts, recipe, engine=engine) for parts in (weighted, plain))
    rows = weighted.by_name["train"].encoded
    found, expected = (predict_encoded(each, rows).answers.array for each in (one, other))
    np.testing.assert_allclose(found, expected, rtol=1e-8, atol=1e-10)
    unweighted = learn_parts(parts_of(table, target, None), recipe, engine=engine)
    assert np.abs(predict_encoded(unweighted, rows).answers.array - expected).max() > 1e-4


def test_balanced_weights_are_those_of_scikit_learn() -> None:
    parts = parts_of({**columns(), "w": np.arange(60) % 3 + 1.0}, "y", "w")
    train = parts.by_name["train"]
    expected = compute_class_weight(
        "balanced", classes=np.arange(2), y=train.target_N, sample_weight=train.weight_N
    )
    found = class_weights("balanced", parts.target, train)
    assert found is not None
    np.testing.assert_allclose(found, expected)
    weights = loss_weights(train, found)
    assert weights is not None
    assert weights.mean() == pytest.approx(1)
    sums = [weights[train.target_N == code].sum() for code in (0, 1)]
    assert sums[0] == pytest.approx(sums[1])


def test_a_mapping_names_classes() -> None:
    parts = parts_of(columns(), "y", None)
    train: Part = parts.by_name["train"]
    np.testing.assert_array_equal(class_weights({"yes": 5.0}, parts.target, train), [1, 5])
    with pytest.raises(RecipeError, match=r'class "yess".*Did you mean "yes"'):
        class_weights({"yess": 5.0}, parts.target, train)
    with pytest.raises(RecipeError, match="learned as a number"):
        class_weights("balanced", parts_of(columns(), "z", None).target, train)
